"""Bodies of requests: JSON as RFC 8259 has it, or a line of it per row, packed or not, bounded on every side.

They are read from the stream, because Django's own limit stands for every body, batches included. Nothing is
unpacked further than its limit: a few kilobytes can hold gigabytes.
"""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, Any, NoReturn

from django.http import UnreadablePostError
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from agencies.api.problems import Problem

MIB = 1024 * 1024
MAX_RAW = 8 * MIB
MAX_UNPACKED = 32 * MIB
MAX_MARKS = 1_000_000
"""Braces, brackets and commas in a body: far more than any batch has, and what its objects cost in memory."""
_STEP = 64 * 1024


@dataclass(slots=True)
class Body:
    """What was sent, and the hash of its unpacked bytes. Lines are a list of values.

    A line that is no JSON is `BROKEN`: its neighbours are read all the same.
    """

    value: Any
    sha256: str

    def take(self) -> Any:
        """The value, which is given out once.

        The framework's request, view and answer hold each other until a full garbage collection, and that may
        not come for a thousand batches: their rows must not wait for it.
        """
        value, self.value = self.value, None
        return value


BROKEN = object()


class JSONBody(BaseParser):
    """UTF-8 JSON; NaN and Infinity are no JSON, neither is nesting without end, nor a name given twice."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:  # a `Body`; the framework thinks of forms
        raw = _read((parser_context or {})["request"], stream)
        if sum(raw.count(mark) for mark in (b"{", b"[", b",")) > MAX_MARKS:
            raise _too_large(HTTPStatus.BAD_REQUEST, "json_too_complex", "Isi permintaan terlalu rumit.")
        return Body(self.value(raw), hashlib.sha256(raw).hexdigest())

    def value(self, raw: bytes) -> Any:
        try:
            return _decode(raw)
        except (ValueError, RecursionError) as error:
            raise Problem(
                400,
                "json_broken",
                "Isi permintaan bukan JSON yang sah dalam UTF-8. Periksa tanda kurung, kutip, dan angkanya, "
                "serta nama yang tertulis dua kali.",
            ) from error


class JSONLines(JSONBody):
    """One JSON value on every line that is not empty (NDJSON)."""

    media_type = "application/x-ndjson"

    def value(self, raw: bytes) -> list[Any]:
        return [_line(line) for line in raw.split(b"\n") if line.strip()]


def _line(raw: bytes) -> Any:
    try:
        return _decode(raw)
    except (ValueError, RecursionError):
        return BROKEN


def _read(request: Request, stream: IO[Any]) -> bytes:
    """The whole body, unpacked; `Problem` if it is too large, cut off, or not packed as it says."""
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        raise Problem(411, "length_required", "Sertakan header Content-Length pada kiriman ini.")
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if encoding not in ("identity", "gzip"):
        raise UnsupportedMediaType(encoding)
    try:
        raw = _bounded(stream)
    except UnreadablePostError as error:
        raise _cut_off() from error
    if len(raw) != int(request.META.get("CONTENT_LENGTH") or 0):
        raise _cut_off()
    return raw if encoding == "identity" else _unpack(raw)


def _bounded(stream: IO[Any]) -> bytes:
    raw = bytearray()
    while chunk := stream.read(_STEP):
        raw += chunk
        if len(raw) > MAX_RAW:
            raise _too_large(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "body_too_large",
                f"Isi permintaan melebihi {MAX_RAW // MIB} MiB.",
            )
    return bytes(raw)


def _unpack(packed: bytes) -> bytes:
    decoder = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        raw = decoder.decompress(packed, MAX_UNPACKED + 1)
    except zlib.error as error:
        raise _not_gzip() from error
    if len(raw) > MAX_UNPACKED:
        raise _too_large(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "body_too_large",
            f"Isi permintaan melebihi {MAX_UNPACKED // MIB} MiB setelah dibuka.",
        )
    if not decoder.eof or decoder.unused_data:
        raise _not_gzip()
    return raw


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a name that stands there twice nobody knows which value was meant."""
    if len(found := dict(pairs)) != len(pairs):
        raise ValueError("a name stands there twice")
    return found


_DECODER = json.JSONDecoder(parse_constant=_refuse, object_pairs_hook=_once_each)


def _decode(raw: bytes) -> Any:
    return _DECODER.decode(raw.decode("utf-8"))


def _cut_off() -> Problem:
    return Problem(400, "body_cut_off", "Kiriman terputus sebelum selesai. Kirim ulang.")


def _not_gzip() -> Problem:
    return Problem(400, "gzip_broken", "Isi permintaan bukan gzip yang utuh. Mampatkan dan kirim ulang.")


def _too_large(status: HTTPStatus, code: str, sentence: str) -> Problem:
    return Problem(status, code, f"{sentence} Bagi menjadi beberapa kiriman.")
