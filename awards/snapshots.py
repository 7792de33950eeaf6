"""Between the pure rules and the stored rows: what a standing keeps, how it is read back, how it is proved.

A stored standing can be turned back into the `Ranked` it came from, so that explaining, measuring distances
and proving work on the result as it was kept, never on a new calculation. The numbers of the tie rule stay in
the tally the ranking was made from; the chain covers them, so a change there breaks the proof as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from typing import Any

from awards import juries, proof, special
from awards.jurying import Judged, Panel
from awards.models import Ranking, Standing
from awards.proof import Plain
from awards.ranking import Ranked
from awards.recipes import RecipeComponent
from awards.scoring import MORE, ComponentScore, Recipe, Scored
from campaigns.models import AgencyTally
from summitcomms.lib.permits import Permit


def components(row: Ranked) -> list[dict[str, str]]:
    """What a standing stores of its components, in the order of the recipe; every number as text."""
    return [
        {
            "code": part.code.value,
            "label": part.code.kept_label,
            "raw": str(part.raw),
            "reference": str(part.reference),
            "normalised": str(part.normalised),
            "weight": str(part.weight),
            "points": str(part.points),
        }
        | {name: str(number) for name, number in part.more.items()}
        for part in row.scored.components
    ]


def both_scores(row: Ranked) -> dict[str, Decimal | None]:
    """What a standing stores of the two scores of a category with a jury; nothing of any other."""
    return {"automatic": row.automatic, "jury": row.jury} if isinstance(row, Judged) else {}


def restore(
    standing: Standing, recipe: Recipe, counts: AgencyTally | None, panel: Panel | None = None
) -> Ranked:
    """The `Ranked` that was stored as `standing`; `counts` is the agency's row of the same tally, if any.

    `panel` is the verdict of the category's jury: with it a standing of two scores comes back as `Judged`.
    """
    stored: dict[str, dict[str, str]] = {part["code"]: part for part in standing.components}
    parts = tuple(
        _component(component, stored[component.code])
        for component in special.rule(standing.category.basis, recipe).components
    )
    row = Ranked(
        scored=Scored(
            agency=standing.agency.code,
            eligible=standing.rank is not None,
            reason=standing.reason,
            total=standing.total,
            ties=() if standing.post else tuple(getattr(counts, key.value, 0) for key in recipe.ties),
            components=parts,
            **(special.one_post(standing.post.code, parts) if standing.post else _counted(counts)),
        ),
        rank=standing.rank,
        position=standing.position,
    )
    if standing.automatic is None or panel is None:
        return row
    return Judged(
        scored=row.scored,
        rank=row.rank,
        position=row.position,
        automatic=standing.automatic,
        percent=panel.percent,
        sheets=panel.of(standing.agency.code) if standing.jury is not None else (),
    )


def _component(component: RecipeComponent, stored: Mapping[str, str]) -> ComponentScore:
    return ComponentScore(
        component=component,
        raw=int(stored["raw"]),
        reference=int(stored["reference"]),
        normalised=Decimal(stored["normalised"]),
        points=Decimal(stored["points"]),
        **{name: int(stored[name]) for name in MORE if name in stored},
    )


def _counted(counts: AgencyTally | None) -> dict[str, Any]:
    """What is known of the posts of an agency; nothing of a silent one."""
    if counts is None:
        return {"posts": 0, "active_days": 0, "measured": 0}
    return {"posts": counts.posts, "active_days": counts.active_days, "measured": counts.measured_posts}


def restore_all(ranking: Ranking, standings: Iterable[Standing]) -> list[Ranked]:
    """`restore` for many standings of one ranking in their order; agencies, categories and posts are fetched.

    One query; in a round that was judged another two.
    """
    recipe = Recipe.from_data(ranking.recipe_data)
    counts = {row.agency_id: row for row in AgencyTally.objects.filter(run=ranking.tally_id)}
    panels = juries.panels(ranking.round)
    return [
        restore(standing, recipe, counts.get(standing.agency_id), panels.get(standing.category_id))
        for standing in standings
    ]


@dataclass(frozen=True, slots=True)
class Chain:
    """One ranking as it is proved: the facts it starts from, each standing in order, each stored hash."""

    facts: Mapping[str, Plain]
    rows: list[dict[str, Plain]]
    hashes: list[str]

    @property
    def head(self) -> str:
        """The hash that stands for the whole: the last one, or the genesis of an empty ranking."""
        return self.hashes[-1] if self.hashes else proof.genesis(self.facts)

    def verify(self) -> Permit:
        """Whether the stored hashes are those of the stored rows."""
        return proof.verify(proof.genesis(self.facts), self.rows, self.hashes)

    def export(self) -> str:
        """The lines that `tools/verify_ranking.py` checks."""
        return proof.export(self.facts, self.rows, self.hashes)


def facts(ranking: Ranking) -> dict[str, Plain]:
    """What the chain starts from: ids that never change; `previous` is the head of the freeze before."""
    award_round = ranking.round
    recipe: Any = ranking.recipe_data
    return {
        "campaign": award_round.campaign.code,
        "round": str(award_round.public_id),
        "version": str(award_round.version),
        "tally": str(ranking.tally.public_id),
        "cutoff": ranking.tally.cutoff.astimezone(UTC).isoformat(),
        "recipe": recipe,
        "previous": ranking.previous,
    }


def chain(ranking: Ranking) -> Chain:
    """The chain of a stored ranking: categories by code, each in the order of its positions."""
    standings = sorted(
        ranking.standings.select_related("agency", "category", "post"),
        # Sorted here: the order of the chain must not depend on the collation of a database.
        key=lambda standing: (standing.category.code, standing.position),
    )
    return Chain(
        facts=facts(ranking),
        rows=[
            proof.standing(standing.category.code, row)
            for standing, row in zip(standings, restore_all(ranking, standings), strict=True)
        ],
        hashes=[standing.hash for standing in standings],
    )
