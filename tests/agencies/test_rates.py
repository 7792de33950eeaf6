"""Counting what happens too often, also under real concurrency."""

from datetime import timedelta

import pytest
from django.db import connection

from agencies import rates
from agencies.models import RateCount
from tests.builders import NOW
from tests.races import at_once

MINUTE = timedelta(minutes=1)


def count(name: str = "uji", after: timedelta = timedelta(0)) -> int:
    return rates.count(name, window=MINUTE, at=NOW + after).count


@pytest.mark.django_db(transaction=True)
def test_counting_at_once_counts_each() -> None:
    assert sorted(at_once([count] * 20)) == list(range(1, 21))


@pytest.mark.django_db
def test_the_window_begins_with_the_first_and_ends_a_minute_later() -> None:
    times = [timedelta(0), timedelta(seconds=59), MINUTE, MINUTE + timedelta(seconds=1)]

    assert [count(after=time) for time in times] == [1, 2, 1, 2]
    assert count("lain") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "left"), [(0, 60), (17.5, 43), (59.9, 1), (60, 60)])
def test_who_counts_knows_when_it_starts_anew(seconds: float, left: int) -> None:
    count()
    at = NOW + timedelta(seconds=seconds)

    assert rates.count("uji", window=MINUTE, at=at).seconds_left(at) == left


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_subscriber_of_ipv6_is_counted_as_one(address: str | None, counted: str) -> None:
    assert rates.subscriber(address) == counted


@pytest.mark.django_db
def test_counts_are_forgotten_after_a_day() -> None:
    count("alt")
    count("neu", after=rates.KEPT)

    assert rates.forget(at=NOW + rates.KEPT + MINUTE) == 1
    assert RateCount.objects.get().name == "neu"


@pytest.mark.django_db
def test_the_counts_are_not_logged() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'agencies_ratecount'")
        assert cursor.fetchone() == ("u",)
