from datetime import timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.hooks import retries
from agencies.hooks.retries import Answer
from tests.builders import NOW

BROKEN = Answer(500, "refused")


def test_a_message_is_tried_at_once_and_then_by_the_schedule() -> None:
    due = [retries.next_attempt(n, BROKEN, at=NOW) for n in range(1, retries.MOST_ATTEMPTS)]

    assert due == [NOW + delay for delay in retries.DELAYS]
    assert retries.DELAYS[:4] == (
        timedelta(seconds=5),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
    )


def test_after_the_last_attempt_there_is_none() -> None:
    assert retries.next_attempt(retries.MOST_ATTEMPTS, BROKEN, at=NOW) is None


def test_who_wants_nothing_any_more_is_not_asked_again() -> None:
    assert retries.next_attempt(1, Answer(410, "refused"), at=NOW) is None


@pytest.mark.parametrize(
    ("wish", "delay"),
    [
        ("", timedelta(seconds=5)),
        ("2", timedelta(seconds=5)),
        ("900", timedelta(minutes=15)),
        ("99999999999999", timedelta(days=1)),
        ("nanti", timedelta(seconds=5)),
        ("-5", timedelta(seconds=5)),
        ("²", timedelta(seconds=5)),
        (format_datetime(NOW + timedelta(hours=1)), timedelta(hours=1)),
        (format_datetime(NOW - timedelta(hours=1)), timedelta(seconds=5)),
        (format_datetime(NOW + timedelta(days=9)), timedelta(days=1)),
        ("Tue, 29 Aug 2023 05:00:00 -0000", timedelta(seconds=5)),  # in no zone
        ("Tue, 29 Aug 99999999999999999999 05:00:00 +0000", timedelta(seconds=5)),
        ("Tue, 29 Aug 2023 05:00:00 +99999999999999999999", timedelta(seconds=5)),
        ("Mon, 01 Jan 0001 00:00:00 +1400", timedelta(seconds=5)),
        ("Fri, 31 Dec 9999 23:59:59 -1400", timedelta(days=1)),
    ],
)
def test_a_receiver_may_ask_for_more_time_but_not_for_ever(wish: str, delay: timedelta) -> None:
    assert retries.next_attempt(1, Answer(503, "refused", wish), at=NOW) == NOW + delay


def test_a_failing_endpoint_rests_at_least_a_moment() -> None:
    assert retries.rests_until(BROKEN, at=NOW) == NOW + retries.REST
    assert retries.rests_until(Answer(429, "refused", "600"), at=NOW) == NOW + timedelta(minutes=10)


def test_a_day_of_failures_is_enough() -> None:
    assert not retries.is_hopeless(NOW, at=NOW + timedelta(hours=23, minutes=59))
    assert retries.is_hopeless(NOW, at=NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("status", "expected"), [(0, False), (199, False), (200, True), (299, True), (301, False)]
)
def test_success_is_a_status_of_the_two_hundreds(status: int, expected: bool) -> None:
    assert Answer(status).is_success is expected


@given(st.text(max_size=40))
def test_no_wish_breaks_the_clock(text: str) -> None:
    wished = retries.wished(text, at=NOW)

    assert wished is None or wished <= NOW + retries.LONGEST_WISH
