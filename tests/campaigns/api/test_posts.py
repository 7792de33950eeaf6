"""Posts, their readings and material as partners read them: each sees what is its own or to be measured."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import audit
from agencies.models import Agency, User
from campaigns import counters, doubts
from campaigns.actions import sandbox
from campaigns.flags import Flag
from campaigns.models import Campaign, Post
from campaigns.states import PostState
from tests import builders
from tests.api import Caller, caller, problem
from tests.builders import NOW

pytestmark = pytest.mark.django_db
PATH = "/api/v1/posts/"
READINGS = "/api/v1/readings/batch"


@pytest.fixture(autouse=True)
def _at_that_moment() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def them(db: None) -> Caller:
    return caller()


@pytest.fixture
def own_system(sultra: Agency) -> Caller:
    return caller(code="sistem-sultra", agency=sultra)


def listed(answer: Any) -> set[str]:
    return {post["code"] for post in answer.json()["results"]}


def push(them: Caller, post: Post, **fields: Any) -> Any:
    row = {"post": post.code, "taken_at": (NOW - timedelta(hours=1)).isoformat(), "likes": 5} | fields
    return them.post(READINGS, {"campaign": "ktt-43", "rows": [row]})


def test_a_post_is_told_by_codes_and_without_people(them: Caller, campaign: Campaign, sultra: Agency) -> None:
    account = builders.account(sultra)
    post = builders.post(
        sultra,
        campaign,
        account=account,
        pillar=campaign.pillars.get(code="pilar-2"),
        native_id="1696312345678901234",
        reason_note="Rahasia",
    )

    body = them.get(f"{PATH}{post.code}/").json()

    assert body == {
        "code": post.code,
        "campaign": "ktt-43",
        "agency": "D-74",
        "account": str(account.public_id),
        "pillar": "pilar-2",
        "material": None,
        "platform": "x",
        "native_id": "1696312345678901234",
        "url": post.url,
        "handle": "",
        "state": "submitted",
        "published_at": "2023-08-29T02:00:00Z",
        "submitted_at": "2023-08-29T02:30:00Z",
        "decided_at": None,
        "mend_by": None,
        "reason": "",
        "counters": None,
        "doubts": [],
    }


def test_whoever_measures_sees_what_can_be_measured_and_an_agency_all_of_its_own(
    them: Caller, own_system: Caller, campaign: Campaign, sultra: Agency, mimika: Agency
) -> None:
    own = {
        state: builders.post(sultra, campaign, state=state).code
        for state in PostState
        if state != "needs_link"
    }
    other = builders.post(mimika, campaign).code

    assert listed(them.get(PATH)) == {own[PostState.SUBMITTED], own[PostState.VERIFIED], other}
    assert listed(own_system.get(PATH)) == set(own.values())
    problem(own_system.get(f"{PATH}{other}/"), 404, "not_found")
    problem(them.get(f"{PATH}{own[PostState.REJECTED]}/"), 404, "not_found")


def test_why_a_post_came_back_and_what_it_reached_is_told_to_its_agency_alone(
    them: Caller, own_system: Caller, campaign: Campaign, sultra: Agency
) -> None:
    back = builders.post(
        sultra, campaign, state="returned", reason_code="hashtag_missing", reason_note="Di takarir."
    )
    good = builders.post(sultra, campaign, state="verified")
    push(them, good)

    assert own_system.get(f"{PATH}{back.code}/").json()["reason"].endswith("Di takarir.")
    assert own_system.get(f"{PATH}{good.code}/").json()["counters"]["likes"] == 5
    assert them.get(f"{PATH}{good.code}/").json()["counters"] is None


def test_doubts_about_a_post_are_told_to_its_agency_alone(
    them: Caller, own_system: Caller, campaign: Campaign, sultra: Agency, verifier: User
) -> None:
    post = builders.post(sultra, campaign, state="verified")
    builders.flag(post, Flag.DECLARED_ONLY, raised_at=NOW)
    upheld = builders.flag(post, outcome="upheld", decided_by=verifier)

    newest, first = own_system.get(f"{PATH}{post.code}/").json()["doubts"]

    assert (newest["code"], newest["outcome"], newest["is_in_force"]) == ("declared_only", "", False)
    assert first == {
        "id": str(upheld.public_id),
        "code": "burst",
        "sentence": doubts.sentence("burst", upheld.facts, sultra.timezone),
        "effect": "post",
        "is_in_force": True,
        "raised_at": "2023-08-29T02:00:00Z",
        "outcome": "upheld",
        "note": "Angkanya tidak masuk akal.",
        "object_until": "2023-09-01T03:00:00Z",
        "objected_at": None,
        "ruling": "",
    }
    assert len(own_system.get(PATH).json()["results"][0]["doubts"]) == 2
    assert them.get(f"{PATH}{post.code}/").json()["doubts"] == []


def test_the_sandbox_is_everybodys_and_shown_where_it_is_named(
    them: Caller, own_system: Caller, campaign: Campaign, sultra: Agency
) -> None:
    own = builders.post(sultra, campaign)
    builders.agency("K-007")
    sandbox.keep(by=audit.SYSTEM, at=NOW)

    for who in (them, own_system):
        assert listed(who.get(PATH)) == {own.code}
        assert listed(who.get(PATH, campaign="sandbox")) == set(sandbox.POSTS)
        row = {"post": "PARTNER222", "taken_at": NOW.isoformat(), "likes": 5}
        who.post(READINGS, {"campaign": "sandbox", "rows": [row]})
        assert len(who.get(f"{PATH}PARTNER222/readings/").json()["results"]) == 1
        assert who.get(f"{PATH}PARTNER222/").json()["counters"] is None


def test_a_draft_campaign_has_no_posts_yet(them: Caller, campaign: Campaign) -> None:
    post = builders.post(campaign=campaign)
    Campaign.objects.update(state=Campaign.State.DRAFT)

    assert listed(them.get(PATH)) == set()
    problem(them.get(f"{PATH}{post.code}/"), 404, "not_found")


@pytest.mark.parametrize("code", ["x", "%00", "é", "x" * 41])
def test_an_unknown_post_is_not_found(them: Caller, code: str) -> None:
    problem(them.get(f"{PATH}{code}/"), 404, "not_found")


def test_posts_are_narrowed_by_what_they_are(
    them: Caller, campaign: Campaign, sultra: Agency, mimika: Agency
) -> None:
    first = builders.post(sultra, campaign, state="verified").code
    second = builders.post(mimika, campaign, platform="tiktok", published_at=NOW).code

    assert listed(them.get(PATH, agency="D-74")) == {first}
    assert listed(them.get(PATH, platform="tiktok")) == {second}
    assert listed(them.get(PATH, state="verified")) == {first}
    assert listed(them.get(PATH, campaign="ktt-42")) == set()
    assert listed(them.get(PATH, submitted_since="2023-08-29T03:00:00Z")) == {second}
    assert listed(them.get(PATH, decided_since="2023-08-29T00:00:00+07:00")) == {first}


@pytest.mark.parametrize(
    "query",
    [
        {"platform": "myspace"},
        {"state": "needs"},
        {"campaign": "\x00"},
        {"submitted_since": "kemarin"},
        {"ordering": "pk"},
        {"ordering": ""},
        {"campain": "ktt-43"},
        {"fields": "code,secret"},
    ],
)
def test_a_parameter_that_cannot_hold_is_named(them: Caller, query: dict[str, str]) -> None:
    body = problem(them.get(PATH, **query), 400, "query_invalid")

    assert {error["parameter"] for error in body["errors"]} == set(query)


@pytest.mark.parametrize(
    "since",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2023-08-29",
        "2023-08-29T09:00:00-21:16",
        "0001-01-01T00:00:00+23:59",
    ],
)
def test_a_moment_at_the_edge_of_the_calendar_does_no_harm(them: Caller, since: str) -> None:
    assert them.get(PATH, submitted_since=since).status_code in (200, 400)


@pytest.mark.parametrize("ordering", ["code", "-code", "submitted_at", "-submitted_at"])
def test_pages_lose_no_row_and_tell_none_twice(them: Caller, campaign: Campaign, ordering: str) -> None:
    """Many were reported at one moment, as an import does."""
    posts = [builders.post(campaign=campaign, published_at=NOW - timedelta(hours=n // 5)) for n in range(12)]
    name = ordering.removeprefix("-")
    expected = sorted((post.submitted_at if name == "submitted_at" else None, post.code) for post in posts)

    found: list[dict[str, Any]] = []
    link: str | None = f"{PATH}?ordering={ordering}&page_size=5&fields=code,submitted_at"
    while link:
        page = them.client.get(link).json()
        found += page["results"]
        link = page["next"]

    codes = [code for _, code in expected]
    assert [post["code"] for post in found] == (codes[::-1] if ordering.startswith("-") else codes)
    assert set(found[0]) == {"code", "submitted_at"}


def test_a_cursor_of_another_ordering_is_none(them: Caller, campaign: Campaign) -> None:
    for _ in range(3):
        builders.post(campaign=campaign)
    link = them.get(PATH, page_size="1").json()["next"]

    problem(them.client.get(f"{link}&ordering=-submitted_at"), 404, "not_found")


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("2023-08-29T09:00:00+23:59", 200),  # a zone that the database does not know
        ("9999-12-31T23:59:59Z", 200),
        ("0001-01-01T00:00:00+14:00", 404),  # before the first day
        ("2023-08-29T09:00:00", 404),
    ],
)
def test_a_cursor_that_somebody_wrote_does_no_harm(them: Caller, moment: str, status: int) -> None:
    text = json.dumps(["-submitted_at", moment, "ABCDEF2345"])
    cursor = base64.urlsafe_b64encode(text.encode()).decode()

    assert them.get(PATH, ordering="-submitted_at", cursor=cursor).status_code == status


@pytest.mark.parametrize("path", [PATH, "/api/v1/materials/"])
def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(
    own_system: Caller, sultra: Agency, path: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert len(own_system.get(path).json()["results"]) == rows
        return len(seen)

    rows = 1
    _make(path, sultra)
    queries()  # the second call on finds the rate counter in its place
    one = queries()
    rows = 20
    for _ in range(19):
        _make(path, sultra)

    assert queries() == one


def _make(path: str, agency: Agency) -> None:
    if path == PATH:
        post = builders.post(agency, state="verified")
        counters.refresh([post.pk])
        builders.flag(post)
    else:
        builders.material()


def test_a_partner_reads_what_it_pushed_and_nothing_else(them: Caller, campaign: Campaign) -> None:
    post = builders.post(campaign=campaign, state="verified")
    other = caller(code="mitra-lain")
    push(them, post)
    push(them, post, likes=4, reason="Salah baca")
    push(other, post, likes=9)

    rows = them.get(f"{PATH}{post.code}/readings/").json()["results"]

    assert [(row["revision"], row["likes"], row["views"], row["reason"]) for row in rows] == [
        (1, 4, None, "Salah baca"),
        (0, 5, None, ""),
    ]
    assert {row["source"] for row in rows} == {"mitra-uji"}
    assert {row["is_void"] for row in rows} == {False}
    assert len(other.get(f"{PATH}{post.code}/readings/").json()["results"]) == 1


def test_readings_of_a_post_come_in_pages_and_between_moments(them: Caller, campaign: Campaign) -> None:
    post = builders.post(campaign=campaign, state="verified")
    for hours in range(4):
        push(them, post, taken_at=(NOW - timedelta(hours=hours)).isoformat(), likes=10 - hours)

    first = them.get(f"{PATH}{post.code}/readings/", page_size="3").json()
    second = them.client.get(first["next"]).json()
    late = them.get(f"{PATH}{post.code}/readings/", taken_since="2023-08-29T02:00:00Z").json()

    assert [row["likes"] for row in first["results"] + second["results"]] == [10, 9, 8, 7]
    assert second["next"] is None
    assert [row["likes"] for row in late["results"]] == [10, 9]


def test_readings_of_a_post_that_is_not_seen_are_not_found(own_system: Caller, mimika: Agency) -> None:
    problem(own_system.get(f"{PATH}{builders.post(mimika).code}/readings/"), 404, "not_found")


def test_material_is_told_once_it_is_out_and_what_is_internal_to_agencies_alone(
    them: Caller, own_system: Caller, campaign: Campaign
) -> None:
    out = builders.material(campaign, pillar=campaign.pillars.get(code="pilar-1"))
    inner = builders.material(campaign, is_public=False)
    builders.material(campaign, published_at=NOW + timedelta(hours=1))
    builders.material(campaign, published_at=None)
    builders.material(campaign, withdrawn_at=NOW, withdrawn_reason="Salah.")

    def ids(who: Caller) -> set[str]:
        return {one["id"] for one in who.get("/api/v1/materials/").json()["results"]}

    assert ids(them) == {str(out.public_id)}
    assert ids(own_system) == {str(out.public_id), str(inner.public_id)}
    problem(them.get(f"/api/v1/materials/{inner.public_id}/"), 404, "not_found")
    body = them.get(f"/api/v1/materials/{out.public_id}/").json()
    assert (body["campaign"], body["pillar"], body["caption"]) == ("ktt-43", "pilar-1", out.caption)
