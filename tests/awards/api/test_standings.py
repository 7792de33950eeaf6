"""Standings as partners read them: the same rule of visibility as on the public page."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import audit
from agencies.models import Agency, User
from awards.actions import rankings, rounds
from awards.api import kept
from awards.models import AwardRound, Ranking
from campaigns.models import Campaign
from tests import builders
from tests.api import Caller, caller, problem
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db
PATH = "/api/v1/standings/"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    kept._kept.clear()


@pytest.fixture
def them(db: None) -> Caller:
    return caller("standings:read")


@pytest.fixture
def ranked(campaign: Campaign, setneg: Agency, kemendagri: Agency, kemlu: Agency) -> AwardRound:
    """An open round: K-007 before K-010, K-011 silent."""
    award_round = results.open_round(campaign)
    run = results.tally(campaign, {setneg: [5, 5, 5], kemendagri: [2, 2]})
    rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
    return award_round


def document(them: Caller) -> dict[str, Any]:
    answer = them.get(PATH, campaign="ktt-43", category="kementerian")
    assert answer.status_code == 200
    return dict(answer.json())


def test_an_open_round_is_provisional(them: Caller, ranked: AwardRound) -> None:
    body = document(them)

    assert (body["state"], body["head"], body["cutoff"]) == ("provisional", None, "2023-08-29T03:00:00Z")
    assert (body["campaign"], body["category"], body["version"]) == ("ktt-43", "kementerian", 1)
    assert body["round"] == str(ranked.public_id)
    assert (body["recipe"]["code"], body["recipe"]["version"]) == ("uji", 1)
    assert body["recipe"]["data"] == ranked.recipe.data
    assert [(row["rank"], row["agency"]["code"]) for row in body["standings"]] == [
        (1, "K-007"),
        (2, "K-010"),
        (None, "K-011"),
    ]
    assert body["standings"][2]["reason"]


def test_scores_are_numbers_and_their_components_add_up(them: Caller, ranked: AwardRound) -> None:
    first = document(them)["standings"][0]
    stored = Ranking.objects.get().standings.get(agency__code="K-007")

    assert isinstance(first["total"], float)
    assert first["total"] == float(stored.total)
    assert round(sum(part["points"] for part in first["components"]), 2) == first["total"]
    assert sum(part["weight"] for part in first["components"]) == 100
    assert {type(part["raw"]) for part in first["components"]} == {int}


def test_a_frozen_result_is_nobodys_business_until_it_is_published(
    them: Caller, ranked: AwardRound, committee: User, second_committee: User
) -> None:
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)

    body = document(them)
    assert (body["state"], body["standings"], body["cutoff"], body["head"]) == (
        "being_decided",
        [],
        None,
        None,
    )

    rounds.publish(round_id=ranked.public_id, by=second_committee, at=NOW)

    body = document(them)
    assert body["state"] == "final"
    assert body["head"] == Ranking.objects.get().head
    assert len(body["standings"]) == 3


def test_before_the_first_tally_the_document_says_that_it_waits(them: Caller, campaign: Campaign) -> None:
    results.open_round(campaign)

    body = document(them)

    assert (body["state"], body["standings"]) == ("waiting", [])


@pytest.mark.parametrize(
    ("code", "category"), [("ktt-99", "kementerian"), ("ktt-43", "kabupaten"), ("ktt-99", "x")]
)
def test_an_unknown_campaign_or_category_is_not_found(
    them: Caller, ranked: AwardRound, code: str, category: str
) -> None:
    problem(them.get(PATH, campaign=code, category=category), 404, "not_found")


def test_neither_a_draft_round_nor_a_draft_campaign_is_shown(them: Caller, ranked: AwardRound) -> None:
    Campaign.objects.update(state=Campaign.State.DRAFT)
    problem(them.get(PATH, campaign="ktt-43", category="kementerian"), 404, "not_found")

    Campaign.objects.update(state=Campaign.State.OPEN)
    AwardRound.objects.update(state="draft")
    problem(them.get(PATH, campaign="ktt-43", category="kementerian"), 404, "not_found")


def test_a_campaign_taken_back_to_a_draft_is_not_shown_from_what_is_kept(
    them: Caller, ranked: AwardRound
) -> None:
    document(them)
    Campaign.objects.update(state=Campaign.State.DRAFT)

    problem(them.get(PATH, campaign="ktt-43", category="kementerian"), 404, "not_found")


@pytest.mark.parametrize("wrong", [{}, {"campaign": "\x00"}, {"campaign": "a b"}, {"campaign": "x" * 41}])
def test_a_query_that_cannot_hold_names_its_parameter(them: Caller, wrong: dict[str, str]) -> None:
    body = problem(them.get(PATH, category="kementerian", **wrong), 400, "query_invalid")

    assert {error["parameter"] for error in body["errors"]} == {"campaign"}


def test_a_parameter_that_there_is_not_is_named(them: Caller, ranked: AwardRound) -> None:
    query = {"campaign": "ktt-43", "category": "kementerian", "fields": "rank"}

    (error,) = problem(them.get(PATH, **query), 400, "query_invalid")["errors"]

    assert (error["parameter"], error["code"]) == ("fields", "unknown")


def test_the_same_result_is_not_sent_twice(them: Caller, ranked: AwardRound) -> None:
    query = {"campaign": "ktt-43", "category": "kementerian"}
    first = them.get(PATH, **query)

    again = them.client.get(PATH, query, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_a_document_is_rendered_once_for_everybody(
    them: Caller, ranked: AwardRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = document(them)
    monkeypatch.setattr("awards.api.standings.StandingsSerializer", None)

    assert document(them) == document(caller("standings:read", code="lain")) == first


def test_a_new_ranking_is_seen_at_once(them: Caller, campaign: Campaign, ranked: AwardRound) -> None:
    before = document(them)
    later = NOW + timedelta(hours=1)
    run = results.tally(campaign, {builders.agency("K-010"): [9, 9, 9]}, cutoff=later)
    rankings.compute(tally=run, by=audit.SYSTEM, at=later)

    after = document(them)

    assert before["standings"][0]["agency"]["code"] == "K-007"
    assert after["standings"][0]["agency"]["code"] == "K-010"


def test_a_new_name_is_seen_when_the_document_is_old(
    them: Caller, ranked: AwardRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    document(them)
    Agency.objects.filter(code="K-007").update(short_name="Setneg Baru")
    monkeypatch.setattr(kept, "MOST_AGE", 0)

    assert document(them)["standings"][0]["agency"]["short_name"] == "Setneg Baru"


def test_no_more_documents_are_kept_than_there_is_room_for(
    them: Caller, ranked: AwardRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST", 1)
    document(them)

    them.get(PATH, campaign="ktt-43", category="lembaga")

    assert list(kept._kept) == [("ktt-43", "lembaga", "id")]


def test_the_number_of_queries_does_not_depend_on_the_number_of_agencies(
    them: Caller, campaign: Campaign
) -> None:
    def queries() -> int:
        kept._kept.clear()
        with CaptureQueriesContext(connection) as seen:
            document(them)
        return len(seen)

    results.open_round(campaign)
    first = {builders.agency("K-100"): [1, 2]}
    rankings.compute(tally=results.tally(campaign, first), by=audit.SYSTEM, at=NOW)
    queries()  # the second call on finds the rate counter in its place
    one = queries()
    Ranking.objects.all().delete()
    many = {builders.agency(f"K-{100 + n}"): [1, 2] for n in range(20)}
    rankings.compute(tally=results.tally(campaign, many, cutoff=NOW.replace(hour=4)), by=audit.SYSTEM, at=NOW)

    assert len(document(them)["standings"]) == 20
    assert queries() == one
