import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency
from awards import preview
from awards.models import Ranking, RecipeVersion
from awards.recipes import Component, Normalise, Recipe, RecipeComponent
from campaigns.models import Campaign
from tests import builders
from tests.awards import results

pytestmark = pytest.mark.django_db
DAYS = Recipe("1", (RecipeComponent(Component.CONSISTENCY, 100, Normalise.SHARE),))
POSTS = Recipe("1", (RecipeComponent(Component.VOLUME, 100, Normalise.MAX),))


def test_ranks_of_now_stand_beside_those_of_then_and_nothing_is_stored(
    campaign: Campaign, setneg: Agency, kemlu: Agency, kemendagri: Agency
) -> None:
    award_round = results.open_round(campaign)
    results.tally(campaign, {setneg: [9, 9], kemlu: [1, 1, 1], kemendagri: [1]})

    seen = preview.of(award_round, DAYS)

    assert seen is not None
    ministries = seen.effects[0]
    assert ministries.category.code == "kementerian"
    assert [
        (move.agency.code, move.rank_now, move.rank_then, move.enters, move.leaves)
        for move in ministries.moves
    ] == [
        ("K-007", 1, 2, False, True),
        ("K-011", 2, 1, True, False),
        ("K-010", None, 3, False, False),
    ]
    assert (ministries.more, ministries.same) == (0, 0)
    assert [str(move.total_then) for move in ministries.moves] == ["8.70", "13.04", "4.35"]
    assert (Ranking.objects.count(), RecipeVersion.objects.count()) == (0, 1)


def test_agencies_that_keep_their_rank_and_those_beyond_the_list_are_counted(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    award_round = results.open_round(campaign, rule=POSTS)
    agencies = [builders.agency() for _ in range(5)]
    # More days go with fewer posts, so that the order is turned around and only the middle one stays.
    posts = {agency: [90 - 10 * days, *[1] * days] for days, agency in enumerate(agencies)}
    results.tally(campaign, posts)
    monkeypatch.setattr(preview, "SHOWN", 1)

    seen = preview.of(award_round, DAYS)

    assert seen is not None
    effect = seen.effects[0]
    assert (len(effect.moves), effect.more, effect.same) == (1, 3, 1)


def test_contents_do_not_depend_on_a_recipe(campaign: Campaign) -> None:
    award_round = results.open_round(campaign)
    results.content_category(award_round)
    results.tally(campaign, {})

    seen = preview.of(award_round, DAYS)

    assert seen is not None
    assert [effect.category.code for effect in seen.effects] == [
        "kementerian",
        "lembaga",
        "pemerintah-provinsi",
    ]


def test_before_the_first_tally_there_is_nothing_to_see(campaign: Campaign) -> None:
    assert preview.of(results.open_round(campaign), DAYS) is None


def test_the_number_of_queries_does_not_grow_with_the_agencies(campaign: Campaign) -> None:
    award_round = results.open_round(campaign)
    found = []
    for _ in range(2):
        results.tally(campaign, {builders.agency(): [1, 2]}, cutoff=campaign.starts_at.replace(day=20 + _))
        with CaptureQueriesContext(connection) as queries:
            preview.of(award_round, DAYS)
        found.append(len(queries))
        for _more in range(9):
            builders.agency()

    assert found[0] == found[1]
