"""Objections: an agency appeals against a rejection, two agencies report one post, a verifier decides."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from campaigns import objections
from campaigns.actions import appeals, disputes
from campaigns.models import Appeal, DisputeEvidence, Outcome, Post
from campaigns.objection_forms import GroundsForm, OutcomeForm
from campaigns.objections import DECIDED, OPEN
from campaigns.screening import load
from campaigns.views.tabs import Tab
from summitcomms.lib import pictures
from summitcomms.lib.refusals import Refused

PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def post_appeal(request: HttpRequest, code: str) -> HttpResponse:
    """Appeal against the rejection of an own post."""
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    post = get_object_or_404(Post.objects.visible_to(user).for_list(), code=code)
    access.require(user, Permission.SUBMIT_POSTS, post.agency)
    at = timezone.now()
    form = GroundsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            appeals.file(by=user, post=post, grounds=form.cleaned_data["grounds"], at=at)
        except Refused as refusal:
            form.add_error("grounds", refusal.sentence)
        else:
            messages.success(
                request,
                _("Banding atas %(code)s diajukan. Verifikator lain memutusnya.") % {"code": post.code},
            )
            return redirect(post)
    permit = appeals.may_file(user, post, at=at)
    if request.method != "POST" and not permit:
        messages.warning(request, permit.reason)
        return redirect(post)
    context = {"post": post, "form": form, "until": post.appeal_until}
    return render(request, "campaigns/appeal_file.html", context, status=422 if form.errors else 200)


@require_safe
def appeal_list(request: HttpRequest) -> HttpResponse:
    user = access.require(request.user, Permission.VERIFY_POSTS)
    state = _state(request)
    return render(
        request,
        "campaigns/appeal_list.html",
        _list(request, user, state, appeals=objections.appeals_in(state)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def appeal_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """GET shows the appeal beside the post; POST decides."""
    user = access.require(request.user, Permission.VERIFY_POSTS)
    appeal = get_object_or_404(_appeals(), public_id=public_id)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST":
        try:
            outcome, note = _outcome(form)
            appeals.decide(by=user, appeal=appeal, outcome=outcome, note=note, at=timezone.now())
        except Refused as refused:
            refusal = refused.sentence
            appeal = get_object_or_404(_appeals(), public_id=public_id)
        else:
            messages.success(
                request,
                _("Banding atas %(code)s dikabulkan; unggahan kembali menunggu verifikasi.")
                % {"code": appeal.post.code}
                if outcome == Outcome.GRANTED
                else _("Banding atas %(code)s tidak dikabulkan.") % {"code": appeal.post.code},
            )
            return redirect("campaigns:appeal-list")
    context = {
        "appeal": appeal,
        "post": appeal.post,
        "screening": load(appeal.post.screening),
        "permit": appeals.may_decide(user, appeal),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "campaigns/appeal_detail.html", context, status=422 if refusal else 200)


@require_safe
def dispute_list(request: HttpRequest) -> HttpResponse:
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    state = _state(request)
    return render(
        request,
        "campaigns/dispute_list.html",
        _list(request, user, state, disputes=objections.disputes_in(state, user)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def dispute_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """GET shows both reports side by side, to both agencies too; POST decides."""
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    dispute = get_object_or_404(objections.in_sight(user), public_id=public_id)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST":
        access.require(user, Permission.VERIFY_POSTS)
        try:
            if request.POST.get("against", dispute.post.code) != dispute.post.code:
                raise Refused("moved", _(disputes.MOVED))
            outcome, note = _outcome(form)
            disputes.decide(by=user, dispute=dispute, outcome=outcome, note=note, at=timezone.now())
        except Refused as refused:
            refusal = refused.sentence
            dispute = get_object_or_404(objections.in_sight(user), public_id=public_id)
        else:
            winner = dispute.agency if outcome == Outcome.GRANTED else dispute.post.agency
            messages.success(
                request, _("Sengketa diputus: unggahan itu milik %(agency)s.") % {"agency": winner}
            )
            return redirect("campaigns:dispute-list")
    first, second = objections.sides(dispute)
    context = {
        "dispute": dispute,
        "post": dispute.post,
        "picture": objections.picture_of(dispute, user),
        "first": first,
        "second": second,
        "sees_post": Post.objects.visible_to(user).filter(pk=dispute.post_id).exists(),
        "is_verifier": bool(access.can(user, Permission.VERIFY_POSTS)),
        "permit": disputes.may_decide(user, dispute),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "campaigns/dispute_detail.html", context, status=422 if refusal else 200)


@require_safe
def dispute_evidence(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    return pictures.served(_filed(request, public_id).image, f"bukti-sengketa-{public_id}")


@require_safe
def dispute_thumbnail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    return pictures.served(_filed(request, public_id).thumbnail, f"bukti-sengketa-{public_id}-kecil")


def _filed(request: HttpRequest, public_id: uuid.UUID) -> DisputeEvidence:
    """The screenshot that came with a dispute; the agency that holds the link does not see it."""
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    dispute = get_object_or_404(objections.in_sight(user), public_id=public_id)
    picture = objections.picture_of(dispute, user)
    if picture is None:
        raise Http404("no screenshot for this reader")
    return picture


def _appeals() -> Any:
    return Appeal.objects.select_related(
        "post__agency",
        "post__campaign",
        "post__account",
        "post__pillar",
        "post__submitted_by",
        "post__decided_by",
        "filed_by",
        "against",
        "decided_by",
    )


def _outcome(form: OutcomeForm) -> tuple[Outcome, str]:
    """What was sent; raises Refused with what is wrong about it."""
    if not form.is_valid():
        raise Refused("form", " ".join(str(error) for errors in form.errors.values() for error in errors))
    return form.chosen(), form.cleaned_data["note"]


def _state(request: HttpRequest) -> str:
    return DECIDED if request.GET.get("keadaan") == DECIDED else OPEN


def _list(request: HttpRequest, user: User, state: str, **shown: Any) -> dict[str, Any]:
    """What both lists need; the tab of the appeals is for verifiers."""
    [(name, found)] = shown.items()
    is_verifier = bool(access.can(user, Permission.VERIFY_POSTS))
    waiting = objections.disputes_in(OPEN, user).count()
    tabs = [Tab(reverse("campaigns:dispute-list"), _("Sengketa"), waiting, name == "disputes")]
    if is_verifier:
        count = objections.appeals_in(OPEN).count()
        tabs.insert(0, Tab(reverse("campaigns:appeal-list"), _("Banding"), count, name == "appeals"))
    return {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "is_decided": state == DECIDED,
        "is_verifier": is_verifier,
        "tabs": tabs,
    }
