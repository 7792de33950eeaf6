"""What objections say on pages: who may see which, what a post's page tells, and both sides of a dispute."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from agencies import access
from agencies.models import Agency, SocialAccount, User
from agencies.roles import Permission
from campaigns.actions import appeals
from campaigns.models import Appeal, Dispute, DisputeEvidence, Pillar, Post
from campaigns.states import PostState
from summitcomms.lib.permits import Permit

OPEN, DECIDED = "", "diputus"
"""Values of `?keadaan=` in the lists of objections."""


@dataclass(frozen=True, slots=True)
class OnPost:
    """The objections that a post's page shows. `may_appeal` is None where no appeal is in question."""

    appeal: Appeal | None
    may_appeal: Permit | None
    appeal_until: datetime | None
    disputes: list[Dispute]


@dataclass(frozen=True, slots=True)
class Side:
    """What one agency reports of the disputed post, and what the registry of accounts knows about it.

    `named` is the account, of whichever agency, that the link names; `accounts` those of the agency itself on
    that platform.
    """

    agency: Agency
    person: User
    at: datetime
    url: str
    caption: str
    published_at: datetime | None
    pillar: Pillar | None
    handle: str
    named: SocialAccount | None
    accounts: list[SocialAccount]

    @property
    def is_own(self) -> bool:
        """Whether the link names an account of the agency that reports it."""
        return self.named is not None and self.named.agency_id == self.agency.pk


def on_post(post: Post, user: User, *, is_own: bool, at: datetime) -> OnPost:
    """Three queries at most; `is_own`: the reader reports for the agency of the post."""
    appeal = Appeal.objects.filter(post=post).select_related("filed_by", "decided_by").first()
    asks = is_own and appeal is None and post.state == PostState.REJECTED
    own = Dispute.objects.about(post).filter(agency=post.agency_id)
    found = Dispute.objects.filter(post=post) | own
    return OnPost(
        appeal=appeal,
        may_appeal=appeals.may_file(user, post, at=at) if asks else None,
        appeal_until=post.appeal_until if asks else None,
        disputes=list(
            found.select_related("agency", "post__agency", "decided_by").order_by("filed_at", "pk")
        ),
    )


def appeals_in(state: str) -> QuerySet[Appeal]:
    """For the list: the oldest open ones first, of the decided ones the newest."""
    found = Appeal.objects.select_related(
        "post__agency", "post__campaign", "filed_by", "against", "decided_by"
    )
    return _parted(found, state)


def disputes_in(state: str, user: User) -> QuerySet[Dispute]:
    """The same for the disputes in sight of `user`."""
    return _parted(in_sight(user), state)


def in_sight(user: User) -> QuerySet[Dispute]:
    """The disputes of the agencies within the reader's reach, on either side."""
    reach = Agency.objects.within_reach_of(user, Permission.VIEW_POSTS)
    return (
        Dispute.objects.for_people()
        .filter(Q(agency__in=reach) | Q(post__agency__in=reach))
        .select_related(
            "post__agency",
            "post__campaign",
            "post__pillar",
            "post__submitted_by",
            "agency",
            "pillar",
            "filed_by",
            "decided_by",
        )
    )


def sides(dispute: Dispute) -> tuple[Side, Side]:
    """Who reported first, and who disputes it."""
    post = dispute.post
    first = _side(post.agency, post.submitted_by, post.submitted_at, post)
    return first, _side(dispute.agency, dispute.filed_by, dispute.filed_at, dispute)


def picture_of(dispute: Dispute, user: User) -> DisputeEvidence | None:
    """The screenshot that came with the dispute, for verifiers of the centre and for whom it was filed."""
    if not access.can(user, Permission.VERIFY_POSTS) and not access.belongs_to(user, dispute.agency):
        return None
    return DisputeEvidence.objects.filter(dispute=dispute).first()


def _side(agency: Agency, person: User, at: datetime, reported: Post | Dispute) -> Side:
    platform, handle = reported.platform, reported.handle
    known = SocialAccount.objects.known_as(platform, handle).select_related("agency") if handle else None
    return Side(
        agency=agency,
        person=person,
        at=at,
        url=reported.url,
        caption=reported.caption,
        published_at=reported.published_at,
        pillar=reported.pillar,
        handle=handle,
        named=known.first() if known is not None else None,
        accounts=list(agency.accounts.current().filter(platform=platform)),
    )


def _parted(found: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == DECIDED:
        return found.exclude(outcome="").order_by("-decided_at", "-pk")
    return found.filter(outcome="").order_by("filed_at", "pk")
