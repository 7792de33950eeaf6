"""What a batch looks like, whatever its rows are about."""

import json
from typing import Any

import pytest
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from agencies.api.batches import Batch, read, unknown_field
from agencies.api.parsers import JSONBody, JSONLines
from agencies.api.problems import Problem

ROW: dict[str, Any] = {"post": "x:1"}


def batch(body: Any, query: str = "", media: str = "application/json", has_campaign: bool = True) -> Batch:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    plain = APIRequestFactory().post(f"/?{query}", raw, content_type=media)
    request = Request(plain, parsers=[JSONBody(), JSONLines()])
    return read(request, max_rows=3, has_campaign=has_campaign)


def refused(*args: Any, **kwargs: Any) -> tuple[int, str]:
    with pytest.raises(Problem) as problem:
        batch(*args, **kwargs)
    return problem.value.status_code, problem.value.code


def test_a_batch_is_an_object_an_array_or_a_row_on_every_line() -> None:
    lines = b'{"post": "x:1"}\n\n{"post": "x:1"}\n'
    whole = Batch([ROW, ROW], True, "a")

    assert batch({"campaign": "a", "rows": [ROW, ROW], "atomic": True}) == whole
    assert batch([ROW, ROW], "campaign=a&atomic=true") == whole
    assert batch(lines, "campaign=a&atomic=true", "application/x-ndjson") == whole


def test_the_rows_are_not_held_by_the_request() -> None:
    plain = APIRequestFactory().post("/?campaign=a", json.dumps([ROW]), content_type="application/json")
    request = Request(plain, parsers=[JSONBody()])

    read(request, max_rows=3, has_campaign=True)

    body: Any = request.data
    assert body.value is None
    assert body.sha256


def test_the_object_speaks_before_the_query() -> None:
    found = batch({"campaign": "a", "rows": [ROW], "atomic": False}, "campaign=b&atomic=true")

    assert found == Batch([ROW], False, "a")


@pytest.mark.parametrize(
    ("body", "query", "refusal"),
    [
        (None, "", (422, "body_not_batch")),
        ("text", "", (422, "body_not_batch")),
        ({"campaign": "a", "rows": [ROW], "force": True}, "", (422, "field_unknown")),
        ({"rows": [ROW]}, "", (422, "campaign_missing")),
        ([ROW], "", (422, "campaign_missing")),
        ({"campaign": 43, "rows": [ROW]}, "campaign=a", (422, "campaign_missing")),
        ([ROW], "campaign=a&atomc=true", (422, "field_unknown")),
        ({"campaign": "a"}, "", (422, "rows_missing")),
        ({"campaign": "a"}, "rows=x", (422, "rows_missing")),
        ({"campaign": "a", "rows": []}, "", (422, "rows_missing")),
        ([], "campaign=a", (422, "rows_missing")),
        ({"campaign": "a", "rows": {"0": ROW}}, "", (422, "rows_missing")),
        ({"campaign": "a", "rows": [ROW] * 4}, "", (413, "rows_too_many")),
        ({"campaign": "a", "rows": [ROW], "atomic": "ja"}, "", (422, "atomic_invalid")),
        ({"campaign": "a", "rows": [ROW], "atomic": []}, "", (422, "atomic_invalid")),
        ([ROW], "campaign=a&atomic=1", (422, "atomic_invalid")),
        ({"campaign": "a", "rows": [ROW], "atomic": True}, "atomic=ja", (422, "atomic_invalid")),
        (b"", "", (400, "body_missing")),
    ],
)
def test_a_broken_batch_is_refused_whole(body: Any, query: str, refusal: tuple[int, str]) -> None:
    assert refused(body, query) == refusal


def test_where_there_is_no_campaign_none_may_be_named() -> None:
    assert batch([ROW], has_campaign=False) == Batch([ROW], False, "")
    assert refused({"campaign": "a", "rows": [ROW]}, has_campaign=False) == (422, "field_unknown")


@pytest.mark.parametrize("name", ["\ud800", "\x00", "a\u202eb", "x" * 500])
def test_an_unknown_name_is_sent_back_in_a_form_that_does_no_harm(name: str) -> None:
    sentence = unknown_field({name: 1, "post": 1}, ["post"])

    assert sentence.isprintable()
    assert len(sentence) < 100
    sentence.encode()


def test_a_known_name_is_no_matter() -> None:
    assert unknown_field({"post": 1}, ["post", "likes"]) == ""
