"""People who sign in by mailed codes alone, before something grave."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import User
from tests.letters import delivered

DOWNLOAD = reverse("agencies:personal-data-download")
GUARDED = [
    DOWNLOAD,
    *(reverse(f"mfa_{name}") for name in ("add_webauthn", "activate_totp")),
    reverse("account_set_password"),
]


@pytest.fixture
def by_code(officer_sultra: User) -> User:
    """Somebody who has nothing but mailed codes."""
    officer_sultra.set_unusable_password()
    officer_sultra.save()
    return officer_sultra


def enter(client: Client, user: User) -> Any:
    client.post(reverse("account_request_login_code"), {"email": user.email})
    code = re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]+$", str(delivered()[-1].body), re.MULTILINE)
    assert code
    return client.post(reverse("account_confirm_login_code"), {"code": code[0]})


@pytest.mark.parametrize("page", GUARDED)
def test_who_has_just_come_in_passes(client: Client, by_code: User, page: str) -> None:
    enter(client, by_code)

    answer = client.get(page)

    assert answer.status_code == 200
    answer.close()


@pytest.mark.parametrize("page", GUARDED)
@pytest.mark.parametrize("verb", ["get", "post"])
def test_five_minutes_later_they_are_sent_to_sign_in_again(
    client: Client, by_code: User, page: str, verb: str
) -> None:
    enter(client, by_code)
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1), tick=False):
        answer = getattr(client, verb)(page)

    if (page, verb) == (DOWNLOAD, "post"):
        assert answer.status_code == 405
    else:
        assert answer["Location"].startswith(reverse("account_logout"))


def test_the_way_leads_back_to_what_was_asked_for(client: Client, by_code: User) -> None:
    enter(client, by_code)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        asked = client.get(DOWNLOAD, follow=True)
        assert "keluar, lalu masuk lagi dengan kode dari surel" in asked.text
        assert "_auth_user_id" in client.session  # nobody is signed out by opening an address

        out = client.post(reverse("account_logout"), {"next": asked.context["redirect_field_value"]})
        form = client.get(out["Location"])
        assert form.context["redirect_field_value"] == DOWNLOAD
        client.post(out["Location"], {"email": by_code.email, "next": DOWNLOAD})
        code = re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]+$", str(delivered()[-1].body), re.MULTILINE)
        assert code
        back = client.post(reverse("account_confirm_login_code"), {"code": code[0], "next": DOWNLOAD})

        assert back["Location"] == DOWNLOAD
        download = client.get(DOWNLOAD)
        assert download["Content-Type"] == "application/zip"
        download.close()


def test_a_session_that_does_not_know_when_it_began_is_an_old_one(client: Client, by_code: User) -> None:
    client.force_login(by_code, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get(DOWNLOAD)["Location"].startswith(reverse("account_logout"))


def test_who_has_a_password_is_asked_for_that(client: Client, officer_sultra: User) -> None:
    client.force_login(officer_sultra, backend="allauth.account.auth_backends.AuthenticationBackend")

    for page in (DOWNLOAD, reverse("mfa_add_webauthn")):
        assert client.get(page)["Location"].startswith(reverse("account_reauthenticate"))
