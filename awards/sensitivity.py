"""How much a ranking hangs on its weights: random weightings, and weights that somebody tries. Pure.

Both start from the shares of the components as they are stored, so the scales stay as they are and only the
weights move. In words: `docs/ranking.md`.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import localcontext
from itertools import pairwise

from awards.ranking import Ranked, rank
from awards.scoring import CONTEXT, MILLION, POINTS, ZERO, Scored

DRAWS = 1_000
SEED = 2023
"""The same weightings for everybody who looks, so that two committees see the same table."""

Shares = tuple[int, ...]
"""The shares of one agency in millionths, in the order of the recipe."""


def first_places(scored: Sequence[Scored], *, draws: int = DRAWS, seed: int = SEED) -> dict[str, int]:
    """In how many of `draws` random weightings each agency has the most points; who never has stays out.

    Weightings are drawn evenly from all that sum to 1. Agencies that share the first place all count.
    """
    front = _undominated({row.agency: _shares(row) for row in scored if row.eligible and row.total})
    if not front:
        return {}
    counts = dict.fromkeys(front, 0)
    chance = random.Random(seed)  # noqa: S311 a repeatable experiment, no secret
    for _ in range(draws):
        weights = _weights(chance, len(next(iter(front.values()))))
        totals = {
            agency: sum(weight * share for weight, share in zip(weights, shares, strict=True))
            for agency, shares in front.items()
        }
        most = max(totals.values())
        for agency, total in totals.items():
            counts[agency] += total == most
    return {agency: count for agency, count in counts.items() if count}


def reweighed(scored: Sequence[Scored], weights: Sequence[int]) -> list[Ranked]:
    """The ranking that these weights (of 100, in the order of the recipe) would give."""
    with localcontext(CONTEXT):
        return rank([_reweighed(row, weights) for row in scored])


def apportioned(wishes: Sequence[int]) -> tuple[int, ...]:
    """Whole weights that sum to 100 in the proportion of `wishes`, none of them below 0.

    The largest remainders are rounded up. Where nothing is wished, everything weighs alike.
    """
    wishes = wishes if any(wishes) else [1] * len(wishes)
    total = sum(wishes)
    whole = [100 * wish // total for wish in wishes]
    by_remainder = sorted(range(len(wishes)), key=lambda place: (-(100 * wishes[place] % total), place))
    for place in by_remainder[: 100 - sum(whole)]:
        whole[place] += 1
    return tuple(whole)


def _shares(row: Scored) -> Shares:
    return tuple(int(part.normalised * MILLION) for part in row.components)


def _undominated(agencies: Mapping[str, Shares]) -> dict[str, Shares]:
    """Those whom nobody beats in everything: nobody else can be first, whatever the weights."""
    front: dict[str, Shares] = {}
    for agency, shares in sorted(agencies.items(), key=lambda one: (-sum(one[1]), one[0])):
        # Whoever dominates has the greater sum, and so stands in the front already.
        if not any(
            known != shares and all(a >= b for a, b in zip(known, shares, strict=True))
            for known in front.values()
        ):
            front[agency] = shares
    return front


def _weights(chance: random.Random, number: int) -> list[int]:
    """Whole millionths that sum to one million: the gaps between cuts at random places."""
    cuts = sorted(int(chance.random() * (MILLION + 1)) for _ in range(number - 1))
    return [after - before for before, after in pairwise((0, *cuts, MILLION))]


def _reweighed(row: Scored, weights: Sequence[int]) -> Scored:
    if not row.eligible:
        return row
    parts = tuple(
        replace(
            part,
            component=replace(part.component, weight=weight),
            points=(part.normalised * weight).quantize(POINTS),
        )
        for part, weight in zip(row.components, weights, strict=True)
    )
    return replace(row, components=parts, total=sum((part.points for part in parts), ZERO))
