import os
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import RequestFactory

from summitcomms import mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(settings: Any, tmp_path: Path) -> Any:
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

    def read() -> str:
        from django.contrib.auth.models import AnonymousUser

        request = RequestFactory().get("/dev/surat/")
        request.user = AnonymousUser()
        return mailbox.mailbox(request).content.decode()

    return read


def send(subject: str, text: str = "Isi surat") -> None:
    EmailMessage(subject, text, "portal@contoh.go.id", ["petugas@contoh.go.id"]).send()


def test_an_empty_mailbox_says_what_to_do(page: Any) -> None:
    assert "Belum ada surat" in page()


def test_a_letter_is_shown_with_its_links(page: Any) -> None:
    send("Kode masuk", "Buka http://localhost:8000/akun/ & baca <b>ini</b>")

    shown = page()

    assert "Kode masuk" in shown
    assert "petugas@contoh.go.id" in shown
    assert '<a href="http://localhost:8000/akun/"' in shown
    assert "&lt;b&gt;ini" in shown


def test_the_newest_letter_stands_first(page: Any, tmp_path: Path) -> None:
    send("Surat lama")
    (kept,) = tmp_path.iterdir()
    os.utime(kept, (1, 1))
    kept.rename(kept.with_stem("lama"))  # two letters of one second may be given one file
    send("Surat baru")

    shown = page()

    assert shown.index("Surat baru") < shown.index("Surat lama")
