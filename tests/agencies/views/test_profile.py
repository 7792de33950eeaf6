from collections.abc import Callable

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from agencies.models import User
from agencies.notices import MUTABLE
from tests import builders
from tests.builders import NOW, PASSWORD

AsUser = Callable[[User], Client]
PROFILE, SESSIONS = "/profile/", "/profile/sessions/"
SAID = {
    "full_name": "Sari Petugas",
    "timezone": "",
    "language": "id",
    "notices": list(MUTABLE),
}


def sign_in(person: User, user_agent: str = "") -> Client:
    client = Client(headers={"User-Agent": user_agent})
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return client


def code_of(client: Client, person: User) -> str:
    """The code under which `client` sees the one other place where its person is signed in."""
    places = client.get(SESSIONS).context["places"]
    return str(next(place.code for place in places if not place.is_this))


def test_the_page_says_who_one_is_and_what_one_may_do(as_user: AsUser, officer_sultra: User) -> None:
    page = as_user(officer_sultra).get(PROFILE).content.decode()

    for text in (
        "petugas@sultra.go.id",
        "Seperti instansi (WITA)",
        "Pengelola media sosial",
        "Mengirim unggahan atas nama instansi.",
        reverse("agencies:personal-data"),
        reverse("agencies:membership-leave", args=[officer_sultra.active_memberships[0].public_id]),
        "Putusan unggahan: alasan dan tautan",
    ):
        assert text in page
    assert "Kode masuk" not in page  # what guards the account is not offered to be muted


def test_somebody_without_a_role_has_the_page_too(as_user: AsUser, outsider: User) -> None:
    response = as_user(outsider).get(PROFILE)

    assert response.status_code == 200
    assert "Anda belum memegang peran" in response.content.decode()


def test_choices_are_saved(as_user: AsUser, officer_sultra: User) -> None:
    client = as_user(officer_sultra)
    changed = SAID | {"full_name": "Sari W.", "timezone": "Asia/Jakarta", "notices": ["account.stale"]}

    response = client.post(PROFILE, changed, follow=True)

    assert response.redirect_chain == [(PROFILE, 302)]
    assert "Profil Anda disimpan." in response.content.decode()
    kept = User.objects.get(pk=officer_sultra.pk)
    assert (kept.full_name, kept.zone) == ("Sari W.", "Asia/Jakarta")
    assert kept.muted == [code for code in MUTABLE if code != "account.stale"]


def test_the_page_after_a_change_of_language_speaks_it(as_user: AsUser, officer_sultra: User) -> None:
    response = as_user(officer_sultra).post(PROFILE, SAID | {"language": "en"}, follow=True)

    assert '<html lang="en"' in response.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"full_name": ""}, {"full_name": "x" * 151}, {"timezone": "Asia/Tokyo"}, {"notices": ["login_code"]}],
)
def test_what_cannot_be_is_refused(
    as_user: AsUser, officer_sultra: User, wrong: dict[str, str | list[str]]
) -> None:
    response = as_user(officer_sultra).post(PROFILE, SAID | wrong)

    assert response.status_code == 422
    assert "Profil belum disimpan" in response.content.decode()
    assert User.objects.get(pk=officer_sultra.pk).full_name == officer_sultra.full_name


def test_the_email_is_not_ones_own_to_change(as_user: AsUser, officer_sultra: User) -> None:
    as_user(officer_sultra).post(PROFILE, SAID | {"email": "lain@contoh.id"})

    assert User.objects.get(pk=officer_sultra.pk).email == officer_sultra.email


@pytest.mark.parametrize("path", [PROFILE, SESSIONS])
def test_the_number_of_queries_stays(
    officer_sultra: User, path: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    counted = []
    for _ in range(2):
        client = sign_in(officer_sultra)
        with django_assert_max_num_queries(9) as seen:  # type: ignore[attr-defined]
            client.get(path)
        counted.append(len(seen))
        for _ in range(20):
            builders.session(officer_sultra)

    assert counted[0] == counted[1]


def test_places_are_listed_in_words_and_in_the_readers_zone(officer_mimika: User) -> None:
    with time_machine.travel(NOW, tick=False):
        client = sign_in(officer_mimika, "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/117.0")
        builders.session(officer_mimika)
        page = client.get(SESSIONS).content.decode()

    for text in ("Firefox di Windows", "Perangkat ini", "Chrome di Android", "203.0.113.7", "12.00 WIT"):
        assert text in page


def test_one_other_place_is_signed_out(officer_sultra: User) -> None:
    here, there = sign_in(officer_sultra), sign_in(officer_sultra)

    response = here.post(reverse("agencies:session-end", args=[code_of(here, officer_sultra)]), follow=True)

    assert response.redirect_chain == [(SESSIONS, 302)]
    assert "1 sesi diakhiri." in response.content.decode()
    assert there.get(PROFILE).status_code == 302
    assert here.get(PROFILE).status_code == 200


def test_somebody_elses_session_is_not_found(officer_sultra: User, officer_mimika: User) -> None:
    theirs, again = sign_in(officer_mimika), sign_in(officer_mimika)

    response = sign_in(officer_sultra).post(
        reverse("agencies:session-end", args=[code_of(theirs, officer_mimika)])
    )

    assert response.status_code == 404
    assert again.get(PROFILE).status_code == 200


def test_everywhere_else_is_signed_out(officer_sultra: User, officer_mimika: User) -> None:
    here, there, stranger = sign_in(officer_sultra), sign_in(officer_sultra), sign_in(officer_mimika)

    page = here.post(reverse("agencies:session-end-others"), follow=True).content.decode()

    assert "1 sesi diakhiri." in page
    assert [client.get(PROFILE).status_code for client in (here, there, stranger)] == [200, 302, 200]
    again = here.post(reverse("agencies:session-end-others"), follow=True).content.decode()
    assert "Tidak ada sesi lain yang terbuka." in again


def test_everywhere_is_signed_out(officer_sultra: User) -> None:
    here, there = sign_in(officer_sultra), sign_in(officer_sultra)

    assert here.post(reverse("agencies:session-end-all"))["Location"] == reverse("reports:front")

    assert [client.get(PROFILE).status_code for client in (here, there)] == [302, 302]
    assert not Session.objects.filter(session_key__in=UserSession.objects.values("session_key")).exists()


def test_use_of_a_session_is_noted(officer_sultra: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in(officer_sultra)
        clock.shift(300)
        client.get(PROFILE, REMOTE_ADDR="203.0.113.9")

        held = UserSession.objects.get()

    assert ((held.last_seen_at - NOW).total_seconds(), held.ip) == (300, "203.0.113.9")


@pytest.mark.parametrize("name", ["session-end-others", "session-end-all"])
def test_ending_sessions_is_a_post(as_user: AsUser, officer_sultra: User, name: str) -> None:
    assert as_user(officer_sultra).get(reverse(f"agencies:{name}")).status_code == 405
