"""Doubts as pages show them: who sees which, what each says, and what its reader may do about it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from agencies.models import User
from campaigns import doubts
from campaigns.actions import flags
from campaigns.flags import Effect, Flag
from campaigns.models import Campaign, Grade, Post, PostFlag
from campaigns.models.flag import PostFlagQuerySet
from summitcomms.lib.permits import Permit

OPEN, TO_OBJECT, TO_RULE, SETTLED = "", "dapat-dibantah", "keberatan", "diputus"
"""Values of `?keadaan=` in the list."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A doubt with the sentence of its rule, in the reader's language and zone."""

    flag: PostFlag
    sentence: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What the reader may do about a doubt, or why not; at most one of them is in question."""

    settle: Permit | None
    object: Permit | None
    rule: Permit | None


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How many posts upheld doubts take out of a count, and of how many others the numbers."""

    posts: int
    numbers: int


def in_sight(user: User) -> PostFlagQuerySet:
    """The doubts about posts that `user` may see, with what a page shows of each."""
    return PostFlag.objects.filter(post__in=Post.objects.visible_to(user)).select_related(
        "post__agency", "post__campaign", "decided_by", "objected_by", "ruled_by"
    )


def parts(user: User, at: datetime) -> dict[str, PostFlagQuerySet]:
    """The list by `?keadaan=`: what waits longest or ends first first; of what is settled the newest."""
    found = in_sight(user)
    return {
        OPEN: found.to_settle().order_by("raised_at", "pk"),
        TO_OBJECT: found.to_object(at).order_by("object_until", "pk"),
        TO_RULE: found.to_rule().order_by("objected_at", "pk"),
        SETTLED: found.settled().order_by("-decided_at", "-pk"),
    }


def shown(found: Iterable[PostFlag], zone: str) -> list[Shown]:
    """Each with its sentence."""
    return [Shown(flag, doubts.sentence(flag.code, flag.facts, zone)) for flag in found]


def of(post: Post, zone: str) -> list[Shown]:
    """All doubts about a post, newest first; one query."""
    return shown(post.flags.order_by("-raised_at", "-pk"), zone)


def steps(user: User, flag: PostFlag, *, is_verifier: bool, is_own: bool, at: datetime) -> Steps:
    """What a verifier of the centre, or somebody who reports for the agency, may do about `flag`."""
    is_upheld = flag.outcome == PostFlag.Outcome.UPHELD
    return Steps(
        settle=flags.may_settle(user, flag) if is_verifier and not flag.outcome else None,
        object=flags.may_object(user, flag, at=at) if is_own and is_upheld and not flag.objected_at else None,
        rule=flags.may_rule(user, flag) if is_verifier and flag.objected_at and not flag.ruling else None,
    )


def grades(post: Post, found: Iterable[Shown]) -> list[str]:
    """The grades of sources whose readings count for `post`, as `campaigns.counters` reads them."""
    codes = {one.flag.code for one in found if one.flag.is_in_force and one.flag.effect == Effect.NUMBERS}
    if codes - {Flag.DECLARED_ONLY}:
        return []
    return [grade for grade in post.campaign.counted_grades if not (codes and grade == Grade.DECLARED)]


def held_out(campaign: Campaign, agencies: Collection[int]) -> HeldOut:
    """What upheld doubts take out of the count of these agencies now; one query."""
    found = PostFlag.objects.in_force().filter(
        post__campaign=campaign, post__agency__in=agencies, post__counters__isnull=False
    )
    numbers = Q(effect=Effect.NUMBERS)
    counts = found.aggregate(
        posts=Count("post", filter=~numbers, distinct=True),
        numbers=Count("post", filter=numbers, distinct=True),
    )
    return HeldOut(**counts)
