from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import Agency, User
from campaigns.models import Campaign
from summitcomms.lib import tables
from tests import builders
from tests.awards import results
from tests.reports.reading import queries, text_of

pytestmark = pytest.mark.django_db

PAGE = reverse("reports:coverage")
EXPORT = reverse("reports:coverage-export")


@pytest.fixture
def kendari(sultra: Agency) -> Agency:
    return builders.agency("D-74.71", "Diskominfo Kota Kendari")


def listed(client: Client, **query: str) -> list[str]:
    response = client.get(PAGE, query)
    assert response.status_code == 200
    return [one.code for one in response.context["page"]]


def test_the_centre_sees_the_country_and_opens_the_silent(
    as_user: Any, observer: User, campaign: Campaign, sultra: Agency, kendari: Agency, mimika: Agency
) -> None:
    results.tally(campaign, {sultra: [2]})
    client = as_user(observer)

    assert listed(client) == ["D-74.71", "D-94", "D-94.04"]
    assert listed(client, keadaan="aktif") == ["D-74"]
    assert listed(client, provinsi="94") == ["D-94", "D-94.04"]
    assert listed(client, jenis="city") == ["D-74.71"]
    assert len(listed(client, keadaan="semua")) == 4
    assert "Rincian setiap provinsi" not in text_of(client, PAGE, provinsi="94")
    page = text_of(client, PAGE)
    assert "Provinsi tanpa instansi aktif" in page
    assert "Rincian setiap provinsi" in page
    assert "dari 4 instansi" in page


def test_a_province_gets_a_reminder_for_its_silent_ones(
    as_user: Any, observer: User, campaign: Campaign, sultra: Agency, kendari: Agency
) -> None:
    builders.agency("D-94")
    client = as_user(observer)

    page = text_of(client, PAGE, provinsi="74")

    assert "- Diskominfo Kota Kendari" in page
    assert "https://wa.me/?text=" in page
    assert "Pilih satu provinsi" not in page
    assert "Pilih satu provinsi" in text_of(client, PAGE)


def test_a_reminder_that_would_be_too_long_is_not_written(
    as_user: Any, coordinator_sultra: User, campaign: Campaign
) -> None:
    for n in range(60):
        builders.agency(f"D-74.{n + 10}")

    assert "wa.me" not in text_of(as_user(coordinator_sultra), PAGE)


def test_a_coordinator_sees_the_own_province_and_nothing_else(
    as_user: Any, coordinator_sultra: User, campaign: Campaign, kendari: Agency, mimika: Agency
) -> None:
    client = as_user(coordinator_sultra)

    assert listed(client) == ["D-74", "D-74.71"]
    assert listed(client, provinsi="94") == ["D-74", "D-74.71"]
    page = text_of(client, PAGE)
    assert "- Diskominfo Kota Kendari" in page
    assert "Mimika" not in page
    assert 'name="provinsi"' not in page
    table = tables.read_xlsx(b"".join(client.get(EXPORT, {"keadaan": "semua"})))
    assert [row.cells[0] for row in table.rows] == ["D-74", "D-74.71"]


def test_without_a_campaign_only_people_and_accounts_are_told(
    as_user: Any, observer: User, sultra: Agency
) -> None:
    page = text_of(as_user(observer), PAGE, keadaan="semua")

    assert "Belum ada kampanye yang dibuka." in page
    assert "wa.me" not in page


def test_before_the_first_tally_the_page_says_so(
    as_user: Any, observer: User, campaign: Campaign, sultra: Agency, mimika: Agency
) -> None:
    page = text_of(as_user(observer), PAGE)

    assert "belum pernah dihitung" in page
    assert "Rincian setiap provinsi" in page


def test_a_state_nobody_is_in_says_so(as_user: Any, observer: User, campaign: Campaign) -> None:
    page = text_of(as_user(observer), PAGE, keadaan="aktif")

    assert "Tidak ada instansi dengan keadaan “aktif” di sini." in page


@pytest.mark.parametrize("query", [{"provinsi": "zz"}, {"jenis": "antah"}, {"keadaan": "antah"}])
def test_a_filter_that_is_not_on_offer_is_told(
    as_user: Any, observer: User, campaign: Campaign, sultra: Agency, mimika: Agency, query: dict[str, str]
) -> None:
    page = text_of(as_user(observer), PAGE, **query)

    assert "Halaman belum disaring" in page


def test_the_list_is_handed_out_as_it_is_shown(
    as_user: Any, observer: User, campaign: Campaign, sultra: Agency, kendari: Agency
) -> None:
    builders.user(role="lead", agency=kendari)
    results.tally(campaign, {sultra: [2]})
    client = as_user(observer)

    table = tables.read_xlsx(b"".join(client.get(EXPORT, {"provinsi": "74", "keadaan": "semua"})))

    assert [row.cells for row in table.rows] == [
        (
            "D-74",
            "Diskominfo Sulawesi Tenggara",
            "Pemerintah Provinsi",
            "Sulawesi Tenggara",
            "tidak",
            "tidak",
            "2",
            "Aktif",
        ),
        (
            "D-74.71",
            "Diskominfo Kota Kendari",
            "Pemerintah Kota",
            "Sulawesi Tenggara",
            "ya",
            "tidak",
            "0",
            "Senyap",
        ),
    ]


@pytest.mark.parametrize("address", [PAGE, EXPORT])
def test_agencies_do_not_watch_one_another(as_user: Any, lead_sultra: User, address: str) -> None:
    assert as_user(lead_sultra).get(address).status_code == 403


@pytest.mark.parametrize("agencies", [1, 20])
def test_the_page_asks_the_same_for_one_agency_and_for_twenty(
    as_user: Any, observer: User, campaign: Campaign, sultra: Agency, agencies: int
) -> None:
    results.tally(campaign, {sultra: [2]})
    for n in range(agencies):
        builders.agency(f"D-74.{n + 10}")

    assert queries(as_user(observer), f"{PAGE}?provinsi=74") == 12


@pytest.fixture
def observer(db: None) -> User:
    return builders.user(role="observer")
