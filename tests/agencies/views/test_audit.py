from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import audit
from agencies.models import Agency, AuditEvent, User
from agencies.views.audit import PAGE, changes
from tests import builders

pytestmark = pytest.mark.django_db
URL = "/audit/"
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
    response = as_user(pusat_admin).get(URL, {"tindakan": "x" * 65, "page": "abc"})

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


def test_long_trails_are_paged(as_user: SignIn, pusat_admin: User, sultra: Agency) -> None:
    for number in range(PAGE + 1):
        audit.record(by=pusat_admin, action=f"event.{number}", target=sultra)
    client = as_user(pusat_admin)

    assert len(shown(client)) == PAGE
    assert shown(client, page="2") == ["event.0"]


def test_changes_are_told_in_words() -> None:
    event = AuditEvent(
        before={"is_active": True, "name": "Lama"},
        after={"is_active": False, "name": "", "scopes": ["a", "b"], "data": {"x": 1}, "n": 3},
    )

    assert changes(event) == [
        ("is_active", "ya", "tidak"),
        ("name", "Lama", "–"),
        ("scopes", "–", "a, b"),
        ("data", "–", '{"x": 1}'),
        ("n", "–", "3"),
    ]


def test_what_people_typed_is_escaped(as_user: SignIn, pusat_admin: User) -> None:
    villain = builders.user(full_name="<script>alert(1)</script>")
    audit.record(by=villain, action="user.change", target=villain, after={"full_name": "<b>x</b>"})

    page = as_user(pusat_admin).get(URL).content.decode()

    assert "<script>alert(1)" not in page
    assert "<b>x</b>" not in page
