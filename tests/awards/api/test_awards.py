"""Awards as partners read them: given, and so public."""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.actions import certificates
from agencies.models import Agency, User
from awards.actions import rounds
from awards.models import Award, AwardRound
from campaigns.models import Campaign
from tests import builders
from tests.api import Caller, caller, problem
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db
PATH = "/api/v1/awards/"


@pytest.fixture
def them(db: None) -> Caller:
    return caller("standings:read")


@pytest.fixture
def published(campaign: Campaign, committee: User, second_committee: User) -> AwardRound:
    counted: dict[Agency, list[int]] = {builders.agency(f"K-{n:03}"): [n, 1] for n in range(1, 21)}
    made = results.frozen_round(campaign, counted, by=committee)
    rounds.publish(round_id=made.public_id, by=second_committee, at=NOW)
    return made


@pytest.fixture
def awarded(published: AwardRound, committee: User) -> AwardRound:
    rounds.award(round_id=published.public_id, by=committee, at=NOW)
    return published


def test_an_award_is_told_by_ids_and_codes(them: Caller, awarded: AwardRound) -> None:
    given = Award.objects.select_related("agency", "certificate").order_by("place")[0]

    body = them.get(PATH, ordering="place").json()

    assert body["next"] is None
    assert body["results"][0] == {
        "id": str(given.public_id),
        "campaign": "ktt-43",
        "round": str(awarded.public_id),
        "category": "kementerian",
        "agency": given.agency.code,
        "place": 1,
        "post": None,
        "certificate": given.certificate.code,
        "revoked_at": None,
    }
    assert them.get(f"{PATH}{given.public_id}/", fields="place").json() == {"place": 1}
    assert them.get(PATH, agency=given.agency.code).json()["results"] == body["results"][:1]
    assert them.get(PATH, round=str(uuid4())).json()["results"] == []


def test_an_award_whose_certificate_was_revoked_says_since_when(
    them: Caller, awarded: AwardRound, committee: User
) -> None:
    given = Award.objects.select_related("certificate").get(place=1)
    certificates.revoke(code=given.certificate.code, reason="Salah nama instansi.", by=committee, at=NOW)

    assert them.get(f"{PATH}{given.public_id}/").json()["revoked_at"] == "2023-08-29T03:00:00Z"


def test_what_is_not_given_yet_is_not_told(them: Caller, published: AwardRound) -> None:
    assert them.get(PATH).json()["results"] == []


@pytest.mark.parametrize("award", [UUID(int=0), "1", "x"])
def test_an_unknown_award_is_not_found(them: Caller, award: object) -> None:
    problem(them.get(f"{PATH}{award}/"), 404, "not_found")


def test_the_number_of_queries_does_not_depend_on_the_number_of_awards(
    them: Caller, awarded: AwardRound
) -> None:
    def queries(size: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert them.get(PATH, page_size=size).status_code == 200
        return len(seen)

    assert queries("1") == queries("20")
