"""What is too large or broken is answered with a page of the portal."""

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from summitcomms.errors import bad_request


def test_too_large_a_body_is_answered_with_what_to_do(rf):
    assertContains(bad_request(rf.post("/"), RequestDataTooBig()), "Kiriman terlalu besar", status_code=413)


def test_ten_megabytes_of_text_are_answered_before_anybody_reads_them(as_user, officer_sultra, campaign):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(officer_sultra, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["csrftoken"] = "a" * 32
    text = "https://x.com/a/status/1 " * 400_000
    for data in (
        {"data": {"text": text}},
        {"data": f"text={text}", "content_type": "application/x-www-form-urlencoded"},
    ):
        assertContains(client.post("/posts/submit/", **data), "bagi daftar tautan", status_code=413)


def test_anything_else_suspicious_is_a_bad_request(rf):
    assert bad_request(rf.get("/"), SuspiciousOperation()).status_code == 400


@pytest.mark.django_db
def test_what_the_database_has_no_time_for_is_asked_for_again(client, monkeypatch):
    def wait_too_long(*asked):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 1; SELECT pg_sleep(5)")

    monkeypatch.setattr("campaigns.selection.chosen", wait_too_long)
    answer = client.get(reverse("reports:front"))
    assertContains(answer, "Kiriman Anda belum disimpan", status_code=503)
    assert answer["Retry-After"]
