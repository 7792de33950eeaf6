"""What a category compares where it is not the score of agencies: single posts, or the rise since last time.

Both are recipes of one component, so that points, ranks, explanations and proofs are those of every score.
In words: `docs/ranking.md`. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, localcontext
from typing import Any

from awards.reasons import NO_PREDECESSOR, NOT_IMPROVED
from awards.recipes import Component, Normalise, Recipe, RecipeComponent
from awards.scoring import CONTEXT, POINTS, SHARE, AgencyInput, ComponentScore, Scored, score

CONTENT = Recipe("1", (RecipeComponent(Component.INTERACTIONS, 100, Normalise.LOG),))
"""How contents and clarifications are compared before a jury: by the interactions of the one post."""
IMPROVEMENT = Recipe("1", (RecipeComponent(Component.IMPROVEMENT, 100, Normalise.INCREASE),))
"""How the most improved is found: by the difference of two totals of one and the same recipe."""


def rule(basis: str, recipe: Recipe) -> Recipe:
    """The recipe behind the standings of a category: that of its round, or the one of its own."""
    return {"improvement": IMPROVEMENT, "content": CONTENT, "clarification": CONTENT}.get(basis, recipe)


@dataclass(frozen=True, slots=True)
class Entry:
    """A post that competes for its agency: its code, and its interactions at the cutoff.

    `excluded` and `barred` are as in `AgencyInput`.
    """

    agency: str
    post: str
    interactions: int = 0
    excluded: str = ""
    barred: str = ""


def contents(entries: Iterable[Entry]) -> list[Scored]:
    """Score each entry of one category by its interactions; an agency has one entry at most."""
    given = list(entries)
    inputs = [
        AgencyInput(
            entry.agency,
            {date.min: 1},  # one post is all that takes part, whatever its day
            interactions=entry.interactions,
            excluded=entry.excluded,
            barred=entry.barred,
        )
        for entry in given
    ]
    scores = score(CONTENT, inputs, campaign_days=1, pillars=0)
    return [
        replace(found, **one_post(entry.post, found.components))
        for found, entry in zip(scores, given, strict=True)
    ]


def one_post(code: str, parts: Sequence[ComponentScore]) -> dict[str, Any]:
    """What is known of an agency that competes with the one post of this code."""
    return {"post": code, "posts": 1, "active_days": 1, "measured": min(1, parts[0].raw)}


def improvement(now: Iterable[Scored], before: Mapping[str, Scored]) -> list[Scored]:
    """By how many points each agency has risen since the predecessor campaign, under the same recipe.

    `before` holds the scores of then by agency. Who is not scored now keeps the reason; who was not scored
    then, or has not risen, gets one.
    """
    return [_risen(entry, before.get(entry.agency)) for entry in now]


def _risen(now: Scored, before: Scored | None) -> Scored:
    """One agency; the rise of one that is not scored is nothing."""
    reason = now.reason
    if not reason and not (before and before.eligible):
        reason = NO_PREDECESSOR
    with localcontext(CONTEXT):
        then = before.total if before and before.eligible else Decimal(0)
        rise = Decimal(0) if reason else now.total - then
        if not reason and rise <= 0:
            reason, rise = NOT_IMPROVED, Decimal(0)
        part = ComponentScore(
            IMPROVEMENT.components[0],
            raw=_hundredths(now.total),
            reference=_hundredths(then),
            normalised=(rise / 100).quantize(SHARE),
            points=rise.quantize(POINTS),
        )
    return replace(now, eligible=not reason, reason=reason, total=part.points, components=(part,))


def _hundredths(points: Decimal) -> int:
    return int(points * 100)
