"""The pages of an import: the file, its check, the start, and the rows that come back."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from agencies.models import Agency, Membership, User
from campaigns import post_tables
from campaigns.actions import post_imports
from campaigns.models import Campaign, Post, Receipt
from campaigns.views import post_imports as views
from summitcomms.jobs.models import Job
from summitcomms.jobs.runner import run_due
from summitcomms.lib import tables
from tests import builders
from tests.builders import NOW

URL = reverse("campaigns:post-import")
CAPTION = "Menyambut KTT ASEAN ke-43 di Jakarta #ASEAN2023"


@pytest.fixture(autouse=True)
def _at_now(campaign: Campaign) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def good() -> str:
    return f"{builders.link(at=NOW - timedelta(hours=1))},{CAPTION}"


def form(*rows: str, name: str = "agustus.csv", **changes: Any) -> dict[str, Any]:
    content = "\n".join(("Tautan,Takarir", *rows)).encode()
    return {"file": SimpleUploadedFile(name, content), "zone": "Asia/Jakarta"} | changes


def test_the_page_explains_columns_and_offers_a_template(as_user: Any, officer_mimika: User):
    page = as_user(officer_mimika).get(URL)

    assertContains(page, "permalink")
    assertContains(page, "Epicentrum of Growth")
    assertContains(page, reverse("campaigns:post-import-template"))
    assert page.context["form"]["zone"].value() == "Asia/Jayapura"
    assert "agency" not in page.context["form"].fields


def test_a_person_of_two_agencies_is_asked_which(as_user: Any, officer_sultra: User, mimika: Agency):
    Membership.objects.create(user=officer_sultra, role="officer", agency=mimika)

    assert "agency" in as_user(officer_sultra).get(URL).context["form"].fields


def test_the_template_can_be_filled_in(as_user: Any, officer_sultra: User):
    answer = as_user(officer_sultra).get(reverse("campaigns:post-import-template"))

    assert "templat-unggahan.xlsx" in answer["Content-Disposition"]
    book = tables.read_xlsx(b"".join(answer.streaming_content))
    assert book.header == post_tables.TEMPLATE


def test_a_file_is_checked_and_shown_with_the_worst_first(as_user: Any, officer_sultra: User, sultra: Agency):
    held = builders.post(sultra)

    page = as_user(officer_sultra).post(URL, form(good(), f"{held.url},x", "bukan tautan,x"))

    assert page.status_code == 200
    assert [line.line for line in page.context["lines"]] == [4, 2, 3]
    assertContains(page, "Tautan (“Tautan”), Takarir (“Takarir”)")
    assertContains(page, "Mulai impor")
    assert not Job.objects.exists()
    assert Post.objects.get() == held


def test_only_so_many_rows_are_shown(as_user: Any, officer_sultra: User, monkeypatch: Any):
    monkeypatch.setattr(views, "MOST_LINES", 1)
    monkeypatch.setattr(post_imports, "MOST_CHECKED", 2)

    page = as_user(officer_sultra).post(URL, form(good(), good(), good()))

    assert len(page.context["lines"]) == 1
    assertContains(page, "Yang diperiksa di sini 2 dari 3 baris.")


def test_a_file_with_nothing_to_report_cannot_be_started(as_user: Any, officer_sultra: User):
    assertNotContains(as_user(officer_sultra).post(URL, form("bukan tautan,x")), "Mulai impor")


@pytest.mark.django_db(transaction=True)
def test_from_the_file_to_the_rows_that_come_back(as_user: Any, officer_sultra: User):
    client = as_user(officer_sultra)
    plan = client.post(URL, form(good(), "bukan tautan,x")).context["plan"]

    started = client.post(URL, {"plan": plan.token})
    run_due(at=NOW)

    job = Job.objects.get(kind="posts.import")
    assert started["Location"] == reverse("reports:job-detail", args=[job.public_id])
    page = client.get(started["Location"])
    assertContains(page, "Dilaporkan")
    assertContains(page, Receipt.objects.get().code)
    assert job.result is not None
    back = client.get(job.result["download"])
    assert ".xlsx" in back["Content-Disposition"]
    assert tables.read_xlsx(b"".join(back.streaming_content)).header[-1] == "Alasan"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"file": ""}, "Pilih berkas XLSX atau CSV."),
        ({"name": "agustus.pdf"}, "Berkas harus CSV atau XLSX."),
        ({"file": SimpleUploadedFile("a.csv", b"")}, "Berkas ini kosong."),
        ({"file": SimpleUploadedFile("a.csv", b"nama\nbudi\n")}, "Kolom tautan tidak ditemukan."),
        ({"zone": "Asia/Tokyo"}, "Asia/Tokyo"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_the_form(
    as_user: Any, officer_sultra: User, changes: dict[str, Any], words: str
):
    assertContains(as_user(officer_sultra).post(URL, form(good(), **changes)), words, status_code=422)


def test_a_file_too_large_is_refused_before_it_is_read(as_user: Any, officer_sultra: User, monkeypatch: Any):
    monkeypatch.setattr(tables, "MAX_BYTES", 2**20)
    large = SimpleUploadedFile("a.csv", b"x" * (2**20 + 1))

    assertContains(
        as_user(officer_sultra).post(URL, form(file=large)), "lebih besar dari 1 MB", status_code=422
    )


def test_a_check_that_is_not_good_any_more_is_told(as_user: Any, officer_sultra: User):
    page = as_user(officer_sultra).post(URL, {"plan": "palsu"})

    assertContains(page, "sudah tidak berlaku", status_code=422)


def test_while_no_campaign_is_open_nothing_is_imported(
    as_user: Any, officer_sultra: User, campaign: Campaign
):
    Campaign.objects.update(state=Campaign.State.CLOSED)

    assertNotContains(as_user(officer_sultra).get(URL), "Periksa berkas")


def test_nobody_gets_the_rows_of_another(as_user: Any, officer_sultra: User, lead_sultra: User):
    job = Job.objects.create(kind="posts.import", key="a", requested_by=officer_sultra.actor_id, due_at=NOW)
    address = reverse("campaigns:post-refused", args=[job.public_id])

    assert as_user(lead_sultra).get(address).status_code == 404
    assert as_user(officer_sultra).get(address).status_code == 404  # nothing was refused
    assert (
        as_user(officer_sultra).get(reverse("campaigns:post-refused", args=[uuid.uuid4()])).status_code == 404
    )


def test_an_agency_out_of_service_imports_nothing(as_user: Any, officer_sultra: User, sultra: Agency):
    Agency.objects.filter(pk=sultra.pk).update(is_active=False)

    assert as_user(officer_sultra).get(URL).status_code == 403
