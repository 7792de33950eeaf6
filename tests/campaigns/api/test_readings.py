"""The road on which partners push what they measured."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import AuditEvent, Partner, PartnerKey
from campaigns.models import Campaign, Grade, MetricReading, Post, PostCounters, ReadingSource
from campaigns.states import PostState
from tests import builders
from tests.api import Caller, codes, problem
from tests.builders import NOW

pytestmark = pytest.mark.django_db
PATH = "/api/v1/readings/batch"
TAKEN = "2023-08-29T09:00:00+07:00"


@pytest.fixture(autouse=True)
def _at_that_moment() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def post(campaign: Campaign) -> Post:
    return builders.post(campaign=campaign, state=PostState.VERIFIED, native_id="1696312345678901234")


@pytest.fixture
def them(partner: tuple[Partner, str]) -> Caller:
    return Caller(partner[1])


def push(them: Caller, *rows: Any, campaign: Any = "ktt-43") -> Any:
    return them.post(PATH, {"campaign": campaign, "rows": list(rows)})


def row(one: Post, **fields: Any) -> dict[str, Any]:
    return {"post": one.code, "taken_at": TAKEN, "likes": 120} | fields


def test_readings_are_stored_under_the_partners_own_source(them: Caller, post: Post) -> None:
    answer = push(them, row(post, comments=3))

    assert answer.status_code == 200
    body = answer.json()
    reading = MetricReading.objects.get()
    assert body == {"batch": str(reading.batch), "stored": 1, "unchanged": 0, "refused": []}
    assert (reading.source.code, reading.likes, reading.comments, reading.views) == (
        "mitra-uji",
        120,
        3,
        None,
    )
    assert PostCounters.objects.get(post=post).likes == 120
    event = AuditEvent.objects.get(action="readings.ingest")
    assert (event.actor_kind, event.actor_id, event.after["batch"]) == ("partner", "mitra-uji", body["batch"])


@pytest.mark.parametrize(
    "name", ["{code}", "x:1696312345678901234", "https://twitter.com/akun/status/1696312345678901234?s=20"]
)
def test_a_post_is_named_by_code_by_id_or_by_link(them: Caller, post: Post, name: str) -> None:
    assert push(them, row(post, post=name.format(code=post.code))).json()["stored"] == 1


def test_a_repeat_changes_nothing(them: Caller, post: Post) -> None:
    push(them, row(post))

    body = push(them, row(post)).json()

    assert (body["stored"], body["unchanged"], body["refused"]) == (0, 1, [])
    assert MetricReading.objects.count() == 1


def test_good_rows_are_stored_and_each_bad_one_is_named_by_its_place(them: Caller, post: Post) -> None:
    body = push(
        them,
        row(post, loves=1),
        row(post),
        row(post, taken_at="2023-08-29T09:00:00"),
        row(post, post="tidak-ada"),
        "text",
        row(post, taken_at="2023-08-29T09:30:00+07:00", likes=-1),
        row(post, taken_at="2023-08-29T09:30:00+07:00", likes=1.5),
        row(post, taken_at="2024-08-29T09:00:00+07:00"),
        row(post, likes=121),
    ).json()

    assert body["stored"] == 1
    assert codes(body["refused"]) == [
        (0, "field_unknown"),
        (2, "taken_at_naive"),
        (3, "post_unknown"),
        (4, "row_not_object"),
        (5, "metric_negative"),
        (6, "metric_not_whole"),
        (7, "taken_at_future"),
        (8, "row_contradicts"),
    ]
    assert "baris 2" in body["refused"][-1]["sentence"]  # the row it contradicts, as the partner counts


def test_other_values_for_a_known_moment_need_a_reason(them: Caller, post: Post) -> None:
    push(them, row(post))

    assert codes(push(them, row(post, likes=90)).json()["refused"]) == [(0, "reading_conflict")]
    assert push(them, row(post, likes=90, reason="Akun palsu dihapus")).json()["stored"] == 1
    assert PostCounters.objects.get(post=post).likes == 90


@pytest.mark.parametrize(
    "wrong",
    [
        {"likes": "12"},
        {"likes": True},
        {"likes": 10**30},
        {"likes": [1]},
        {"likes": None},
        {"post": "\x00"},
        {"post": "\ud800"},
        {"post": ""},
        {"reason": "\x00"},
        {"taken_at": "0001-01-01T00:00:00+14:00"},
        {"taken_at": "9999-12-31T23:59:59-14:00"},
        {"taken_at": None},
    ],
)
def test_nonsense_is_refused_and_never_an_error_of_ours(
    them: Caller, post: Post, wrong: dict[str, Any]
) -> None:
    body = push(them, row(post) | wrong).json()

    assert body["stored"] == 0
    assert len(body["refused"]) == 1


def test_a_number_beyond_all_numbers_is_refused(them: Caller, post: Post) -> None:
    text = json.dumps({"campaign": "ktt-43", "rows": [row(post, likes=0)]}).replace(
        '"likes": 0', '"likes": 1e400'
    )

    assert codes(them.post(PATH, text).json()["refused"]) == [(0, "metric_not_whole")]


@pytest.mark.parametrize("code", ["ktt-99", "", "KTT 43", "\x00", "\ud800", "x" * 5_000])
def test_an_unknown_campaign_is_refused(them: Caller, post: Post, code: str) -> None:
    problem(push(them, row(post), campaign=code), 422, "campaign_unknown")


def test_a_draft_campaign_is_nobodys_business_yet(them: Caller, post: Post) -> None:
    Campaign.objects.update(state=Campaign.State.DRAFT)

    problem(push(them, row(post)), 422, "campaign_unknown")


def test_two_partners_measure_the_same_post_without_meeting(them: Caller, post: Post) -> None:
    other = Caller(builders.partner("mitra-lain")[1])

    assert push(them, row(post)).json()["stored"] == 1
    assert push(other, row(post, likes=100)).json()["stored"] == 1


def test_a_partner_gets_its_source_with_its_first_batch(them: Caller, post: Post) -> None:
    ReadingSource.objects.all().delete()

    push(them, row(post))
    push(them, row(post, taken_at="2023-08-29T09:30:00+07:00"))

    source = ReadingSource.objects.get()
    assert (source.code, source.partner, source.grade) == ("mitra-uji", Partner.objects.get(), "partner")
    assert AuditEvent.objects.filter(action="source.created").count() == 1


def test_a_source_of_somebody_else_is_not_taken_over(them: Caller, post: Post) -> None:
    ReadingSource.objects.update(partner=None)

    problem(push(them, row(post)), 422, "source_code_taken")
    assert not MetricReading.objects.exists()


def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(them: Caller, post: Post) -> None:
    def queries(rows: int, minutes: int) -> int:
        moments = [NOW - timedelta(minutes=minutes + n) for n in range(rows)]
        with CaptureQueriesContext(connection) as seen:
            answer = push(them, *(row(post, taken_at=moment.isoformat()) for moment in moments))
        assert answer.json()["stored"] == rows
        return len(seen)

    queries(1, 1)  # the second call on finds the rate counter in its place

    assert queries(1, 10) == queries(20, 20)


def test_a_batch_larger_than_the_limit_of_forms_is_taken(them: Caller, post: Post) -> None:
    rows = [
        row(post, taken_at=(NOW - timedelta(seconds=n)).isoformat(), reason=" " * 150) for n in range(9_000)
    ]

    answer = push(them, *rows)

    assert answer.json()["stored"] == 9_000


def test_no_cookie_and_no_token_of_a_form_is_needed(partner: tuple[Partner, str], post: Post) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {partner[1]}"})

    answer = strict.post(PATH, {"campaign": "ktt-43", "rows": [row(post)]}, content_type="application/json")

    assert answer.status_code == 200
    assert not answer.cookies


def test_the_system_of_an_agency_writes_no_numbers_of_others(
    them: Caller, partner: tuple[Partner, str], post: Post
) -> None:
    Partner.objects.filter(pk=partner[0].pk).update(agency=post.agency)
    rival = builders.post(builders.agency(), post.campaign, state=PostState.VERIFIED)

    body = push(them, row(rival, likes=1), row(post)).json()

    assert (body["stored"], codes(body["refused"])) == (1, [(0, "post_not_yours")])
    assert list(MetricReading.objects.values_list("post", flat=True)) == [post.pk]


def test_what_the_system_of_an_agency_says_is_a_declaration(post: Post) -> None:
    system = Partner.objects.create(
        code="sistem-sultra", name="Sistem Sultra", contact_email="s@contoh.id", agency=post.agency
    )
    _, key = PartnerKey.objects.create_key(
        name="uji", partner=system, scopes=[PartnerKey.ScopeCode.READINGS_WRITE]
    )

    assert push(Caller(key), row(post)).json()["stored"] == 1
    assert MetricReading.objects.get().source.grade == Grade.DECLARED
