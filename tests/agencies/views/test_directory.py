import io
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agencies import audit
from agencies.actions import directory
from agencies.models import Agency, User
from summitcomms.jobs.models import Job
from summitcomms.jobs.runner import run_due
from summitcomms.lib import tables, tokens
from tests import builders

pytestmark = pytest.mark.django_db

LIST = reverse("agencies:agency-list")
EXPORT = reverse("agencies:agency-export")
IMPORT = reverse("agencies:agency-import")


@pytest.fixture
def loaded() -> None:
    directory.load(by=audit.SYSTEM)


def found(client: Client, **query: str) -> list[str]:
    """The codes of the first page, in its order."""
    response = client.get(LIST, query)
    assert response.status_code == 200
    return [agency.code for agency in response.context["page"]]


def exported(client: Client, **query: str) -> tables.Table:
    response = client.get(EXPORT, query)
    assert response.status_code == 200
    return tables.read_xlsx(b"".join(response))


@pytest.mark.usefixtures("loaded")
def test_anyone_finds_mimika_by_any_of_its_codes_and_as_it_is_called(client: Client) -> None:
    for typed in ("91.09", "D-91.09", "94.04", "kab mimika", "Kab. Mimika"):
        assert found(client, q=typed) == ["D-94.04"]
    assert found(client, q="sultra") == ["D-74"]
    assert found(client, q="kominfo sulawesi tenggara") == ["D-74"]
    assert "dahulu D-91.09" in client.get(LIST, {"q": "94.04"}).text


@pytest.mark.usefixtures("loaded")
def test_kind_and_province_narrow_the_list(client: Client) -> None:
    assert len(found(client)) == 50
    assert client.get(LIST).context["page"].paginator.count == 643
    assert found(client, jenis="ministry")[0] == "K-007"
    papua = found(client, provinsi="94")
    assert papua[0] == "D-94"
    assert {code[:4] for code in papua} == {"D-94"}
    assert found(client, provinsi="94", jenis="province") == ["D-94"]


def test_nothing_found_says_how_to_go_on(client: Client, mimika: Agency) -> None:
    page = client.get(LIST, {"q": "<b>antah"}).text
    assert "“&lt;b&gt;antah”" in page
    assert "Coba satu kata saja" in page
    assert "Longgarkan jenis" in client.get(LIST, {"jenis": "ministry"}).text


def test_an_empty_directory_says_where_it_comes_from(client: Client) -> None:
    assert "Direktori masih kosong" in client.get(LIST).text


@pytest.mark.parametrize("query", [{"jenis": "antah"}, {"provinsi": "zz"}, {"q": "x" * 101}])
def test_a_filter_that_is_not_on_offer_is_told_and_narrows_nothing(
    client: Client, mimika: Agency, query: dict[str, str]
) -> None:
    response = client.get(LIST, query)

    assert response.status_code == 200
    assert "Daftar belum disaring" in response.text
    assert "Diskominfo Kabupaten Mimika" in response.text
    assert client.get(EXPORT, query).status_code == 302


def test_a_nul_in_the_search_is_no_error(client: Client, mimika: Agency) -> None:
    assert client.get(LIST, {"q": "mim\0ika"}).status_code == 200


def test_agencies_out_of_service_are_shown_to_administrators_only(
    client: Client, as_user: Any, pusat_admin: User, mimika: Agency
) -> None:
    Agency.objects.filter(pk=mimika.pk).update(is_active=False)

    assert "D-94.04" not in found(client, layanan="semua")
    assert len(exported(client, layanan="semua").rows) == 1
    admin = as_user(pusat_admin)
    assert found(admin) == ["D-94"]
    assert found(admin, layanan="nonaktif") == ["D-94.04"]
    assert found(admin, layanan="semua") == ["D-94", "D-94.04"]


@pytest.mark.parametrize("agencies", [1, 20])
def test_the_list_takes_the_same_queries_for_one_and_twenty(
    client: Client, agencies: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(agencies):
        builders.agency(f"D-74.{n + 10}").aliases.create(text=f"Sebutan {n}")

    with django_assert_num_queries(5):  # provinces, count, page, aliases, campaign of the frame
        client.get(LIST)


@pytest.mark.usefixtures("loaded")
def test_what_is_filtered_is_handed_out(client: Client) -> None:
    table = exported(client, q="mimika")

    assert table.header[:4] == ("kode", "jenis", "nama singkat", "nama")
    [row] = table.rows
    assert row.cells == (
        "D-94.04",
        "Pemerintah Kabupaten",
        "Diskominfo Kabupaten Mimika",
        "Dinas Kominfo Kabupaten Mimika",
        "94",
        "WIT",
        "318679",
        "Kominfo Mimika",
        "D-91.09",
        "ya",
    )


def plan_of(client: Client, rows: str) -> str:
    """The sealed plan that the dry run of these rows puts into its page."""
    response = client.post(IMPORT, {"rows": rows})
    assert response.status_code == 200
    match = re.search(r'name="plan" value="([^"]+)"', response.text)
    assert match
    return match[1]


def test_the_dry_run_shows_every_row_and_changes_nothing(
    as_user: Any, pusat_admin: User, mimika: Agency, sultra: Agency
) -> None:
    page = as_user(pusat_admin).post(
        IMPORT,
        {
            "rows": "kode;nama\nD-94.04;<b>Kamoro\nD-74;Diskominfo Sulawesi Tenggara\n"
            "94.1;Uji\nK-700;Uji\nD-74;Anoa;terlalu lebar\n"
        },
    )

    assert page.status_code == 200
    assert "nama: Diskominfo Kabupaten Mimika → &lt;b&gt;Kamoro" in page.text
    assert "1 baris tidak berubah" in page.text
    assert "Mungkin maksudnya D-94.10" in page.text
    assert "Kolom “nama singkat” masih kosong." in page.text
    assert "Ada 3 kolom, seharusnya 2" in page.text
    assert "Terapkan 1 baris" in page.text
    mimika.refresh_from_db()
    assert mimika.name == "Diskominfo Kabupaten Mimika"
    assert not Job.objects.exists()


def test_a_list_that_changes_nothing_has_nothing_to_confirm(
    as_user: Any, pusat_admin: User, sultra: Agency
) -> None:
    page = as_user(pusat_admin).post(IMPORT, {"rows": "kode;nama\nD-74;Diskominfo Sulawesi Tenggara\n"}).text

    assert "Tidak ada yang akan berubah." in page
    assert "Terapkan" not in page


def test_an_export_corrected_and_sent_back_changes_the_directory(
    as_user: Any, pusat_admin: User, mimika: Agency
) -> None:
    client = as_user(pusat_admin)
    table = exported(client, layanan="semua")
    book = io.BytesIO()
    rows = [
        [cell.replace("Diskominfo Kabupaten Mimika", "=Mimika") for cell in row.cells] for row in table.rows
    ]
    tables.write_xlsx(book, table.header, rows)
    book.seek(0)
    book.name = "instansi.xlsx"

    page = client.post(IMPORT, {"file": book}).text
    match = re.search(r'name="plan" value="([^"]+)"', page)
    assert match
    response = client.post(IMPORT, {"plan": match[1]})

    job = Job.objects.get(kind="directory.import")
    assert response.url == reverse("reports:job-detail", args=[job.public_id])
    assert client.get(response.url).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_result_tells_what_was_done_and_what_was_refused(client: Client) -> None:
    admin = builders.user(role="administrator")
    for code in ("K-701", "K-702"):
        builders.agency(code)
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    plan = plan_of(client, "kode;nama\nK-701;Satu\nK-702;Dua\n")
    Agency.objects.filter(code="K-702").update(name="Tiga")

    url = client.post(IMPORT, {"plan": plan}).headers["Location"]
    run_due(at=timezone.now())

    page = client.get(url).text
    assert "Impor direktori" in page
    assert "sudah diubah menjadi “Tiga” oleh Sistem" in page
    assert Agency.objects.get(code="K-701").name == "Satu"


def test_a_plan_that_was_touched_or_is_another_persons_is_not_carried_out(
    as_user: Any, pusat_admin: User, mimika: Agency
) -> None:
    client = as_user(pusat_admin)
    plan = plan_of(client, "kode;nama\nD-94.04;Kamoro\n")
    other = builders.user(role="administrator")

    touched = client.post(IMPORT, {"plan": plan[:-3] + "abc"}, follow=True)
    stranger = as_user(other).post(IMPORT, {"plan": plan}, follow=True)

    for response in (touched, stranger):
        assert "tidak berlaku lagi" in response.text
    assert not Job.objects.exists()


def test_a_plan_of_yesterday_is_not_carried_out(as_user: Any, pusat_admin: User, mimika: Agency) -> None:
    client = as_user(pusat_admin)
    plan = plan_of(client, "kode;nama\nD-94.04;Kamoro\n")

    with time_machine.travel(timezone.now() + timedelta(hours=13), tick=False):
        client = as_user(pusat_admin)
        assert "tidak berlaku lagi" in client.post(IMPORT, {"plan": plan}, follow=True).text
    assert not Job.objects.exists()


def test_a_plan_too_long_to_be_confirmed_is_told_before(
    as_user: Any, pusat_admin: User, mimika: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_user(pusat_admin)
    rows = "kode;nama\n" + "".join(f"K-{n};Nama {uuid4()}\n" for n in range(100, 160))
    plan = plan_of(client, rows)

    monkeypatch.setattr(tokens, "LONGEST", len(plan) // 2)
    response = client.post(IMPORT, {"file": SimpleUploadedFile("instansi.csv", rows.encode())})

    assert response.status_code == 422
    assert "Bagi menjadi beberapa daftar" in response.text
    assert client.post(IMPORT, {"plan": plan}).status_code == 302


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"rows": ""}, "salah satu saja"),
        ({"rows": "nama\nAnoa\n"}, "Kolom “kode” tidak ditemukan"),
        ({"rows": "kode,nama\n" + "D-74,A\n" * 10_000}, "lebih dari 2.000 baris"),
        ({"rows": "x" * 200_001}, "200.000"),
    ],
)
def test_a_list_that_cannot_be_read_is_told_at_its_field(
    as_user: Any, pusat_admin: User, sent: dict[str, str], words: str
) -> None:
    response = as_user(pusat_admin).post(IMPORT, sent)

    assert response.status_code == 422
    assert words in response.text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("daftar.pdf", b"%PDF", "Berkas harus CSV atau XLSX."),
        ("daftar.xlsx", b"PK\x03\x04 rusak", "bukan buku kerja XLSX"),
        ("daftar.csv", b"", "Berkas ini kosong."),
        ("daftar.csv", b"x" * (2**20 + 1), "lebih besar dari 1 MB"),
    ],
)
def test_a_file_that_is_none_of_ours_is_told(
    as_user: Any, pusat_admin: User, name: str, content: bytes, words: str
) -> None:
    file = io.BytesIO(content)
    file.name = name

    response = as_user(pusat_admin).post(IMPORT, {"file": file})

    assert response.status_code == 422
    assert words in response.text


def test_only_an_administrator_imports(as_user: Any, coordinator_sultra: User) -> None:
    client = as_user(coordinator_sultra)

    assert client.get(IMPORT).status_code == 403
    assert client.post(IMPORT, {"rows": "kode\nD-74\n"}).status_code == 403
    assert IMPORT not in client.get(LIST).text
