"""The body of a batch of readings, from plain JSON to `ReadingRow`s: types and names, no more.

What a row may say (moments, limits, posts) is judged by `campaigns.readings.check` and by the ingest, for
partners as for everybody. A broken batch is refused whole; a broken row is refused alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies.api.problems import Problem
from campaigns.readings import METRICS, ReadingRow, Refusal

MAX_ROWS = 10_000
MAX_REF = 2_000
MAX_REASON = 200

_FIELDS = frozenset({"post", "taken_at", "reason", *METRICS})
_BATCH_FIELDS = frozenset({"campaign", "rows"})
# RFC 3339; seconds may be left out. A missing zone is read too, so that the answer can say so.
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d\d:\d\d)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Read:
    """The rows that could be read, the index each had in the batch, and the refusals of the others."""

    rows: list[ReadingRow]
    indexes: list[int]
    refused: list[Refusal]


def read_batch(body: Any) -> tuple[str, list[Any]]:
    """The campaign's code and the raw rows; `Problem` (422, or 413 for too many rows) otherwise."""
    if not isinstance(body, dict):
        raise Problem(422, "body_not_object", "Isi permintaan harus berupa objek dengan campaign dan rows.")
    if unknown := sorted(set(body) - _BATCH_FIELDS):
        raise Problem(
            422, "field_unknown", f"{_quoted(unknown[0])} tidak dikenal. Yang dikenal: campaign, rows."
        )
    campaign, rows = body.get("campaign"), body.get("rows")
    if not isinstance(campaign, str):
        raise Problem(422, "campaign_missing", "Isi campaign dengan kode kampanye, misalnya ktt-43.")
    if not isinstance(rows, list) or not rows:
        raise Problem(422, "rows_missing", "Isi rows dengan daftar hasil ukur, sedikitnya satu baris.")
    if len(rows) > MAX_ROWS:
        raise Problem(
            413, "rows_too_many", "Satu kiriman memuat paling banyak 10.000 baris. Bagi kirimannya."
        )
    return campaign, rows


def read_rows(raw: Sequence[Any]) -> Read:
    """Each row as a `ReadingRow`, or refused: row_not_object, field_unknown, post_missing, taken_at_invalid,
    reason_invalid."""
    read = Read([], [], [])
    for index, row in enumerate(raw):
        found = _read_row(index, row)
        if isinstance(found, Refusal):
            read.refused.append(found)
        else:
            read.rows.append(found)
            read.indexes.append(index)
    return read


def _read_row(index: int, row: Any) -> ReadingRow | Refusal:
    if not isinstance(row, dict):
        return Refusal(index, "row_not_object", 'Baris ini bukan objek. Tulis sebagai {"post": …}.')
    if not row.keys() <= _FIELDS:
        name = sorted(row.keys() - _FIELDS)[0]
        known = ", ".join(["post", "taken_at", "reason", *METRICS])
        return Refusal(index, "field_unknown", f"{_quoted(name)} tidak dikenal. Yang dikenal: {known}.")
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
    taken_at = _moment(row.get("taken_at"))
    if taken_at is None:
        return Refusal(
            index,
            "taken_at_invalid",
            "Waktu ukur tidak dapat dibaca. Tulis menurut RFC 3339, misalnya 2023-08-29T09:00:00+07:00.",
        )
    metrics = {name: row[name] for name in METRICS if name in row}
    return ReadingRow(post, taken_at, metrics, reason, line=index + 1)


def _moment(text: Any) -> datetime | None:
    """The moment as written, naive where no zone is given; None for what is none."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def _quoted(name: str) -> str:
    """A name that a client sent, safe to be sent back: short, and no character that cannot be shown."""
    shown = name if name.isprintable() else ascii(name)[1:-1]
    return f"Bidang “{shown[:40]}”"
