"""Whatever goes wrong, a program can read what it was."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError, connection, transaction
from django.http import Http404
from django.test import Client
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from agencies.api.problems import Problem, handler
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.api import caller, problem


def answer(exc: Exception, method: str = "get") -> Any:
    request = Request(getattr(APIRequestFactory(), method)("/api/v1/x/"))
    return handler(exc, {"request": request})


@pytest.mark.parametrize(
    ("exc", "status", "code"),
    [
        (Problem(422, "rows_missing", "Isi rows."), 422, "rows_missing"),
        (Refused("tally_running", "Sedang berjalan."), 409, "tally_running"),
        (Refused("source_foreign", "Milik pihak lain."), 403, "source_foreign"),
        (Refused("anything_else", "Tidak bisa."), 422, "anything_else"),
        (Http404(), 404, "not_found"),
        (exceptions.NotFound(), 404, "not_found"),
        (PermissionDenied(), 403, "forbidden"),
        (exceptions.PermissionDenied(), 403, "forbidden"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.NotAcceptable(), 406, "not_acceptable"),
        (exceptions.UnsupportedMediaType("text/csv"), 415, "media_type_unsupported"),
        (exceptions.ParseError(), 400, "request_broken"),
        (SuspiciousOperation(), 400, "request_broken"),
        (RequestDataTooBig(), 413, "body_too_large"),
        (OperationalError(), 503, "busy"),
    ],
)
def test_each_error_has_its_status_code_and_sentence(exc: Exception, status: int, code: str) -> None:
    response = answer(exc)

    assert (response.status_code, response.data["code"]) == (status, code)
    assert response.data["detail"].endswith(".")
    assert response.content_type == "application/problem+json"


def test_a_refusal_keeps_its_sentence() -> None:
    assert answer(Refused("x", "Kalimat tindakan.")).data["detail"] == "Kalimat tindakan."


@pytest.mark.django_db
def test_what_nobody_foresaw_is_a_500_that_is_logged_and_tells_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: Any) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("campaigns.figures.known", broken)
    builders.campaign()
    them = caller()
    them.client.raise_request_exception = False

    response = them.get("/api/v1/campaigns/ktt-43/")

    body = problem(response, 500, "server_error")
    assert "secret" not in str(body)
    assert any("request_failed" in str(record.msg) for record in caplog.records)


@pytest.mark.parametrize("exc", [OperationalError(), exceptions.Throttled(wait=2.1), exceptions.Throttled()])
def test_who_may_come_again_is_told_when(exc: Exception) -> None:
    assert int(answer(exc)["Retry-After"]) >= 3


def test_faults_of_a_body_are_named_by_pointer() -> None:
    nested = exceptions.ValidationError({"rows": [{"a/b": ["Salah."]}], "name": ["Kosong."]})

    response = answer(nested, "post")

    assert response.status_code == 422
    assert [(e["pointer"], e["detail"]) for e in response.data["errors"]] == [
        ("/rows/a~1b", "Salah."),
        ("/name", "Kosong."),
    ]


@pytest.mark.django_db
def test_faults_of_the_query_are_named_by_parameter() -> None:
    body = problem(caller().get("/api/v1/agencies/", kind="planet", province="740"), 400, "query_invalid")

    assert {error["parameter"] for error in body["errors"]} == {"kind", "province"}


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/", "/api/v2/agencies/", "/api/v1/agencies", "/api/x%00y/"]
)
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "options"])
def test_an_unknown_address_is_a_problem_whatever_the_method(path: str, method: str) -> None:
    problem(getattr(Client(), method)(path), 404, "not_found")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_a_method_that_does_not_apply_is_answered_with_those_that_do(method: str) -> None:
    response = getattr(caller().client, method)("/api/v1/agencies/")

    problem(response, 405, "method_not_allowed")
    assert response["Allow"] == "GET, HEAD"


@pytest.mark.django_db
def test_another_format_than_json_is_not_spoken() -> None:
    response = caller().client.get("/api/v1/agencies/", headers={"Accept": "text/csv"})

    problem(response, 406, "not_acceptable")


@pytest.mark.django_db
def test_too_many_calls_are_told_when_to_come_again(settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = 1
    them = caller()
    them.get("/api/v1/agencies/")

    response = them.get("/api/v1/agencies/")

    problem(response, 429, "rate_exceeded")
    assert 0 < int(response["Retry-After"]) <= 60


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_takes_too_long_is_a_503(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*args: Any, **kwargs: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 20; SELECT pg_sleep(1)")

    monkeypatch.setattr("campaigns.figures.known", slow)
    builders.campaign()

    response = caller().get("/api/v1/campaigns/ktt-43/")

    problem(response, 503, "busy")
    assert response["Retry-After"] == "5"


@pytest.mark.django_db
def test_more_parameters_than_anybody_needs_are_a_400() -> None:
    query = "&".join(f"p{n}=1" for n in range(1_100))

    problem(caller().client.get(f"/api/v1/agencies/?{query}"), 400, "request_broken")
