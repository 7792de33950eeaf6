"""What an agency reads about itself: its posts by state, what it must mend, where it stands and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count

from agencies.models import Agency, Membership
from awards import visibility
from awards.models import Ranking, Standing
from campaigns.models import AgencyTally, Campaign, Meeting, Post, TallyRun
from campaigns.states import PostState

TO_MEND = (PostState.RETURNED, PostState.NEEDS_LINK)
NEXT_MEETINGS = 3


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many posts of the agency are in one state."""

    state: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where an agency stands in its category: `above` is the distance in points to the next better one."""

    standing: Standing
    ranking: Ranking
    competitors: int
    above: Decimal | None
    above_name: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One regency or city of a province with its verified contents; zero means silent."""

    agency: Agency
    posts: int


def states(campaign: Campaign, agency: Agency) -> list[StateCount]:
    """Posts of the agency by state, every state listed in its order."""
    counted = dict(
        Post.objects.filter(campaign=campaign, agency=agency)
        .order_by()
        .values_list("state")
        .annotate(number=Count("pk"))
    )
    return [StateCount(state, state.label, counted.get(state, 0)) for state in PostState]


def to_mend(campaign: Campaign, agency: Agency) -> Sequence[Post]:
    """Posts that wait for the agency itself, oldest first."""
    return (
        Post.objects.filter(campaign=campaign, agency=agency, state__in=TO_MEND)
        .for_list()
        .order_by("submitted_at")[:5]
    )


def place(campaign: Campaign, agency: Agency) -> Place | None:
    """The agency's standing in the ranking that may be shown; None without a ranking or a category."""
    ranking = visibility.shown(campaign)
    if ranking is None:
        return None
    standing = (
        Standing.objects.filter(ranking=ranking, agency=agency).select_related("category", "agency").first()
    )
    if standing is None:
        return None
    ranked = Standing.objects.filter(ranking=ranking, category=standing.category, rank__isnull=False)
    better = (
        ranked.filter(rank__lt=standing.rank or 0).select_related("agency").order_by("-position").first()
        if standing.rank
        else ranked.select_related("agency").order_by("-position").first()
    )
    return Place(
        standing=standing,
        ranking=ranking,
        competitors=ranked.count(),
        above=better.total - standing.total if better else None,
        above_name=better.agency.short_name if better else "",
    )


def next_meetings(campaign: Campaign, at: datetime) -> Sequence[Meeting]:
    return campaign.meetings.filter(starts_at__gte=at).order_by("starts_at")[:NEXT_MEETINGS]


def members(campaign: Campaign, membership: Membership) -> list[MemberRow]:
    """Regencies and cities of the coordinator's province, silent ones first, from the newest tally."""
    run = TallyRun.objects.newest(campaign)
    counted = dict(AgencyTally.objects.filter(run=run).values_list("agency", "posts")) if run else {}
    regencies = Agency.objects.active().filter(parent=membership.agency).order_by("code")
    return sorted(
        (MemberRow(agency, counted.get(agency.pk, 0)) for agency in regencies), key=lambda row: row.posts
    )


def verified_posts(campaign: Campaign, agency: Agency, limit: int = 20) -> Sequence[Post]:
    """The newest counted posts: what anyone may see."""
    return (
        Post.objects.filter(campaign=campaign, agency=agency, counters__is_counted=True)
        .select_related("counters", "pillar")
        .order_by("-published_at", "pk")[:limit]
    )
