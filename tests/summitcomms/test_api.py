"""The schema, the page that shows it, and the examples of docs/api.md."""

import argparse
import json
import re
import shlex
from pathlib import Path
from string import Template
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import resolve
from rest_framework.permissions import AllowAny

from campaigns.models import Post
from summitcomms.api import urlpatterns
from tests import documented
from tests.builders import NOW

PUBLIC = {"api-schema", "api-docs", "api-unknown"}


def schema() -> dict[str, Any]:
    answer = Client().get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    assert answer.status_code == 200
    return dict(json.loads(answer.content))


def test_the_schema_is_made_without_a_warning_and_is_valid(tmp_path: Path) -> None:
    call_command("spectacular", "--fail-on-warn", "--validate", "--file", str(tmp_path / "schema.yml"))

    assert (tmp_path / "schema.yml").read_text().startswith("openapi: 3.1")


def test_the_schema_is_open_to_everybody_and_names_every_route() -> None:
    found = schema()

    assert {"/api/v1/agencies/{code}/", "/api/v1/posts/{code}/readings/", "/api/v1/readings/batch"} <= set(
        found["paths"]
    )
    assert len(found["paths"]) == len(urlpatterns) - len(PUBLIC)


def test_every_operation_asks_for_a_key_and_tells_how_it_says_no() -> None:
    for path, methods in schema()["paths"].items():
        for operation in methods.values():
            assert operation["security"] == [{"partnerKey": []}], path
            for status in ("401", "403", "429", "503"):
                assert list(operation["responses"][status]["content"]) == ["application/problem+json"]


def test_the_schema_says_that_unknown_fields_are_refused() -> None:
    components = schema()["components"]["schemas"]

    assert components["ReadingBatchRequest"]["additionalProperties"] is False
    assert components["ReadingRowRequest"]["additionalProperties"] is False
    assert "required" not in components["Post"], "fields may be chosen"
    assert "nullable" not in json.dumps(components)  # a word of OpenAPI 3.0


def test_no_route_is_open_without_being_listed_as_public() -> None:
    for pattern in urlpatterns:
        is_open = AllowAny in pattern.callback.cls.permission_classes  # type: ignore[attr-defined]
        assert is_open == (pattern.name in PUBLIC), pattern.name


def test_views_of_the_api_are_not_sent_to_the_sign_in_page_of_people() -> None:
    for path in ("/api/v1/agencies/", "/api/docs/", "/api/nowhere/"):
        assert vars(resolve(path).func)["login_required"] is False
        assert Client().get(path).status_code in (200, 401, 404)


def test_the_page_loads_nothing_from_elsewhere_and_nothing_inline() -> None:
    answer = Client().get("/api/docs/")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert re.findall(r"""(?:src|href)="((?:https?:)?//[^"]*)""", page) == []
    assert "<style" not in page
    assert " style=" not in page
    assert re.findall(r"<script(?![^>]* src=)", page) == []


def test_the_script_of_the_page_lets_nobody_write_by_a_stray_click() -> None:
    script = Client().get("/api/docs/?script=").content.decode()

    assert '"supportedSubmitMethods": [\n    "get"\n  ]' in script


def curl(line: str, **values: str) -> Any:
    """Do what curl would, with the test client; an option that is not known here fails."""
    parser = argparse.ArgumentParser(exit_on_error=True)
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("--data-binary", dest="body")
    parser.add_argument("url")
    program, *words = shlex.split(Template(line).substitute(values))
    assert program == "curl"
    asked = parser.parse_args(words)
    headers = dict(header.split(": ", 1) for header in asked.headers)
    path = asked.url.removeprefix(values["PORTAL"])
    if asked.body is None:
        return Client().get(path, headers=headers)
    media = headers.pop("Content-Type")
    return Client().post(path, asked.body, content_type=media, headers=headers)


@pytest.mark.django_db
def test_every_example_of_the_document_works() -> None:
    documented.world()

    with time_machine.travel(NOW, tick=True):
        key, system_key = documented.keys()
        answers = {
            line: curl(line, PORTAL="https://portal.example", KEY=key, SYSTEM_KEY=system_key)
            for line in documented.examples()
        }

    for line, answer in answers.items():
        assert answer.status_code == 200, (line, answer.content)
        assert answer.json().get("results") != [], line
        assert answer.json().get("refused", []) == [], line
    pushed = [answer.json() for line, answer in answers.items() if "--data-binary" in line]
    assert [body.get("stored", body.get("posts")) for body in pushed] == [
        1,
        2,
        2,
        1,
        [{"index": 0, "result": "accepted", "post": Post.objects.latest("pk").code}],
    ]
