"""One decision on many posts of one kind, and its way back."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import User
from campaigns import counters
from campaigns.actions import announcing, flagging
from campaigns.actions.decisions import (
    UNDO,
    UNDONE,
    is_sample,
    may_undo,
    noted,
    over,
    require_decidable,
    store,
    too_late,
)
from campaigns.models import Post
from campaigns.states import PostState, ReturnReason
from summitcomms.lib.refusals import Refused

MOST = 50
"""How many posts can be decided at once."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of many posts to decide on, and the version of it (`submitted_at`) that the page showed."""

    code: str
    seen: datetime


@dataclass(frozen=True, slots=True)
class Skipped:
    """A post that could not be decided with the others, and why."""

    post: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Bulk:
    """What became of many posts."""

    done: tuple[Post, ...]
    skipped: tuple[Skipped, ...]


@transaction.atomic
def decide(
    *,
    by: User,
    chosen: Collection[Chosen],
    state: PostState,
    reason: ReturnReason | None = None,
    note: str = "",
    at: datetime,
) -> Bulk:
    """Accept (`VERIFIED`) or send back (`RETURNED`, with a reason) up to `MOST` waiting posts of one kind.

    Each is decided by the rules of one: what somebody else holds, what changed or was decided meanwhile, and
    what is of the own agency is skipped, as is what is of another kind than the first that can be decided.
    Raises Refused for all: none, too_many, note.
    """
    if not chosen:
        raise Refused("none", _("Belum ada unggahan yang dipilih. Centang sedikitnya satu."))
    if len(chosen) > MOST:
        raise Refused(
            "too_many", _("Pilih paling banyak %(most)s unggahan untuk satu putusan.") % {"most": MOST}
        )
    note = noted(reason, note)
    held = {post.code: post for post in _locked_many(one.code for one in chosen)}
    done: list[Post] = []
    skipped: list[Skipped] = []
    for one in chosen:
        post = held.pop(one.code, None)
        try:
            if post is None:
                raise Refused("unknown", _("Unggahan ini tidak ditemukan, atau dipilih dua kali."))
            if is_sample(post):
                raise Refused("state", over(post, by))
            require_decidable(post, by=by, seen=one.seen, state=state, at=at)
            if done and kind(post) != kind(done[0]):
                raise Refused(
                    "kind", _("Unggahan ini tidak sejenis dengan yang lain; periksa satu per satu.")
                )
            with transaction.atomic():
                store(post, by=by, state=state, reason=reason, note=note, action=f"post.{state}", at=at)
        except Refused as refused:
            skipped.append(Skipped(one.code, refused.code, refused.sentence))
        else:
            done.append(post)
    counters.refresh([post.pk for post in done])
    flagging.after_verification(done, at=at)
    announcing.decided(done)
    return Bulk(tuple(done), tuple(skipped))


def kind(post: Post) -> tuple[int, str, tuple[str, ...]]:
    """What posts that are decided at once share: agency, platform, and the verdicts of the screening."""
    return post.agency_id, post.platform, tuple(finding["verdict"] for finding in post.screening)


def undoable(user: User, *, at: datetime) -> list[Post]:
    """The verifications that `user` may still take back: those of the newest decision, one or many."""
    mine = Post.objects.verified().filter(decided_by=user, decided_at__gte=at - UNDO, decided_at__lte=at)
    found = list(mine.select_related("agency").order_by("-decided_at", "pk")[:MOST])
    return [post for post in found if post.decided_at == found[0].decided_at]


@transaction.atomic
def undo(*, by: User, decided_at: datetime, at: datetime) -> list[Post]:
    """Take back within `UNDO` all verifications that `by` made at `decided_at`, as one is taken back.

    Raises Refused: not_allowed.
    """
    mine = Post.objects.verified().filter(decided_by=by, decided_at=decided_at)
    held = list(_locked_many(mine.order_by("pk").values_list("code", flat=True)[:MOST]))
    taken = [post for post in held if may_undo(by, post, at=at)]
    if not taken:
        raise Refused("not_allowed", too_late())
    for post in taken:
        store(
            post,
            by=by,
            state=PostState.RETURNED,
            reason=ReturnReason.OTHER,
            note=UNDONE,
            action="post.undone",
            at=at,
        )
    counters.refresh([post.pk for post in taken])
    announcing.decided(taken, were_verified=True)
    return taken


def _locked_many(codes: Iterable[str]) -> Iterator[Post]:
    """These posts as they are now, locked in key order: two who decide on many never wait for each other."""
    return (
        Post.objects.select_for_update(of=("self",))
        .select_related("campaign", "agency", "claimed_by", "decided_by", "submitted_by", "appeal")
        .filter(code__in=list(codes))
        .order_by("pk")
        .iterator()
    )
