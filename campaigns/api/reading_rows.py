"""Readings from plain JSON to `ReadingRow`s: types and names, no more.

What a row may say (moments, limits, posts) is judged by `campaigns.readings.check` and by the ingest, for
partners as for everybody. A broken row is refused alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from agencies.api.batches import broken_row, moment, unknown_field
from campaigns.readings import METRICS, ReadingRow
from summitcomms.lib.refusals import Refusal

MAX_REF = 2_000
MAX_REASON = 200

_NO_METRICS = ("post", "taken_at", "reason")
FIELDS = (*_NO_METRICS, *METRICS)
_FIELDS = frozenset(FIELDS)


@dataclass(frozen=True, slots=True)
class Read:
    """The rows that could be read, the index each had in the batch, and the refusals of the others."""

    rows: list[ReadingRow]
    indexes: list[int]
    refused: list[Refusal]


def read_rows(raw: Sequence[Any]) -> Read:
    """Each row as a `ReadingRow`, or refused: row_not_object, field_unknown, post_missing, taken_at_invalid,
    reason_invalid."""
    read = Read([], [], [])
    at = cache(moment)  # most batches were measured at few moments
    for index, row in enumerate(raw):
        found = _read_row(index, row, at)
        if isinstance(found, Refusal):
            read.refused.append(found)
        else:
            read.rows.append(found)
            read.indexes.append(index)
    return read


def _read_row(index: int, row: Any, at: Callable[[str], datetime | None]) -> ReadingRow | Refusal:
    if broken := broken_row(index, row):
        return Refusal(index, broken.code, broken.sentence)
    if not row.keys() <= _FIELDS:
        return Refusal(index, "field_unknown", unknown_field(row, FIELDS))
    post, reason = row.get("post"), row.get("reason", "")
    if not isinstance(post, str) or len(post) > MAX_REF:
        return Refusal(
            index,
            "post_missing",
            "Isi post dengan kode, tautan, atau platform:nomor unggahan sebagai teks, bukan angka.",
        )
    if not isinstance(reason, str) or len(reason) > MAX_REASON:
        return Refusal(
            index, "reason_invalid", f"Alasan koreksi berupa teks paling panjang {MAX_REASON} huruf."
        )
    text = row.get("taken_at")
    taken_at = at(text) if isinstance(text, str) else None
    if taken_at is None:
        return Refusal(
            index,
            "taken_at_invalid",
            "Waktu ukur tidak dapat dibaca. Tulis menurut RFC 3339, misalnya 2023-08-29T09:00:00+07:00.",
        )
    metrics = row.copy()  # what is left of a row of known fields
    for name in _NO_METRICS:
        metrics.pop(name, None)
    return ReadingRow(post, taken_at, metrics, reason, line=index + 1)
