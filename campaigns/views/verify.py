"""One post and the decision on it: take it, look at what is known, decide, and go to the next."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from campaigns import background, queues, verifying
from campaigns.actions import bulk, decisions
from campaigns.forms import ReasonForm, SeenForm
from campaigns.models import Post
from campaigns.models.post import PostQuerySet
from campaigns.queues import SAMPLES, WAITING, Choice
from campaigns.screening import level, load
from campaigns.states import PostState
from campaigns.views.queue import is_visit, next_url, queue_url, verify_url
from summitcomms.lib.permits import Permit
from summitcomms.lib.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def post_verify(request: HttpRequest, code: str) -> HttpResponse:
    """GET takes the post for ten minutes and shows it; POST accepts it.

    A browser that looks ahead takes nothing: its user may never see the page.
    """
    user, post = _to_decide(request, code)
    at = timezone.now()
    if request.method == "POST":
        form = SeenForm(request.POST)
        return _decided(
            request,
            user,
            post,
            form,
            lambda: decisions.verify(by=user, post=post, seen=form.version(), at=at),
            at,
        )
    if post.state != PostState.SUBMITTED and not decisions.is_sample(post):
        messages.info(request, _("Unggahan %(code)s tidak menunggu verifikasi.") % {"code": post.code})
        return redirect(post)
    if is_visit(request):
        permit = decisions.claim(by=user, post=post, at=at)
    else:
        permit = decisions.may_decide(user, post, at=at)
    return _page(request, user, post, at=at, permit=permit, reason_form=ReasonForm())


@require_POST
def post_confirm(request: HttpRequest, code: str) -> HttpResponse:
    """A sample holds: the rule was right."""
    user, post = _to_decide(request, code)
    at = timezone.now()
    form = SeenForm(request.POST)
    return _decided(
        request,
        user,
        post,
        form,
        lambda: decisions.confirm(by=user, post=post, seen=form.version(), at=at),
        at,
    )


@require_POST
def post_return(request: HttpRequest, code: str) -> HttpResponse:
    return _decided_with_reason(request, code, decisions.send_back)


@require_POST
def post_reject(request: HttpRequest, code: str) -> HttpResponse:
    return _decided_with_reason(request, code, decisions.reject)


@require_POST
def post_undo(request: HttpRequest, code: str) -> HttpResponse:
    user, post = _to_decide(request, code)
    try:
        decisions.undo(by=user, post=post, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(
            request,
            _("Verifikasi %(code)s diurungkan. Unggahan kembali ke instansi dan tidak dihitung.")
            % {"code": post.code},
        )
    return redirect(queue_url(Choice.of(request.GET)))


@require_POST
def post_claim(request: HttpRequest, code: str) -> HttpResponse:
    """Hold the post for ten more minutes: the page asks while somebody works on it. Returns a fragment."""
    user, post = _to_decide(request, code)
    permit = decisions.claim(by=user, post=post, at=timezone.now())
    context = {"post": post, "permit": permit}
    return render(request, "campaigns/_post_claim.html", context, status=200 if permit else 422)


@require_POST
def post_release(request: HttpRequest, code: str) -> HttpResponse:
    """Leave the queue: the post is free for others at once."""
    user, post = _to_decide(request, code)
    if decisions.release(by=user, post=post):
        messages.success(request, _("%(code)s dilepas untuk verifikator lain.") % {"code": post.code})
    return redirect(queue_url(Choice.of(request.GET)))


def _to_decide(request: HttpRequest, code: str) -> tuple[User, Post]:
    """The post, for whoever has the right to verify it: 404 if it is not in sight, 403 without the right."""
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    post = get_object_or_404(_seen_by(user), code=code)
    permit = verifying.may_enter(user, post)
    if not permit:
        raise PermissionDenied(permit.reason)
    return user, post


def _seen_by(user: User) -> PostQuerySet:
    return (
        Post.objects.visible_to(user)
        .for_list()
        .select_related("claimed_by", "material")
        .prefetch_related("evidence")
    )


def _decided_with_reason(request: HttpRequest, code: str, verb: Callable[..., Post]) -> HttpResponse:
    """Run a verb of `actions.decisions` that takes a reason and a note for the agency."""
    user, post = _to_decide(request, code)
    at = timezone.now()
    form = ReasonForm(request.POST)

    def decide() -> Post:
        return verb(
            by=user,
            post=post,
            seen=form.version(),
            reason=form.return_reason(),
            note=form.cleaned_data["note"],
            at=at,
        )

    return _decided(request, user, post, form, decide, at)


def _decided(
    request: HttpRequest,
    user: User,
    post: Post,
    form: SeenForm,
    decide: Callable[[], Post],
    at: datetime,
) -> HttpResponse:
    """Decide and take the next post; a refusal shows the post as it is now, with what was typed."""
    reason_form = form if isinstance(form, ReasonForm) else ReasonForm()
    choice = Choice.of(request.GET)
    following = queues.neighbours(user, choice, at, post)
    refusal = _("Halaman ini tidak lengkap terkirim. Periksa isian di bawah, lalu putuskan lagi.")
    if form.is_valid():
        try:
            decided = decide()
        except Refused as refused:
            refusal = refused.sentence
        else:
            _tell(request, decided)
            code = queues.take(user, following, at)
            return redirect(verify_url(code, choice) if code else queue_url(choice))
    current = get_object_or_404(_seen_by(user), pk=post.pk)
    permit = decisions.may_decide(user, current, at=at)
    return _page(
        request, user, current, at=at, permit=permit, reason_form=reason_form, refusal=refusal, status=422
    )


def _tell(request: HttpRequest, decided: Post) -> None:
    """Say what was decided; a verified post is announced with its undo button instead."""
    if decided.sample_checked_at and decided.state == PostState.VERIFIED:
        messages.success(
            request, _("%(code)s diperiksa ulang dan tetap terverifikasi.") % {"code": decided.code}
        )
    elif decided.state != PostState.VERIFIED:
        messages.success(
            request,
            _("%(code)s %(state)s: %(reason)s.")
            % {
                "code": decided.code,
                "state": decided.get_state_display(),
                "reason": decided.get_reason_code_display(),
            },
        )


def _page(
    request: HttpRequest,
    user: User,
    post: Post,
    *,
    at: datetime,
    permit: Permit,
    reason_form: ReasonForm,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    choice = Choice.of(request.GET).on(SAMPLES if decisions.is_sample(post) else WAITING)
    has_others = bool(queues.neighbours(user, choice, at, post))
    context = {
        "post": post,
        "screening": load(post.screening),
        "level": level(post.risk),
        "permit": permit,
        "is_sample": decisions.is_sample(post),
        "is_open": post.state == PostState.SUBMITTED or decisions.is_sample(post),
        "seen": post.submitted_at.isoformat(),
        "reason_form": reason_form,
        "refusal": refusal,
        "choice": choice,
        "queue_url": queue_url(choice),
        "next_url": next_url(choice, "sesudah", post) if has_others else "",
        "previous_url": next_url(choice, "sebelum", post) if has_others else "",
        "left": queues.counts(user, choice)[choice.tab].number,
        "background": background.of(post, user),
        "undoable": bulk.undoable(user, at=at),
    }
    return render(request, "campaigns/post_verify.html", context, status=status)
