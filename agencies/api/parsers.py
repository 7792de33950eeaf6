"""Bodies of requests: JSON as RFC 8259 has it, bounded, read from the stream."""

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from django.http import UnreadablePostError
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser

from agencies.api.problems import Problem

MIB = 1024 * 1024


class JSONBody(BaseParser):
    """UTF-8 JSON of at most `max_bytes`; NaN and Infinity are no JSON, neither is nesting without end.

    It reads the stream itself, because Django's own limit stands for every body, batches included.
    """

    media_type = "application/json"
    max_bytes: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or MIB

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        encoding = (parser_context or {})["request"].headers.get("Content-Encoding", "identity")
        if encoding.lower() != "identity":
            raise UnsupportedMediaType(encoding)
        try:
            raw = stream.read(self.max_bytes + 1)
        except UnreadablePostError as error:
            raise Problem(400, "body_cut_off", "Kiriman terputus sebelum selesai. Kirim ulang.") from error
        if len(raw) > self.max_bytes:
            raise Problem(
                413,
                "body_too_large",
                f"Isi permintaan melebihi {self.max_bytes / MIB:g} MiB. Bagi menjadi beberapa kiriman.",
            )
        try:
            return json.loads(raw.decode("utf-8"), parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise Problem(
                400,
                "json_broken",
                "Isi permintaan bukan JSON yang sah dalam UTF-8. Periksa tanda kurung, kutip, dan angkanya.",
            ) from error


class JSONBatch(JSONBody):
    """A batch of many rows."""

    max_bytes = 8 * MIB


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")
