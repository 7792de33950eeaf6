"""Agencies as partners read them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency
from tests import builders
from tests.api import Caller, caller, problem

pytestmark = pytest.mark.django_db
PATH = "/api/v1/agencies/"


@pytest.fixture
def them(db: None) -> Caller:
    return caller("campaigns:read")


def listed(answer: Any) -> list[str]:
    return [agency["code"] for agency in answer.json()["results"]]


def test_an_agency_is_told_by_its_code_and_never_by_a_primary_key(them: Caller, mimika: Agency) -> None:
    assert them.get(f"{PATH}D-94.04/").json() == {
        "code": "D-94.04",
        "kind": "regency",
        "short_name": "Diskominfo Kabupaten Mimika",
        "name": "Diskominfo Kabupaten Mimika",
        "province": "94",
        "parent": "D-94",
        "timezone": "Asia/Jayapura",
        "population": None,
        "is_active": True,
        "accounts": [],
    }


def test_a_ministry_has_no_province(them: Caller) -> None:
    builders.agency("K-007")

    body = them.get(f"{PATH}K-007/").json()

    assert (body["province"], body["parent"]) == (None, None)


@pytest.mark.parametrize("code", ["K-999", "1", "x" * 41, "%00", "K-007%00", "é"])
def test_an_unknown_code_is_not_found(them: Caller, code: str) -> None:
    problem(them.get(f"{PATH}{code}/"), 404, "not_found")


def test_the_list_is_narrowed_by_kind_province_and_words(
    them: Caller, sultra: Agency, mimika: Agency
) -> None:
    builders.agency("K-007", "Kementerian Sekretariat Negara")

    assert listed(them.get(PATH)) == ["D-74", "D-94", "D-94.04", "K-007"]
    assert listed(them.get(PATH, kind="regency")) == ["D-94.04"]
    assert listed(them.get(PATH, province="94")) == ["D-94", "D-94.04"]
    assert listed(them.get(PATH, search="negara sekretariat")) == ["K-007"]
    assert listed(them.get(PATH, search="mimika", kind="ministry")) == []


@pytest.mark.parametrize("query", [{"kind": "planet"}, {"province": "940"}, {"search": "x" * 101}])
def test_a_filter_that_cannot_hold_is_refused(them: Caller, query: dict[str, str]) -> None:
    problem(them.get(PATH, **query), 400, "query_invalid")


@pytest.mark.parametrize("name", ["kind", "province", "search"])
def test_a_null_character_in_a_filter_is_refused(them: Caller, name: str) -> None:
    problem(them.get(PATH, **{name: "\x00"}), 400, "query_invalid")


def test_pages_follow_each_other_until_the_end(them: Caller) -> None:
    for number in range(1, 6):
        builders.agency(f"K-00{number}")

    found, link = [], f"{PATH}?page_size=2"
    while link:
        page = them.client.get(link)
        found += listed(page)
        link = page.json()["next"]

    assert found == ["K-001", "K-002", "K-003", "K-004", "K-005"]


def test_a_page_holds_a_hundred_at_most(them: Caller) -> None:
    for number in range(1, 103):
        builders.agency(f"K-{number:03}")

    assert len(listed(them.get(PATH))) == 50
    assert len(listed(them.get(PATH, page_size="100"))) == 100


@pytest.mark.parametrize("size", ["101", "100000", "0", "-1", "x", "1.5", "", "٣", "\x00"])
def test_a_page_of_no_such_size_is_refused_by_name(them: Caller, size: str) -> None:
    (error,) = problem(them.get(PATH, page_size=size), 400, "query_invalid")["errors"]

    assert error == {
        "parameter": "page_size",
        "code": "invalid",
        "detail": "Isi dengan bilangan dari 1 sampai 100.",
    }


@pytest.mark.parametrize("cursor", ["x", "é", "\x00", "cD0lMDA=", "bz14", "cj05eA=="])
def test_a_cursor_that_is_none_does_no_harm(them: Caller, cursor: str) -> None:
    assert them.get(PATH, cursor=cursor).status_code in (200, 404)


def test_a_null_character_hidden_in_a_cursor_is_not_found(them: Caller) -> None:
    problem(them.get(PATH, cursor="cD0lMDA="), 404, "not_found")  # p=%00


def test_the_number_of_queries_does_not_depend_on_the_number_of_agencies(them: Caller) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert them.get(PATH).status_code == 200
        return len(seen)

    builders.agency("D-11.01")
    them.get(PATH)  # the second call on finds the rate counter in its place
    one = queries()
    for number in range(2, 21):
        builders.agency(f"D-11.{number:02}")

    assert queries() == one


def test_what_has_not_changed_is_not_sent_again(them: Caller, sultra: Agency) -> None:
    first = them.get(f"{PATH}D-74/")

    again = them.client.get(f"{PATH}D-74/", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert "private" in again["Cache-Control"]
    assert "Authorization" in again["Vary"]


def test_what_has_changed_is_sent_again(them: Caller, sultra: Agency) -> None:
    first = them.get(f"{PATH}D-74/")
    Agency.objects.filter(code="D-74").update(is_active=False)

    again = them.client.get(f"{PATH}D-74/", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 200
    assert again.json()["is_active"] is False


def test_an_error_has_no_etag(them: Caller) -> None:
    assert not them.get(f"{PATH}K-999/").has_header("ETag")
