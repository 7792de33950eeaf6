"""Signing in as people meet it: the pages of django-allauth under the portal's settings."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from agencies.actions import people
from agencies.models import AuditEvent, User
from tests.builders import NOW, PASSWORD, TOTP_SECRET, user
from tests.letters import delivered

pytestmark = pytest.mark.django_db
LOGIN = "/akun/login/"


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def totp(secret: str = TOTP_SECRET) -> str:
    now = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, now[len(now) // 2]))


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_password_opens_the_portal(client: Client, officer_sultra: User) -> None:
    response = sign_in(client, officer_sultra.email.upper())

    assert response["Location"] == reverse("reports:home")
    event = AuditEvent.objects.get(action="user.sign_in")
    assert (event.actor_id, event.after) == (str(officer_sultra.public_id), {"methods": ["password"]})
    assert event.address == "127.0.0.1"


@pytest.mark.parametrize("email", ["petugas@sultra.go.id", "tidak.ada@contoh.go.id"])
def test_a_wrong_password_reads_the_same_for_known_and_unknown(
    client: Client, officer_sultra: User, email: str
) -> None:
    response = sign_in(client, email, "salah-salah-salah")

    assert response.status_code == 200
    assert [str(error) for error in response.context["form"].non_field_errors()] == [
        "Surel atau kata sandi tidak tepat."
    ]
    assert actions() == (["user.sign_in_failed"] if email == officer_sultra.email else [])


def test_a_wrong_password_is_not_held_against_its_owner(client: Client, officer_sultra: User) -> None:
    sign_in(client, officer_sultra.email, "salah-salah-salah")

    event = AuditEvent.objects.get()
    assert (event.actor_kind, event.target_id) == ("visitor", str(officer_sultra.public_id))


def test_people_out_of_service_do_not_come_in(client: Client, officer_sultra: User) -> None:
    User.objects.update(is_active=False)

    response = sign_in(client, officer_sultra.email)

    assert response["Location"] == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_the_centre_gives_its_second_factor(client: Client, verifier: User) -> None:
    response = sign_in(client, verifier.email)
    assert response["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session

    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert actions() == ["user.factor_failed"]

    response = client.post(reverse("mfa_authenticate"), {"code": totp()})
    assert response["Location"] == reverse("reports:home")
    assert AuditEvent.objects.get(action="user.sign_in").after == {"methods": ["password", "mfa"]}


def test_a_code_opens_once(client: Client, verifier: User) -> None:
    with time_machine.travel(NOW, tick=False):
        code = totp()
        for expected in (302, 200):
            visitor = Client()
            sign_in(visitor, verifier.email)
            assert visitor.post(reverse("mfa_authenticate"), {"code": code}).status_code == expected


@time_machine.travel(NOW, tick=False)  # no code runs out between making and sending it
def test_a_new_administrator_sets_up_the_app_and_gets_recovery_codes(
    client: Client, pusat_admin: User, django_capture_on_commit_callbacks: Any
) -> None:
    Authenticator.objects.all().delete()
    sign_in(client, pusat_admin.email)
    assert client.get(reverse("reports:home"))["Location"] == reverse("mfa_activate_totp")
    response = client.get(reverse("mfa_activate_totp"), follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_reauthenticate"))

    client.post(response.redirect_chain[-1][0], {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("mfa_activate_totp"), {"code": totp(secret)}, follow=True)

    assert response.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes")
    assert len(response.context["unused_codes"]) == 10
    assert client.get(reverse("admin:index")).status_code == 200
    assert "user.factor_added" in actions()


def test_the_centre_cannot_put_its_second_factor_away(
    client: Client, verifier: User, django_capture_on_commit_callbacks: Any
) -> None:
    sign_in(client, verifier.email)
    client.post(reverse("mfa_authenticate"), {"code": totp()})
    page = client.get(reverse("mfa_index"))
    assert reverse("mfa_deactivate_totp") not in page.content.decode()

    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("mfa_deactivate_totp"))

    assert response.status_code == 200
    assert response.context["form"].errors
    assert Authenticator.objects.filter(user=verifier).exists()


def test_a_code_by_mail_opens_the_portal_without_a_password(client: Client, officer_sultra: User) -> None:
    response = client.post(reverse("account_request_login_code"), {"email": officer_sultra.email})
    assert response["Location"] == reverse("account_confirm_login_code")
    letter = delivered()[0]
    assert letter.to == [officer_sultra.email]
    assert letter.subject == "Kode masuk Portal Kampanye KTT ASEAN"
    code = re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]+$", str(letter.body), re.MULTILINE)
    assert code

    response = client.post(reverse("account_confirm_login_code"), {"code": code[0]})

    assert response["Location"] == reverse("reports:home")
    assert AuditEvent.objects.get(action="user.sign_in").after == {"methods": ["code"]}


def mailed_code() -> str:
    code = re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]+$", str(delivered()[0].body), re.MULTILINE)
    assert code
    return code[0]


def move(person: User, by: User) -> None:
    person.email = "sari.baru@sultra.go.id"
    people.save(by=by, user=person, fields=["email"], at=timezone.now())


def test_a_code_asked_for_before_the_address_was_changed_opens_nothing(
    client: Client, officer_sultra: User, pusat_admin: User
) -> None:
    client.post(reverse("account_request_login_code"), {"email": officer_sultra.email})
    code = mailed_code()
    move(officer_sultra, pusat_admin)

    page = client.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)

    assert page.redirect_chain[-1][0] == LOGIN
    assert "Alamat surel akun ini baru saja diganti" in page.text
    assert "_auth_user_id" not in client.session
    assert "user.sign_in" not in actions()


def test_nor_does_it_when_only_the_second_factor_was_missing(
    client: Client, verifier: User, pusat_admin: User
) -> None:
    client.post(reverse("account_request_login_code"), {"email": verifier.email})
    client.post(reverse("account_confirm_login_code"), {"code": mailed_code()})
    move(verifier, pusat_admin)

    response = client.post(reverse("mfa_authenticate"), {"code": totp()})

    assert response["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_a_code_for_the_new_address_opens(client: Client, officer_sultra: User, pusat_admin: User) -> None:
    move(officer_sultra, pusat_admin)
    delivered().clear()
    client.post(reverse("account_request_login_code"), {"email": "SARI.baru@sultra.go.id"})

    response = client.post(reverse("account_confirm_login_code"), {"code": mailed_code()})

    assert response["Location"] == reverse("reports:home")


def test_another_code_may_be_asked_for_and_another_way_chosen(client: Client, officer_sultra: User) -> None:
    client.post(reverse("account_request_login_code"), {"email": officer_sultra.email})
    page = client.get(reverse("account_confirm_login_code")).text
    assert 'name="action" value="resend"' in page

    client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    assert len(delivered()) == 2
    assert len({str(letter.body) for letter in delivered()}) == 2

    response = client.post(reverse("account_logout"), {"next": LOGIN})
    assert response["Location"] == LOGIN
    assert client.get(LOGIN).status_code == 200
    assert sign_in(client, officer_sultra.email)["Location"] == reverse("reports:home")


def test_a_code_by_mail_does_not_replace_the_second_factor(client: Client, verifier: User) -> None:
    client.post(reverse("account_request_login_code"), {"email": verifier.email})
    code = re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]+$", str(delivered()[0].body), re.MULTILINE)
    assert code

    response = client.post(reverse("account_confirm_login_code"), {"code": code[0]})

    assert response["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("route", ["account_request_login_code", "account_reset_password"])
def test_asking_for_mail_does_not_tell_who_has_an_account(
    client: Client, officer_sultra: User, route: str
) -> None:
    answers = []
    for email in (officer_sultra.email, "tidak.ada@contoh.go.id"):
        response = Client().post(reverse(route), {"email": email}, follow=True)
        page = response.content.decode().replace(email, "…")
        answers.append(
            (response.redirect_chain, re.sub(r'(csrfmiddlewaretoken" value="|CSRFToken": ")[^"]+', "", page))
        )

    assert answers[0] == answers[1]
    letters = delivered()
    assert len(letters) == 2  # either address gets a letter, so the time taken tells nothing
    assert "undangan" in letters[1].body
    assert "/akun/signup/" not in letters[1].body


def test_a_forgotten_password_is_set_anew(client: Client, officer_sultra: User) -> None:
    client.post(reverse("account_reset_password"), {"email": officer_sultra.email})
    letter = delivered()[0]
    assert "kata sandi" in letter.subject.casefold()
    link = re.search(r"https?://[^/]+(/akun/password/reset/key/\S+)", str(letter.body))
    assert link

    form = client.get(link[1], follow=True)
    response = client.post(
        form.redirect_chain[-1][0],
        {"password1": "kata-sandi-baru-2023", "password2": "kata-sandi-baru-2023"},
        follow=True,
    )

    assert response.status_code == 200
    assert sign_in(Client(), officer_sultra.email, "kata-sandi-baru-2023").status_code == 302
    assert "user.password_reset" in actions()
    used = Client().get(link[1], follow=True)
    assert used.context["token_fail"]


def test_the_link_of_a_forgotten_password_ends_after_an_hour(client: Client, officer_sultra: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client.post(reverse("account_reset_password"), {"email": officer_sultra.email})
        link = re.search(r"https?://[^/]+(/akun/password/reset/key/\S+)", str(delivered()[0].body))
        assert link
        clock.shift(timedelta(hours=1, seconds=1))

        response = client.get(link[1], follow=True)

    assert response.context["token_fail"]


@pytest.mark.parametrize("password", ["pendek", "q1w2e3r4t5y6", "petugas@sultra.go.id"])
def test_a_weak_password_is_refused_with_the_rule(
    as_user: Callable[[User], Client], officer_sultra: User, password: str
) -> None:
    response = as_user(officer_sultra).post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )

    assert response.status_code == 200
    assert response.context["form"].errors
    assert User.objects.get(pk=officer_sultra.pk).check_password(PASSWORD)


def test_a_changed_password_is_audited(as_user: Callable[[User], Client], officer_sultra: User) -> None:
    as_user(officer_sultra).post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "kata-sandi-baru-2023", "password2": "kata-sandi-baru-2023"},
    )

    assert actions() == ["user.password_changed"]


def test_signing_out_is_a_post(client: Client, officer_sultra: User) -> None:
    sign_in(client, officer_sultra.email)

    assert client.get(reverse("account_logout")).status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post(reverse("account_logout"))["Location"] == reverse("reports:front")
    assert "_auth_user_id" not in client.session
    assert actions() == ["user.sign_in", "user.sign_out"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(client: Client, method: str) -> None:
    fields = {"email": "baru@contoh.id", "password1": PASSWORD, "password2": PASSWORD}

    response = getattr(client, method)(reverse("account_signup"), fields)

    assert "Akun melalui undangan" in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "route",
    ["account_email", "account_email_verification_sent", "mfa_signup_webauthn", "account_signup_by_passkey"],
)
def test_pages_that_the_portal_does_not_offer_do_not_exist(route: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(route)


def test_a_foreign_address_is_not_where_sign_in_leads(client: Client, officer_sultra: User) -> None:
    response = client.post(
        f"{LOGIN}?next=https://jahat.example/",
        {"login": officer_sultra.email, "password": PASSWORD, "next": "https://jahat.example/"},
    )

    assert response["Location"] == reverse("reports:home")


def test_a_hall_signs_in_behind_one_address(db: None) -> None:
    people = [user(f"peserta{n}@contoh.go.id") for n in range(100)]

    with time_machine.travel(NOW, tick=False):
        answers = [
            sign_in(Client(), person.email, REMOTE_ADDR="203.0.113.9").status_code for person in people
        ]

    assert answers == [302] * 100


def test_the_eleventh_wrong_password_blocks_the_account_for_ten_minutes(
    client: Client, officer_sultra: User
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for n in range(20):
            response = sign_in(client, officer_sultra.email, f"salah-{n}", REMOTE_ADDR=f"203.0.113.{n}")
            blocked = "Terlalu banyak" in str(response.context["form"].non_field_errors())
            assert blocked is (n >= 10), n
        assert sign_in(client, officer_sultra.email).status_code == 200  # the right one does not help now
        assert actions() == ["user.sign_in_failed"] * 10
        clock.shift(timedelta(minutes=10, seconds=1))

        assert sign_in(client, officer_sultra.email).status_code == 302


def test_a_blocked_account_blocks_nobody_else(
    client: Client, officer_sultra: User, officer_mimika: User
) -> None:
    for n in range(11):
        sign_in(client, officer_sultra.email, f"salah-{n}")

    assert sign_in(client, officer_mimika.email).status_code == 302


def test_guessing_second_factors_is_blocked(client: Client, verifier: User) -> None:
    with time_machine.travel(NOW, tick=False):
        sign_in(client, verifier.email)
        for n in range(11):
            client.post(reverse("mfa_authenticate"), {"code": f"{n:06}"})

        response = client.post(reverse("mfa_authenticate"), {"code": totp()})

    assert response.status_code in {200, 429}
    assert "_auth_user_id" not in client.session


def test_login_codes_are_not_sent_without_end(client: Client, officer_sultra: User) -> None:
    with time_machine.travel(NOW, tick=False):
        answers = [
            Client().post(reverse("account_request_login_code"), {"email": officer_sultra.email}).status_code
            for _ in range(6)
        ]

    assert len(delivered(at=NOW)) == 5
    assert answers[:5] == [302] * 5
    assert answers[5] != 500
