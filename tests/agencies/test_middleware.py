from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from agencies import audit
from agencies.adapters import SIGNED_IN_AT
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
        reverse("admin:agencies_partner_add"),
        {"code": "baru", "name": "Baru", "contact_email": "a@contoh.id", "is_active": "on"},
        REMOTE_ADDR="203.0.113.9",
    )

    event = AuditEvent.objects.get(action="partner.add")
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
