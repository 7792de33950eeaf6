"""Doubts about posts and numbers: their list, and one of them with what its reader may do about it."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from campaigns import flagged
from campaigns.actions import flags, posts
from campaigns.flag_forms import DISMISS, GRANT, OBJECT, UPHOLD, FlagForm
from campaigns.models import Outcome, PostFlag
from campaigns.views.tabs import Tab
from summitcomms.lib.refusals import Refused

PAGE = 25


@require_safe
def flag_list(request: HttpRequest) -> HttpResponse:
    """The doubts about posts in sight of the reader, by what is to be done about them."""
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    found = flagged.parts(user, timezone.now())
    asked = request.GET.get("keadaan", "")
    state = asked if asked in found else flagged.OPEN
    names = {
        flagged.OPEN: _("Menunggu verifikator"),
        flagged.TO_OBJECT: _("Dapat disanggah"),
        flagged.TO_RULE: _("Keberatan menunggu"),
        flagged.SETTLED: _("Sudah diputus"),
    }
    page = Paginator(found[state], PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "doubts": flagged.shown(page.object_list, user.zone),
        "state": state,
        "tabs": [
            Tab(
                reverse("campaigns:flag-list") + (f"?keadaan={value}" if value else ""),
                names[value],
                part.count(),
                value == state,
            )
            for value, part in found.items()
        ],
    }
    return render(request, "campaigns/flag_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def flag_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """GET shows the doubt and what became of it; POST settles it, objects, or rules."""
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    flag = get_object_or_404(flagged.in_sight(user), public_id=public_id)
    form = FlagForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST":
        try:
            messages.success(request, _act(user, flag, form))
        except Refused as refused:
            refusal = refused.sentence
            flag = get_object_or_404(flagged.in_sight(user), public_id=public_id)
        else:
            return redirect(flag)
    is_verifier = bool(access.can(user, Permission.VERIFY_POSTS))
    is_own = bool(posts.may_report(user, flag.post.agency))
    [shown] = flagged.shown([flag], user.zone)
    steps = flagged.steps(user, flag, is_verifier=is_verifier, is_own=is_own, at=timezone.now())
    form.fields["text"].required = bool(steps.object)  # a note may be left out, grounds never
    context = {
        "flag": flag,
        "post": flag.post,
        "sentence": shown.sentence,
        "steps": steps,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "campaigns/flag_detail.html", context, status=422 if refusal else 200)


def _act(user: User, flag: PostFlag, form: FlagForm) -> str:
    """Do what was sent, with the right that it needs, and say what was done. Raises Refused."""
    verb = form.data.get("verb")
    if verb == OBJECT:
        access.require(user, Permission.SUBMIT_POSTS, flag.post.agency)
    else:
        access.require(user, Permission.VERIFY_POSTS)
    if not form.is_valid():
        raise Refused("form", " ".join(str(error) for errors in form.errors.values() for error in errors))
    text, at = form.cleaned_data["text"], timezone.now()
    if verb == OBJECT:
        flags.object_to(by=user, flag=flag, grounds=text, at=at)
        return _("Keberatan diajukan. Verifikator lain memutusnya.")
    if verb == UPHOLD:
        flags.uphold(by=user, flag=flag, note=text, at=at)
        return _("Tanda ini berlaku. Instansi diberi tahu batas keberatannya.")
    if verb == DISMISS:
        flags.dismiss(by=user, flag=flag, note=text, at=at)
        return _("Tanda ini ditiadakan.")
    outcome = Outcome.GRANTED if verb == GRANT else Outcome.DENIED
    flags.rule(by=user, flag=flag, outcome=outcome, note=text, at=at)
    return _("Putusan atas keberatan disimpan.")
