from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from agencies import audit
from agencies.actions.sessions import SIGNED_IN_AT
from agencies.middleware import client_address
from agencies.models import AuditEvent, User
from tests import builders


def request(peer: str = "10.0.0.1", forwarded: str = "") -> HttpRequest:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)


def test_without_a_proxy_the_peer_is_the_client(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 0

    assert client_address(request(forwarded="203.0.113.9")) == "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),  # the first entry was written by the client
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),  # came past the outer proxy
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_behind_proxies_the_outermost_trusted_entry_counts(
    settings: Any, proxies: int, forwarded: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies

    assert client_address(request(forwarded=forwarded)) == expected


@pytest.mark.parametrize("peer", ["", "unknown", "203.0.113.9:443"])
def test_what_is_no_address_is_not_kept(settings: Any, peer: str) -> None:
    settings.TRUSTED_PROXIES = 0

    assert client_address(request(peer=peer)) is None


def test_a_scope_is_cut_off_that_the_database_would_refuse(settings: Any) -> None:
    settings.TRUSTED_PROXIES = 0

    assert client_address(request(peer="fe80::1%eth0")) == "fe80::1"


def test_the_origin_lasts_as_long_as_the_request(
    as_user: Callable[[User], Client], pusat_admin: User
) -> None:
    client = as_user(pusat_admin)

    client.post(
        reverse("agencies:partner-create"),
        {"code": "baru", "name": "Baru", "contact_email": "a@contoh.id"},
        REMOTE_ADDR="203.0.113.9",
    )

    event = AuditEvent.objects.get(action="partner.created")
    assert event.address == "203.0.113.9"
    assert event.request_id
    assert audit.origin.get() is audit.NOWHERE


def test_the_zone_of_the_reader_lasts_as_long_as_the_request(
    as_user: Callable[[User], Client], officer_mimika: User
) -> None:
    zone = timezone.get_current_timezone_name()

    response = as_user(officer_mimika).get(reverse("mfa_index"))

    assert response.context["user_zone"] == "Asia/Jayapura"
    assert timezone.get_current_timezone_name() == zone


def test_a_session_ends_eight_hours_after_sign_in_however_busy(client: Client, officer_sultra: User) -> None:
    with time_machine.travel(builders.NOW, tick=False) as clock:
        client.post(reverse("account_login"), {"login": officer_sultra.email, "password": builders.PASSWORD})
        for _ in range(7):
            clock.shift(timedelta(hours=1))
            session = client.session
            session["busy"] = True
            session.save()
            assert client.get(reverse("mfa_index")).status_code == 200
        assert client.session[SIGNED_IN_AT] == builders.NOW.timestamp()
        clock.shift(timedelta(hours=1))

        response = client.get(reverse("mfa_index"))

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))
    assert AuditEvent.objects.filter(action="user.sign_out").exists()


def language_of(response: Any) -> tuple[str, bool]:
    """What the header says, and whether the page says the same."""
    language = response["Content-Language"]
    return language, f'<html lang="{language}">' in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cookie", "expected"), [("", "id"), ("id", "id"), ("en", "en"), ("de", "id"), ("en-gb", "id")]
)
def test_the_cookie_decides_the_language_and_the_phone_does_not(
    client: Client, cookie: str, expected: str
) -> None:
    client.cookies["django_language"] = cookie

    response = client.get(reverse("reports:methodology"), headers={"Accept-Language": "en-US,en;q=0.9"})

    assert language_of(response) == (expected, True)


@pytest.mark.parametrize(("language", "cookie"), [("en", "id"), ("id", "en")])
def test_the_profile_goes_before_the_cookie_and_stays_after_the_session(
    as_user: Callable[[User], Client], officer_sultra: User, language: str, cookie: str
) -> None:
    User.objects.update(language=language)
    client = as_user(officer_sultra)
    client.cookies["django_language"] = cookie
    spoken = translation.get_language()

    signed_in = client.get(reverse("mfa_index"))
    client.logout()
    client.cookies["django_language"] = signed_in.cookies["django_language"].value
    signed_out = client.get(reverse("account_login"))

    assert language_of(signed_in) == language_of(signed_out) == (language, True)
    assert translation.get_language() == spoken


def test_a_cookie_that_agrees_with_the_profile_is_left_alone(
    as_user: Callable[[User], Client], officer_sultra: User
) -> None:
    assert "django_language" not in as_user(officer_sultra).get(reverse("mfa_index")).cookies


def test_pages_of_refusal_speak_the_language_of_the_reader(
    as_user: Callable[[User], Client], client: Client, officer_sultra: User
) -> None:
    client.cookies["django_language"] = "en"
    assert language_of(client.get("/tidak-ada/", follow=True)) == ("en", True)

    User.objects.update(language="en")
    signed_in = as_user(officer_sultra)
    del signed_in.cookies["django_language"]
    assert language_of(signed_in.get("/tidak-ada/")) == ("en", True)
    assert language_of(signed_in.get(reverse("awards:round-list"))) == ("en", True)


def test_without_a_database_the_failure_is_told_in_the_language_of_the_cookie(client: Client) -> None:
    """The session cannot be read, so nobody knows who asks."""
    client.raise_request_exception = False
    client.cookies["sessionid"] = "a" * 32
    client.cookies["django_language"] = "en"

    response = client.get(reverse("account_login"))

    assert response.status_code == 500
    assert language_of(response) == ("en", True)


@pytest.mark.django_db
def test_the_switch_leads_back_to_the_page_in_the_other_language(client: Client) -> None:
    page = reverse("awards:standing-list") + "?kategori=A"
    shown = client.get(page).content.decode()
    assert f'<input type="hidden" name="next" value="{page}">' in shown
    assert 'name="language" value="en"' in shown

    response = client.post(reverse("set-language"), {"language": "en", "next": page}, follow=True)

    assert response.redirect_chain == [(page, 302)]
    assert language_of(response) == ("en", True)
    assert 'name="language" value="id"' in response.content.decode()


@pytest.mark.parametrize("elsewhere", ["https://contoh.com/", "//contoh.com", "javascript:alert(1)", ""])
@pytest.mark.django_db
def test_the_switch_leads_to_no_other_site(client: Client, elsewhere: str) -> None:
    response = client.post(reverse("set-language"), {"language": "en", "next": elsewhere})

    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.django_db
def test_a_language_the_portal_does_not_speak_changes_nothing(client: Client) -> None:
    page = reverse("reports:methodology")

    response = client.post(reverse("set-language"), {"language": "de", "next": page}, follow=True)

    assert language_of(response) == ("id", True)


@pytest.mark.parametrize("page", ["reports:home", "reports:control-room", "admin:index", "mfa_index"])
def test_the_centre_sets_up_a_second_factor_before_anything_else(
    as_user: Callable[[User], Client], verifier: User, pusat_admin: User, page: str
) -> None:
    Authenticator.objects.all().delete()

    for person in (verifier, pusat_admin):
        response = as_user(person).get(reverse(page))
        assert (response.status_code, response.get("Location")) == (302, reverse("mfa_activate_totp"))


def test_recovery_codes_alone_are_no_second_factor(as_user: Callable[[User], Client], verifier: User) -> None:
    Authenticator.objects.update(type=Authenticator.Type.RECOVERY_CODES)

    assert as_user(verifier).get(reverse("mfa_index"))["Location"] == reverse("mfa_activate_totp")


def test_without_a_second_factor_the_centre_still_reads_public_pages_and_signs_out(
    as_user: Callable[[User], Client], verifier: User
) -> None:
    Authenticator.objects.all().delete()
    client = as_user(verifier)

    assert client.get(reverse("reports:methodology")).status_code == 200
    assert client.post(reverse("account_logout"))["Location"] == reverse("reports:front")


def test_officers_need_no_second_factor(as_user: Callable[[User], Client], officer_sultra: User) -> None:
    assert as_user(officer_sultra).get(reverse("mfa_index")).status_code == 200


def test_the_centre_passes_with_its_second_factor(as_user: Callable[[User], Client], verifier: User) -> None:
    assert as_user(verifier).get(reverse("mfa_index")).status_code == 200
