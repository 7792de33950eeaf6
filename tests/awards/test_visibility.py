import pytest

from agencies import audit
from agencies.models import Agency, User
from awards import visibility
from awards.actions import rankings, rounds
from awards.models import AwardRound, RecipeVersion
from awards.recipes import DEFAULT, Component, Normalise, Recipe, RecipeComponent
from campaigns.models import Campaign
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(campaign: Campaign, setneg: Agency) -> AwardRound:
    award_round = results.open_round(campaign)
    rankings.compute(tally=results.tally(campaign, {setneg: [2, 2]}), by=audit.SYSTEM, at=NOW)
    return award_round


def test_without_a_round_there_is_nothing_to_show(campaign: Campaign) -> None:
    result = visibility.public_result(campaign)

    assert (result.round, result.ranking, result.is_provisional) == (None, None, False)
    assert result.recipe is None


def test_a_draft_is_nobody_elses_business(campaign: Campaign) -> None:
    rounds.create(campaign=campaign, name="Baru", recipe=results.recipe(), by=audit.SYSTEM, at=NOW)

    assert visibility.public_result(campaign).round is None


def test_an_open_round_shows_its_newest_ranking_as_provisional(opened: AwardRound) -> None:
    result = visibility.public_result(opened.campaign)

    assert result.round == opened
    assert result.ranking == visibility.for_staff(opened)
    assert result.is_provisional
    assert not result.is_being_decided


def test_a_ranking_tells_the_recipe_it_was_made_with(opened: AwardRound) -> None:
    changed = Recipe("1", (RecipeComponent(Component.VOLUME, 100, Normalise.MAX),))
    RecipeVersion.objects.update(data=changed.to_data())

    assert visibility.public_result(opened.campaign).recipe == DEFAULT


def test_a_frozen_result_is_shown_to_staff_only(opened: AwardRound, committee: User) -> None:
    frozen = rounds.freeze(round_id=opened.public_id, by=committee, at=NOW)

    result = visibility.public_result(frozen.campaign)

    assert (result.ranking, result.is_being_decided) == (None, True)
    assert result.recipe == DEFAULT
    assert visibility.for_staff(frozen) == frozen.frozen_ranking


def test_the_verdict_of_a_jury_is_shown_to_staff_only(opened: AwardRound, committee: User) -> None:
    AwardRound.objects.filter(pk=opened.pk).update(judged_at=NOW, judged_by=committee)

    result = visibility.public_result(opened.campaign)

    assert (result.ranking, result.is_being_decided, result.is_provisional) == (None, True, False)
    assert result.round is not None
    assert visibility.for_staff(result.round) is not None


def test_a_published_and_an_awarded_result_is_the_sealed_one(
    opened: AwardRound, committee: User, second_committee: User
) -> None:
    frozen = rounds.freeze(round_id=opened.public_id, by=committee, at=NOW)
    for decide in (rounds.publish, rounds.award):
        decide(round_id=opened.public_id, by=second_committee, at=NOW)

        result = visibility.public_result(opened.campaign)
        assert result.ranking == frozen.frozen_ranking
        assert not result.is_provisional


def test_a_new_version_takes_the_place_of_the_old_one_at_once(
    opened: AwardRound, committee: User, second_committee: User
) -> None:
    rounds.freeze(round_id=opened.public_id, by=committee, at=NOW)
    rounds.publish(round_id=opened.public_id, by=second_committee, at=NOW)
    new = rounds.supersede(round_id=opened.public_id, reason="Dua unggahan ganda.", by=committee, at=NOW)

    result = visibility.public_result(opened.campaign)

    assert (result.round, result.ranking) == (new, None)
