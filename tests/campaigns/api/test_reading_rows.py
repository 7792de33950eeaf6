"""Readings as plain JSON: what is refused row by row."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.api.parsers import BROKEN
from campaigns.api.reading_rows import read_rows
from campaigns.api.serializers import ReadingBatchSerializer, ReadingRowSerializer
from campaigns.readings import METRICS

ROW: dict[str, Any] = {"post": "x:1", "taken_at": "2023-08-29T09:00:00+07:00", "likes": 5}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (None, "row_not_object"),
        ([], "row_not_object"),
        ("x:1", "row_not_object"),
        (BROKEN, "json_broken"),
        (ROW | {"loves": 1}, "field_unknown"),
        (ROW | {"Likes": 1}, "field_unknown"),
        ({"taken_at": ROW["taken_at"], "likes": 1}, "post_missing"),
        (ROW | {"post": 1696312345678901234}, "post_missing"),
        (ROW | {"post": None}, "post_missing"),
        (ROW | {"post": "x" * 2_001}, "post_missing"),
        (ROW | {"reason": None}, "reason_invalid"),
        (ROW | {"reason": "x" * 201}, "reason_invalid"),
        ({"post": "x:1", "likes": 1}, "taken_at_invalid"),
        (ROW | {"taken_at": 1693274400}, "taken_at_invalid"),
        (ROW | {"taken_at": "kemarin"}, "taken_at_invalid"),
        (ROW | {"taken_at": "2023-08-29"}, "taken_at_invalid"),
        (ROW | {"taken_at": "20230829T090000Z"}, "taken_at_invalid"),
        (ROW | {"taken_at": "2023-W35-2T09:00:00Z"}, "taken_at_invalid"),
        (ROW | {"taken_at": "2023-02-30T09:00:00Z"}, "taken_at_invalid"),
        (ROW | {"taken_at": "2023-08-29T24:01:00Z"}, "taken_at_invalid"),
        (ROW | {"taken_at": "٢٠٢٣-08-29T09:00:00Z"}, "taken_at_invalid"),
        (ROW | {"taken_at": "2023-08-29T09:00:00Z\n"}, "taken_at_invalid"),
    ],
)
def test_a_broken_row_is_refused_alone(row: Any, code: str) -> None:
    read = read_rows([ROW, row, ROW])

    assert [(refusal.index, refusal.code) for refusal in read.refused] == [(1, code)]
    assert read.refused[0].sentence.endswith(".")
    assert read.indexes == [0, 2]
    assert [found.line for found in read.rows] == [1, 3]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2023-08-29T09:00:00+07:00", "2023-08-29T09:00:00+07:00"),
        ("2023-08-29t02:00:00z", "2023-08-29T02:00:00+00:00"),
        ("2023-08-29 02:00:00Z", "2023-08-29T02:00:00+00:00"),
        ("2023-08-29T02:00:00.250Z", "2023-08-29T02:00:00.250000+00:00"),
        ("2023-08-29T09:00+07:00", "2023-08-29T09:00:00+07:00"),
    ],
)
def test_moments_are_read_as_the_rfc_writes_them(text: str, iso: str) -> None:
    assert read_rows([ROW | {"taken_at": text}]).rows[0].taken_at.isoformat() == iso


def test_a_moment_without_a_zone_is_left_to_the_rule_that_names_the_fault() -> None:
    assert read_rows([ROW | {"taken_at": "2023-08-29T09:00:00"}]).rows[0].taken_at.tzinfo is None


def test_a_null_is_kept_and_a_missing_metric_stays_missing() -> None:
    assert read_rows([ROW | {"views": None}]).rows[0].metrics == {"likes": 5, "views": None}


@pytest.mark.parametrize("name", ["\ud800", "\x00", "a\u202eb", "x" * 500])
def test_an_unknown_name_is_sent_back_in_a_form_that_does_no_harm(name: str) -> None:
    sentence = read_rows([ROW | {name: 1}]).refused[0].sentence

    assert sentence.isprintable()
    assert len(sentence) < 250
    sentence.encode()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
names = st.sampled_from(["post", "taken_at", "reason", *METRICS])


@given(st.lists(json_values | st.dictionaries(names, json_values), max_size=20))
def test_every_row_is_read_or_refused_whatever_it_is(raw: list[Any]) -> None:
    read = read_rows(raw)

    assert sorted([*read.indexes, *(refusal.index for refusal in read.refused)]) == list(range(len(raw)))


def test_the_schema_describes_exactly_the_fields_that_are_read() -> None:
    described = set(ReadingRowSerializer().fields)

    assert described == {"post", "taken_at", "reason", *METRICS}
    assert set(ReadingBatchSerializer().fields) == {"campaign", "rows", "atomic"}
    assert read_rows([dict.fromkeys(described, 0)]).refused[0].code != "field_unknown"
