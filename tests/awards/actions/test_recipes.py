from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from agencies import audit
from agencies.models import Agency, AuditEvent, User
from awards.actions import rankings, recipes, rounds
from awards.models import AwardRound, Ranking, RecipeVersion
from awards.recipes import DEFAULT, Component, Normalise, Recipe, RecipeComponent
from campaigns.models import Campaign
from summitcomms.lib.refusals import Refused
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db
DAYS = Recipe("1", (RecipeComponent(Component.CONSISTENCY, 100, Normalise.SHARE),))
REASON = "Hari aktif lebih adil bagi instansi kecil."
BEFORE = NOW - timedelta(days=60)


@pytest.fixture
def base(db: None) -> RecipeVersion:
    return results.recipe()


@pytest.fixture
def draft(campaign: Campaign, base: RecipeVersion) -> AwardRound:
    return rounds.create(campaign=campaign, name="Rancangan", recipe=base, by=audit.SYSTEM, at=BEFORE)


def test_a_change_is_the_next_version_and_leaves_the_old_one(base: RecipeVersion, committee: User) -> None:
    made = recipes.save(base=base, name="Baru", recipe=DAYS, by=committee, at=NOW)
    third = recipes.save(base=base, name="Lain", recipe=DAYS, by=committee, at=NOW)

    assert (made.code, made.version, third.version, made.created_by) == ("uji", 2, 3, committee)
    assert made.recipe == replace(DAYS, version="2")
    base.refresh_from_db()
    assert base.recipe == DEFAULT
    assert AuditEvent.objects.filter(action="recipe.created").count() == 2


def test_what_changes_nothing_is_not_kept(base: RecipeVersion, committee: User) -> None:
    with pytest.raises(Refused, match="sama dengan versi yang disalin"):
        recipes.save(base=base, name=base.name, recipe=replace(DEFAULT, version="7"), by=committee, at=NOW)


def test_before_the_window_a_draft_takes_another_recipe_without_a_reason(
    draft: AwardRound, base: RecipeVersion, committee: User
) -> None:
    made = recipes.save(
        base=base, name="Baru", recipe=DAYS, round_id=draft.public_id, by=committee, at=BEFORE
    )

    draft.refresh_from_db()
    assert (draft.recipe, made.reason) == (made, "")
    event = AuditEvent.objects.get(action="round.recipe_changed")
    assert (event.before, event.after) == ({"recipe": "Resep uji v1"}, {"recipe": "Baru v2"})


@pytest.mark.parametrize("opened", [True, False])
def test_after_that_a_reason_is_needed(
    opened: bool, draft: AwardRound, base: RecipeVersion, committee: User
) -> None:
    if opened:
        rounds.open_round(round_id=draft.public_id, by=committee, at=BEFORE)
    at = BEFORE if opened else NOW

    with pytest.raises(Refused, match="Tuliskan alasan perubahan") as refused:
        recipes.save(
            base=base,
            name="Baru",
            recipe=DAYS,
            reason="  singkat  ",
            round_id=draft.public_id,
            by=committee,
            at=at,
        )
    assert refused.value.code == "reason_needed"

    made = recipes.save(
        base=base, name="Baru", recipe=DAYS, reason=REASON, round_id=draft.public_id, by=committee, at=at
    )
    assert made.reason == REASON


def test_an_open_round_is_ranked_again_by_its_new_recipe(
    draft: AwardRound, base: RecipeVersion, setneg: Agency, kemlu: Agency, committee: User
) -> None:
    rounds.open_round(round_id=draft.public_id, by=committee, at=BEFORE)
    tally = results.tally(draft.campaign, {setneg: [9, 9], kemlu: [1, 1, 1]})
    rankings.compute(tally=tally, by=audit.SYSTEM, at=NOW)

    recipes.save(
        base=base, name="Baru", recipe=DAYS, reason=REASON, round_id=draft.public_id, by=committee, at=NOW
    )

    ranking = Ranking.objects.get(round=draft)
    assert ranking.recipe_data["version"] == "2"
    assert dict(ranking.standings.values_list("agency__code", "rank")) == {"K-011": 1, "K-007": 2}


def test_a_campaign_without_pillars_cannot_be_scored_by_them(
    draft: AwardRound, base: RecipeVersion, committee: User
) -> None:
    draft.campaign.pillars.all().delete()
    pillars = Recipe("1", (RecipeComponent(Component.PILLAR_COVERAGE, 100, Normalise.SHARE),))

    with pytest.raises(Refused, match="belum memiliki pilar"):
        recipes.save(
            base=base, name="Baru", recipe=pillars, round_id=draft.public_id, by=committee, at=BEFORE
        )


def test_only_the_committee_makes_recipes(base: RecipeVersion, pusat_admin: User) -> None:
    with pytest.raises(PermissionDenied):
        recipes.save(base=base, name="Baru", recipe=DAYS, by=pusat_admin, at=NOW)
