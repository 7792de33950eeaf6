"""How a campaign stands, read from the rows of its newest tally and ranking: constant in queries and size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from agencies.models import Agency, AgencyKind
from awards.models import Category, Ranking, Standing
from campaigns.actions.tallies import trend
from campaigns.models import AgencyTally, Campaign, TallyRun, TopPost
from reports.figures import Figure
from summitcomms.lib import charts, clock, numbers
from summitcomms.lib.charts.tiles import PLACES

LEADERS = 5
BEST_POSTS = 5


@dataclass(frozen=True, slots=True)
class Countdown:
    """The distance to the first day of the summit, "H-7", and what it is the distance to."""

    mark: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a short ranking, in words."""

    place: int
    name: str
    url: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Leaders:
    """The first few of one category; empty while nobody has a rank."""

    category: Category
    standings: Sequence[Standing]

    @property
    def rows(self) -> list[Row]:
        """The standings as the rank list component takes them."""
        return [
            Row(s.rank or 0, s.agency.short_name, s.agency.get_absolute_url(), numbers.thousands(s.total, 2))
            for s in self.standings
        ]


@dataclass(frozen=True, slots=True)
class Zone:
    """One of the three clocks: what it shows now."""

    label: str
    time: str


@dataclass(frozen=True, slots=True)
class ProvinceMap:
    """The same figures twice: as a tile map for wide screens, by island for narrow ones.

    `silent` names the provinces without a verified content, in the order of their codes.
    """

    chart: charts.Chart
    groups: Sequence[charts.IslandGroup]
    silent: Sequence[str]


def countdown(campaign: Campaign, at: datetime) -> Countdown:
    """Counted in days of the campaign's zone."""
    mark = clock.countdown(at, campaign.first_day, campaign.timezone)
    today = campaign.day_of(at)
    if today < campaign.summit_on:
        words = _("menuju %(campaign)s, %(days)s")
    elif today <= campaign.summit_ends_on:
        words = _("%(campaign)s sedang berlangsung, %(days)s")
    else:
        words = _("%(campaign)s telah selesai, %(days)s")
    return Countdown(mark, words % {"campaign": campaign.name, "days": campaign.summit_span})


def clocks(at: datetime) -> list[Zone]:
    """The hour in the three zones, west to east."""
    return [
        Zone(label, clock.show_time(at, zone).removesuffix(f" {label}"))
        for zone, label in clock.LABELS.items()
    ]


def trend_chart(campaign: Campaign, run: TallyRun, five: Sequence[Figure]) -> charts.Chart | None:
    """Contents by day of publication, the last summit's average day as level; None without a counted day."""
    run.campaign = campaign  # the trend asks for its window and zone
    series = [(day, posts) for day, posts, _ in trend(run)]
    if not series:
        return None
    before, level = campaign.predecessor, None
    contents = next((figure for figure in five if figure.code == "contents"), None)
    if before and contents and contents.baseline:
        words = _("rata-rata harian %(campaign)s") % {"campaign": before.short_name}
        level = (words, round(contents.baseline.value / before.days))
    return charts.trend(series, title=_("Konten terverifikasi per hari"), unit=_("konten"), baseline=level)


def province_map(run: TallyRun) -> ProvinceMap:
    """Contents of every province: its own Diskominfo and those of its regencies and cities."""
    counted = dict(
        AgencyTally.objects.filter(run=run)
        .annotate(province=Coalesce(F("agency__parent__code"), F("agency__code")))
        .filter(province__startswith="D-")
        .values_list("province")
        .annotate(total=Sum("posts"))
    )
    tiles = {
        province.province_code: charts.Tile(
            province.region.name if province.region else province.short_name,
            counted.get(province.code, 0),
            province.get_absolute_url(),
        )
        for province in Agency.objects.active()
        .filter(kind=AgencyKind.PROVINCE)
        .select_related("region")
        .order_by("code")
        if province.province_code in PLACES
    }
    return ProvinceMap(
        chart=charts.tile_map(tiles, title=_("Konten terverifikasi per provinsi"), unit=_("konten")),
        groups=charts.island_groups(tiles, unit=_("konten")),
        silent=[tile.name for tile in tiles.values() if not tile.value],
    )


def leaders(ranking: Ranking) -> list[Leaders]:
    """Every category with its first ranks, in two queries."""
    first: dict[int, list[Standing]] = {}
    for standing in (
        Standing.objects.filter(ranking=ranking, rank__isnull=False, position__lte=LEADERS)
        .select_related("agency")
        .order_by("position")
    ):
        first.setdefault(standing.category_id, []).append(standing)
    categories = Category.objects.filter(round=ranking.round_id).order_by("position")
    return [Leaders(category, first.get(category.pk, [])) for category in categories]


def best_posts(run: TallyRun) -> list[TopPost]:
    """The posts with most interactions as `run` counted them, with their agencies; one query."""
    return list(TopPost.objects.filter(run=run).select_related("post__agency")[:BEST_POSTS])
