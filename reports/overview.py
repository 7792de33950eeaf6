"""How a campaign stands, read from the rows of its newest tally and ranking: constant in queries and size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from agencies.models import Agency, AgencyKind
from awards.models import Category, Ranking, Standing
from campaigns.actions.tallies import trend
from campaigns.models import INTERACTIONS, AgencyTally, Campaign, Post, TallyRun
from summitcomms.lib import charts, clock, numbers

LEADERS = 5
BEST_POSTS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a short ranking, in words."""

    place: int
    name: str
    url: str
    value: str


@dataclass(frozen=True, slots=True)
class Leaders:
    """The first few of one category, as far as they have a rank."""

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
    """The same figures twice: as a tile map for wide screens, by island for narrow ones."""

    chart: charts.Chart
    groups: Sequence[charts.IslandGroup]
    silent: int


def clocks(at: datetime) -> list[Zone]:
    return [Zone(label, clock.show_time(at, zone)) for zone, label in clock.LABELS.items()]


def trend_chart(run: TallyRun) -> charts.Chart:
    """Contents by campaign day, by the day of publication."""
    return charts.trend(
        [(day, posts) for day, posts, _ in trend(run)], title="Konten terverifikasi per hari", unit="konten"
    )


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
        for province in Agency.objects.filter(kind=AgencyKind.PROVINCE)
        .select_related("region")
        .order_by("code")
    }
    return ProvinceMap(
        chart=charts.tile_map(tiles, title="Konten terverifikasi per provinsi", unit="konten"),
        groups=charts.island_groups(tiles, unit="konten"),
        silent=sum(tile.value == 0 for tile in tiles.values()),
    )


def leaders(ranking: Ranking) -> list[Leaders]:
    """The first ranks of every category, in one query; equal ranks are all shown as far as the list goes."""
    first = (
        Standing.objects.filter(ranking=ranking, rank__isnull=False, position__lte=LEADERS)
        .select_related("category", "agency")
        .order_by("category__position", "position")
    )
    by_category: dict[int, list[Standing]] = {}
    for standing in first:
        by_category.setdefault(standing.category_id, []).append(standing)
    return [Leaders(standings[0].category, standings) for standings in by_category.values()]


def best_posts(campaign: Campaign) -> list[Post]:
    """The counted posts with most interactions, each with `.interactions`."""
    first, *others = (Coalesce(F(f"counters__{name}"), 0) for name in INTERACTIONS)
    return list(
        Post.objects.filter(campaign=campaign, counters__is_counted=True)
        .select_related("agency")
        .annotate(interactions=sum(others, first))
        .order_by("-interactions", "pk")[:BEST_POSTS]
    )
