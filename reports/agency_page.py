"""What an agency reads about itself: its posts by state, what it must mend, where it stands and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, F
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, Membership, SocialAccount, User
from agencies.roles import ROLES
from awards import leaderboard, reasons, visibility
from awards.leaderboard import OwnPlace
from awards.models import Category
from awards.visibility import PublicResult
from campaigns.models import AgencyTally, Campaign, Meeting, Post, TallyRun
from campaigns.states import GROUPS, OCCUPYING, PostState
from summitcomms.lib import clock

TO_MEND = (PostState.RETURNED, PostState.NEEDS_LINK)
MOST_TO_MEND = 5
MOST_POSTS = 20
NEXT_MEETINGS = 3


@dataclass(frozen=True, slots=True)
class Desk:
    """An agency for which somebody works, and whether its province is theirs to watch over."""

    agency: Agency
    is_coordinator: bool


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many posts of the agency are in one group of states, and `?status=` of the list behind it."""

    status: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Place:
    """The contest as the public sees it, and where one agency stands in it.

    `own` is None while nothing may be shown of it; then `sentence` says why, and is empty otherwise.
    `category` is None for agencies of a kind that does not compete.
    """

    result: PublicResult
    category: Category | None
    own: OwnPlace | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Member:
    """One regency or city: its contents in the newest tally, and how many posts it has reported at all."""

    agency: Agency
    contents: int
    reported: int

    @property
    def is_silent(self) -> bool:
        """It has reported nothing that stands; one whose posts only wait for verification is not silent."""
        return not self.reported


def desks(user: User) -> list[Desk]:
    """The agencies of a person, each once however many roles are held there, in the order of their codes."""
    by_agency: dict[int, Desk] = {}
    for membership in user.active_memberships:
        if membership.agency is None:
            continue
        known = by_agency.get(membership.agency.pk)
        by_agency[membership.agency.pk] = Desk(
            membership.agency, membership.is_coordinator or (known is not None and known.is_coordinator)
        )
    return list(by_agency.values())


def statuses(campaign: Campaign, agency: Agency) -> list[StatusCount]:
    """Posts of the agency by group of states, as the list of posts parts them; empty groups too."""
    counted = dict(
        Post.objects.filter(campaign=campaign, agency=agency)
        .order_by()
        .values_list("state")
        .annotate(number=Count("pk"))
    )
    return [
        StatusCount(status, str(label), sum(counted.get(state, 0) for state in states))
        for status, label, states in GROUPS
        if status
    ]


def to_mend(campaign: Campaign, agency: Agency) -> list[Post]:
    """The first posts that wait for the agency itself: those with the nearest deadline, then the oldest."""
    waiting = Post.objects.filter(campaign=campaign, agency=agency, state__in=TO_MEND)
    nearest_first = F("mend_by").asc(nulls_last=True)
    return list(waiting.for_list().order_by(nearest_first, "submitted_at", "pk")[:MOST_TO_MEND])


def place(campaign: Campaign, agency: Agency) -> Place:
    """Where the agency stands in the ranking that everyone may see; nothing of one that is being decided."""
    result = visibility.public_result(campaign)
    if result.round is None:
        return Place(result, None, None, _("Putaran penghargaan kampanye ini belum dibuka."))
    category = next((one for one in result.round.categories.all() if one.scores(agency)), None)
    if category is None:
        return Place(
            result,
            None,
            None,
            _("%(kind)s belum menjadi kategori peringkat; unggahannya tetap diverifikasi dan dihitung.")
            % {"kind": agency.get_kind_display()},
        )
    if result.is_being_decided:
        return Place(
            result,
            category,
            None,
            _("Peringkat sedang diputuskan. Hasilnya tampil setelah diterbitkan."),
        )
    if result.ranking is None:
        excluded = result.round.exclusions.filter(agency=agency).first()
        if excluded:
            sentence = reasons.said(reasons.EXCLUDED % {"reason": excluded.reason.rstrip(".")})
            return Place(result, category, None, sentence)
        return Place(result, category, None, _("Peringkat muncul setelah penghitungan pertama."))
    own = leaderboard.own_places(result.ranking, category, {agency.pk})
    if not own:
        return Place(result, category, None, _("Instansi ini belum ada ketika peringkat dihitung."))
    return Place(result, category, own[0], "")


def next_meetings(campaign: Campaign, at: datetime) -> list[Meeting]:
    return list(campaign.meetings.filter(starts_at__gte=at).order_by("starts_at", "name")[:NEXT_MEETINGS])


def members(campaign: Campaign, province: Agency, run: TallyRun | None) -> list[Member]:
    """The regencies and cities of a province: silent ones first, then by contents; three queries at most."""
    within = Agency.objects.active().filter(parent=province)
    counted = (
        dict(AgencyTally.objects.filter(run=run, agency__in=within).values_list("agency", "posts"))
        if run
        else {}
    )
    reported = dict(
        Post.objects.filter(campaign=campaign, agency__in=within, state__in=OCCUPYING)
        .order_by()
        .values_list("agency")
        .annotate(number=Count("pk"))
    )
    rows = [
        Member(agency, counted.get(agency.pk, 0), reported.get(agency.pk, 0))
        for agency in within.order_by("code")
    ]
    return sorted(rows, key=lambda row: (not row.is_silent, row.contents, row.reported))


def reminder(campaign: Campaign, silent: Iterable[Agency], at: datetime, zone: str) -> str:
    """What is sent to a chat group: who has reported nothing yet, and where to report."""
    return "\n".join(
        (
            _(
                "Yth. rekan pengelola media sosial. Sampai %(time)s portal belum menerima unggahan "
                "%(campaign)s (#%(hashtag)s) dari:"
            )
            % {"time": clock.show(at, zone), "campaign": campaign.name, "hashtag": campaign.hashtag},
            *(f"- {agency.short_name}" for agency in silent),
            _("Mohon melaporkan tautan unggahan melalui %(address)s")
            % {"address": f"{settings.SITE_URL}{reverse('campaigns:post-submit')}"},
            _("Terima kasih."),
        )
    )


def verified_posts(campaign: Campaign, agency: Agency) -> list[Post]:
    """The newest counted posts: what anyone may see."""
    counted = Post.objects.filter(campaign=campaign, agency=agency, counters__is_counted=True)
    return list(counted.select_related("counters").order_by("-published_at", "-pk")[:MOST_POSTS])


def accounts(agency: Agency, *, is_insider: bool) -> list[SocialAccount]:
    """The accounts that may be called official; for insiders those that are only proposed, too."""
    found = SocialAccount.objects.current().filter(agency=agency).order_by("platform", "folded")
    return list(found if is_insider else found.filter(state=SocialAccount.State.VERIFIED))


def people(agency: Agency) -> list[Membership]:
    """Who serves the agency, in the order of their roles."""
    serving = Membership.objects.active().filter(agency=agency).select_related("user")
    return sorted(serving, key=lambda one: (list(ROLES).index(one.role), one.user.full_name, one.pk))
