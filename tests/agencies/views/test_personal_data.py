import io
import zipfile
from typing import Any

from django.test import Client
from django.urls import reverse

from agencies.models import AuditEvent, User
from tests.builders import PASSWORD

PAGE = reverse("agencies:personal-data")
DOWNLOAD = reverse("agencies:personal-data-download")
FORGET = reverse("agencies:personal-data-forget")


def test_the_page_says_what_is_kept_and_on_which_ground(
    as_user: Any, officer_sultra: User, settings: Any
) -> None:
    settings.RETENTION_DAYS = 400

    page = as_user(officer_sultra).get(PAGE).text

    assert "Pasal 20 ayat (2) huruf e UU 27/2022" in page
    assert "400 hari setelah peran terakhir berakhir" in page
    assert reverse("agencies:profile") in page


def test_who_serves_is_told_to_leave_first(as_user: Any, officer_sultra: User) -> None:
    client = as_user(officer_sultra)
    leave = reverse("agencies:membership-leave", args=[officer_sultra.memberships.get().public_id])

    assert leave in client.get(PAGE).text
    response = client.post(FORGET)

    assert response.status_code == 422
    assert "Anda masih bertugas" in response.text
    assert not AuditEvent.objects.filter(action="user.forget_requested").exists()


def test_who_left_asks_to_be_forgotten_once(as_user: Any, outsider: User) -> None:
    client = as_user(outsider)

    client.post(FORGET)
    page = client.post(FORGET, follow=True).text

    assert "Permintaan Anda tercatat." in page
    assert "Anda meminta dilupakan" in page
    assert AuditEvent.objects.filter(action="user.forget_requested").count() == 1


def test_the_download_asks_who_is_there_first(client: Client, officer_sultra: User) -> None:
    client.force_login(officer_sultra, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = client.get(DOWNLOAD)
    assert asked.status_code == 302
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))

    back = client.post(asked.headers["Location"], {"password": PASSWORD}, follow=True)

    assert back.headers["Content-Type"] == "application/zip"
    assert back.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    content = b"".join(back)
    assert "profil.json" in zipfile.ZipFile(io.BytesIO(content)).namelist()
