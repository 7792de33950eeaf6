from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse

from agencies.models import User
from campaigns.models import Campaign
from summitcomms.navigation import MENU, navigation
from tests import builders

pytestmark = pytest.mark.django_db
EVERYBODY = {"Materi", "Agenda", "Peringkat", "Instansi", "Akun media sosial"}
CENTRE = EVERYBODY | {"Ruang kendali", "Unggahan", "Penghargaan", "Cakupan"}


def context(user: User | AnonymousUser, path: str = "/") -> dict[str, list[str]]:
    request = RequestFactory().get(path)
    request.user = user
    found = navigation(request)
    return {
        "nav": [item.label for item in found["nav"]],
        "bottom_nav": [item.label for item in found["bottom_nav"]],
        "current": [item.label for item in found["nav"] if item.current],
    }


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        ("administrator", CENTRE | {"Orang", "Mitra", "Catatan audit", "Data acuan"}),
        ("editor", CENTRE),
        ("verifier", CENTRE | {"Antrean verifikasi"}),
        ("committee", CENTRE | {"Nominasi"}),
        ("analyst", CENTRE | {"Impor hasil ukur"}),
        ("observer", CENTRE),
        ("coordinator", EVERYBODY | {"Beranda", "Unggahan", "Orang", "Cakupan"}),
        ("lead", EVERYBODY | {"Beranda", "Kirim", "Unggahan", "Impor hasil ukur", "Orang", "Nominasi"}),
        ("officer", EVERYBODY | {"Beranda", "Kirim", "Unggahan", "Impor hasil ukur", "Nominasi"}),
        ("reader", EVERYBODY | {"Beranda", "Unggahan"}),
        ("", set()),
    ],
)
def test_each_role_finds_its_pages(role: str, labels: set[str]) -> None:
    agency = builders.agency("D-74") if role in {"coordinator", "lead", "officer", "reader"} else None

    menu = context(builders.user(role=role, agency=agency))["nav"]

    assert set(menu) == labels
    assert menu == [entry.label for entry in MENU if entry.label in labels]


@pytest.mark.parametrize("role", ["administrator", "verifier", "observer", "lead", "officer", "reader"])
def test_every_entry_opens_for_whoever_sees_it(
    as_user: Callable[[User], Client], campaign: Campaign, role: str
) -> None:
    agency = builders.agency("D-74") if role in {"lead", "officer", "reader"} else None
    person = builders.user(role=role, agency=agency)
    client = as_user(person)

    for entry in MENU:
        if entry.label in context(person)["nav"]:
            assert client.get(reverse(entry.route)).status_code == 200, entry.label


@pytest.mark.parametrize(
    ("role", "has_bar"), [("officer", True), ("lead", True), ("reader", False), ("coordinator", False)]
)
def test_only_those_who_send_have_the_bar_for_the_thumb(role: str, has_bar: bool) -> None:
    bar = context(builders.user(role=role, agency=builders.agency("D-74")))["bottom_nav"]

    assert bar == (["Beranda", "Materi", "Kirim", "Peringkat"] if has_bar else [])


def test_the_centre_has_no_bar_for_the_thumb(pusat_admin: User) -> None:
    assert context(pusat_admin)["bottom_nav"] == []


def test_visitors_have_no_menu() -> None:
    assert context(AnonymousUser()) == {"nav": [], "bottom_nav": [], "current": []}


def test_the_page_one_is_on_is_marked(officer_sultra: User) -> None:
    assert context(officer_sultra, reverse("campaigns:post-submit"))["current"] == ["Kirim"]


def test_the_frame_names_campaign_zone_and_demo(officer_mimika: User, campaign: Campaign) -> None:
    Campaign.objects.update(is_demo=True, shifted_days=12)
    request = RequestFactory().get("/")
    request.user = officer_mimika

    found = navigation(request)

    assert str(found["campaign_name"]) == campaign.name
    assert str(found["user_zone"]) == "Asia/Jayapura"
    assert str(found["demo_notice"]) == "Data peragaan: tanggal digeser 12 hari"


def test_an_error_page_asks_the_database_nothing(
    officer_sultra: User, django_assert_num_queries: Callable[[int], object]
) -> None:
    request = RequestFactory().get("/")
    request.user = officer_sultra

    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        navigation(request)
