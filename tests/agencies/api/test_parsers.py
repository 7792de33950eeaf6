"""Bodies that are no JSON, too much of it, or something else."""

from typing import Any

import pytest

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

    problem(them.post(PATH, b'"' + b"x" * (8 * MIB - 2) + b'"'), 422, "body_not_object")
    problem(them.post(PATH, b'"' + b"x" * (8 * MIB - 1) + b'"'), 413, "body_too_large")


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_another_media_type_is_refused(media: str) -> None:
    response: Any = caller().post(PATH, b'{"campaign": "ktt-43", "rows": []}', content_type=media)

    problem(response, 415, "media_type_unsupported")


def test_a_packed_body_is_refused() -> None:
    response = caller().client.post(
        PATH, b"\x1f\x8b", content_type="application/json", headers={"Content-Encoding": "gzip"}
    )

    problem(response, 415, "media_type_unsupported")


def test_an_empty_body_is_no_batch() -> None:
    assert caller().post(PATH, b"").status_code in (400, 422)
