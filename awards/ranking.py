"""From scores to ranks: equal keys share a rank, and the ranks they take are skipped (1, 1, 3).

The key is the total, then the numbers of the recipe's tie rule, higher first. Agencies equal in all of them
share their rank. The order on the page is decided by the agency's code after that, which decides nothing
else. Agencies that are not eligible, or have no points at all, get no rank and stand at the end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import groupby

from awards.reasons import NO_POINTS
from awards.scoring import CONTEXT, Scored


@dataclass(frozen=True, slots=True)
class Ranked:
    """A score with its rank (None: not ranked) and its position in the list, counted from 1."""

    scored: Scored
    rank: int | None
    position: int

    @property
    def reason(self) -> str:
        """Why there is no rank, as an Indonesian sentence; empty for a ranked agency."""
        if self.rank is None:
            return self.scored.reason or NO_POINTS
        return ""

    @property
    def agency(self) -> str:
        """The agency's code."""
        return self.scored.agency

    @property
    def total(self) -> Decimal:
        """The points of all components."""
        return self.scored.total


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a ranked agency is from the next better and the next lower rank, in points.

    None where there is no such rank; 0.00 where only the tie rule stands between. `sharing` is how many
    other agencies hold the same rank.
    """

    above: Decimal | None
    below: Decimal | None
    sharing: int


Key = tuple[Decimal, tuple[int, ...]]


def rank(scored: Iterable[Scored]) -> list[Ranked]:
    """All agencies in the order of the page, whatever order they come in."""
    entries = sorted(scored, key=lambda entry: entry.agency)
    # Python's sort is stable, also in reverse, so equal keys stay in the order of the codes.
    ranked = sorted((entry for entry in entries if _is_ranked(entry)), key=_key, reverse=True)
    rows: list[Ranked] = []
    for _, group in groupby(ranked, key=_key):
        place = len(rows) + 1
        rows.extend(Ranked(entry, place, position) for position, entry in enumerate(group, start=place))
    rest = (entry for entry in entries if not _is_ranked(entry))
    rows.extend(Ranked(entry, None, position) for position, entry in enumerate(rest, start=len(rows) + 1))
    return rows


def distances(ranked: Sequence[Ranked]) -> dict[str, Distance]:
    """The distance of each ranked agency to its neighbours, by agency code; `ranked` as `rank` returns it."""
    groups = [list(group) for place, group in groupby(ranked, key=lambda row: row.rank) if place is not None]
    totals = [group[0].total for group in groups]
    with localcontext(CONTEXT):
        return {
            row.agency: Distance(
                above=totals[index - 1] - row.total if index else None,
                below=row.total - totals[index + 1] if index + 1 < len(groups) else None,
                sharing=len(group) - 1,
            )
            for index, group in enumerate(groups)
            for row in group
        }


def _is_ranked(entry: Scored) -> bool:
    return entry.eligible and entry.total > 0


def _key(entry: Scored) -> Key:
    return entry.total, entry.ties
