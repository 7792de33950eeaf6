"""Bodies that are no JSON, too much of it, or something else."""

import gzip
import io
import json
import tracemalloc
import zlib
from typing import Any

import pytest
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from agencies.api.parsers import BROKEN, JSONLines
from agencies.api.problems import Problem
from tests.api import caller, problem

pytestmark = pytest.mark.django_db
PATH = "/api/v1/readings/batch"
MIB = 1024 * 1024


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"not json",
        b'{"a": NaN}',
        b'{"rows": [{"likes": 10, "likes": 99}]}',
        b'{"a": -Infinity}',
        b"\xff\xfe{\x00}\x00",
        b'\xef\xbb\xbf{"a": 1}',
        b'{"a": "\xe9"}',
        b'{"a": "\x00"}',
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"a": ' + b"9" * 5_000 + b"}",
    ],
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    problem(caller().post(PATH, body), 400, "json_broken")


def test_a_body_of_eight_mebibytes_is_read_and_one_byte_more_is_not() -> None:
    them = caller()

    problem(them.post(PATH, b'"' + b"x" * (8 * MIB - 2) + b'"'), 422, "body_not_batch")
    problem(them.post(PATH, b'"' + b"x" * (8 * MIB - 1) + b'"'), 413, "body_too_large")


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_another_media_type_is_refused(media: str) -> None:
    response: Any = caller().post(PATH, b'{"campaign": "ktt-43", "rows": []}', content_type=media)

    problem(response, 415, "media_type_unsupported")


def packed(body: bytes, encoding: str = "gzip", code: str = "mitra-uji") -> Any:
    headers = {"Content-Encoding": encoding}
    return caller(code=code).client.post(PATH, body, content_type="application/json", headers=headers)


NOTHING = b'{"campaign": "ktt-99", "rows": [{}]}'


def test_a_body_may_come_packed() -> None:
    problem(packed(gzip.compress(NOTHING)), 422, "campaign_unknown")


@pytest.mark.parametrize("encoding", ["br", "deflate", "zstd", "gzip, gzip"])
def test_another_packing_is_refused(encoding: str) -> None:
    problem(packed(gzip.compress(NOTHING), encoding), 415, "media_type_unsupported")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x1f\x8b",
        NOTHING,
        zlib.compress(NOTHING),
        gzip.compress(NOTHING, mtime=0)[:-1],
        gzip.compress(NOTHING, mtime=0)[:-9] + b"\x00" * 9,
        gzip.compress(NOTHING, mtime=0) + b"x",
        gzip.compress(NOTHING, mtime=0) * 2,
    ],
)
def test_what_is_no_whole_gzip_is_refused(body: bytes) -> None:
    problem(packed(body), 400, "gzip_broken" if body else "body_missing")


def test_a_body_of_32_mebibytes_is_unpacked_and_one_byte_more_is_not() -> None:
    problem(packed(gzip.compress(b'"' + b"x" * (32 * MIB - 2) + b'"')), 422, "body_not_batch")
    larger = gzip.compress(b'"' + b"x" * (32 * MIB - 1) + b'"')
    problem(packed(larger, code="mitra-lain"), 413, "body_too_large")


def test_a_bomb_is_unpacked_no_further_than_its_limit() -> None:
    grain = zlib.compressobj(9, wbits=31)
    bomb = b"".join(grain.compress(b"[" * MIB) for _ in range(256)) + grain.flush()
    assert len(bomb) < MIB

    tracemalloc.start()
    problem(packed(bomb), 413, "body_too_large")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < 80 * MIB


@pytest.mark.parametrize("body", [b"[" + b"[]," * 600_000 + b"[]]", b"[" + b"1," * 1_000_001 + b"1]"])
def test_more_objects_than_any_batch_has_are_not_made(body: bytes) -> None:
    problem(caller().post(PATH, body), 400, "json_too_complex")


def test_a_body_that_was_cut_off_is_not_taken_for_a_whole_one() -> None:
    lines = b'{"post": "x:1"}\n{"post": "x:2"}\n'
    request = Request(APIRequestFactory().post("/", lines, content_type="application/x-ndjson"))

    with pytest.raises(Problem) as refused:
        JSONLines().parse(io.BytesIO(lines[: len(lines) // 2]), parser_context={"request": request})

    assert (refused.value.status_code, refused.value.code) == (400, "body_cut_off")


def test_a_body_without_its_length_is_refused() -> None:
    headers = {"Transfer-Encoding": "chunked"}
    answer = caller().client.post(PATH, b"", content_type="application/json", headers=headers)

    assert answer.status_code in (400, 411)


def test_each_line_is_read_by_itself() -> None:
    lines = [json.dumps({"post": "x:1"}), "", "{", "[" * 100_000, '{"likes": NaN}', "\xff", " {} \r"]
    body = "\n".join(lines).encode("latin-1")

    read = JSONLines().value(body)

    assert read == [{"post": "x:1"}, BROKEN, BROKEN, BROKEN, BROKEN, {}]


def test_an_empty_body_is_no_batch() -> None:
    assert caller().post(PATH, b"").status_code in (400, 422)
