"""The verifier's work: the queue, one post to decide on, and the decision."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from campaigns.actions import decisions
from campaigns.forms import ReasonForm, SeenForm
from campaigns.models import Post
from campaigns.models.post import PostQuerySet
from campaigns.screening import Finding, Level, level, load
from campaigns.states import PostState
from summitcomms.lib.permits import Permit
from summitcomms.lib.refusals import Refused

PAGE = 25
AHEAD = 200
"""How far into the queue "next" looks; beyond it, it begins again at the top."""
EARLIER = 5
ORDERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "risiko": (gettext_noop("Risiko"), ("is_claimed", "-risk", "submitted_at", "pk")),
    "waktu": (gettext_noop("Waktu kirim"), ("is_claimed", "submitted_at", "pk")),
    "instansi": (gettext_noop("Instansi"), ("is_claimed", "agency__short_name", "submitted_at", "pk")),
}
"""Value of `?urut=`, label, ordering; what a colleague is looking at comes last."""


@dataclass(frozen=True, slots=True)
class Row:
    """One waiting post."""

    post: Post
    level: Level
    doubts: tuple[Finding, ...]
    is_mine: bool


@require_safe
def post_queue(request: HttpRequest) -> HttpResponse:
    user = access.require(request.user, Permission.VERIFY_POSTS)
    at = timezone.now()
    order = _order(request)
    waiting = Post.objects.for_queue(at).order_by(*ORDERS[order][1])
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    rows = [
        Row(post, level(post.risk), load(post.screening).doubts, post.claimed_by_id == user.pk)
        for post in page.object_list
    ]
    context = {
        "page": page,
        "rows": rows,
        "order": order,
        "tabs": [
            {"url": f"?urut={value}", "label": _(name), "current": value == order}
            for value, (name, _fields) in ORDERS.items()
        ],
        "oldest": Post.objects.awaiting().aggregate(oldest=Min("submitted_at"))["oldest"],
        "first": _next(user, order, at),
        "undoable": _undoable(user, at),
    }
    return render(request, "campaigns/post_queue.html", context)


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
    if post.state != PostState.SUBMITTED:
        messages.info(request, _("Unggahan %(code)s tidak menunggu verifikasi.") % {"code": post.code})
        return redirect(post)
    if _is_visit(request):
        permit = decisions.claim(by=user, post=post, at=at)
    else:
        permit = decisions.may_decide(user, post, at=at)
    return _page(request, user, post, at=at, permit=permit, reason_form=ReasonForm())


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
    return redirect(_queue_url(request))


@require_POST
def post_release(request: HttpRequest, code: str) -> HttpResponse:
    user, post = _to_decide(request, code)
    if decisions.release(by=user, post=post):
        messages.success(request, _("%(code)s dilepas untuk verifikator lain.") % {"code": post.code})
    return redirect(_queue_url(request))


def _to_decide(request: HttpRequest, code: str) -> tuple[User, Post]:
    """The post, for a verifier: 404 if it is not in sight, 403 without the right."""
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    seen = Post.objects.visible_to(user).for_list().select_related("claimed_by")
    post = get_object_or_404(seen, code=code)
    return access.require(user, Permission.VERIFY_POSTS, post.agency), post


def _is_visit(request: HttpRequest) -> bool:
    """Whether somebody opens the page, and no program asks for it ahead or for its head only."""
    purpose = request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or ""
    return request.method == "GET" and "prefetch" not in purpose


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
    """Decide and go to the next waiting post; a refusal shows the post as it is now, with what was typed."""
    reason_form = form if isinstance(form, ReasonForm) else ReasonForm()
    order = _order(request)
    following = _next(user, order, at, after=post)
    refusal = _("Halaman ini tidak lengkap terkirim. Periksa isian di bawah, lalu putuskan lagi.")
    if form.is_valid():
        try:
            decided = decide()
        except Refused as refused:
            refusal = refused.sentence
        else:
            if decided.state != PostState.VERIFIED:  # a verified one is announced with its undo button
                messages.success(request, f"{post.code} {decided.get_state_display()}: {_reason(decided)}.")
            return redirect(_verify_url(following, order) if following else _queue_url(request))
    current = get_object_or_404(Post.objects.for_list().select_related("claimed_by"), pk=post.pk)
    permit = decisions.may_decide(user, current, at=at)
    return _page(
        request, user, current, at=at, permit=permit, reason_form=reason_form, refusal=refusal, status=422
    )


def _reason(post: Post) -> str:
    return post.get_reason_code_display()


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
    order = _order(request)
    following = _next(user, order, at, after=post)
    of_agency = Post.objects.filter(agency=post.agency, campaign=post.campaign).exclude(pk=post.pk)
    context = {
        "post": post,
        "screening": load(post.screening),
        "level": level(post.risk),
        "permit": permit,
        "is_waiting": post.state == PostState.SUBMITTED,
        "seen": post.submitted_at.isoformat(),
        "reason_form": reason_form,
        "refusal": refusal,
        "order": order,
        "queue_url": _queue_url(request),
        "next_url": _verify_url(following, order) if following else "",
        "left": Post.objects.awaiting().count(),
        "accounts": list(post.agency.accounts.current().filter(platform=post.platform)),
        "earlier": list(of_agency.for_list()[:EARLIER]),
        "tally": of_agency.aggregate(
            filed=Count("pk"),
            verified=Count("pk", filter=Q(state=PostState.VERIFIED)),
            returned=Count("pk", filter=Q(state__in=(PostState.RETURNED, PostState.REJECTED))),
        ),
        "undoable": _undoable(user, at),
    }
    return render(request, "campaigns/post_verify.html", context, status=status)


def _order(request: HttpRequest) -> str:
    wanted = request.POST.get("urut") or request.GET.get("urut") or ""
    return wanted if wanted in ORDERS else "risiko"


def _queue_url(request: HttpRequest) -> str:
    return f"{reverse('campaigns:post-queue')}?{urlencode({'urut': _order(request)})}"


def _verify_url(code: str, order: str) -> str:
    return f"{reverse('campaigns:post-verify', args=[code])}?{urlencode({'urut': order})}"


def _next(user: User, order: str, at: datetime, after: Post | None = None) -> str:
    """The code of the post to look at next, "" if none is left: behind `after` in the queue, else the first.

    Posts that a colleague holds and those of the own agencies are passed over.
    """
    own = [membership.agency_id for membership in user.active_memberships if membership.agency_id]
    waiting: PostQuerySet = Post.objects.for_queue(at).exclude(agency__in=own)
    free = waiting.filter(Q(claimed_until=None) | Q(claimed_until__lte=at) | Q(claimed_by=user))
    # A claim of one's own must not move the post to the end while "next" is looked up from it.
    order_by = [field for field in ORDERS[order][1] if field != "is_claimed"]
    codes = list(free.order_by(*order_by).values_list("code", flat=True)[:AHEAD])
    here = codes.index(after.code) if after and after.code in codes else -1
    others = codes[here + 1 :] + codes[: max(here, 0)]
    return others[0] if others else ""


def _undoable(user: User, at: datetime) -> Post | None:
    """The verification that `user` may still take back."""
    newest = (
        Post.objects.filter(decided_by=user, decided_at__gte=at - decisions.UNDO)
        .select_related("agency")
        .order_by("-decided_at", "-pk")
        .first()
    )
    return newest if newest and decisions.may_undo(user, newest, at=at) else None
