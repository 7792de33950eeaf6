from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from campaigns.readings import LARGEST, METRICS, ReadingRow, Span, check, in_utc, row_name

START = datetime(2023, 8, 6, 17, tzinfo=UTC)
NOW = datetime(2023, 8, 29, 3, tzinfo=UTC)
SPAN = Span.of(starts_at=START, zone="Asia/Jakarta", now=NOW)
TICK = timedelta(microseconds=1)


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


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"metrics": dict.fromkeys(METRICS, 0)},
        {"metrics": {"likes": None, "views": LARGEST}},
        {"taken_at": START - timedelta(days=60)},
        {"taken_at": NOW + timedelta(minutes=5)},
        {"taken_at": NOW.astimezone(timezone(timedelta(hours=9)))},
        {"reason": "salah\nketik"},
    ],
)
def test_a_sound_row_passes(changes: dict[str, Any]):
    assert code(**changes) is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
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
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_with_its_code(changes: dict[str, Any], expected: str):
    assert code(**changes) == expected


def test_a_refusal_shows_the_moment_in_the_zone_of_the_campaign():
    refusal = check(0, row(taken_at=NOW + timedelta(days=1)), SPAN)

    assert refusal is not None
    assert "Rab 30 Agu 2023 10.00 WIB" in refusal.sentence


def test_values_stand_in_the_order_of_the_metrics():
    assert row(metrics={"likes": 5, "views": 9}).values() == (9, None, None, 5, *[None] * 6)


def test_a_row_is_named_by_its_line_or_by_its_number():
    assert row_name(0, row()) == "baris 1"
    assert row_name(0, row(line=7)) == "baris 7"


def test_one_moment_has_one_form_in_every_zone():
    other = NOW.astimezone(timezone(timedelta(hours=9)))

    assert in_utc(other).isoformat() == NOW.isoformat()
