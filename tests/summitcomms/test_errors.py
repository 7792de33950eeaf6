"""What is too large or broken is answered with a page of the portal."""

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.test import Client
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
