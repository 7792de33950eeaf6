from __future__ import annotations

import uuid
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.models import User
from campaigns.models import Campaign, ColumnMapping, Grade, MetricReading, Post, PostCounters, ReadingSource
from summitcomms.jobs.models import Job
from summitcomms.jobs.runner import run_due
from summitcomms.lib import tables
from tests import builders
from tests.builders import NOW
from tests.campaigns.imports.exports import text_of

URL = reverse("campaigns:reading-import")
LIST = b"kode,waktu,suka\nABC123,29/08/2023 09.00,5\n"
LINK = "https://x.com/akun/status/100000000000000777"
X_EXPORT = text_of(
    ("Post id", "Post text", "Post Link", "Likes", "Impressions"),
    ("1.0E+17", "KTT", LINK, "1,2 rb", "undefined"),
    ("1.0E+17", "Bukan KTT", "https://x.com/akun/status/100000000000000888", "7", "8"),
    ("Total", "", "", "1207", "8"),
).encode()
UNKNOWN = f"Alamat,Jempol\n{LINK},5\n".encode()


@pytest.fixture(autouse=True)
def _at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def source(db: None) -> ReadingSource:
    return builders.source("ekspor-uji", Grade.EXPORT)


@pytest.fixture
def post(campaign: Campaign, officer_sultra: User) -> Post:
    """A post of the officer's agency, with the link that the files name."""
    return builders.post(
        campaign=campaign,
        agency=officer_sultra.active_memberships[0].agency,
        code="ABC123",
        state="verified",
        platform="x",
        native_id="100000000000000777",
        url=LINK,
        submitted_by=officer_sultra,
    )


def form(content: bytes = LIST, name: str = "agustus.csv", **changes: Any) -> dict[str, Any]:
    given = {
        "file": SimpleUploadedFile(name, content),
        "campaign": "ktt-43",
        "zone": "Asia/Jakarta",
        "measured_at": "2023-08-29T09:00",
    }
    return given | changes


def further(page: Any, step: str, **fields: str) -> dict[str, str]:
    """What the page sends back with one of its buttons."""
    html = page.content.decode()
    token = html.partition('name="token" value="')[2].partition('"')[0]
    return {"token": token, "step": step, **fields}


def test_the_page_offers_the_running_campaign_and_the_readers_zone(
    as_user: Any, analyst: User, campaign: Campaign
):
    User.objects.filter(pk=analyst.pk).update(timezone="Asia/Makassar")

    page = as_user(analyst).get(URL)

    assert page.status_code == 200
    assert page.context["form"]["campaign"].value() == campaign.code
    assert page.context["form"]["zone"].value() == "Asia/Makassar"
    assert "alasan koreksi" in page.content.decode()


def test_an_export_is_checked_before_anything_is_stored(as_user: Any, officer_sultra: User, post: Post):
    page = as_user(officer_sultra).post(URL, form(X_EXPORT))

    html = page.content.decode()
    assert page.status_code == 200
    assert "Ekspor X (Ekspor platform)" in html
    assert "suka 1.200" in html
    assert "1 unggahan di luar kampanye ini" in html
    assert "Bukan KTT" in html
    assert "Simpan 1 baris" in html
    assert not Job.objects.exists()
    assert not MetricReading.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_checked_is_stored_and_counted(as_user: Any, officer_sultra: User, post: Post):
    client = as_user(officer_sultra)

    answer = client.post(URL, further(client.post(URL, form(X_EXPORT)), "start"))

    job = Job.objects.get(kind="readings.import")
    assert answer["Location"] == reverse("reports:job-detail", args=[job.public_id])
    assert run_due(at=NOW) == 2  # the import, and the search for doubts that it asks for
    job.refresh_from_db()
    result: dict[str, Any] = job.result or {}
    assert (result["stored"], result["refused"], result["unmatched"]) == (1, 0, 1)
    reading = MetricReading.objects.get(post=post)
    assert (reading.likes, reading.impressions, reading.source.code) == (1200, None, "ekspor-x")
    assert reading.source.grade == Grade.EXPORT
    assert PostCounters.objects.get(post=post).likes == 1200


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_changes_nothing_whatever_moment_is_said(
    as_user: Any, officer_sultra: User, post: Post
):
    client = as_user(officer_sultra)
    for _ in range(2):
        client.post(URL, further(client.post(URL, form(X_EXPORT)), "start"))
        run_due(at=NOW)

    later = client.post(URL, form(X_EXPORT, measured_at="2023-08-29T10:00"))
    answer = client.post(URL, further(later, "start"))

    assert answer.status_code == 422
    assert "sudah diimpor sebagai hasil ukur" in answer.content.decode()
    assert MetricReading.objects.count() == 1


def test_posts_of_other_agencies_are_refused_as_not_theirs(
    as_user: Any, officer_mimika: User, analyst: User, post: Post
):
    theirs = as_user(officer_mimika).post(URL, form(X_EXPORT))
    centre = as_user(analyst).post(URL, form(X_EXPORT))

    assert [each.code for each in theirs.context["plan"].matched.refused] == ["post_not_yours"]
    assert "dilaporkan instansi lain" in theirs.content.decode()
    assert "Simpan 1 baris" not in theirs.content.decode()
    assert "Simpan 1 baris" in centre.content.decode()


def test_the_token_of_somebody_else_opens_nothing(
    as_user: Any, officer_mimika: User, officer_sultra: User, post: Post
):
    page = as_user(officer_sultra).post(URL, form(X_EXPORT))

    for step in ("start", "details", "explain"):
        answer = as_user(officer_mimika).post(URL, further(page, step))
        assert answer.status_code == 422
        assert "sudah tidak berlaku" in answer.content.decode()
    assert not Job.objects.exists()


def test_the_moment_is_asked_once_and_nothing_is_lost(as_user: Any, officer_sultra: User, post: Post):
    client = as_user(officer_sultra)
    page = client.post(URL, form(X_EXPORT, measured_at=""))
    assert "Simpan 1 baris" not in page.content.decode()
    unfinished = client.post(URL, further(page, "start"))
    assert "Lengkapi waktu ekspor" in unfinished.content.decode()

    wrong = client.post(URL, further(page, "details", measured_at="2023-09-29T09:00"))
    assert wrong.status_code == 422
    assert "masa depan" in wrong.content.decode()
    said = client.post(URL, further(wrong, "details", measured_at="2023-08-29T09:00"))

    assert said.status_code == 200
    assert "Simpan 1 baris" in said.content.decode()
    assert client.post(URL, further(said, "start")).status_code == 302


def test_the_centre_chooses_the_source_of_a_list(
    as_user: Any, analyst: User, post: Post, source: ReadingSource
):
    client = as_user(analyst)
    page = client.post(URL, form(LIST))
    assert "Simpan 1 baris" not in page.content.decode()
    assert list(page.context["form"].fields["source"].queryset) == [source]

    assert client.post(URL, further(page, "details")).status_code == 422
    said = client.post(URL, further(page, "details", source=source.code, measured_at="2023-08-29T09:00"))

    assert "Simpan 1 baris" in said.content.decode()
    client.post(URL, further(said, "start"))
    assert Job.objects.get().payload["source"] == source.code


def test_a_list_of_an_agency_is_its_own_declaration(as_user: Any, officer_sultra: User, post: Post):
    page = as_user(officer_sultra).post(URL, form(LIST))

    html = page.content.decode()
    assert "Pernyataan petugas (Pernyataan sendiri)" in html
    assert "tidak dihitung dalam peringkat" in html
    assert "source" not in page.context["form"].fields


def test_sources_of_partners_are_not_offered(as_user: Any, analyst: User, post: Post, partner: Any):
    page = as_user(analyst).post(URL, form(LIST))

    assert not page.context["form"].fields["source"].queryset.exists()


def test_the_columns_of_an_unknown_file_are_asked_and_remembered(
    as_user: Any, officer_sultra: User, post: Post
):
    client = as_user(officer_sultra)
    page = client.post(URL, form(UNKNOWN))
    assert "Apa arti kolom berkas ini?" in page.content.decode()
    assert f"Isinya: {LINK}" in page.content.decode()

    too_little = client.post(URL, further(page, "columns", column_0="link"))
    assert too_little.status_code == 422
    assert "sedikitnya satu metrik" in too_little.content.decode()
    said = client.post(URL, further(too_little, "columns", column_0="link", column_1="likes"))

    assert "Simpan 1 baris" in said.content.decode()
    assert ColumnMapping.objects.get().roles == {"0": "link", "1": "likes"}
    again = client.post(URL, form(UNKNOWN.replace(b",5", b",6")))
    assert "suka 6" in again.content.decode()
    assert "Arti kolom ditetapkan oleh" in again.content.decode()


def test_what_was_said_about_columns_can_be_corrected(as_user: Any, officer_sultra: User, post: Post):
    client = as_user(officer_sultra)
    client.post(URL, further(client.post(URL, form(UNKNOWN)), "columns", column_0="link", column_1="likes"))

    page = client.post(URL, further(client.post(URL, form(UNKNOWN)), "explain"))
    assert page.context["form"]["column_1"].value() == "likes"
    said = client.post(URL, further(page, "columns", column_0="link", column_1="views"))

    assert "tayangan 5" in said.content.decode()
    assert ColumnMapping.objects.get().roles == {"0": "link", "1": "views"}


def test_what_the_centre_has_said_about_columns_holds(
    as_user: Any, officer_sultra: User, analyst: User, post: Post
):
    centre = as_user(analyst)
    centre.post(URL, further(centre.post(URL, form(UNKNOWN)), "columns", column_0="link", column_1="likes"))

    agency = as_user(officer_sultra)
    page = agency.post(URL, further(agency.post(URL, form(UNKNOWN)), "explain"))
    answer = agency.post(URL, further(page, "columns", column_0="link", column_1="views"))

    assert answer.status_code == 422
    assert "sudah ditetapkan pusat" in answer.content.decode()
    assert ColumnMapping.objects.get().roles == {"0": "link", "1": "likes"}


def test_a_file_that_cannot_be_started_for_its_columns_says_so(
    as_user: Any, officer_sultra: User, post: Post
):
    client = as_user(officer_sultra)

    answer = client.post(URL, further(client.post(URL, form(UNKNOWN)), "start"))

    assert answer.status_code == 422
    assert "Kolom yang kurang" in answer.content.decode()


def test_what_columns_mean_is_asked_at_whatever_step_it_is_not_known(
    as_user: Any, officer_sultra: User, post: Post
):
    client = as_user(officer_sultra)

    answer = client.post(URL, further(client.post(URL, form(UNKNOWN)), "details"))

    assert answer.status_code == 200
    assert "Apa arti kolom berkas ini?" in answer.content.decode()


def test_the_same_upload_again_shows_the_first_job(
    as_user: Any, analyst: User, post: Post, source: ReadingSource
):
    client = as_user(analyst)
    chosen = {"source": source.code, "measured_at": "2023-08-29T09:00"}

    answers = [
        client.post(
            URL, further(client.post(URL, further(client.post(URL, form()), "details", **chosen)), "start")
        )
        for _ in range(2)
    ]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"file": ""}, "Pilih berkas hasil ukur."),
        ({"name": "agustus.pdf"}, "Berkas harus CSV atau XLSX."),
        ({"content": b""}, "Berkas ini kosong."),
        ({"content": b"x" * (tables.MAX_BYTES + 1)}, "Berkas lebih besar dari 8 MB."),
        ({"content": b'kode,suka\n"ABC,5\n'}, "Baris 2"),
        ({"campaign": "ktt-99"}, "Pilihan tersebut bukan salah satu dari pilihan yang tersedia."),
        ({"zone": "Europe/Paris"}, "Europe/Paris bukan salah satu dari pilihan yang tersedia."),
        ({"measured_at": "kemarin"}, "tidak terbaca"),
        ({"measured_at": "2023-12-31T09:00"}, "masa depan"),
    ],
)
def test_an_upload_that_cannot_be_used_comes_back_with_the_reason(
    as_user: Any, analyst: User, campaign: Campaign, changes: dict[str, Any], words: str
):
    page = as_user(analyst).post(URL, form(**changes))

    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("person", ["committee", "pusat_admin", "verifier", "coordinator_sultra", "outsider"])
def test_others_may_neither_see_nor_send(request: Any, as_user: Any, campaign: Campaign, person: str):
    client = as_user(request.getfixturevalue(person))

    assert client.get(URL).status_code == 403
    assert client.post(URL, form()).status_code == 403
    assert client.get(reverse("campaigns:reading-refused", args=[uuid.uuid4()])).status_code == 403


def test_who_has_not_signed_in_is_sent_to_the_door(client: Any, db: None):
    assert client.get(URL)["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db(transaction=True)
def test_the_refused_rows_are_given_to_who_sent_the_file(as_user: Any, officer_sultra: User, post: Post):
    client = as_user(officer_sultra)
    content = LIST + b"TIDAKADA,29/08/2023 09.00,5\n"
    client.post(URL, further(client.post(URL, form(content)), "start"))

    assert run_due(at=NOW) == 2  # the import, and the search for doubts that it asks for

    job = Job.objects.get(kind="readings.import")
    result: dict[str, Any] = job.result or {}
    assert (job.state, result["stored"], result["refused"]) == ("done", 1, 1)
    answer = client.get(result["download"])
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"TIDAKADA" in b"".join(answer.streaming_content)
    assert as_user(builders.user(role="analyst")).get(result["download"]).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_rights_that_ended_before_the_job_take_nothing_in(as_user: Any, officer_sultra: User, post: Post):
    client = as_user(officer_sultra)
    client.post(URL, further(client.post(URL, form(X_EXPORT)), "start"))
    officer_sultra.memberships.update(ended_at=NOW)

    run_due(at=NOW)

    result: dict[str, Any] = Job.objects.get().result or {}
    assert (result["stored"], result["problems"][0]["code"]) == (0, "post_not_yours")
    assert not MetricReading.objects.exists()


def test_an_import_without_refused_rows_has_no_file_of_them(as_user: Any, analyst: User, post: Post):
    client = as_user(analyst)
    client.post(URL, further(client.post(URL, form(X_EXPORT)), "start"))
    address = reverse("campaigns:reading-refused", args=[Job.objects.get().public_id])

    assert client.get(address).status_code == 404
