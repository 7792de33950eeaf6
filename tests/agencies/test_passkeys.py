"""Passkeys as people meet them: the pages of django-allauth with the portal's forms."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.messages import get_messages
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.urls import reverse

from agencies import audit
from agencies.models import AuditEvent, User
from agencies.passkeys import LONGEST_NAME
from tests.agencies.test_sign_in import actions, sign_in, totp
from tests.builders import NOW, PASSWORD
from tests.passkey_device import Device

pytestmark = pytest.mark.django_db
ADD, LIST, LOGIN = (reverse(f"mfa_{name}_webauthn") for name in ("add", "list", "login"))
AGAIN, SECOND_STEP = reverse("mfa_reauthenticate_webauthn"), reverse("mfa_authenticate")


def add(client: Client, device: Device, **more: str) -> Any:
    """Make a passkey for whoever is signed in with `client`, and has just given a password."""
    options = client.get(ADD).context["js_data"]["creation_options"]
    sent = {"name": "Ponsel kantor", "passwordless": "on", "credential": device.make(plain(options))} | more
    return client.post(ADD, sent)


def plain(options: Any) -> Any:
    """The options as the page writes them for the script."""
    return json.loads(json.dumps(options, cls=DjangoJSONEncoder))


def signed_in_again(person: User) -> Client:
    client = Client()
    sign_in(client, person.email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def device_of(person: User) -> Device:
    """A phone that holds a passkey of this person."""
    device = Device()
    assert add(signed_in_again(person), device).status_code == 302
    return device


def asked(client: Client) -> Any:
    return client.get(LOGIN, headers={"Accept": "application/json"}).json()["request_options"]


def enter(client: Client, credential: str, **more: str) -> Any:
    return client.post(LOGIN, {"credential": credential} | more)


def told(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_passkey_is_added_with_recovery_codes_and_leaves_a_row(officer_sultra: User) -> None:
    client = signed_in_again(officer_sultra)
    response = add(client, Device())

    assert response["Location"] == reverse("mfa_view_recovery_codes")
    assert len(client.get(response["Location"]).context["unused_codes"]) == 10  # without asking once more
    event = AuditEvent.objects.filter(action="user.factor_added").earliest("pk")
    assert event.after == {"factor": "webauthn", "passkey_name": audit.WITHHELD}
    page = client.get(LIST).text
    assert "Ponsel kantor" in page
    assert "Belum pernah" in page


def test_a_passkey_alone_opens_the_portal(officer_sultra: User) -> None:
    device, client = device_of(officer_sultra), Client()

    response = enter(client, device.use(asked(client)), next=reverse("campaigns:agenda"))

    assert response["Location"] == reverse("campaigns:agenda")
    assert client.session["_auth_user_id"] == str(officer_sultra.pk)
    assert AuditEvent.objects.filter(action="user.sign_in").latest("pk").after == {"methods": ["passkey"]}
    assert "Belum pernah" not in client.get(LIST).text


def test_the_question_for_a_passkey_names_nobody(officer_sultra: User) -> None:
    device_of(officer_sultra)

    options = asked(Client())["publicKey"]

    assert not options.get("allowCredentials")
    assert options["userVerification"] == "required"


def test_a_passkey_counts_as_two_factors_and_the_centre_still_needs_its_app(verifier: User) -> None:
    Authenticator.objects.filter(user=verifier).delete()
    client = signed_in_again(verifier)
    client.post(reverse("mfa_activate_totp"), {"code": totp(app_secret(client))})
    device = Device()
    add(client, device)

    with_both = Client()
    assert enter(with_both, device.use(asked(with_both)))["Location"] == reverse("reports:home")
    assert with_both.get(reverse("campaigns:post-queue")).status_code == 200

    Authenticator.objects.filter(user=verifier, type=Authenticator.Type.TOTP).delete()
    without_app = Client()
    enter(without_app, device.use(asked(without_app)))
    assert without_app.get(reverse("reports:home"))["Location"] == reverse("mfa_activate_totp")
    way = without_app.get(reverse("mfa_activate_totp"))["Location"]
    assert way.startswith(AGAIN)
    options = plain(without_app.get(way).context["js_data"]["request_options"])
    without_app.post(way, {"credential": device.use(options)})
    assert without_app.get(reverse("mfa_activate_totp")).status_code == 200


def app_secret(client: Client) -> str:
    return str(client.get(reverse("mfa_activate_totp")).context["form"].secret)


def test_after_a_password_the_passkey_is_the_second_step(officer_sultra: User) -> None:
    device, client = device_of(officer_sultra), Client()
    assert sign_in(client, officer_sultra.email)["Location"] == SECOND_STEP

    page = client.get(SECOND_STEP)
    assert "Gunakan kunci sandi" in page.text
    options = plain(page.context["js_data"]["request_options"])
    response = client.post(SECOND_STEP, {"credential": device.use(options)})

    assert response["Location"] == reverse("reports:home")
    event = AuditEvent.objects.filter(action="user.sign_in").latest("pk")
    assert event.after == {"methods": ["password", "mfa"]}


def test_a_lost_phone_is_replaced_by_a_recovery_code(officer_sultra: User) -> None:
    device_of(officer_sultra)
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    client = Client()
    sign_in(client, officer_sultra.email)

    response = client.post(SECOND_STEP, {"code": codes[0]})

    assert response["Location"] == reverse("reports:home")


def test_who_has_only_the_app_is_shown_no_button_for_a_passkey(verifier: User) -> None:
    client = Client()
    sign_in(client, verifier.email)

    assert "data-passkey" not in client.get(SECOND_STEP).text


def test_a_passkey_shows_once_more_who_one_is(officer_sultra: User) -> None:
    device, client = device_of(officer_sultra), Client()
    enter(client, device.use(asked(client)))
    way = client.get(ADD)["Location"]
    assert way.startswith(AGAIN)
    page = client.get(way)
    assert "Gunakan kata sandi" in page.text

    response = client.post(way, {"credential": device.use(plain(page.context["js_data"]["request_options"]))})

    assert response["Location"] == ADD
    assert client.get(ADD).status_code == 200


def test_a_passkey_is_renamed_and_the_change_recorded(officer_sultra: User) -> None:
    client = signed_in_again(officer_sultra)
    add(client, Device())
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    edit = reverse("mfa_edit_webauthn", args=[key.pk])

    assert client.get(edit).context["form"].initial == {"name": "Ponsel kantor"}
    assert client.post(edit, {"name": "x" * (LONGEST_NAME + 1)}).status_code == 200
    assert client.post(edit, {"name": " "}).status_code == 200
    assert client.post(edit, {"name": "Ponsel dinas"})["Location"] == LIST

    event = AuditEvent.objects.get(action="user.factor_renamed")
    assert (event.before, event.after) == ({"passkey_name": audit.WITHHELD}, {"passkey_name": audit.WITHHELD})


def test_a_passkey_is_removed_and_opens_nothing_any_more(officer_sultra: User) -> None:
    client, device = signed_in_again(officer_sultra), Device()
    add(client, device)
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    remove = reverse("mfa_remove_webauthn", args=[key.pk])

    assert "Ponsel kantor" in client.get(remove).text
    assert client.post(remove)["Location"] == LIST

    assert "Belum ada kunci sandi" in client.get(LIST).text
    removed = AuditEvent.objects.filter(action="user.factor_removed").earliest("pk")
    assert removed.after == {"factor": "webauthn", "passkey_name": audit.WITHHELD}
    visitor = Client()
    response = enter(visitor, device.use(asked(visitor)))
    assert response["Location"] == reverse("account_login")
    assert "tidak dikenal atau sudah dihapus" in told(response)


@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_the_passkey_of_somebody_else_is_not_there(
    officer_sultra: User, officer_mimika: User, name: str
) -> None:
    device_of(officer_sultra)
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    address = reverse(name, args=[key.pk])

    assert signed_in_again(officer_mimika).get(address).status_code == 404
    assert signed_in_again(officer_mimika).post(address, {"name": "Milik saya"}).status_code == 404


def test_changing_passkeys_asks_once_more_who_one_is(officer_sultra: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = signed_in_again(officer_sultra)
        add(client, Device())
        key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
        clock.shift(timedelta(minutes=6))
        for address in (
            ADD,
            reverse("mfa_edit_webauthn", args=[key.pk]),
            reverse("mfa_remove_webauthn", args=[key.pk]),
        ):
            assert client.get(address)["Location"].startswith(AGAIN)


def test_a_device_that_asks_for_no_finger_is_refused(officer_sultra: User) -> None:
    response = add(signed_in_again(officer_sultra), Device(verifies=False))

    assert response.status_code == 200
    assert "tidak terbaca" in str(response.context["form"].errors)
    assert not Authenticator.objects.exists()


def test_nor_does_it_open_the_portal(officer_sultra: User) -> None:
    device, client = device_of(officer_sultra), Client()
    device.flags = Device(verifies=False).flags

    enter(client, device.use(asked(client)))

    assert "_auth_user_id" not in client.session


def test_a_passkey_of_another_host_is_refused(officer_sultra: User) -> None:
    device, client = device_of(officer_sultra), Client()
    device.host = "testserver.jahat.example"

    enter(client, device.use(asked(client)))

    assert "_auth_user_id" not in client.session


def test_an_answer_opens_once_and_only_where_it_was_asked_for(officer_sultra: User) -> None:
    device, client = device_of(officer_sultra), Client()
    answer = device.use(asked(client))

    enter(Client(), answer)
    enter(client, answer)
    again = Client()
    asked(again)
    enter(again, answer)

    assert client.session["_auth_user_id"]
    assert "_auth_user_id" not in again.session


def test_a_passkey_opens_the_account_of_its_owner_only(officer_sultra: User, officer_mimika: User) -> None:
    own, other, client = device_of(officer_sultra), device_of(officer_mimika), Client()

    response = enter(client, own.use(asked(client), user_handle=other.user_handle))

    assert response["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session


def test_people_out_of_service_do_not_come_in_with_a_passkey(officer_sultra: User) -> None:
    device, client = device_of(officer_sultra), Client()
    User.objects.update(is_active=False)

    assert enter(client, device.use(asked(client)))["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


RUBBISH = [
    "",
    "x",
    "[]",
    "1",
    "null",
    "{}",
    '{"id": 1}',
    '{"response": {}}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": null}',
    '{"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"clientDataJSON": "!!"}}',
    '{"id": "\\u0000"}',
    json.dumps({"id": "A" * 30_000}),
    json.dumps(
        {
            "id": "AAAA",
            "rawId": "AAAA",
            "type": "public-key",
            "response": {"clientDataJSON": "e30", "attestationObject": "oA", "signature": "AA"},
        }
    ),
]


@pytest.mark.parametrize("rubbish", RUBBISH, ids=range(len(RUBBISH)))
def test_rubbish_is_refused_with_a_sentence(officer_sultra: User, rubbish: str) -> None:
    visitor, client = Client(), signed_in_again(officer_sultra)
    asked(visitor)
    client.get(ADD)

    signing_in = enter(visitor, rubbish)
    adding = client.post(ADD, {"name": "Ponsel", "passwordless": "on", "credential": rubbish})

    assert signing_in["Location"] == reverse("account_login")
    assert told(signing_in)
    assert adding.status_code == 200
    assert adding.context["form"].errors
    assert not Authenticator.objects.exists()


def test_a_plain_key_is_not_taken_for_a_passkey(officer_sultra: User) -> None:
    response = add(signed_in_again(officer_sultra), Device(), passwordless="")

    assert response.status_code == 200
    assert not Authenticator.objects.exists()


def test_who_has_not_proven_the_address_adds_no_passkey(officer_sultra: User) -> None:
    EmailAddress.objects.create(user=officer_sultra, email=officer_sultra.email, verified=False)

    response = signed_in_again(officer_sultra).get(ADD, follow=True)

    assert "Masuklah sekali dengan kode dari surel" in response.text


def test_without_javascript_the_pages_say_so(officer_sultra: User) -> None:
    client = signed_in_again(officer_sultra)

    for page in (Client().get(reverse("account_login")), client.get(ADD)):
        assert "<noscript>" in page.text
        assert "memerlukan JavaScript" in page.text
    assert "Kirim kode masuk" in Client().get(reverse("account_login")).text


def test_asked_by_a_browser_the_address_of_passkeys_leads_to_sign_in(client: Client) -> None:
    assert client.get(LOGIN)["Location"] == reverse("account_login")
    assert "user.sign_in" not in actions()
