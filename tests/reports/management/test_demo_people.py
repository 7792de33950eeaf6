"""The two commands that tell how to sign in."""

import re
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from agencies.models import User
from reports.demo import people
from reports.demo.cast import CAST, PASSWORD
from reports.demo.posts import Office
from tests import builders


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def _debug(settings: Any) -> None:
    settings.DEBUG = True


@pytest.fixture
def cast(db: None) -> people.People:
    agencies = {code: builders.agency(code) for code in ("D-74", "D-94.04", "K-059", "K-007")}
    offices = [Office(agency.code, agency.kind, agency.short_name, "", "") for agency in agencies.values()]
    return people.create(offices, agencies, seed=1)


@pytest.mark.django_db
@pytest.mark.parametrize("words", [("demo_accounts",), ("demo_otp", "verifier")])
def test_without_debug_nothing_is_told(words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="hanya untuk mesin sendiri"):
        run(*words)


@pytest.mark.django_db
@pytest.mark.usefixtures("_debug")
def test_an_empty_portal_says_how_to_load_the_demo() -> None:
    assert run("demo_accounts") == "Belum ada pengguna peragaan. Muat dengan: make demo"
    with pytest.raises(CommandError, match="belum ada; muat dengan make demo"):
        run("demo_otp", "verifier")


@pytest.mark.usefixtures("_debug")
def test_every_sign_in_is_printed_with_what_it_needs(cast: people.People) -> None:
    said = run("demo_accounts")

    assert PASSWORD in said
    assert len(said.splitlines()) == len(CAST) + 1
    assert re.search(r"Verifikator +verifier@demo\.asean2023\.invalid +make otp user=verifier\n", said)
    assert re.search(r"Pengelola media sosial, D-74 +officer_sultra@\S+ +tanpa kode\n", said)


@pytest.mark.usefixtures("_debug")
def test_the_printed_code_is_the_one_that_opens(cast: people.People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_693_278_000.0)
    said = re.fullmatch(r"(\d{6})  \(berlaku (\d+) detik lagi, sekali pakai\)", run("demo_otp", "verifier"))
    assert said
    held = Authenticator.objects.get(user=cast.cast["verifier"], type=Authenticator.Type.TOTP)
    cache.clear()

    assert TOTP(held).validate_code(said[1])
    assert said[2] == "30"


@pytest.mark.usefixtures("_debug")
def test_somebody_without_a_code_is_told_who_has_one(cast: people.People) -> None:
    with pytest.raises(CommandError, match=r"'officer_sultra' tidak memakai kode.*: pusat_admin, "):
        run("demo_otp", "officer_sultra")


def test_the_printed_password_signs_an_officer_in(cast: people.People, client: Client) -> None:
    email = cast.cast["officer_mimika"].email

    answer = client.post("/akun/login/", {"login": email, "password": PASSWORD})

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(cast.cast["officer_mimika"].pk)


def test_an_office_without_a_member_of_the_cast_gets_an_officer_who_cannot_sign_in(
    cast: people.People,
) -> None:
    officer = cast.officers["K-007"]

    assert not officer.has_usable_password()
    assert cast.officers["D-74"] == cast.cast["officer_sultra"]
    assert User.objects.count() == len(CAST) + 1
