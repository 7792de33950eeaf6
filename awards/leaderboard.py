"""What a page of standings shows of one category: the ranked, the others, and where one's own agency is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from awards import jurying, snapshots, tones
from awards.jurying import Judged
from awards.levers import Lever, levers
from awards.models import Category, Ranking, Standing
from awards.ranking import Ranked
from awards.sentences import explain

PODIUM_RANK, PODIUM_SIZE = 3, 6
MOST_LEVERS = 3


@dataclass(frozen=True, slots=True)
class Board:
    """The standings of one category in their order; agencies are fetched."""

    category: Category
    ranked: Sequence[Standing]
    unranked: Sequence[Standing]

    @property
    def podium(self) -> Sequence[Standing]:
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
    standings = list(
        Standing.objects.filter(ranking=ranking, category=category)
        .select_related("agency", "category", "post")
        .order_by("position")
    )
    return Board(
        category=category,
        ranked=[standing for standing in standings if standing.rank],
        unranked=[standing for standing in standings if not standing.rank],
    )


def own_places(ranking: Ranking, found: Board, agency_ids: Collection[int]) -> list[OwnPlace]:
    """The places of these agencies in the category, if they are in it at all; one query at most."""
    standings = [*found.ranked, *found.unranked]
    mine = [standing for standing in standings if standing.agency_id in agency_ids]
    if not mine:
        return []
    rows = snapshots.restore_all(ranking, standings)
    apart = jurying.apart(rows)
    origins = tones.origins(ranking, mine)
    places = []
    for standing in mine:
        distance = apart.get(standing.agency.code)
        places.append(
            OwnPlace(
                standing=standing,
                competitors=len(found.ranked),
                above=_neighbour(found.ranked, standing, distance.above if distance else None, better=True),
                below=_neighbour(found.ranked, standing, distance.below if distance else None, better=False),
                sharing=distance.sharing if distance else 0,
                explanation=[
                    *_explained(rows[standing.position - 1]),
                    *filter(None, [origins.get(standing.agency_id)]),
                ],
                levers=_levers(found.category, rows, standing.position - 1),
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
