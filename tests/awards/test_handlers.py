import builtins
import hashlib
import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from agencies import audit
from agencies.actions import certificates
from agencies.models import Agency, AuditEvent, User
from awards import handlers
from awards.actions import certificate_sheets, jury, minutes, rankings, rounds
from awards.minutes import page
from awards.models import AwardRound, Minutes
from campaigns.models import Campaign
from summitcomms.jobs.models import Job
from summitcomms.jobs.running import BadInput, NeedsOperator
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.awards import results
from tests.builders import NOW
from tests.services import running_job

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def frozen(campaign: Campaign, setneg: Agency, kemendagri: Agency, committee: User) -> AwardRound:
    """A round whose ministries were judged, by two people of whom one must not judge K-011."""
    made = results.judging_round(campaign, {setneg: [5, 5, 5], kemendagri: [2, 2]})
    ministries = made.categories.get(code="kementerian")
    for name in ("Juri Satu", "Juri Dua"):
        user = builders.user(full_name=name)
        jury.name(round_id=made.public_id, juror=user, by=committee, at=NOW)
        for agency in (setneg, kemendagri):
            jury.score(
                round_id=made.public_id,
                category=ministries,
                agency=agency,
                points=results.points(80),
                by=user,
                at=NOW,
            )
    jury.declare(
        round_id=made.public_id,
        agency=builders.agency("K-011", "Kemlu", name="Kementerian Luar Negeri"),
        reason="Konsultan di sana.",
        by=user,
        at=NOW,
    )
    jury.close(round_id=made.public_id, by=committee, at=NOW)
    return rounds.freeze(round_id=made.public_id, by=committee, at=NOW)


@pytest.fixture
def published(frozen: AwardRound, second_committee: User) -> AwardRound:
    return rounds.publish(round_id=frozen.public_id, by=second_committee, at=NOW)


def asked(award_round: AwardRound, by: User, **known: Any) -> Any:
    payload = {"round": str(award_round.public_id)}
    return running_job(payload=payload, requested_by=by.actor_id, at=NOW, **known)


def test_minutes_are_asked_for_once_and_only_after_publication(
    frozen: AwardRound, committee: User, second_committee: User
) -> None:
    with pytest.raises(Refused, match="setelah hasil diterbitkan"):
        minutes.request(round_id=frozen.public_id, by=committee, at=NOW)

    rounds.publish(round_id=frozen.public_id, by=second_committee, at=NOW)
    first = minutes.request(round_id=frozen.public_id, by=committee, at=NOW)

    assert minutes.request(round_id=frozen.public_id, by=second_committee, at=NOW) == first
    assert Job.objects.exclude(kind="mail.send").get().kind == "minutes.make"


def test_minutes_say_who_what_and_how_it_is_proved(
    published: AwardRound, committee: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[str] = []

    def printed(html: str) -> bytes:
        pages.append(html)
        return b"%PDF"

    monkeypatch.setattr(handlers, "as_pdf", printed)

    told = handlers.make_minutes(asked(published, committee))
    again = handlers.make_minutes(asked(published, committee))

    made = Minutes.objects.get()
    assert told == again == {"number": "001/BA-PENGHARGAAN/VIII/2023", "sha256": made.sha256}
    assert made.sha256 == hashlib.sha256(b"%PDF").hexdigest()
    with made.file.open() as kept:
        assert kept.read() == b"%PDF"
    assert AuditEvent.objects.get(action="round.minuted").after["sha256"] == made.sha256
    (html,) = pages
    assert published.frozen_ranking is not None
    for words in (
        "Nomor: 001/BA-PENGHARGAAN/VIII/2023",
        "Selasa, 29 Agustus 2023",
        "Panji Panitia",
        "Putri Panitia",
        "Resep uji v1",
        "Kategori Kementerian",
        "bobot juri 40 %",
        "Kementerian Sekretariat Negara",
        "80,00",
        "Juri Satu; Juri Dua",
        "Konsultan di sana.",
        published.frozen_ranking.head,
        f"/verifikasi/hasil/{published.frozen_ranking.head}/",
        "ini pembekuan pertama",
        "data:image/svg+xml",
    ):
        assert words in html, words


def test_minutes_tell_of_every_dismissal_also_of_jurors_who_were_named_again(
    campaign: Campaign, setneg: Agency, committee: User, second_committee: User
) -> None:
    judging = results.judging_round(campaign, {setneg: [5, 5, 5]})
    back, gone, third = (builders.user(full_name=f"Juri {name}") for name in ("Satu", "Dua", "Tiga"))
    by_us: dict[str, Any] = {"round_id": judging.public_id, "by": committee, "at": NOW}
    for juror in (back, gone, third):
        jury.name(juror=juror, **by_us)
    jury.dismiss(juror_id=back.public_id, reason="Alamat surelnya tertukar.", **by_us)
    jury.dismiss(juror_id=gone.public_id, reason="Sakit sampai akhir kampanye.", **by_us)
    jury.name(juror=back, **by_us)
    for juror in (back, third):
        jury.score(
            round_id=judging.public_id,
            category=judging.categories.get(code="kementerian"),
            agency=setneg,
            points=results.points(80),
            by=juror,
            at=NOW,
        )
    jury.close(**by_us)

    def told(award_round: AwardRound) -> str:
        rounds.freeze(round_id=award_round.public_id, by=committee, at=NOW)
        rounds.publish(round_id=award_round.public_id, by=second_committee, at=NOW)
        return page(award_round, number="001", at=NOW)

    def check(html: str) -> None:
        assert re.search(
            r"Juri Satu dilepas [^<]+ \(Alamat surelnya tertukar\.\), lalu ditunjuk lagi\.", html
        )
        assert re.search(r"Juri Dua dilepas [^<]+ \(Sakit sampai akhir kampanye\.\); nilainya tidak", html)
        assert "Juri: Juri Satu; Juri Tiga." in html

    check(told(judging))
    corrected = rounds.supersede(
        round_id=judging.public_id, reason="Dua unggahan ganda.", by=committee, at=NOW
    )
    rankings.compute(
        tally=results.tally(campaign, {setneg: [5, 5]}, cutoff=NOW + HOUR), by=audit.SYSTEM, at=NOW
    )
    jury.close(**by_us | {"round_id": corrected.public_id})
    check(told(corrected))


def test_the_second_minutes_of_a_year_have_the_next_number(published: AwardRound, committee: User) -> None:
    Minutes.objects.create(
        round=results.open_round(builders.campaign("ktt-42")),
        number="001/BA-PENGHARGAAN/I/2023",
        made_by="x",
        made_at=NOW,
    )

    made = minutes.make(round_id=published.public_id, by=committee, at=NOW, printed=lambda html: b"%PDF")

    assert made.number == "002/BA-PENGHARGAAN/VIII/2023"


def test_minutes_that_are_not_kept_leave_no_file_behind(
    published: AwardRound, committee: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise RuntimeError("no record")

    monkeypatch.setattr(audit, "record", refuse)
    before = (
        set(default_storage.listdir("berita-acara")[1]) if default_storage.exists("berita-acara") else set()
    )

    with pytest.raises(RuntimeError):
        minutes.make(round_id=published.public_id, by=committee, at=NOW, printed=lambda html: b"%PDF")

    assert set(default_storage.listdir("berita-acara")[1]) == before


def test_the_page_is_printed_as_a_pdf_that_fetches_nothing() -> None:
    data = handlers.as_pdf('<p>Berita acara</p><img src="https://contoh.id/x.png" alt="">')

    assert data.startswith(b"%PDF")


def test_without_pango_an_operator_is_told_what_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def lacking(name: str, *rest: Any, **named: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", lacking)

    with pytest.raises(NeedsOperator) as raised:
        handlers.as_pdf("<p></p>")

    assert "pustaka Pango tidak terpasang" in raised.value.sentence
    assert "libpango" in raised.value.detail


def test_only_people_ask_for_documents(published: AwardRound) -> None:
    job = running_job(payload={"round": str(published.public_id)}, requested_by=audit.SYSTEM.actor_id, at=NOW)

    for handler in (handlers.make_minutes, handlers.draw_certificates):
        with pytest.raises(BadInput):
            handler(job)


def test_all_certificates_in_force_are_drawn_as_png_and_pdf(
    published: AwardRound, committee: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match="tidak memiliki sertifikat"):
        certificate_sheets.request(round_id=published.public_id, by=committee, at=NOW)
    (given,) = rounds.award(round_id=published.public_id, by=committee, at=NOW)
    drawn = builders.picture()
    monkeypatch.setattr(certificates, "image", lambda certificate: drawn)
    job = asked(published, committee)

    queued = certificate_sheets.request(round_id=published.public_id, by=committee, at=NOW)
    assert (queued.kind, queued.payload) == ("certificates.draw", job.payload)
    assert handlers.draw_certificates(job) == {"certificates": 1}
    handlers.draw_certificates(job)

    kept = default_storage.open(certificate_sheets.file_of(job.public_id))
    with kept, zipfile.ZipFile(kept) as sheets:
        stem = f"kementerian-1-{given.certificate.code}"
        assert sheets.namelist() == [f"{stem}.png", f"{stem}.pdf"]
        assert Image.open(io.BytesIO(sheets.read(f"{stem}.png"))).format == "PNG"
        assert sheets.read(f"{stem}.pdf").startswith(b"%PDF")


def test_a_round_whose_certificates_are_all_revoked_has_nothing_to_draw(
    published: AwardRound, committee: User
) -> None:
    (given,) = rounds.award(round_id=published.public_id, by=committee, at=NOW)
    certificates.revoke(code=given.certificate.code, reason="Salah nama.", by=committee, at=NOW)

    with pytest.raises(BadInput):
        handlers.draw_certificates(asked(published, committee))
