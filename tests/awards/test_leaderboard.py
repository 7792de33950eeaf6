from datetime import timedelta
from decimal import Decimal

import pytest

from agencies import audit
from agencies.models import Agency, User
from awards import leaderboard
from awards.actions import jury, rankings
from awards.leaderboard import Board
from awards.models import Category, JuryScore, Ranking
from awards.recipes import Component, Normalise, Recipe, RecipeComponent
from campaigns.models import Campaign
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db
BY_VOLUME = Recipe("1", (RecipeComponent(Component.VOLUME, 100, Normalise.MAX),))
"""Points in proportion to posts, so that distances can be read off."""


def shown(campaign: Campaign, posts: dict[Agency, int]) -> tuple[Ranking, Board]:
    award_round = results.open_round(campaign, rule=BY_VOLUME)
    run = results.tally(campaign, {agency: [count] for agency, count in posts.items()})
    (ranking,) = rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
    category = Category.objects.get(round=award_round, code="kementerian")
    return ranking, leaderboard.board(ranking, category)


def test_the_ranked_stand_before_the_others(
    campaign: Campaign, setneg: Agency, kemendagri: Agency, kemlu: Agency, setkab: Agency
) -> None:
    _, board = shown(campaign, {kemendagri: 10, kemlu: 5, setkab: 9})

    assert [row.agency_id for row in board.ranked] == [kemendagri.pk, kemlu.pk]
    assert [row.agency_id for row in board.unranked] == [setneg.pk]


def test_everyone_on_the_first_three_ranks_stands_on_the_podium(campaign: Campaign) -> None:
    agencies = [builders.agency(f"K-{number:03}") for number in range(1, 6)]
    _, board = shown(campaign, dict(zip(agencies, [10, 8, 8, 8, 1], strict=True)))

    assert [row.rank for row in board.podium] == [1, 2, 2, 2]


def test_a_podium_that_too_many_share_is_left_out(campaign: Campaign) -> None:
    _, board = shown(campaign, {builders.agency(f"K-{number:03}"): 4 for number in range(1, 8)})

    assert len(board.ranked) == 7
    assert board.podium == []


def test_the_own_place_knows_its_neighbours_and_who_shares_it(
    campaign: Campaign, setneg: Agency, kemendagri: Agency, kemlu: Agency
) -> None:
    last = builders.agency("K-099", "Kementerian Lain")
    ranking, board = shown(campaign, {setneg: 10, kemendagri: 6, kemlu: 6, last: 1})

    (place,) = leaderboard.own_places(ranking, board.category, {kemendagri.pk})

    assert (place.standing.rank, place.competitors, place.sharing) == (2, 4, 1)
    assert place.above is not None
    assert (place.above.name, place.above.rank, place.above.points) == (
        setneg.short_name,
        1,
        Decimal("40.00"),
    )
    assert place.below is not None
    assert (place.below.name, place.below.rank, place.below.points) == (
        "Kementerian Lain",
        4,
        Decimal("50.00"),
    )
    assert place.explanation[-1] == "Jumlah: 60,00 dari 100 poin."


def test_at_the_edges_there_is_no_neighbour(campaign: Campaign, setneg: Agency, kemlu: Agency) -> None:
    ranking, board = shown(campaign, {setneg: 10, kemlu: 5})

    first, last = leaderboard.own_places(ranking, board.category, {setneg.pk, kemlu.pk})

    assert (first.above, last.below) == (None, None)
    assert first.below is not None
    assert last.above is not None


def test_a_place_without_rank_explains_why(campaign: Campaign, setneg: Agency, kemlu: Agency) -> None:
    ranking, board = shown(campaign, {setneg: 10})

    (place,) = leaderboard.own_places(ranking, board.category, {kemlu.pk})

    assert (place.above, place.below, place.sharing) == (None, None, 0)
    assert place.explanation == ["Belum ada unggahan terverifikasi."]


def test_an_agency_of_another_category_has_no_place_here(
    campaign: Campaign, setneg: Agency, sultra: Agency
) -> None:
    ranking, board = shown(campaign, {setneg: 10, sultra: 3})

    assert leaderboard.own_places(ranking, board.category, {sultra.pk}) == []


def judged(
    campaign: Campaign, posts: dict[Agency, list[int]], verdict: dict[Agency, int], committee: User
) -> tuple[Ranking, Board]:
    """The ministries of a round whose jury (40 %) gave these points."""
    award_round = results.judging_round(campaign, posts)
    category = award_round.categories.get(code="kementerian")
    for _number in range(2):
        juror = jury.name(round_id=award_round.public_id, juror=builders.user(), by=committee, at=NOW)
        for agency, value in verdict.items():
            JuryScore.objects.create(
                juror=juror, category=category, agency=agency, points=results.points(value), given_at=NOW
            )
    jury.close(round_id=award_round.public_id, by=committee, at=NOW)
    ranking = Ranking.objects.get()
    return ranking, leaderboard.board(ranking, category)


def test_a_place_in_a_category_with_a_jury_is_explained_with_both_scores(
    campaign: Campaign, setneg: Agency, kemendagri: Agency, committee: User
) -> None:
    verdict = dict.fromkeys((setneg, kemendagri), 80)
    ranking, board = judged(campaign, {setneg: [5, 5, 5], kemendagri: [4, 4]}, verdict, committee)

    (place,) = leaderboard.own_places(ranking, board.category, {setneg.pk})

    automatic = place.standing.automatic
    assert automatic is not None
    assert f"Jumlah: {automatic:.2f} dari 100 poin.".replace(".", ",", 1) in place.explanation
    assert "Nilai juri: rata-rata 80,00 dari 2 juri × 40 % = 32,00 poin." in place.explanation
    assert place.explanation[-1] == f"Nilai akhir: {place.standing.total:.2f} poin.".replace(".", ",", 1)
    assert place.levers == ()


def test_between_the_last_finalist_and_the_first_of_the_others_lies_no_distance(
    campaign: Campaign, committee: User
) -> None:
    agencies = [builders.agency(f"K-{number:03}") for number in range(1, 8)]
    posts = {agency: [9 - place] * 3 for place, agency in enumerate(agencies)}
    _, board = judged(campaign, posts, dict.fromkeys(agencies[:5], 1), committee)
    grown = posts | {agencies[5]: [20, 20, 20], agencies[6]: [19, 19, 19]}
    run = results.tally(campaign, grown, cutoff=NOW + timedelta(hours=1))
    (ranking,) = rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
    board = leaderboard.board(ranking, board.category)

    places = leaderboard.own_places(ranking, board.category, {agency.pk for agency in agencies})

    assert places[4].standing.total < places[5].standing.total
    assert [(place.above is None, place.below is None) for place in places] == [
        (True, False),
        (False, False),
        (False, False),
        (False, False),
        (False, True),
        (True, False),
        (False, True),
    ]
    assert all(found.points >= 0 for place in places for found in (place.above, place.below) if found)
