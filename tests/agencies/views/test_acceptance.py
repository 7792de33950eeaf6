import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.actions import acceptance, invitations
from agencies.actions.invitations import Invited, Offer
from agencies.models import Agency, AuditEvent, Invitation, User
from tests.agencies.test_sign_in import totp
from tests.builders import PASSWORD
from tests.letters import delivered

NEW = "baru@contoh.id"
JOIN = {"full_name": "Budi Baru"}


def invite(by: User, agency: Agency | None, role: str = "officer", email: str = NEW, **more: Any) -> Invited:
    return invitations.invite(by=by, offer=Offer(email, role, agency, **more), at=timezone.now())


def shared(made: Invited) -> str:
    """The path that the inviter shares."""
    return "/undangan/" + made.link.partition("/undangan/")[2]


def mailed(made: Invited) -> str:
    """The path that the mail brings."""
    letter = invitations.letter(public_id=str(made.invitation.public_id), at=timezone.now())
    assert letter
    return "/undangan/" + str(letter.words["link"]).partition("/undangan/")[2]


def asked_for(page: str) -> dict[str, str]:
    """The hidden fields of the form that asks for a code."""
    return dict(re.findall(r'<input type="hidden" name="(email|next)" value="([^"]+)"', page))


def code_of_the_newest_mail() -> str:
    found = re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]+$", str(delivered()[-1].body), re.MULTILINE)
    assert found
    return found[0]


def test_the_mailed_link_asks_for_a_name_only_and_signs_in(
    client: Client, lead_sultra: User, sultra: Agency
) -> None:
    path = mailed(invite(lead_sultra, sultra, full_name="Budi"))

    page = client.get(path).text
    response = client.post(path, JOIN)

    assert "Lina Penanggung Jawab" in page
    assert "Diskominfo Sulawesi Tenggara" in page
    assert 'type="password"' not in page
    assert 'value="Budi"' in page
    assert response.headers["Location"] == reverse("agencies:welcome")
    user = User.objects.get(email=NEW)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.last_login
    assert EmailAddress.objects.get(user=user).verified
    assert AuditEvent.objects.get(action="user.sign_in").after == {"methods": ["invitation"]}
    welcome = client.get(reverse("agencies:welcome")).text
    assert "Hanya di perangkat milik Anda sendiri" in welcome
    for route in ("mfa_add_webauthn", "account_set_password", "reports:home"):
        assert f'href="{reverse(route)}"' in welcome
        assert client.get(reverse(route)).status_code == 200
    assert client.get(reverse("campaigns:post-list")).status_code == 200


def test_the_shared_link_accepts_with_a_code_that_only_the_invited_address_gets(
    client: Client, lead_sultra: User, sultra: Agency
) -> None:
    path = shared(invite(lead_sultra, sultra, full_name="Budi"))

    fields = asked_for(client.get(path).text)
    assert fields == {"email": NEW, "next": path}
    response = client.post(path, fields)
    assert response.headers["Location"].startswith(reverse("account_confirm_login_code"))
    assert delivered()[-1].to == [NEW]
    assert Invitation.objects.get().accepted_at is None

    response = client.post(response.headers["Location"], {"code": code_of_the_newest_mail(), "next": path})
    assert response.headers["Location"] == path
    page = client.get(path).text
    assert 'value="Budi"' in page
    assert client.post(path, {"full_name": " "}).status_code == 422
    response = client.post(path, JOIN)

    assert response.headers["Location"] == reverse("agencies:welcome")
    user = User.objects.get(email=NEW)
    assert (user.full_name, user.memberships.get().agency) == ("Budi Baru", sultra)
    assert EmailAddress.objects.get(user=user).verified
    assert AuditEvent.objects.get(action="user.sign_in").after == {"methods": ["code"]}
    assert client.get(path).status_code == 410


def test_nobody_accepts_with_the_shared_link_alone(client: Client, lead_sultra: User, sultra: Agency) -> None:
    path = shared(invite(lead_sultra, sultra))

    client.post(path, JOIN)
    client.post(path, asked_for(client.get(path).text) | JOIN)
    client.post(reverse("account_confirm_login_code"), {"code": "AAAA-AAAA", "next": path})

    assert "_auth_user_id" not in client.session
    assert Invitation.objects.get().accepted_at is None
    assert not User.objects.get(email=NEW).memberships.exists()


def test_codes_are_not_mailed_without_end(client: Client, lead_sultra: User, sultra: Agency) -> None:
    path = shared(invite(lead_sultra, sultra))
    fields = asked_for(client.get(path).text)
    before = len(delivered())

    answers = [Client().post(path, fields) for _ in range(6)]

    assert len(delivered()) - before == 5
    assert "Terlalu banyak percobaan" in answers[5].text


def test_the_inviter_learns_nothing_of_accounts_elsewhere(
    as_user: Any, lead_sultra: User, officer_mimika: User, sultra: Agency
) -> None:
    answers = []
    for email in (officer_mimika.email, NEW):
        path = shared(invite(lead_sultra, sultra, email=email))
        client = Client()
        page = client.get(path)
        sent = client.post(path, asked_for(page.text), follow=True)
        told = page.text + sent.text + str(sent.redirect_chain)
        for own in (path, quote(path, safe=""), email):
            told = told.replace(own, "")
        answers.append(re.sub(r'csrfmiddlewaretoken" value="\w+', "", told).splitlines())

    assert answers[0] == answers[1]


def test_somebody_out_of_service_is_sent_no_code(
    client: Client, lead_sultra: User, officer_mimika: User, sultra: Agency
) -> None:
    User.objects.filter(pk=officer_mimika.pk).update(is_active=False)
    path = shared(invite(lead_sultra, sultra, email=officer_mimika.email))

    response = client.post(path, asked_for(client.get(path).text))

    assert response.headers["Location"].startswith(reverse("account_confirm_login_code"))
    assert not re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", str(delivered()[-1].body), re.MULTILINE)


def test_the_mailed_link_sends_somebody_with_an_account_to_sign_in(
    client: Client, lead_sultra: User, officer_mimika: User, sultra: Agency
) -> None:
    path = mailed(invite(lead_sultra, sultra, email=officer_mimika.email))

    page = client.get(path).text
    response = client.post(path, JOIN)

    assert "full_name" not in page
    assert f"{reverse('account_login')}?next={path}" in page
    assert "_auth_user_id" not in client.session
    assert response.status_code == 200  # the page for codes, since no address was sent
    assert officer_mimika.memberships.count() == 1


def test_an_existing_account_signs_in_and_confirms(
    as_user: Any, lead_sultra: User, officer_mimika: User, sultra: Agency
) -> None:
    path = shared(invite(lead_sultra, sultra, email=officer_mimika.email))
    client = as_user(officer_mimika)

    assert "Terima undangan" in client.get(path).text
    response = client.post(path)

    assert response.headers["Location"] == reverse("reports:home")  # a password is set already
    assert officer_mimika.memberships.active().count() == 2


def test_a_new_person_of_the_centre_goes_on_to_the_second_factor(client: Client, pusat_admin: User) -> None:
    client.post(mailed(invite(pusat_admin, None, "verifier")), JOIN)

    response = client.get(reverse("agencies:welcome"))

    assert response.headers["Location"] == reverse("mfa_activate_totp")
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})
    # The codes are shown at once: the app has just been used, and its code opens nothing twice.
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get(reverse("agencies:welcome")).status_code == 200


def test_the_second_factor_is_asked_for_on_the_way_to_an_invitation(
    client: Client, lead_sultra: User, officer_mimika: User, sultra: Agency
) -> None:
    Authenticator.objects.create(user=officer_mimika, type=Authenticator.Type.TOTP, data={"secret": "x"})
    path = shared(invite(lead_sultra, sultra, email=officer_mimika.email))
    response = client.post(path, asked_for(client.get(path).text))

    response = client.post(response.headers["Location"], {"code": code_of_the_newest_mail(), "next": path})

    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_somebody_else_who_is_signed_in_cannot_accept(
    as_user: Any, lead_sultra: User, sultra: Agency
) -> None:
    made = invite(lead_sultra, sultra)
    client = as_user(lead_sultra)

    for path in (shared(made), mailed(made)):
        assert "Anda sedang masuk sebagai" in client.get(path).text
        assert client.post(path, JOIN).status_code == 422
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.django_db
def test_a_forged_link_is_unknown(client: Client) -> None:
    response = client.get(reverse("agencies:invitation-accept", args=["palsu"]))

    assert response.status_code == 404
    assert "tidak dikenal" in response.text


@pytest.mark.parametrize("end", ["accepted", "withdrawn", "expired"])
@pytest.mark.parametrize("link", [shared, mailed])
def test_a_dead_link_says_what_to_do(
    client: Client, lead_sultra: User, sultra: Agency, end: str, link: Any
) -> None:
    made = invite(lead_sultra, sultra)
    path, now = link(made), timezone.now()
    if end == "accepted":
        user = acceptance.reserve(invitation=made.invitation, at=now)
        acceptance.accept(by=user, invitation=made.invitation, full_name="Budi", at=now)
    elif end == "withdrawn":
        invitations.withdraw(by=lead_sultra, invitation=made.invitation, at=now)
    else:
        Invitation.objects.update(invited_at=now - timedelta(days=8), expires_at=now - timedelta(days=1))

    response = client.post(path, JOIN | {"email": NEW, "next": path})

    assert response.status_code == client.get(path).status_code == 410
    assert {"accepted": "cukup masuk"}.get(end, "Hubungi Lina Penanggung Jawab") in response.text
    assert User.objects.filter(full_name="Budi Baru").count() == 0


def test_the_inviter_is_told_what_to_do_when_mail_does_not_arrive(as_user: Any, lead_sultra: User) -> None:
    page = as_user(lead_sultra).post(reverse("agencies:invitation-create"), {"email": NEW, "role": "officer"})

    assert "kode%20konfirmasinya%20dikirim%20ke%20surel" in page.text
    assert "undang dengan alamat lain" in page.text


def test_a_password_may_be_chosen_afterwards(client: Client, lead_sultra: User, sultra: Agency) -> None:
    client.post(mailed(invite(lead_sultra, sultra)), JOIN)

    response = client.post(reverse("account_set_password"), {"password1": PASSWORD, "password2": PASSWORD})

    assert response.headers["Location"] == reverse("mfa_index")
    assert User.objects.get(email=NEW).check_password(PASSWORD)


def test_the_welcome_is_for_people_who_are_signed_in(client: Client, db: None) -> None:
    assert client.get(reverse("agencies:welcome")).headers["Location"].startswith(reverse("account_login"))
    assert client.post(reverse("agencies:welcome")).status_code in {302, 405}
