from __future__ import annotations

import uuid
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.models import User
from campaigns.models import Campaign, Grade, MetricReading, ReadingSource
from summitcomms.jobs.models import Job
from summitcomms.jobs.runner import run_due
from summitcomms.lib import tables
from tests import builders
from tests.builders import NOW

URL = reverse("campaigns:reading-import")


@pytest.fixture(autouse=True)
def _at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def source(db: None) -> ReadingSource:
    return builders.source("ekspor-uji", Grade.EXPORT)


def form(content: bytes = b"kode,waktu,suka\n", name: str = "agustus.csv", **changes: Any) -> dict[str, Any]:
    given = {
        "file": SimpleUploadedFile(name, content),
        "campaign": "ktt-43",
        "source": "ekspor-uji",
        "zone": "Asia/Jakarta",
    }
    return given | changes


def test_the_page_offers_the_running_campaign_and_the_readers_zone(
    as_user: Any, analyst: User, campaign: Campaign
):
    User.objects.filter(pk=analyst.pk).update(timezone="Asia/Makassar")

    page = as_user(analyst).get(URL)

    assert page.status_code == 200
    assert page.context["form"]["campaign"].value() == campaign.code
    assert page.context["form"]["zone"].value() == "Asia/Makassar"
    assert "alasan koreksi" in page.content.decode()


def test_an_upload_shows_its_job(as_user: Any, analyst: User, campaign: Campaign, source: ReadingSource):
    page = as_user(analyst).post(URL, form())

    job = Job.objects.get(kind="readings.import")
    assert page.status_code == 302
    assert page["Location"] == reverse("reports:job-detail", args=[job.public_id])


def test_the_same_upload_again_shows_the_first_job(
    as_user: Any, analyst: User, campaign: Campaign, source: ReadingSource
):
    client = as_user(analyst)

    first, second = client.post(URL, form()), client.post(URL, form())

    assert first["Location"] == second["Location"]
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"file": ""}, "Pilih berkas hasil ukur."),
        ({"name": "agustus.pdf"}, "Berkas harus CSV atau XLSX."),
        ({"content": b""}, "Berkas ini kosong."),
        ({"content": b"x" * (tables.MAX_BYTES + 1)}, "Berkas lebih besar dari 8 MB."),
        ({"source": ""}, "Pilih sumber hasil ukur."),
        ({"campaign": "ktt-99"}, "Pilihan tersebut bukan salah satu dari pilihan yang tersedia."),
        ({"zone": "Europe/Paris"}, "Europe/Paris bukan salah satu dari pilihan yang tersedia."),
    ],
)
def test_an_upload_that_cannot_be_used_comes_back_with_the_reason(
    as_user: Any,
    analyst: User,
    campaign: Campaign,
    source: ReadingSource,
    changes: dict[str, Any],
    words: str,
):
    page = as_user(analyst).post(URL, form(**changes))

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Job.objects.exists()


def test_sources_of_partners_are_not_offered(
    as_user: Any, analyst: User, campaign: Campaign, source: ReadingSource, partner: Any
):
    page = as_user(analyst).get(URL)

    assert list(page.context["form"].fields["source"].queryset) == [source]


def test_a_file_of_a_colleague_comes_back_with_the_name(
    as_user: Any, analyst: User, campaign: Campaign, source: ReadingSource
):
    as_user(analyst).post(URL, form())

    page = as_user(builders.user(role="analyst")).post(URL, form())

    assert page.status_code == 422
    assert "sudah dikirim oleh Anton Analis" in page.content.decode()


@pytest.mark.parametrize("person", ["committee", "pusat_admin", "verifier", "lead_sultra", "outsider"])
def test_others_may_neither_see_nor_send(request: Any, as_user: Any, campaign: Campaign, person: str):
    client = as_user(request.getfixturevalue(person))

    assert client.get(URL).status_code == 403
    assert client.post(URL, form()).status_code == 403
    assert client.get(reverse("campaigns:reading-refused", args=[uuid.uuid4()])).status_code == 403


def test_who_has_not_signed_in_is_sent_to_the_door(client: Any, db: None):
    assert client.get(URL)["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db(transaction=True)
def test_the_refused_rows_are_given_to_who_sent_the_file(
    as_user: Any, analyst: User, campaign: Campaign, source: ReadingSource
):
    builders.post(campaign=campaign, code="ABC123", state="verified")
    content = b"kode,waktu,suka\nABC123,29/08/2023 09.00,5\nTIDAKADA,29/08/2023 09.00,5\n"
    as_user(analyst).post(URL, form(content))

    assert run_due(at=NOW) == 1

    job = Job.objects.get()
    result: dict[str, Any] = job.result or {}
    assert (job.state, result["stored"], result["refused"]) == ("done", 1, 1)
    assert MetricReading.objects.count() == 1
    answer = as_user(analyst).get(result["download"])
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"TIDAKADA" in b"".join(answer.streaming_content)
    assert as_user(builders.user(role="analyst")).get(result["download"]).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_wrong_columns_end_the_job_with_a_sentence(
    as_user: Any, analyst: User, campaign: Campaign, source: ReadingSource
):
    as_user(analyst).post(URL, form(b"nama,alamat\na,b\n"))

    run_due(at=NOW)

    job = Job.objects.get()
    assert job.state == "failed"
    assert "Kolom yang ditemukan: “nama”, “alamat”" in job.error


def test_an_import_without_refused_rows_has_no_file_of_them(
    as_user: Any, analyst: User, campaign: Campaign, source: ReadingSource
):
    as_user(analyst).post(URL, form())
    address = reverse("campaigns:reading-refused", args=[Job.objects.get().public_id])

    assert as_user(analyst).get(address).status_code == 404
