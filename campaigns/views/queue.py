"""The verifier's queue: what waits, which part of it, and one decision on many posts of a kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from campaigns import queues, verifying
from campaigns.actions import bulk, decisions
from campaigns.actions.bulk import Bulk
from campaigns.models import Appeal, Dispute, Post
from campaigns.queue_forms import BulkForm, QueueForm, UndoForm
from campaigns.queues import SAMPLES, WAITING, Backlog, Choice
from campaigns.screening import Finding, Level, level, load
from campaigns.states import PostState
from summitcomms.lib.refusals import Refused

PAGE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """One post of the queue."""

    post: Post
    level: Level
    doubts: tuple[Finding, ...]
    is_mine: bool
    alike: int = 1
    """How many posts of its kind can be decided at once, itself included."""


@require_safe
def post_queue(request: HttpRequest) -> HttpResponse:
    """The queue; with `?sejenis=CODE` only the posts of that one's kind, to be ticked and decided at once."""
    user = _verifier(request)
    at = timezone.now()
    if code := request.GET.get("sejenis", "").replace("\0", ""):
        return _alike_page(request, user, get_object_or_404(verifying.decidable(user), code=code), at)
    choice = Choice.of(request.GET)
    page = Paginator(queues.posts(user, choice, at), PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    kinds = queues.kinds(user, shown, at) if shown and choice.tab == WAITING else {}
    counts = queues.counts(user, choice)
    context = {
        "choice": choice,
        "page": page,
        "rows": [_row(post, user, kinds.get(bulk.kind(post), 1)) for post in shown],
        "form": QueueForm(
            initial={name: getattr(choice, name) for name in ("instansi", "provinsi", "platform", "urut")},
            has_provinces=bool(access.can(user, Permission.VERIFY_POSTS)),
        ),
        "tabs": _tabs(user, choice, counts),
        "oldest": counts[choice.tab].oldest,
        "start_url": _start_url(choice) if queues.has_free(user, choice, at) else "",
        "undoable": bulk.undoable(user, at=at),
    }
    return render(request, "campaigns/post_queue.html", context)


@require_safe
def post_next(request: HttpRequest) -> HttpResponse:
    """Take the next free post, or with `?sebelum=CODE` the previous one, and go to its page.

    The post is taken here and not by the page, so that of two who ask at once each gets another. A browser
    that looks ahead takes nothing: its user may never see the page.
    """
    user = _verifier(request)
    at = timezone.now()
    choice = Choice.of(request.GET)
    before, after = (request.GET.get(name, "").replace("\0", "") for name in ("sebelum", "sesudah"))
    here = verifying.decidable(user).filter(code=before or after).first() if before or after else None
    codes = queues.neighbours(user, choice, at, here)
    if before:
        codes.reverse()
    code = queues.take(user, codes, at) if is_visit(request) else next(iter(codes), "")
    if not code:
        messages.info(request, _("Tidak ada unggahan lain yang dapat Anda periksa sekarang."))
        return redirect(queue_url(choice))
    return redirect(verify_url(code, choice))


@require_POST
def post_bulk(request: HttpRequest) -> HttpResponse:
    """Decide on the ticked posts; what could not be decided is named, each with its reason."""
    user = _verifier(request)
    at = timezone.now()
    choice = Choice.of(request.GET)
    form = BulkForm(request.POST)
    if form.is_valid():
        try:
            outcome = bulk.decide(
                by=user,
                chosen=form.cleaned_data["posts"],
                state=PostState(form.cleaned_data["putusan"]),
                reason=form.return_reason(),
                note=form.note_to_keep,
                at=at,
            )
        except Refused as refused:
            form.add_error("note" if refused.code == "note" else None, refused.sentence)
        else:
            _tell(request, outcome)
            return redirect(queue_url(choice))
    code = request.GET.get("sejenis", "").replace("\0", "")
    post = get_object_or_404(verifying.decidable(user), code=code)
    return _alike_page(request, user, post, at, form=form)


@require_POST
def post_bulk_undo(request: HttpRequest) -> HttpResponse:
    user = _verifier(request)
    form = UndoForm(request.POST)
    decided_at = form.cleaned_data["decided_at"] if form.is_valid() else None
    try:
        if decided_at is None:
            raise Refused("not_allowed", decisions.too_late())
        taken = bulk.undo(by=user, decided_at=decided_at, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        words = ngettext(
            "Verifikasi %(count)s unggahan diurungkan. Unggahan kembali ke instansi dan tidak dihitung.",
            "Verifikasi %(count)s unggahan diurungkan. Unggahan kembali ke instansi dan tidak dihitung.",
            len(taken),
        )
        messages.success(request, words % {"count": len(taken)})
    return redirect(queue_url(Choice.of(request.GET)))


def queue_url(choice: Choice) -> str:
    """Where the queue stands as chosen."""
    return reverse("campaigns:post-queue") + choice.query


def verify_url(code: str, choice: Choice) -> str:
    """The page of a post, from which "next" goes on as chosen."""
    return reverse("campaigns:post-verify", args=[code]) + choice.query


def next_url(choice: Choice, word: str, post: Post) -> str:
    """Where the post after ("sesudah") or before ("sebelum") `post` is taken."""
    return _with(reverse("campaigns:post-next"), choice, word, post)


def is_visit(request: HttpRequest) -> bool:
    """Whether somebody opens the page, and no program asks for it ahead or for its head only."""
    purpose = request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or ""
    return request.method == "GET" and "prefetch" not in purpose


def _verifier(request: HttpRequest) -> User:
    """Somebody with a queue of their own; 403 for anybody else."""
    return verifying.require_queue(access.require_somewhere(request.user, Permission.VIEW_POSTS))


def _with(address: str, choice: Choice, word: str, post: Post) -> str:
    return f"{address}{choice.query}{'&' if choice.query else '?'}{word}={post.code}"


def _start_url(choice: Choice) -> str:
    return reverse("campaigns:post-next") + choice.query


def _row(post: Post, user: User, alike: int = 1) -> Row:
    return Row(post, level(post.risk), load(post.screening).doubts, post.claimed_by_id == user.pk, alike)


def _tabs(user: User, choice: Choice, counts: Mapping[str, Backlog]) -> list[dict[str, Any]]:
    """The parts of the queue; beside them, for the centre, the objections that wait for a decision."""
    labels = {WAITING: _("Menunggu"), SAMPLES: _("Contoh untuk diperiksa ulang")}
    tabs: list[dict[str, Any]] = [
        {
            "url": queue_url(choice.on(tab)),
            "label": label,
            "count": counts[tab].number,
            "current": choice.tab == tab,
        }
        for tab, label in labels.items()
    ]
    if not access.can(user, Permission.VERIFY_POSTS):
        return tabs
    waiting = {"decided_at": None, "post__campaign__is_sandbox": False}
    appeals, disputes = (model.objects.filter(**waiting).count() for model in (Appeal, Dispute))
    return [
        *tabs,
        {"url": reverse("campaigns:appeal-list"), "label": _("Banding"), "count": appeals},
        {"url": reverse("campaigns:dispute-list"), "label": _("Sengketa"), "count": disputes},
    ]


def _alike_page(
    request: HttpRequest, user: User, post: Post, at: datetime, *, form: BulkForm | None = None
) -> HttpResponse:
    """The posts of one kind; all ticked at first, later those that were."""
    rows = [_row(one, user) for one in queues.alike(user, post, at).prefetch_related("evidence")]
    choice = Choice.of(request.GET)
    context = {
        "post": post,
        "rows": rows,
        "form": form or BulkForm(),
        "ticked": _ticked(form) if form else [row.post.code for row in rows],
        "level": level(post.risk),
        "screening": load(post.screening),
        "queue_url": queue_url(choice),
        "action": _with(reverse("campaigns:post-bulk"), choice, "sejenis", post),
    }
    return render(request, "campaigns/post_queue_alike.html", context, status=422 if form else 200)


def _ticked(form: BulkForm) -> Iterable[str]:
    return [text.partition("@")[0] for text in form["posts"].value() or ()]


def _tell(request: HttpRequest, outcome: Bulk) -> None:
    """Say what was decided, and what was not and why. What was accepted is announced with its undo button."""
    returned = [post for post in outcome.done if post.state == PostState.RETURNED]
    if returned:
        words = ngettext(
            "%(count)s unggahan dikembalikan: %(reason)s.",
            "%(count)s unggahan dikembalikan: %(reason)s.",
            len(returned),
        )
        messages.success(
            request, words % {"count": len(returned), "reason": returned[0].get_reason_code_display()}
        )
    if outcome.skipped:
        said = " ".join(f"{one.post}: {one.sentence}" for one in outcome.skipped)
        words = ngettext(
            "%(count)s unggahan dilewati. %(reasons)s",
            "%(count)s unggahan dilewati. %(reasons)s",
            len(outcome.skipped),
        )
        messages.warning(request, words % {"count": len(outcome.skipped), "reasons": said})
