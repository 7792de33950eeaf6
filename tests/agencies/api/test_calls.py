"""What is counted of every call: the rate of its key, and the usage that a partner sees."""

import re
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection

from agencies.models import PartnerKey, PartnerUsage, RateCount
from tests import builders
from tests.api import Caller, caller, problem
from tests.builders import NOW
from tests.races import at_once

PATH = "/api/v1/agencies/"


@pytest.fixture(autouse=True)
def _at_that_moment() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.django_db
def test_every_answer_says_how_often_the_key_may_still_call(settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = 3
    them = caller("campaigns:read")

    answers = [
        them.get(PATH),
        them.get(f"{PATH}K-999/"),
        them.get("/api/v1/standings/"),
        them.get(PATH),
    ]

    assert [answer.status_code for answer in answers] == [200, 404, 403, 429]
    assert {answer["RateLimit-Policy"] for answer in answers} == {'"key";q=3;w=60'}
    assert [answer["RateLimit"] for answer in answers] == [
        '"key";r=2;t=60',
        '"key";r=1;t=60',
        '"key";r=0;t=60',
        '"key";r=0;t=60',
    ]


@pytest.mark.django_db
def test_the_rate_starts_anew_after_its_minute(settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = 1
    them = caller()

    assert them.get(PATH).status_code == 200
    with time_machine.travel(NOW + timedelta(seconds=40)):
        waiting = them.get(PATH)
        assert (waiting.status_code, waiting["Retry-After"]) == (429, "20")
    with time_machine.travel(NOW + timedelta(seconds=60)):
        assert them.get(PATH).status_code == 200


@pytest.mark.django_db
def test_each_key_has_its_own_rate(settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = 1
    answers = [caller(code=code).get(PATH).status_code for code in ("satu", "dua")]

    assert answers == [200, 200]


@pytest.mark.django_db
def test_a_call_without_a_key_has_no_rate() -> None:
    assert not Caller("falsch").get(PATH).has_header("RateLimit")


@pytest.mark.django_db(transaction=True)
def test_of_twenty_calls_at_once_no_more_pass_than_may(settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = 7
    key = builders.partner()[1]

    statuses = at_once([partial(lambda: Caller(key).get(PATH).status_code)] * 20)

    assert sorted(statuses) == [200] * 7 + [429] * 13
    usage = PartnerUsage.objects.get()
    assert (usage.calls, usage.refused, usage.last_error) == (20, 13, "rate_exceeded")


@pytest.mark.django_db
def test_the_usage_of_a_day_tells_calls_refusals_rows_and_the_last_error() -> None:
    them = caller()
    post = builders.post(native_id="1696312345678901234")
    rows = [{"post": post.code, "taken_at": "2023-08-29T09:00:00+07:00", "likes": 1}, "kaputt"]

    them.get(PATH)
    problem(them.get(f"{PATH}K-999/"), 404, "not_found")
    them.post("/api/v1/readings/batch", {"campaign": "ktt-43", "rows": rows})

    usage = PartnerUsage.objects.get()
    assert (usage.key, usage.day, usage.last_at) == (PartnerKey.objects.get(), date(2023, 8, 29), NOW)
    assert (usage.calls, usage.refused, usage.rows, usage.last_error) == (3, 1, 2, "not_found")


@pytest.mark.django_db
def test_a_day_of_usage_is_a_day_in_jakarta() -> None:
    them = caller()
    for at in (NOW.replace(hour=16, minute=59), NOW.replace(hour=17)):
        with time_machine.travel(at):
            them.get(PATH)

    assert list(PartnerUsage.objects.order_by("day").values_list("day", "calls")) == [
        (date(2023, 8, 29), 1),
        (date(2023, 8, 30), 1),
    ]


@pytest.mark.django_db
def test_a_key_that_opens_nothing_any_more_is_counted_too() -> None:
    them = caller()
    PartnerKey.objects.update(expiry_date=NOW)

    problem(them.get(PATH), 401, "key_expired")

    assert PartnerUsage.objects.get().last_error == "key_expired"


@pytest.mark.django_db
def test_a_revoked_key_is_not_counted() -> None:
    them = caller()
    PartnerKey.objects.update(revoked=True)

    them.get(PATH)

    assert not PartnerUsage.objects.exists()
    assert [re.sub("[^:]*$", "", row.name) for row in RateCount.objects.all()] == ["wrong-key:"]


@pytest.mark.django_db(transaction=True)
def test_only_the_count_itself_does_not_wait_for_the_disk() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")  # the servers of tests wait for no disk at all
        caller().get(PATH)
        cursor.execute("SHOW synchronous_commit")
        found = cursor.fetchone()
        cursor.execute("RESET synchronous_commit")

    assert found == ("on",)
