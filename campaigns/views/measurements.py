"""What was measured of one post: its history, typing numbers by hand, correcting and voiding them."""

import hashlib
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from campaigns import measurements, outliers, reading_drafts
from campaigns.actions import measuring
from campaigns.measurements import Measurement
from campaigns.measuring_forms import CorrectionForm, ReadingForm, VoidForm
from campaigns.models import Post, ReadingSource
from summitcomms.lib import pictures
from summitcomms.lib.images import Clean
from summitcomms.lib.refusals import Refused


@require_safe
def reading_list(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that was measured of a post, newest first, for whoever may see it."""
    user, post = _in_sight(request, code)
    context = {
        "post": post,
        "page": measurements.page_of(post, user, request.GET.get("page")),
        "may_type": measuring.may_type(user, post),
    }
    return render(request, "campaigns/reading_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reading_add(request: HttpRequest, code: str) -> HttpResponse:
    """Type what a post has reached. Odd numbers are asked again, with the picture and all fields kept."""
    user, post = _in_sight(request, code)
    access.require(user, Permission.IMPORT_READINGS, post.agency)
    if not (permit := measuring.may_type(user, post)):
        messages.warning(request, permit.reason)
        return redirect("campaigns:reading-list", post.code)
    at = timezone.now()
    if request.method != "POST":
        return _typing(request, post, ReadingForm(user=user, at=at))
    form = ReadingForm(request.POST, request.FILES, user=user, at=at)
    is_valid = form.is_valid()
    draft = _draft(request, form, user, post)
    doubts = _doubts(post, form) if is_valid else []
    if not is_valid or (doubts and request.POST.get("confirmed") != _digest(form)):
        return _typing(request, post, form, draft=draft, doubts=doubts)
    try:
        result = measuring.by_hand(
            by=user,
            post=post,
            taken_at=form.cleaned_data["taken_at"],
            metrics=form.counts(),
            picture=draft.picture,
            at=at,
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return _typing(request, post, form, draft=draft)
    reading_drafts.forget(draft.token, by=user, post=post)
    if result.stored:
        messages.success(request, _("Angka unggahan %(code)s tersimpan.") % {"code": post.code})
    else:
        messages.info(request, _("Angka ini sudah tersimpan sebelumnya."))
    return redirect("campaigns:reading-list", post.code)


@require_safe
def reading_detail(request: HttpRequest, code: str, source: str, moment: str) -> HttpResponse:
    """One measurement with all its revisions; for those allowed, the ways to mend it."""
    user, post = _in_sight(request, code)
    return _mending(request, post, _measured(user, post, source, moment))


@require_POST
def reading_correct(request: HttpRequest, code: str, source: str, moment: str) -> HttpResponse:
    user, post, measured = _mendable(request, code, source, moment)
    form = CorrectionForm(request.POST, values=measured.revisions[0].values, auto_id="koreksi_%s")
    if form.is_valid():
        try:
            measuring.correct(
                by=user,
                post=post,
                source=measured.source,
                taken_at=measured.taken_at,
                metrics=form.counts(),
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Koreksi tersimpan; angka sebelumnya tetap tercatat."))
            return redirect("campaigns:reading-detail", code, source, moment)
    return _mending(request, post, measured, correction=form)


@require_POST
def reading_void(request: HttpRequest, code: str, source: str, moment: str) -> HttpResponse:
    """Declare the measurement void, or with `revision` that revision alone, so that the one before holds."""
    user, post, measured = _mendable(request, code, source, moment)
    form = VoidForm(request.POST, auto_id="batal_%s")
    if form.is_valid():
        try:
            measuring.void(
                by=user,
                post=post,
                source=measured.source,
                taken_at=measured.taken_at,
                revision=form.cleaned_data["revision"],
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Hasil ukur dibatalkan dan tidak dihitung lagi."))
            return redirect("campaigns:reading-detail", code, source, moment)
    return _mending(request, post, measured, voiding=form)


@require_safe
def reading_picture(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponseBase:
    """The screenshot from which numbers were typed, for whoever may see the post."""
    _user, post = _in_sight(request, code)
    picture = get_object_or_404(post.reading_pictures, public_id=public_id)
    return pictures.served(picture.image, f"angka-{post.code}")


def _in_sight(request: HttpRequest, code: str) -> tuple[User, Post]:
    """The reader, and a post within reach; 404 for any other."""
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    return user, get_object_or_404(Post.objects.visible_to(user).for_list(), code=code)


def _measured(user: User, post: Post, source: str, stamp: str) -> Measurement:
    """The measurement that an address names; 404 where there is none."""
    moment = measurements.moment_of(stamp)
    known = ReadingSource.objects.filter(code=source).first()
    found = measurements.measured(post, user, [(known.pk, moment)]) if known and moment else []
    if not found:
        raise Http404("no such measurement")
    return found[0]


def _mendable(request: HttpRequest, code: str, source: str, stamp: str) -> tuple[User, Post, Measurement]:
    """The same, for somebody who may mend it; 403 with the reason for everybody else."""
    user, post = _in_sight(request, code)
    measured = _measured(user, post, source, stamp)
    if not measured.permit:
        raise PermissionDenied(measured.permit.reason)
    return user, post, measured


@dataclass(frozen=True, slots=True)
class _Draft:
    """The picture that goes with the numbers, if any, and the words under which it is kept meanwhile."""

    picture: Clean | None
    token: str


def _draft(request: HttpRequest, form: ReadingForm, user: User, post: Post) -> _Draft:
    """The picture just sent, else the one that was sent before the numbers were asked again."""
    if picture := form.picture_sent():
        return _Draft(picture, reading_drafts.keep(picture, by=user, post=post))
    token = request.POST.get("draft", "")
    picture = reading_drafts.kept(token, by=user, post=post)
    return _Draft(picture, token if picture else "")


def _doubts(post: Post, form: ReadingForm) -> list[outliers.Doubt]:
    """What is odd about the numbers beside the newest ones known at their moment, whoever measured them."""
    known = measurements.origins(post, until=form.cleaned_data["taken_at"])
    return outliers.doubts(form.counts(), {name: origin.value for name, origin in known.items()})


def _digest(form: ReadingForm) -> str:
    """Names these very numbers: other ones are asked again."""
    return hashlib.sha256(repr((form.cleaned_data["taken_at"], form.counts())).encode()).hexdigest()


def _typing(
    request: HttpRequest,
    post: Post,
    form: ReadingForm,
    *,
    draft: _Draft | None = None,
    doubts: list[outliers.Doubt] | None = None,
) -> HttpResponse:
    context = {
        "post": post,
        "form": form,
        "draft": draft,
        "doubts": doubts,
        "confirmed": _digest(form) if doubts else "",
    }
    status = 422 if form.errors or doubts else 200
    return render(request, "campaigns/reading_add.html", context, status=status)


def _mending(
    request: HttpRequest,
    post: Post,
    measured: Measurement,
    *,
    correction: CorrectionForm | None = None,
    voiding: VoidForm | None = None,
) -> HttpResponse:
    context = {
        "post": post,
        "measured": measured,
        "correction": correction or CorrectionForm(values=measured.revisions[0].values, auto_id="koreksi_%s"),
        "voiding": voiding or VoidForm(auto_id="batal_%s"),
    }
    status = 422 if correction or voiding else 200
    return render(request, "campaigns/reading_detail.html", context, status=status)
