import uuid
from typing import Any

from allauth.mfa.models import Authenticator
from django.urls import reverse

from agencies.models import User
from tests import builders


def address(user: User) -> str:
    return reverse("agencies:second-factor-reset", args=[user.public_id])


def test_an_administrator_resets_and_is_told_what_to_say(
    as_user: Any, pusat_admin: User, verifier: User
) -> None:
    client = as_user(pusat_admin)

    page = client.post(address(verifier), follow=True)

    assert page.redirect_chain[-1][0] == reverse("agencies:person-detail", args=[verifier.public_id])
    assert "masuk dengan kode dari surel" in page.text
    assert not Authenticator.objects.filter(user=verifier).exists()
    assert "tidak memasang langkah kedua apa pun" in client.post(address(verifier), follow=True).text


def test_somebody_who_never_had_a_role_is_helped_too(as_user: Any, pusat_admin: User) -> None:
    person = builders.user()
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = as_user(pusat_admin)
    assert address(person) in client.get(reverse("agencies:person-detail", args=[person.public_id])).text

    client.post(address(person))

    assert not Authenticator.objects.filter(user=person).exists()


def test_the_own_is_refused_with_the_reason(as_user: Any, pusat_admin: User) -> None:
    page = as_user(pusat_admin).post(address(pusat_admin), follow=True)

    assert "hanya dapat diatur ulang oleh administrator lain" in page.text
    assert Authenticator.objects.filter(user=pusat_admin).exists()


def test_others_are_kept_out(
    as_user: Any, verifier: User, lead_sultra: User, officer_sultra: User, pusat_admin: User
) -> None:
    for by in (verifier, lead_sultra):
        assert as_user(by).post(address(officer_sultra)).status_code == 403
    client = as_user(pusat_admin)
    assert client.get(address(officer_sultra)).status_code == 405
    assert client.post(reverse("agencies:second-factor-reset", args=[uuid.uuid4()])).status_code == 404
