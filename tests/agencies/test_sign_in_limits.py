"""The limits of sign-in, also under real concurrency: as many connections as people who press at once."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import AuditEvent, RateCount
from agencies.sign_in_limits import COUNTED
from tests.agencies.test_sign_in import sign_in
from tests.builders import user
from tests.races import at_once


def status_of(email: str, *password: str, **extra: str) -> int:
    """What somebody with a browser of their own is answered."""
    return int(sign_in(Client(), email, *password, **extra).status_code)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_wrong_passwords_at_once_ten_are_tried() -> None:
    person = user("petugas@contoh.go.id")

    at_once([partial(status_of, person.email, f"salah-{n}") for n in range(20)])

    assert AuditEvent.objects.filter(action="user.sign_in_failed").count() <= 10
    assert sign_in(Client(), person.email).status_code in {200, 302}


@pytest.mark.django_db(transaction=True)
def test_a_hall_that_signs_in_at_once_is_let_in() -> None:
    people = [user(f"peserta{n}@contoh.go.id") for n in range(40)]

    answers = at_once([partial(status_of, one.email, REMOTE_ADDR="203.0.113.9") for one in people])

    assert answers == [302] * 40
    assert RateCount.objects.get().count == 40


@pytest.mark.django_db
def test_an_address_that_floods_is_told_to_wait_and_nobody_else(client: Client, settings: Any) -> None:
    settings.SIGN_INS_PER_MINUTE = 2
    code = reverse("account_request_login_code")

    answers = [client.post(code, {"email": f"{n}@contoh.id"}).status_code for n in range(2)]
    refused = client.post(reverse("account_login"), {})

    assert answers == [302, 302]
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert Client().get(reverse("account_login")).status_code == 200
    assert client.post(code, {"email": "a@contoh.id"}, REMOTE_ADDR="203.0.113.1").status_code == 302


@pytest.mark.parametrize("route", sorted(COUNTED))
@pytest.mark.django_db
def test_every_way_in_is_counted(client: Client, route: str) -> None:
    args = {
        "agencies:invitation-accept": ["palsu"],
        "agencies:partner-enter": ["palsu"],
        "account_reset_password_from_key": ["1", "set-password"],
    }

    client.post(reverse(route, args=args.get(route, [])), {})

    assert RateCount.objects.get().count == 1


@pytest.mark.django_db
def test_other_pages_are_not_counted(client: Client) -> None:
    client.get(reverse("account_login"))
    client.post(reverse("account_logout"))

    assert not RateCount.objects.exists()
