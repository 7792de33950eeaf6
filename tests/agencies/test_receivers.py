"""What follows when roles and passwords change."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from agencies import audit
from agencies.actions import memberships
from agencies.models import Agency, AuditEvent, Membership, User
from summitcomms.jobs.models import Job
from tests.builders import NOW, PASSWORD
from tests.letters import delivered

NEW_PASSWORD = "kata-sandi-baru-2023"


def sign_in(email: str, password: str = PASSWORD) -> Client:
    client = Client()
    response = client.post(reverse("account_login"), {"login": email, "password": password})
    assert response.status_code == 302
    return client


def is_signed_in(client: Client) -> bool:
    return bool(client.get(reverse("agencies:profile")).status_code == 200)


def test_a_role_given_by_another_is_told(lead_sultra: User, officer_mimika: User, sultra: Agency) -> None:
    memberships.grant(by=lead_sultra, user=officer_mimika, role="reader", agency=sultra)

    [letter] = delivered()

    assert letter.to == [officer_mimika.email]
    assert letter.subject == "Peran baru untuk Anda: Pembaca, Diskominfo Sulawesi Tenggara"
    assert "Lina Penanggung Jawab memberi Anda peran Pembaca" in letter.body


def test_a_role_ended_by_another_is_told_once(lead_sultra: User, officer_sultra: User) -> None:
    held = Membership.objects.get(user=officer_sultra)
    for _ in range(2):
        memberships.end(by=lead_sultra, membership=held, at=NOW)

    [letter] = delivered()

    assert letter.subject.startswith("Peran Anda berakhir: Pengelola media sosial")


def test_a_role_of_the_centre_says_so(pusat_admin: User, analyst: User) -> None:
    memberships.grant(by=pusat_admin, user=analyst, role="observer")

    assert delivered()[0].subject == "Peran baru untuk Anda: Pengamat, tim pusat"


def test_what_people_do_themselves_is_not_told_to_them(officer_sultra: User, sultra: Agency) -> None:
    memberships.grant(by=officer_sultra, user=officer_sultra, role="reader", agency=sultra)
    memberships.end(by=officer_sultra, membership=Membership.objects.filter(user=officer_sultra)[0], at=NOW)

    assert not Job.objects.exists()


def test_the_portal_itself_is_named_when_it_gives_a_role(officer_sultra: User, sultra: Agency) -> None:
    memberships.grant(by=audit.SYSTEM, user=officer_sultra, role="reader", agency=sultra)

    assert "Sistem memberi Anda peran Pembaca" in delivered()[0].body


def test_a_new_password_ends_every_other_session_and_is_told(officer_sultra: User) -> None:
    elsewhere, here = sign_in(officer_sultra.email), sign_in(officer_sultra.email)
    fields = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    here.post(reverse("account_change_password"), fields)

    assert (is_signed_in(here), is_signed_in(elsewhere)) == (True, False)
    assert Session.objects.get().session_key == here.session.session_key
    assert UserSession.objects.get().session_key == here.session.session_key
    assert AuditEvent.objects.get(action="session.end").after == {"sessions": 1}
    [letter] = delivered()
    assert letter.subject == "Kata sandi akun Anda diganti"
    assert "127.0.0.1" in letter.body


def test_a_password_set_anew_by_mail_ends_every_session(client: Client, officer_sultra: User) -> None:
    elsewhere = sign_in(officer_sultra.email)
    client.post(reverse("account_reset_password"), {"email": officer_sultra.email})
    link = next(word for word in str(delivered()[0].body).split() if "/password/reset/key/" in word)
    form = client.get(link, follow=True).redirect_chain[-1][0]

    client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert not is_signed_in(elsewhere)
    assert not UserSession.objects.exists()
    assert delivered()[-1].subject == "Kata sandi akun Anda diganti"


def test_people_out_of_service_are_signed_out(officer_sultra: User) -> None:
    client = sign_in(officer_sultra.email)
    assert is_signed_in(client)

    User.objects.filter(pk=officer_sultra.pk).update(is_active=False)

    assert not is_signed_in(client)
