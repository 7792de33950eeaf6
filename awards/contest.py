"""What the categories of a round compare, read once from one tally, and the scores that follow.

The rules are pure and stand in `awards.scoring` and `awards.special`; here is where their inputs come from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from awards import inputs, special
from awards.inputs import TallyInputs
from awards.juries import OF_CONTENTS
from awards.models import AwardRound, Category, Exclusion, Nomination, Ranking
from awards.reasons import NO_POPULATION, NOT_ACTIVE, POST_NOT_COUNTED
from awards.recipes import Component, Recipe
from awards.scoring import AgencyInput, Scored, score
from awards.special import Entry
from awards.states import RoundState
from campaigns import post_counts
from campaigns.models import Campaign, TallyRun

Excluded = Mapping[str, str]
"""Why the committee leaves agencies out, by code of the agency."""


@dataclass(frozen=True, slots=True)
class Past:
    """The final tally of the predecessor campaign, and whom its committee had left out."""

    given: TallyInputs
    excluded: Excluded


@dataclass(frozen=True, slots=True)
class Contest:
    """One tally as the categories of one round look at it.

    `past` is None where there is nothing to improve on; `entries` are those of each category of contents, by
    its primary key. `agency_ids` and `post_ids` map codes to primary keys.
    """

    given: TallyInputs
    excluded: Excluded
    past: Past | None
    entries: Mapping[int, list[Entry]]
    agency_ids: Mapping[str, int]
    post_ids: Mapping[str, int]

    def scores(self, category: Category, recipe: Recipe) -> list[Scored]:
        """The automatic scores of one category under `recipe`."""
        if category.basis in OF_CONTENTS:
            return special.contents(self.entries[category.pk])
        if category.basis != Category.Basis.IMPROVEMENT:
            field_now = [one for kind in category.kinds for one in self.given.by_kind[kind]]
            return _scores(category, recipe, self.given, field_now, self.excluded)
        found: list[Scored] = []
        for kind in category.kinds:
            now = _scores(category, recipe, self.given, self.given.by_kind[kind], self.excluded)
            found += special.improvement(now, self._then(category, recipe, kind))
        return found

    def _then(self, category: Category, recipe: Recipe, kind: str) -> dict[str, Scored]:
        """The scores of one kind in the predecessor campaign; none where this recipe cannot score it."""
        past = self.past
        if past is None or (_scores_pillars(recipe) and not past.given.pillars):
            return {}
        scores = _scores(category, recipe, past.given, past.given.by_kind[kind], past.excluded)
        return {entry.agency: entry for entry in scores}


def read(award_round: AwardRound, tally: TallyRun, recipes: Collection[Recipe]) -> Contest:
    """Read what the categories of the round need for any of `recipes`; their categories are fetched.

    The number of queries depends on the categories, never on agencies or posts. Raises `Refused` where
    `inputs.read` does.
    """
    categories = list(award_round.categories.all())
    of_agencies = [category for category in categories if category.basis not in OF_CONTENTS]
    kinds = {kind for category in of_agencies for kind in category.kinds}
    given = inputs.read(tally, kinds, recipes)
    excluded = _excluded(award_round)
    improving = [one for one in of_agencies if one.basis == Category.Basis.IMPROVEMENT]
    nominated = _nominated([one for one in categories if one.basis in OF_CONTENTS])
    return Contest(
        given=given,
        excluded=excluded,
        past=_past(award_round.campaign, kinds, recipes) if improving else None,
        entries=_entries(nominated, tally, excluded),
        agency_ids={**given.agency_ids, **{one.agency.code: one.agency_id for one in nominated}},
        post_ids={one.post.code: one.post_id for one in nominated},
    )


def final_tally(campaign: Campaign) -> tuple[TallyRun | None, AwardRound | None]:
    """The tally that a campaign ended with: that of its sealed result (with the round), else its newest."""
    sealed = (
        Ranking.objects.filter(round__campaign=campaign, sealed_at__isnull=False)
        .exclude(round__state=RoundState.SUPERSEDED)
        .select_related("tally__campaign", "round")
        .order_by("-sealed_at", "-pk")
        .first()
    )
    if sealed:
        return sealed.tally, sealed.round
    return TallyRun.objects.select_related("campaign").newest(campaign), None


def _past(campaign: Campaign, kinds: Collection[str], recipes: Collection[Recipe]) -> Past | None:
    if campaign.predecessor is None:
        return None
    tally, award_round = final_tally(campaign.predecessor)
    if tally is None:
        return None
    return Past(inputs.read(tally, kinds, recipes), _excluded(award_round) if award_round else {})


def _excluded(award_round: AwardRound) -> dict[str, str]:
    return dict(Exclusion.objects.filter(round=award_round).values_list("agency__code", "reason"))


def _nominated(categories: Iterable[Category]) -> list[Nomination]:
    wanted = [category.pk for category in categories]
    if not wanted:
        return []
    return list(Nomination.objects.filter(category__in=wanted).select_related("agency", "post"))


def _entries(
    nominated: Collection[Nomination], tally: TallyRun, excluded: Excluded
) -> Mapping[int, list[Entry]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    if not nominated:
        return found
    counts = post_counts.interactions({one.post_id for one in nominated}, tally.cutoff)
    for one in nominated:
        found[one.category_id].append(
            Entry(
                one.agency.code,
                one.post.code,
                interactions=counts.get(one.post_id, 0),
                excluded=excluded.get(one.agency.code, ""),
                barred=_barred(one, counts),
            )
        )
    return found


def _barred(one: Nomination, counts: Collection[int]) -> str:
    """What keeps a nominated post out, whatever the committee decides; empty for one that takes part."""
    if not one.agency.is_active:
        return NOT_ACTIVE
    return "" if one.post_id in counts else POST_NOT_COUNTED


def _scores(
    category: Category,
    recipe: Recipe,
    given: TallyInputs,
    agencies: Iterable[AgencyInput],
    excluded: Excluded,
) -> list[Scored]:
    """Score those of the agencies that compete in the category."""
    competing = [
        replace(
            one,
            excluded=excluded.get(one.agency, ""),
            barred=NO_POPULATION if category.is_stratum and not one.population else "",
        )
        for one in agencies
        if category.spans(one.population or None)
    ]
    return score(recipe, competing, campaign_days=given.campaign_days, pillars=given.pillars)


def _scores_pillars(recipe: Recipe) -> bool:
    return any(part.code is Component.PILLAR_COVERAGE for part in recipe.components)
