from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.readings import (
    LARGEST,
    METRICS,
    ReadingRow,
    Span,
    check,
    check_all,
    in_utc,
    measured,
    row_name,
)

START = datetime(2023, 8, 6, 17, tzinfo=UTC)
NOW = datetime(2023, 8, 29, 3, tzinfo=UTC)
SPAN = Span.of(starts_at=START, zone="Asia/Jakarta", now=NOW)
TICK = timedelta(microseconds=1)

SOUND: list[dict[str, Any]] = [
    {},
    {"metrics": dict.fromkeys(METRICS, 0)},
    {"metrics": {"likes": None, "views": LARGEST}},
    {"taken_at": START - timedelta(days=60)},
    {"taken_at": NOW + timedelta(minutes=5)},
    {"taken_at": NOW.astimezone(timezone(timedelta(hours=9)))},
    {"reason": "salah\nketik"},
]
BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"post_ref": "  "}, "post_missing"),
    ({"post_ref": "ABC\0"}, "text_broken"),
    ({"post_ref": "ABC\ud800"}, "text_broken"),
    ({"reason": "\x1b[31m"}, "text_broken"),
    ({"taken_at": NOW.replace(tzinfo=None)}, "taken_at_naive"),
    ({"taken_at": NOW + timedelta(minutes=5) + TICK}, "taken_at_future"),
    ({"taken_at": datetime.max.replace(tzinfo=UTC)}, "taken_at_future"),
    ({"taken_at": START - timedelta(days=60) - TICK}, "taken_at_too_old"),
    ({"taken_at": datetime.min.replace(tzinfo=UTC)}, "taken_at_too_old"),
    ({"metrics": {}}, "metrics_missing"),
    ({"metrics": {"likes": None}}, "metrics_missing"),
    ({"metrics": {"hearts": 5}}, "metric_unknown"),
    ({"metrics": {"likes": -1}}, "metric_negative"),
    ({"metrics": {"likes": LARGEST + 1}}, "metric_too_large"),
    ({"metrics": {"likes": 1.5}}, "metric_not_whole"),
    ({"metrics": {"likes": True}}, "metric_not_whole"),
    ({"metrics": {"likes": "5"}}, "metric_not_whole"),
]


def row(**changes: Any) -> ReadingRow:
    given: dict[str, Any] = {"post_ref": "ABC123", "taken_at": NOW, "metrics": {"likes": 5}}
    return ReadingRow(**(given | changes))


def code(**changes: Any) -> str | None:
    refusal = check(3, row(**changes), SPAN)
    if refusal is None:
        return None
    assert refusal.index == 3
    assert refusal.sentence.endswith(".")
    return refusal.code


@pytest.mark.parametrize("changes", SOUND)
def test_a_sound_row_passes(changes: dict[str, Any]):
    assert code(**changes) is None


@pytest.mark.parametrize(("changes", "expected"), BROKEN)
def test_a_row_that_breaks_a_rule_is_refused_with_its_code(changes: dict[str, Any], expected: str):
    assert code(**changes) == expected


def test_a_refusal_shows_the_moment_in_the_zone_of_the_campaign():
    refusal = check(0, row(taken_at=NOW + timedelta(days=1)), SPAN)

    assert refusal is not None
    assert "Rab 30 Agu 2023 10.00 WIB" in refusal.sentence


@given(st.lists(st.sampled_from([*SOUND, *(changes for changes, _code in BROKEN)]), max_size=40))
def test_rows_looked_at_together_are_judged_as_each_by_itself(changes: list[dict[str, Any]]):
    rows = [row(**each) for each in changes]

    assert check_all(rows, SPAN) == {n: said for n, one in enumerate(rows) if (said := check(n, one, SPAN))}


def test_a_row_that_breaks_a_rule_is_found_wherever_it_stands():
    rows = [row()] * 1201 + [row(post_ref="")]

    assert list(check_all(rows, SPAN)) == [1201]


def test_what_was_measured_becomes_columns_and_what_nobody_measured_none():
    rows = [row(metrics={"likes": 5, "views": None}), row(metrics={"shares": 0})]

    assert measured(rows) == {"likes": [5, None], "shares": [None, 0]}


def test_values_stand_in_the_order_of_the_metrics():
    assert row(metrics={"likes": 5, "views": 9}).values() == (9, None, None, 5, *[None] * 6)


def test_a_row_is_named_by_its_line_or_by_its_number():
    assert row_name(0, row()) == "baris 1"
    assert row_name(0, row(line=7)) == "baris 7"


def test_one_moment_has_one_form_in_every_zone():
    other = NOW.astimezone(timezone(timedelta(hours=9)))

    assert in_utc(other).isoformat() == NOW.isoformat()
