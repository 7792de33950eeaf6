from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from agencies import audit
from agencies.models import Agency, User
from awards.actions import jury, rankings
from awards.models import AwardRound, Category, JuryScore, Standing
from campaigns.models import Campaign
from tests import builders
from tests.awards import results
from tests.builders import NOW
from tests.reports.reading import queries

SignIn = Callable[[User], Client]


@pytest.fixture
def ranked(campaign: Campaign, setneg: Agency, kemendagri: Agency) -> AwardRound:
    """Two ministries: one posts often, one every day."""
    award_round = results.open_round(campaign)
    run = results.tally(campaign, {setneg: [9, 0, 9], kemendagri: [1, 1, 1]})
    rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
    return award_round


def address(award_round: AwardRound) -> str:
    return reverse("awards:round-sensitivity", args=[award_round.public_id])


def test_it_says_how_often_each_agency_would_be_first(as_user: SignIn, committee: User, ranked: AwardRound):
    page = as_user(committee).get(address(ranked))

    assertContains(page, "Siapa yang tetap pertama")
    assert [row.agency.short_name for row in page.context["steady"]] == [
        "Kementerian Sekretariat Negara",
        "Kementerian Dalam Negeri",
    ]
    assert sum(row.firsts for row in page.context["steady"]) == 1_000


def test_without_a_wish_the_weights_are_those_of_the_recipe(
    as_user: SignIn, committee: User, ranked: AwardRound
):
    page = as_user(committee).get(address(ranked))

    assert [(part.weight, weight) for _, part, weight in page.context["weights"]] == [
        (weight, weight) for weight in (30, 20, 25, 15, 10)
    ]
    assert [row.moved for row in page.context["tried"]] == [0, 0]


def test_under_a_jury_the_automatic_scores_and_ranks_are_compared(
    as_user: SignIn, committee: User, ranked: AwardRound, setneg: Agency, kemendagri: Agency
):
    ministries = Category.objects.filter(round=ranked, code="kementerian")
    ministries.update(jury_percent=60)
    for _number in range(2):
        juror = jury.name(round_id=ranked.public_id, juror=builders.user(), by=committee, at=NOW)
        for agency, value in ((setneg, 1), (kemendagri, 100)):
            JuryScore.objects.create(
                juror=juror,
                category=ministries.get(),
                agency=agency,
                points=results.points(value),
                given_at=NOW,
            )
    jury.close(round_id=ranked.public_id, by=committee, at=NOW)
    first = Standing.objects.get(category=ministries.get(), rank=1)

    page = as_user(committee).get(address(ranked))

    assert first.agency == kemendagri
    assert [(row.agency, row.rank_now, row.moved) for row in page.context["tried"]] == [
        (setneg, 1, 0),
        (kemendagri, 2, 0),
    ]
    assert page.context["tried"][1].total == first.automatic
    assertContains(page, "tanpa nilai juri")


def test_tried_weights_show_who_rises(as_user: SignIn, committee: User, ranked: AwardRound):
    wish = {"volume": 0, "consistency": 100, "interactions": 0, "reach": 0, "pillar_coverage": 0}

    page = as_user(committee).get(address(ranked), wish)

    assert [(row.agency.short_name, row.rank_now, row.moved) for row in page.context["tried"]] == [
        ("Kementerian Dalam Negeri", 2, 1),
        ("Kementerian Sekretariat Negara", 1, -1),
    ]
    assertContains(page, "(resep 20)")


@pytest.mark.parametrize("wish", ["", "abc", "-5", "101", "1e3", "\0"])
def test_a_weight_that_cannot_be_read_is_that_of_the_recipe(
    wish: str, as_user: SignIn, committee: User, ranked: AwardRound
):
    page = as_user(committee).get(address(ranked), {"volume": wish})

    assert page.status_code == 200
    assert page.context["weights"][0][2] == 30


def test_another_category_is_chosen_by_its_code(as_user: SignIn, committee: User, ranked: AwardRound):
    client = as_user(committee)

    assertContains(
        client.get(address(ranked), {"kategori": "lembaga"}), "Belum ada instansi yang berperingkat"
    )
    assert client.get(address(ranked), {"kategori": "tidak-ada"}).status_code == 404
    assert client.get(address(ranked), {"kategori": "\0"}).status_code == 200


def test_categories_of_contents_have_no_weights_to_try(as_user: SignIn, committee: User, ranked: AwardRound):
    Category.objects.create(
        round=ranked, code="konten", name="Konten terbaik", basis=Category.Basis.CONTENT, position=9
    )

    page = as_user(committee).get(address(ranked))

    assertNotContains(page, "Konten terbaik")
    assert as_user(committee).get(address(ranked), {"kategori": "konten"}).status_code == 404


def test_before_the_first_count_there_is_nothing_to_weigh(
    as_user: SignIn, committee: User, campaign: Campaign
):
    assertContains(as_user(committee).get(address(results.open_round(campaign))), "Belum ada peringkat.")


def test_agencies_do_not_see_it(as_user: SignIn, officer_sultra: User, ranked: AwardRound):
    assert as_user(officer_sultra).get(address(ranked)).status_code == 403


@pytest.mark.parametrize("rows", [1, 20])
def test_it_asks_the_same_for_one_agency_and_for_twenty(
    rows: int, as_user: SignIn, committee: User, campaign: Campaign
):
    award_round = results.open_round(campaign)
    agencies = [builders.agency(f"K-{number:03}") for number in range(100, 100 + rows)]
    run = results.tally(campaign, {agency: [2, 2] for agency in agencies})
    rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)

    assert queries(as_user(committee), address(award_round)) == 11
