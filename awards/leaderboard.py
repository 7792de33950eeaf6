"""What a page of standings shows of one category: the ranked, the others, and where one's own agency is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.urls import reverse

from agencies.platforms import Platform
from awards import jurying, reasons, snapshots, tones
from awards.jurying import Judged
from awards.levers import Lever, levers
from awards.models import Category, Ranking, Standing
from awards.ranking import Ranked
from awards.sentences import explain

PODIUM_RANK, PODIUM_SIZE = 3, 6
MOST_LEVERS = 3


class Row(NamedTuple):
    """One standing as a list shows it: plain values, for instances of models took longer than the query."""

    rank: int | None
    total: Decimal
    automatic: Decimal | None
    jury: Decimal | None
    reason: str
    components: list[dict[str, str]]
    agency_id: int
    code: str
    short_name: str
    name: str
    slug: str
    platform: str | None
    """Where the post is that competes; None where the agency competes with all of its posts."""
    post_url: str | None

    @property
    def agency_url(self) -> str:
        """The page of the agency."""
        return reverse("reports:agency-detail", args=[self.slug])

    @property
    def platform_label(self) -> str:
        """The name of the post's platform; empty without a post."""
        return Platform(self.platform).label if self.platform else ""

    @property
    def reason_said(self) -> str:
        """The kept reason in the language of the reader."""
        return reasons.said(self.reason)


_COLUMNS = (
    *("rank", "total", "automatic", "jury", "reason", "components", "agency_id"),
    *("agency__code", "agency__short_name", "agency__name", "agency__slug", "post__platform", "post__url"),
)
"""Of a standing, in the order of `Row`."""


@dataclass(frozen=True, slots=True)
class Board:
    """The standings of one category in their order."""

    category: Category
    ranked: Sequence[Row]
    unranked: Sequence[Row]

    @property
    def agency_ids(self) -> set[int]:
        """Primary keys of all agencies on the board."""
        return {row.agency_id for row in (*self.ranked, *self.unranked)}

    @property
    def podium(self) -> Sequence[Row]:
        """Everyone on the first three ranks; nobody when so many share them that it is no distinction."""
        first = [standing for standing in self.ranked if (standing.rank or 0) <= PODIUM_RANK]
        return first if len(first) <= PODIUM_SIZE else []

    @property
    def has_jury(self) -> bool:
        """Whether the totals are made of two scores."""
        return any(standing.automatic is not None for standing in self.ranked)

    @property
    def automatic_percent(self) -> int:
        """The weight of the automatic score beside that of the jury."""
        return 100 - self.category.jury_percent


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The next better or lower agency, and how many points lie between."""

    name: str
    rank: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """Where an agency stands and why: `explanation` is one sentence per component.

    `levers` are the steps that would lift it most, where agencies compete by their score alone.
    """

    standing: Standing
    competitors: int
    above: Neighbour | None
    below: Neighbour | None
    sharing: int
    explanation: Sequence[str]
    levers: Sequence[Lever] = ()


def board(ranking: Ranking, category: Category) -> Board:
    """The standings of `category`; one query."""
    stored = Standing.objects.filter(ranking=ranking, category=category).order_by("position")
    rows = [Row._make(values) for values in stored.values_list(*_COLUMNS)]
    return Board(
        category=category,
        ranked=[row for row in rows if row.rank],
        unranked=[row for row in rows if not row.rank],
    )


def own_places(ranking: Ranking, category: Category, agency_ids: Collection[int]) -> list[OwnPlace]:
    """The places of these agencies in the category, if they are in it at all; no query for no agency."""
    if not agency_ids:
        return []
    stored = Standing.objects.filter(ranking=ranking, category=category).order_by("position")
    standings = list(stored.select_related("agency", "category", "post"))
    mine = [standing for standing in standings if standing.agency_id in agency_ids]
    if not mine:
        return []
    ranked = [standing for standing in standings if standing.rank]
    rows = snapshots.restore_all(ranking, standings)
    apart = jurying.apart(rows)
    origins = tones.origins(ranking, mine)
    places = []
    for standing in mine:
        distance = apart.get(standing.agency.code)
        places.append(
            OwnPlace(
                standing=standing,
                competitors=len(ranked),
                above=_neighbour(ranked, standing, distance.above if distance else None, better=True),
                below=_neighbour(ranked, standing, distance.below if distance else None, better=False),
                sharing=distance.sharing if distance else 0,
                explanation=[
                    *_explained(rows[standing.position - 1]),
                    *filter(None, [origins.get(standing.agency_id)]),
                ],
                levers=_levers(category, rows, standing.position - 1),
            )
        )
    return places


def _levers(category: Category, rows: Sequence[Ranked], place: int) -> Sequence[Lever]:
    """None under a jury, where a step brings only a part of its points, and to some no better rank."""
    if category.basis != Category.Basis.SCORE or category.jury_percent:
        return ()
    others = [row.scored for position, row in enumerate(rows) if position != place]
    return levers(rows[place].scored, others)[:MOST_LEVERS]


def _explained(row: Ranked) -> list[str]:
    """The automatic score in sentences, and where there is a jury how the total follows from both."""
    lines = explain(jurying.automatic(row))
    return [*lines, *jurying.explain(row)] if isinstance(row, Judged) and row.scored.eligible else lines


def _neighbour(
    ranked: Sequence[Standing], standing: Standing, points: Decimal | None, *, better: bool
) -> Neighbour | None:
    """The nearest agency of another rank on one side; None at the edge of the list."""
    if points is None or standing.rank is None:
        return None
    if better:
        other = next(row for row in reversed(ranked) if (row.rank or 0) < standing.rank)
    else:
        other = next(row for row in ranked if (row.rank or 0) > standing.rank)
    return Neighbour(name=other.agency.short_name, rank=other.rank or 0, points=points)
