from typing import Any

import pytest
from django.db import IntegrityError

from agencies import audit
from agencies.actions import certificates
from agencies.models import Agency, AuditEvent, Certificate, User
from summitcomms.lib.certificates import CertificateFacts
from summitcomms.lib.refusals import Refused
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def issue(agency: Agency, **changed: Any) -> Certificate:
    facts: dict[str, Any] = {
        "title": "Piagam Penghargaan",
        "citation": "atas peran aktif menyebarluaskan informasi KTT ke-43 ASEAN",
        "campaign": "KTT ke-43 ASEAN, Jakarta",
        "place": "Peringkat 1 · Kategori Pemerintah Provinsi",
        "signatories": ("Direktorat Kemitraan", "Panji Panitia", "atas nama Panitia"),
        "is_demo": False,
        "by": audit.SYSTEM,
        "at": NOW,
    }
    return certificates.issue(agency=agency, **facts | changed)


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The codes that chance will bring, first one first."""
    coming: list[str] = []
    monkeypatch.setattr(certificates, "random_code", lambda length: coming.pop(0))
    return coming


def test_a_certificate_keeps_all_that_is_drawn(sultra: Agency) -> None:
    made = Certificate.objects.get(pk=issue(sultra).pk)

    assert made.facts == {
        "citation": "atas peran aktif menyebarluaskan informasi KTT ke-43 ASEAN",
        "campaign": "KTT ke-43 ASEAN, Jakarta",
        "place": "Peringkat 1 · Kategori Pemerintah Provinsi",
        "issued_on": "29 Agustus 2023",
        "signatories": ["Direktorat Kemitraan", "Panji Panitia", "atas nama Panitia"],
    }
    assert (made.recipient, made.issued_at, made.is_demo) == (sultra.name, NOW, False)
    assert len(made.code) == certificates.CODE_LENGTH
    assert AuditEvent.objects.get(action="certificate.issued").target_id == made.code


def test_a_code_that_is_taken_is_drawn_again(sultra: Agency, codes: list[str]) -> None:
    codes += ["AAAABBBBCCCC", "AAAABBBBCCCC", "DDDDEEEEFFFF"]

    made = [issue(sultra).code, issue(sultra).code]

    assert made == ["AAAABBBBCCCC", "DDDDEEEEFFFF"]
    assert Certificate.objects.count() == 2


def test_codes_that_never_end_are_a_fault(sultra: Agency, codes: list[str]) -> None:
    codes += ["AAAABBBBCCCC"] * (1 + certificates.ATTEMPTS)
    issue(sultra)

    with pytest.raises(IntegrityError):
        issue(sultra)


def test_a_revocation_keeps_the_reason(sultra: Agency, committee: User) -> None:
    made = issue(sultra)

    certificates.revoke(code=made.code.lower(), reason="Hasil dikoreksi.", by=committee, at=NOW)

    made.refresh_from_db()
    assert (made.revoked_at, made.revoked_reason) == (NOW, "Hasil dikoreksi.")
    event = AuditEvent.objects.get(action="certificate.revoked")
    assert (event.target_id, event.reason) == (made.code, "Hasil dikoreksi.")


def test_a_second_revocation_is_refused_and_changes_nothing(sultra: Agency, committee: User) -> None:
    made = issue(sultra)
    certificates.revoke(code=made.code, reason="Hasil dikoreksi.", by=committee, at=NOW)

    with pytest.raises(Refused, match=r"sudah dicabut pada Sel 29 Agu 2023 10\.00 WIB"):
        certificates.revoke(code=made.code, reason="Lain.", by=committee, at=NOW)

    made.refresh_from_db()
    assert made.revoked_reason == "Hasil dikoreksi."


def test_the_address_on_the_certificate_is_that_of_the_site(sultra: Agency, settings: Any) -> None:
    settings.SITE_URL = "https://portal.contoh.go.id"
    made = issue(sultra)

    assert certificates.verify_url(made) == f"https://portal.contoh.go.id/verifikasi/{made.code}/"


def test_the_image_is_drawn_once_in_a_process(sultra: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[CertificateFacts] = []

    def draw(facts: CertificateFacts) -> bytes:
        drawn.append(facts)
        return b"png"

    monkeypatch.setattr(certificates, "draw", draw)
    made = issue(sultra, is_demo=True)

    first, second = certificates.image(made), certificates.image(Certificate.objects.get(pk=made.pk))

    assert first == second == b"png"
    (facts,) = drawn
    assert (facts.code, facts.demo, facts.recipient) == (made.code, True, sultra.name)
    assert facts.verify_url == certificates.verify_url(made)
