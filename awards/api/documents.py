"""The standings of one category as one document, under the same rule of visibility as the public page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from awards.models import Category, Ranking, Standing
from awards.visibility import PublicResult, public_result
from campaigns.models import Campaign

MAX_ROWS = 1_000
"""No category is larger: a kind of agency has 514 members at most today."""


class ResultState(StrEnum):
    """How far the result of a category is, for whoever reads it."""

    WAITING = "waiting"
    PROVISIONAL = "provisional"
    BEING_DECIDED = "being_decided"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Document:
    """What `StandingsSerializer` writes."""

    campaign: str
    category: str
    round: UUID
    version: int
    state: ResultState
    cutoff: datetime | None
    head: str | None
    recipe: dict[str, Any]
    standings: Sequence[Standing]


def standings(campaign: Campaign, category_code: str) -> Document | None:
    """The document, or None where the campaign has no such category open to the public."""
    result = public_result(campaign)
    category = _category(result, category_code)
    if result.round is None or category is None:
        return None
    ranking = result.ranking
    return Document(
        campaign=campaign.code,
        category=category.code,
        round=result.round.public_id,
        version=result.round.version,
        state=_state(result),
        cutoff=ranking.tally.cutoff if ranking else None,
        head=ranking.head or None if ranking else None,
        recipe={
            "code": result.round.recipe.code,
            "version": result.round.recipe.version,
            "data": ranking.recipe_data if ranking else result.round.recipe.data,
        },
        standings=_standings(ranking, category) if ranking else [],
    )


def _standings(ranking: Ranking, category: Category) -> list[Standing]:
    rows = ranking.standings.filter(category=category).select_related("agency", "post")
    return list(rows.order_by("position")[:MAX_ROWS])


def _category(result: PublicResult, code: str) -> Category | None:
    return result.round.categories.filter(code=code).first() if result.round else None


def _state(result: PublicResult) -> ResultState:
    if result.is_being_decided:
        return ResultState.BEING_DECIDED
    if result.ranking is None:
        return ResultState.WAITING
    return ResultState.PROVISIONAL if result.is_provisional else ResultState.FINAL
