"""What another recipe would change: the ranks of now beside those of then, nothing of it stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agencies.models import Agency
from awards import contest
from awards.juries import OF_CONTENTS
from awards.models import AwardRound, Category
from awards.ranking import Ranked, rank
from awards.recipes import Recipe
from campaigns.models import TallyRun

SHOWN = 25
"""How many agencies of a category are listed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Move:
    """One agency under both recipes; a rank is None where there is none."""

    agency: Agency
    rank_now: int | None
    rank_then: int | None
    total_now: Decimal
    total_then: Decimal
    enters: bool
    leaves: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of one category: the agencies whose rank or place changes, and how many keep theirs."""

    category: Category
    moves: Sequence[Move]
    more: int
    same: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A tally ranked twice."""

    round: AwardRound
    tally: TallyRun
    effects: Sequence[Effect]


def of(award_round: AwardRound, recipe: Recipe) -> Preview | None:
    """The newest tally of the round's campaign under its present recipe and under `recipe`.

    Automatic scores only: what a jury gave or will give is added to both alike. None without any tally.
    Raises `Refused` where the tally cannot be scored, `RecipeError` where its campaign lacks pillars.
    """
    tally = TallyRun.objects.select_related("campaign").newest(award_round.campaign)
    if tally is None:
        return None
    present = award_round.recipe.recipe
    found = contest.read(award_round, tally, [present, recipe])
    agencies = {one.code: one for one in Agency.objects.filter(pk__in=found.agency_ids.values())}
    effects = [
        _effect(
            category,
            rank(found.scores(category, present)),
            {row.agency: row for row in rank(found.scores(category, recipe))},
            agencies,
        )
        for category in award_round.categories.all()
        if category.basis not in OF_CONTENTS  # their scores do not depend on the recipe
    ]
    return Preview(award_round, tally, effects)


def _effect(
    category: Category, now: Sequence[Ranked], then: Mapping[str, Ranked], agencies: Mapping[str, Agency]
) -> Effect:
    """The best of both rankings first."""
    moves = [
        Move(
            agencies[row.agency],
            row.rank,
            then[row.agency].rank,
            row.total,
            then[row.agency].total,
            enters=_wins(then[row.agency], category) and not _wins(row, category),
            leaves=_wins(row, category) and not _wins(then[row.agency], category),
        )
        for row in now
        if row.rank != then[row.agency].rank
    ]
    moves.sort(key=lambda move: (min(_place(move.rank_now), _place(move.rank_then)), move.agency.code))
    return Effect(category, moves[:SHOWN], max(0, len(moves) - SHOWN), len(now) - len(moves))


def _wins(row: Ranked, category: Category) -> bool:
    return row.rank is not None and row.rank <= category.places


def _place(rank_: int | None) -> float:
    return float("inf") if rank_ is None else rank_
