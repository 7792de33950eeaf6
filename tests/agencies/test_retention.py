from pathlib import Path
from uuid import UUID

from django.conf import settings

from agencies import retention
from summitcomms.jobs import handlers

PUBLIC_ID = UUID("7f3a9c00-8f8d-4bfa-a58e-2e42a53935f0")


def test_a_pseudonym_is_always_the_same_for_the_same_person() -> None:
    assert retention.pseudonym(PUBLIC_ID) == "Mantan petugas 7F3A9C"


def test_no_mail_reaches_who_was_forgotten() -> None:
    assert retention.unreachable(PUBLIC_ID) == "7f3a9c00-8f8d-4bfa-a58e-2e42a53935f0@disamarkan.invalid"


def test_the_table_says_the_periods_that_hold() -> None:
    sentences = " ".join(kept.how_long for kept in retention.table(str, days=400))

    assert "400 hari setelah peran terakhir" in sentences
    assert f"{retention.INVITATION_DAYS} hari setelah kedaluwarsa" in sentences
    assert "%(" not in sentences


def test_the_table_is_said_in_the_language_of_the_reader() -> None:
    assert retention.table(lambda text: "kept", days=1)[0].what == "kept"


def test_mails_are_kept_as_long_as_the_table_says() -> None:
    assert handlers.KEEP.days == retention.MAIL_DAYS


def test_the_document_holds_the_same_table() -> None:
    document = (Path(settings.BASE_DIR) / "docs" / "personal-data.md").read_text()

    assert retention.as_markdown(days=730) in document, "write agencies.retention.as_markdown(days=730) there"
