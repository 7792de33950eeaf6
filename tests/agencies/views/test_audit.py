from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import audit
from agencies.models import Agency, User
from agencies.views import audit as views
from agencies.views.audit import PAGE
from summitcomms.lib import tables
from tests import builders

pytestmark = pytest.mark.django_db
URL = "/audit/"
EXPORT = "/audit/catatan.xlsx"
SignIn = Callable[[User], Client]


def shown(client: Client, **query: str) -> list[str]:
    response = client.get(URL, query)
    assert response.status_code == 200
    return [event.action for event in response.context["page"]]


def test_an_administrator_reads_events_newest_first(
    as_user: SignIn, pusat_admin: User, sultra: Agency
) -> None:
    for action in ("agency.add", "agency.change"):
        audit.record(
            by=pusat_admin, action=action, target=sultra, before={"name": "Lama"}, after={"name": "Baru"}
        )

    client = as_user(pusat_admin)

    assert shown(client) == ["agency.change", "agency.add"]
    page = client.get(URL).content.decode()
    assert "name: Lama → Baru" in page
    assert "Diskominfo Sulawesi Tenggara" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"pelaku": "ayu"}, ["agency.change"]),
        ({"sasaran": "D-94.04"}, ["post.submit"]),
        ({"sasaran": "sulawesi"}, ["agency.change"]),
        ({"tindakan": "post."}, ["post.submit"]),
        ({"pelaku": "ayu", "tindakan": "post."}, []),
        ({"pelaku": "100%"}, []),
        ({"pelaku": "admin@contoh.go.id"}, ["agency.change"]),
        ({"alamat": "192.0.2.7"}, []),
        ({"dari": "2020-01-01"}, ["agency.change", "post.submit"]),
        ({"sampai": "2020-01-01"}, []),
    ],
)
def test_the_list_is_narrowed(
    as_user: SignIn,
    pusat_admin: User,
    officer_mimika: User,
    sultra: Agency,
    mimika: Agency,
    query: dict[str, str],
    expected: list[str],
) -> None:
    audit.record(by=officer_mimika, action="post.submit", target=mimika)
    audit.record(by=pusat_admin, action="agency.change", target=sultra)

    assert shown(as_user(pusat_admin), **query) == expected


def test_nothing_found_offers_the_whole_list(as_user: SignIn, pusat_admin: User) -> None:
    page = as_user(pusat_admin).get(URL, {"pelaku": "tidak ada"}).content.decode()

    assert "Tidak ada catatan yang cocok." in page
    assert f'href="{reverse("agencies:audit-list")}"' in page


def test_an_overlong_filter_is_told_and_nothing_breaks(as_user: SignIn, pusat_admin: User) -> None:
    response = as_user(pusat_admin).get(
        URL, {"tindakan": "x" * 65, "alamat": "bukan alamat", "dari": "kemarin", "page": "abc"}
    )

    assert response.status_code == 200
    assert "Daftar belum disaring" in response.content.decode()


@pytest.mark.parametrize(
    "person", ["pusat_editor", "verifier", "committee", "officer_sultra", "coordinator_sultra", "outsider"]
)
def test_others_are_refused(as_user: SignIn, request: pytest.FixtureRequest, person: str) -> None:
    assert as_user(request.getfixturevalue(person)).get(URL).status_code == 403


def test_signed_out_readers_are_sent_to_the_sign_in(client: Client) -> None:
    assert client.get(URL)["Location"] == f"{reverse('account_login')}?next={URL}"


def test_the_page_only_reads(as_user: SignIn, pusat_admin: User) -> None:
    assert as_user(pusat_admin).post(URL).status_code == 405


def test_the_number_of_queries_does_not_grow_with_the_rows(
    as_user: SignIn, pusat_admin: User, sultra: Agency
) -> None:
    client = as_user(pusat_admin)
    counts = []
    for rows in (1, 19):
        for _ in range(rows):
            audit.record(by=pusat_admin, action="agency.change", target=sultra)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_rows_lead_to_whom_and_what_they_are_about(
    as_user: SignIn, pusat_admin: User, officer_sultra: User, sultra: Agency
) -> None:
    audit.record(by=officer_sultra, action="agency.change", target=sultra)

    page = as_user(pusat_admin).get(URL).content.decode()

    assert f'href="{reverse("agencies:person-detail", args=[officer_sultra.public_id])}">Sari Petugas' in page
    assert f'href="{reverse("reports:agency-detail", args=[sultra.slug])}"' in page


def test_the_narrowed_list_is_exported(
    as_user: SignIn, pusat_admin: User, officer_mimika: User, sultra: Agency, mimika: Agency
) -> None:
    audit.record(
        by=pusat_admin, action="agency.change", target=sultra, after={"name": "=cmd|x"}, reason="=1+1"
    )
    audit.record(by=officer_mimika, action="post.submit", target=mimika)

    response = as_user(pusat_admin).get(EXPORT, {"pelaku": "ayu"})
    table = tables.read_xlsx(b"".join(response))

    assert response["Content-Disposition"].startswith('attachment; filename="catatan-audit-')
    assert table.header[:4] == ("Waktu", "Pelaku", "Tindakan", "Sasaran")
    [row] = table.rows
    assert row.cells[1:4] == ("Ayu Administrator", "agency.change", "Diskominfo Sulawesi Tenggara")
    assert row.cells[6:8] == ("name: – → =cmd|x", "=1+1")


def test_a_list_too_long_for_a_workbook_is_refused(
    as_user: SignIn, pusat_admin: User, sultra: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_EXPORTED", 1)
    for _ in range(2):
        audit.record(by=pusat_admin, action="agency.change", target=sultra)

    response = as_user(pusat_admin).get(EXPORT)

    assert response.status_code == 422
    assert "2 catatan terlalu banyak untuk satu berkas" in response.content.decode()


def test_an_export_with_a_filter_that_cannot_be_read_is_refused(as_user: SignIn, pusat_admin: User) -> None:
    response = as_user(pusat_admin).get(EXPORT, {"dari": "kemarin"})

    assert response.status_code == 422
    assert "Daftar belum disaring" in response.content.decode()


def test_an_export_names_people_chunk_by_chunk(
    as_user: SignIn, pusat_admin: User, sultra: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "CHUNK", 2)
    for number in range(5):
        audit.record(by=pusat_admin, action=f"event.{number}", target=sultra)

    table = tables.read_xlsx(b"".join(as_user(pusat_admin).get(EXPORT)))

    assert [row.cells[2] for row in table.rows] == [f"event.{number}" for number in (4, 3, 2, 1, 0)]


def test_long_trails_are_paged(as_user: SignIn, pusat_admin: User, sultra: Agency) -> None:
    for number in range(PAGE + 1):
        audit.record(by=pusat_admin, action=f"event.{number}", target=sultra)
    client = as_user(pusat_admin)

    assert len(shown(client)) == PAGE
    assert shown(client, page="2") == ["event.0"]


def test_what_people_typed_is_escaped(as_user: SignIn, pusat_admin: User) -> None:
    villain = builders.user(full_name="<script>alert(1)</script>")
    audit.record(by=villain, action="user.change", target=villain, after={"full_name": "<b>x</b>"})

    page = as_user(pusat_admin).get(URL).content.decode()

    assert "<script>alert(1)" not in page
    assert "<b>x</b>" not in page
