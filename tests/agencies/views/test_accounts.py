from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agencies.account_states import STALE_AFTER
from agencies.models import Agency, SocialAccount, User
from agencies.platforms import Platform
from summitcomms.lib import tables
from tests import builders
from tests.builders import NOW

LIST = reverse("agencies:account-list")
NEW = reverse("agencies:account-create")
EXPORT = reverse("agencies:account-export")


@pytest.fixture(autouse=True)
def _at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def sent(client: Any, **typed: str) -> Any:
    return client.post(NEW, {"profile": "", "platform": "", "agency": ""} | typed)


# --- the list of one agency --------------------------------------------------------------------------------


def test_an_agency_sees_its_accounts_and_what_to_do(
    as_user: Any, officer_sultra: User, sultra: Agency, mimika: Agency
) -> None:
    builders.account(sultra, Platform.INSTAGRAM, "kominfo_sultra", state="proposed")
    builders.account(sultra, Platform.X, "sultra_x", confirmed_at=NOW - STALE_AFTER)
    builders.account(sultra, Platform.TIKTOK, "sultra_lama", state="archived", reason="Ditutup.")
    builders.account(mimika, Platform.X, "mimika_x")

    page = as_user(officer_sultra).get(LIST).text

    assert "kominfo_sultra" in page
    assert "Tambahkan bukti" in page
    assert "Pastikan akun ini masih milik instansi." in page
    assert (
        reverse("agencies:account-confirm", args=[SocialAccount.objects.get(handle="sultra_x").public_id])
        in page
    )
    assert "Belum ada akun di: Facebook, TikTok, YouTube, Threads, Situs web." in page
    assert "Ditutup." in page
    assert NEW in page
    assert "mimika_x" not in page


def test_a_reader_sees_them_without_anything_to_do(as_user: Any, sultra: Agency) -> None:
    builders.account(sultra, Platform.X, "sultra_x", confirmed_at=NOW - STALE_AFTER)

    page = as_user(builders.user(role="reader", agency=sultra)).get(LIST).text

    assert "sultra_x" in page
    assert NEW not in page
    assert "/confirm/" not in page


def test_an_agency_without_accounts_is_shown_the_way(as_user: Any, officer_sultra: User) -> None:
    page = as_user(officer_sultra).get(LIST).text

    assert "Belum ada akun yang tercatat." in page
    assert NEW in page


@pytest.mark.parametrize("accounts", [1, 20])
def test_the_own_list_asks_the_same_for_one_and_for_twenty(
    accounts: int,
    as_user: Any,
    officer_sultra: User,
    sultra: Agency,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(accounts):
        builders.account(sultra)
    client = as_user(officer_sultra)

    with django_assert_num_queries(6):
        client.get(LIST)


# --- the list of many --------------------------------------------------------------------------------------


def listed(client: Any, **query: str) -> set[str]:
    return {row.account.handle for row in client.get(LIST, query).context["rows"]}


def test_the_centre_narrows_by_state_platform_and_words(
    as_user: Any, verifier: User, sultra: Agency, mimika: Agency
) -> None:
    builders.account(sultra, Platform.INSTAGRAM, "kominfo_sultra")
    builders.account(sultra, Platform.X, "usulan_sultra", state="proposed")
    builders.account(mimika, Platform.X, "mimika_lama", confirmed_at=NOW - STALE_AFTER)
    builders.account(mimika, Platform.TIKTOK, "kominf0.sultra")
    builders.account(mimika, Platform.TIKTOK, "mimika_arsip", state="archived")
    client = as_user(verifier)

    assert listed(client) == {"kominfo_sultra", "usulan_sultra", "mimika_lama", "kominf0.sultra"}
    assert listed(client, keadaan="diusulkan") == {"usulan_sultra"}
    assert listed(client, keadaan="lama") == {"mimika_lama"}
    assert listed(client, keadaan="mirip") == {"kominfo_sultra", "kominf0.sultra"}
    assert listed(client, keadaan="terverifikasi") == {"kominfo_sultra", "mimika_lama", "kominf0.sultra"}
    assert listed(client, keadaan="diarsipkan") == {"mimika_arsip"}
    assert listed(client, keadaan="antah") == listed(client, platform="antah") == listed(client)
    assert listed(client, platform="x") == {"usulan_sultra", "mimika_lama"}
    assert listed(client, q="mimika") == {"mimika_lama", "kominf0.sultra"}
    assert listed(client, q="@Usulan", platform="x") == {"usulan_sultra"}
    assert listed(client, q="tidakada\0") == listed(client)
    assert "Tidak ada akun yang cocok." in client.get(LIST, {"q": "tidakada"}).text


def test_what_waits_longest_comes_first(as_user: Any, verifier: User, sultra: Agency) -> None:
    for handle, days in (("kedua", 2), ("pertama", 5), ("ketiga", 1)):
        account = builders.account(sultra, handle=handle, state="proposed")
        SocialAccount.objects.filter(pk=account.pk).update(created_at=NOW - timedelta(days=days))

    rows = as_user(verifier).get(LIST, {"keadaan": "diusulkan"}).context["rows"]

    assert [row.account.handle for row in rows] == ["pertama", "kedua", "ketiga"]


def test_a_coordinator_sees_the_province_and_an_observer_proposes_nothing(
    as_user: Any, coordinator_sultra: User, mimika: Agency
) -> None:
    builders.account(builders.agency("D-74.71"), handle="kendari")
    builders.account(mimika, handle="mimika")

    client = as_user(coordinator_sultra)
    assert listed(client) == {"kendari"}
    assert NEW in client.get(LIST).text
    client = as_user(builders.user(role="observer"))
    assert listed(client) == {"kendari", "mimika"}
    assert NEW not in client.get(LIST).text


def test_an_empty_registry_says_so(as_user: Any, verifier: User, sultra: Agency, mimika: Agency) -> None:
    assert "Belum ada akun yang tercatat." in as_user(verifier).get(LIST).text


@pytest.mark.parametrize("keadaan", ["", "mirip"])
@pytest.mark.parametrize("accounts", [1, 20])
def test_the_list_asks_the_same_for_one_and_for_twenty(
    accounts: int,
    keadaan: str,
    as_user: Any,
    verifier: User,
    mimika: Agency,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(accounts + 1):
        builders.account(
            builders.agency(f"D-74.{number + 1:02}"),
            handle=f"kominfo_{'abcdefghijklmnopqrstuvwxyz'[number]}",
            state="proposed",
        )
    client = as_user(verifier)

    with django_assert_num_queries(8 if keadaan else 7):
        client.get(LIST, {"keadaan": keadaan})


def test_the_list_is_taken_along_as_it_is_narrowed(
    as_user: Any, verifier: User, sultra: Agency, mimika: Agency
) -> None:
    builders.account(sultra, Platform.X, "KominfoSultra", reason="=cmd")
    counted = builders.account(mimika, Platform.TIKTOK, "mimika")
    counted.follower_readings.create(taken_at=NOW, followers=58_000, source="agency", noted_by="sistem")
    client = as_user(verifier)

    response = client.get(EXPORT)
    table = tables.read_xlsx(b"".join(response))

    assert response["Content-Disposition"] == 'attachment; filename="akun-2023-08-29.xlsx"'
    assert table.header[:2] == ("platform", "akun")
    first, second = (row.cells for row in table.rows)
    assert first[:6] == (
        "X",
        "KominfoSultra",
        "https://x.com/KominfoSultra",
        "D-74",
        "Diskominfo Sulawesi Tenggara",
        "Terverifikasi",
    )
    assert first[-1] == "=cmd"
    assert second[7:10] == ("Sel 29 Agu 2023 10.00 WIB", "58000", "Sel 29 Agu 2023 10.00 WIB")
    narrowed = tables.read_xlsx(b"".join(client.get(EXPORT, {"q": "mimika"})))
    assert len(narrowed.rows) == 1


def test_an_agency_takes_along_only_its_own(
    as_user: Any, officer_sultra: User, sultra: Agency, mimika: Agency
) -> None:
    builders.account(sultra, handle="sultra_a")
    builders.account(mimika, handle="mimika_a")

    table = tables.read_xlsx(b"".join(as_user(officer_sultra).get(EXPORT)))

    assert [row.cells[1] for row in table.rows] == ["sultra_a"]


# --- a new account -----------------------------------------------------------------------------------------


def test_a_handle_as_it_stands_is_proposed_at_once(
    as_user: Any, officer_sultra: User, sultra: Agency
) -> None:
    client = as_user(officer_sultra)
    assert 'name="agency"' not in client.get(NEW).text

    response = sent(client, profile="kominfo_sultra", platform="instagram")

    account = SocialAccount.objects.get()
    assert response["Location"] == account.get_absolute_url()
    assert (account.agency, account.state) == (sultra, "proposed")
    assert "diusulkan" in client.get(response["Location"]).text


def test_a_pasted_message_is_shown_back_before_it_is_stored(as_user: Any, officer_sultra: User) -> None:
    client = as_user(officer_sultra)

    shown = sent(client, profile="Ini akun kami https://www.instagram.com/Kominfo_Sultra?igsh=1 🙏")

    assert shown.status_code == 200
    assert "Kami membaca Instagram kominfo_sultra." in shown.text
    assert not SocialAccount.objects.exists()
    form = shown.context["form"]
    assert (form["profile"].value(), form["platform"].value()) == ("kominfo_sultra", "instagram")
    sent(client, profile=form["profile"].value(), platform=form["platform"].value())
    assert SocialAccount.objects.get().handle == "kominfo_sultra"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "profile", "masih kosong"),
        ({"profile": "kominfo"}, "platform", "Pilih platformnya"),
        ({"profile": "https://x.com/kominfo", "platform": "instagram"}, "profile", "bukan milik Instagram"),
        ({"profile": "kominfo", "platform": "antah"}, "platform", "antah"),
        ({"profile": "dua kata", "platform": "x"}, "profile", "tidak sah"),
        ({"profile": "milik_mimika", "platform": "x"}, "profile", "sudah didaftarkan instansi lain"),
    ],
)
def test_what_cannot_be_proposed_is_told_at_its_field(
    as_user: Any, officer_sultra: User, mimika: Agency, typed: dict[str, str], field: str, sentence: str
) -> None:
    builders.account(mimika, Platform.X, "milik_mimika")

    response = sent(as_user(officer_sultra), **typed)

    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert SocialAccount.objects.count() == 1


def test_the_centre_names_the_agency(as_user: Any, verifier: User, mimika: Agency) -> None:
    client = as_user(verifier)

    unknown = sent(client, profile="mimika", platform="x", agency="antah")
    nobody = sent(client, profile="mimika", platform="x")
    sent(client, profile="mimika", platform="x", agency="94.04")

    assert "tidak dikenal" in " ".join(unknown.context["form"].errors["agency"])
    assert nobody.context["form"].errors["agency"]
    assert SocialAccount.objects.get().agency == mimika


def test_a_coordinator_chooses_within_the_province(
    as_user: Any, coordinator_sultra: User, mimika: Agency
) -> None:
    kendari = builders.agency("D-74.71")
    client = as_user(coordinator_sultra)

    assert sent(client, profile="mimika", platform="x", agency=mimika.code).status_code == 422
    sent(client, profile="kendari", platform="x", agency=kendari.code)

    assert SocialAccount.objects.get().agency == kendari


def test_a_form_may_be_filled_by_its_address(as_user: Any, officer_sultra: User) -> None:
    page = as_user(officer_sultra).get(NEW, {"profil": "https://x.com/kominfo"})

    assert "https://x.com/kominfo" in page.text
