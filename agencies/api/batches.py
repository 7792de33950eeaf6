"""Many rows in one call: what a batch looks like, and what becomes of it under its idempotency key.

A batch is an object (`campaign`, `rows`, `atomic`), an array of rows, or a row on every line. The last two
have no room for more, so campaign and atomic stand in the query: `?campaign=ktt-43&atomic=true`.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api import idempotency
from agencies.api.base import PartnerView
from agencies.api.parsers import BROKEN, Body, JSONBody, JSONLines
from agencies.api.problems import Problem
from summitcomms.lib.numbers import thousands
from summitcomms.lib.refusals import Refusal

# RFC 3339; seconds may be left out. A missing zone is read too, so that the answer can say so.
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d\d:\d\d)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows as plain JSON, whether all of them or none are taken, and of which campaign ("" where none)."""

    rows: list[Any]
    is_atomic: bool
    campaign: str = ""


class BatchView(PartnerView, ABC):
    """Takes rows in: good ones are kept, bad ones come back; or, with `atomic`, all of them or none.

    Everything happens in one transaction. A subclass says what is done with the rows in `take`.
    """

    parser_classes = (JSONBody, JSONLines)
    max_rows = 10_000
    has_campaign = True

    @abstractmethod
    def take(self, batch: Batch, *, at: datetime) -> dict[str, Any]:
        """Do it and return the answer; `refused` holds the rows that were not taken."""

    def respond(self, request: Request) -> Response:
        """The answer to the batch, or the first answer if it comes again under its idempotency key."""
        at = timezone.now()
        batch = read(request, max_rows=self.max_rows, has_campaign=self.has_campaign)
        self.call.rows = len(batch.rows)

        def effect() -> dict[str, Any]:
            answer = self.take(batch, at=at)
            if batch.is_atomic and answer["refused"]:
                raise Problem(
                    422,
                    "batch_refused",
                    "Ada baris yang tidak dapat diterima, sehingga tidak ada yang disimpan.",
                    more={"refused": answer["refused"]},
                )
            return answer

        with transaction.atomic():
            answer, is_repeat = idempotency.once(request, self.call, effect)
        response = Response(answer)
        if is_repeat:
            response["Idempotency-Replayed"] = "true"
        return response


def read(request: Request, *, max_rows: int, has_campaign: bool) -> Batch:
    """The batch in the body; `Problem` if it is none: 422, or 413 for too many rows."""
    body: Any = request.data
    if not isinstance(body, Body):
        raise Problem(400, "body_missing", "Permintaan ini tidak memuat isi. Kirim barisnya sebagai JSON.")
    known = ["campaign", "rows", "atomic"] if has_campaign else ["rows", "atomic"]
    if unknown := unknown_field(request.query_params, known):
        raise Problem(422, "field_unknown", unknown)
    fields: dict[str, Any] = request.query_params.dict()
    _flag(fields)  # read even where the body says it too
    value = body.take()
    match value:
        case list():
            fields["rows"] = value
        case dict():
            if unknown := unknown_field(value, known):
                raise Problem(422, "field_unknown", unknown)
            fields |= value
        case _:
            raise Problem(
                422, "body_not_batch", "Isi permintaan harus berupa daftar baris, atau objek dengan rows."
            )
    return Batch(
        _rows(fields.get("rows"), max_rows), _flag(fields), _campaign(fields) if has_campaign else ""
    )


def _rows(rows: Any, most: int) -> list[Any]:
    if not isinstance(rows, list) or not rows:
        raise Problem(422, "rows_missing", "Isi rows dengan daftar baris, sedikitnya satu.")
    if len(rows) > most:
        raise Problem(
            413,
            "rows_too_many",
            f"Satu kiriman memuat paling banyak {thousands(most)} baris. Bagi kirimannya.",
        )
    return rows


def _flag(fields: Mapping[str, Any]) -> bool:
    value = fields.get("atomic", False)
    if value not in (True, False, "true", "false"):
        raise Problem(422, "atomic_invalid", "Isi atomic dengan true atau false.")
    return value in (True, "true")


def _campaign(fields: Mapping[str, Any]) -> str:
    campaign = fields.get("campaign")
    if not isinstance(campaign, str):
        raise Problem(
            422,
            "campaign_missing",
            "Sebutkan kode kampanye, misalnya ktt-43: dalam isi, atau ?campaign=ktt-43.",
        )
    return campaign


def broken_row(index: int, row: Any) -> Refusal | None:
    """Why the row is no object at all; None for an object."""
    if row is BROKEN:
        return Refusal(index, "json_broken", "Baris ini bukan JSON yang sah dalam UTF-8.")
    if not isinstance(row, dict):
        return Refusal(index, "row_not_object", 'Baris ini bukan objek. Tulis sebagai {"…": …}.')
    return None


def unknown_field(given: Mapping[str, Any], known: Iterable[str]) -> str:
    """A sentence about the first field that is not known, "" if all are; safe to be sent back."""
    names = list(known)
    unknown = sorted(given.keys() - set(names))
    if not unknown:
        return ""
    name = unknown[0] if unknown[0].isprintable() else ascii(unknown[0])[1:-1]
    return f"Bidang “{name[:40]}” tidak dikenal. Yang dikenal: {', '.join(names)}."


def moment(text: Any) -> datetime | None:
    """The moment as written, naive where no zone is given; None for what is none."""
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def as_json(refused: Iterable[Refusal]) -> list[dict[str, Any]]:
    """The refusals in the order of their rows."""
    ordered = sorted(refused, key=lambda refusal: refusal.index)
    return [asdict(Refusal(one.index, one.code, one.sentence)) for one in ordered]
