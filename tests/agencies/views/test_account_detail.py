from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from agencies.account_states import STALE_AFTER
from agencies.actions import accounts
from agencies.models import AccountProof, Agency, FollowerReading, Membership, SocialAccount, User
from agencies.platforms import Platform
from tests import builders
from tests.builders import NOW


@pytest.fixture(autouse=True)
def _at_now() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def account(sultra: Agency) -> SocialAccount:
    return builders.account(sultra, handle="kominfo_sultra")


@pytest.fixture
def proposed(officer_sultra: User, sultra: Agency) -> SocialAccount:
    return accounts.propose(by=officer_sultra, agency=sultra, platform="instagram", handle="kominfo_sultra")


def do(client: Any, account: SocialAccount, verb: str, **typed: Any) -> Any:
    return client.post(reverse(f"agencies:account-{verb}", args=[account.public_id]), typed)


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("surat.png", builders.picture())


# --- what the page shows -----------------------------------------------------------------------------------


def test_an_officer_reads_what_is_known_and_what_to_do(
    as_user: Any, officer_sultra: User, account: SocialAccount
) -> None:
    account.renames.create(handle="nama_lama", folded="nama_lama", until=NOW)
    for days, followers in ((2, 1_000), (1, 1_200)):
        FollowerReading.objects.create(
            account=account,
            taken_at=NOW - timedelta(days=days),
            followers=followers,
            source="agency",
            noted_by="sistem",
        )

    page = as_user(officer_sultra).get(account.get_absolute_url()).text

    assert 'href="https://www.instagram.com/kominfo_sultra/"' in page
    assert 'rel="noopener noreferrer"' in page
    assert "nama_lama" in page
    assert page.index("1.200") < page.index("1.000")
    assert "sparkline" in page
    assert "Masih akun kami" in page
    assert "Belum ada bukti." in page
    assert "Keputusan pusat" not in page
    assert "Akun ini tidak dipakai lagi" not in page


def test_a_reader_only_reads_and_sees_no_letters(
    as_user: Any, sultra: Agency, account: SocialAccount
) -> None:
    page = as_user(builders.user(role="reader", agency=sultra)).get(account.get_absolute_url()).text

    assert "Bukti kepemilikan" not in page
    assert '<form class="form' not in page


def test_the_centre_sees_whom_it_looks_like_and_the_agency_only_that_it_does(
    as_user: Any, verifier: User, officer_sultra: User, mimika: Agency, account: SocialAccount
) -> None:
    twin = builders.account(mimika, Platform.X, "kominf0_sultra")
    builders.account(mimika, Platform.TIKTOK, "kominfo_mimika")

    to_centre = as_user(verifier).get(account.get_absolute_url()).text
    to_agency = as_user(officer_sultra).get(account.get_absolute_url()).text

    assert twin.get_absolute_url() in to_centre
    assert "huruf yang mirip" in to_centre
    assert "kominfo_mimika" not in to_centre
    assert "mirip dengan akun instansi lain" in to_agency
    assert "kominf0_sultra" not in to_agency


def test_a_name_that_another_agency_had_before_is_told_to_the_centre(
    as_user: Any, verifier: User, mimika: Agency, account: SocialAccount
) -> None:
    former = builders.account(mimika, handle="mimika_baru")
    former.renames.create(handle="kominfo_sultra", folded="kominfo_sultra", until=NOW)

    page = as_user(verifier).get(account.get_absolute_url()).text

    assert "Nama ini dahulu dipakai akun Diskominfo Kabupaten Mimika." in page


def test_the_history_is_told_in_words(
    as_user: Any, officer_sultra: User, verifier: User, proposed: SocialAccount
) -> None:
    accounts.verify(by=verifier, account=proposed, seen="kominfo_sultra", note="Lewat telepon.", at=NOW)
    client = as_user(officer_sultra)
    do(client, proposed, "followers", **{"count-followers": "58 rb"})
    accounts.rename(by=officer_sultra, account=proposed, handle="sultra_baru", at=NOW)

    page = client.get(proposed.get_absolute_url()).text

    assert "mengusulkan akun ini" in page
    assert "memverifikasi akun ini" in page
    assert "Lewat telepon." in page
    assert "mencatat jumlah pengikut: 58.000" in page
    assert "mengganti nama akun dari kominfo_sultra menjadi sultra_baru" in page
    assert "Sebelumnya bernama kominfo_sultra dan sudah terverifikasi." in page


def test_an_archived_account_says_why_and_the_way_back(
    as_user: Any, officer_sultra: User, lead_sultra: User, account: SocialAccount
) -> None:
    accounts.archive(by=lead_sultra, account=account, reason="Akun ditutup.", at=NOW)

    page = as_user(officer_sultra).get(account.get_absolute_url()).text

    assert "Akun ditutup." in page
    assert f"{reverse('agencies:account-create')}?instansi=D-74" in page
    assert "Nama akun berganti?" not in page


def test_a_new_count_is_asked_for_above_the_former_ones(
    as_user: Any, officer_sultra: User, sultra: Agency
) -> None:
    account = builders.account(sultra)
    FollowerReading.objects.create(
        account=account, taken_at=NOW, followers=41_200, source="agency", noted_by="sistem"
    )

    page = as_user(officer_sultra).get(account.get_absolute_url()).text

    section = page[page.index('id="pengikut"') :]
    assert section.index('name="count-followers"') < section.index("<details") < section.index("<table")


def test_a_website_has_no_followers_to_note(as_user: Any, officer_sultra: User, sultra: Agency) -> None:
    site = builders.account(sultra, Platform.WEBSITE, "sultraprov.go.id")

    assert "Jumlah pengikut" not in as_user(officer_sultra).get(site.get_absolute_url()).text


@pytest.mark.parametrize("rows", [1, 10])
def test_the_page_asks_the_same_for_one_row_and_for_ten(
    rows: int,
    as_user: Any,
    verifier: User,
    mimika: Agency,
    account: SocialAccount,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    builders.account(mimika, Platform.X, "kominf0_sultra")
    for number in range(rows):
        FollowerReading.objects.create(
            account=account, taken_at=NOW, followers=number, source="agency", noted_by="sistem"
        )
        account.renames.create(handle=f"lama{number}", folded=f"lama{number}", until=NOW)
        account.proofs.create(
            kind="letter", image="akun/a.jpg", sha256=f"{number:064}", added_by=verifier, added_at=NOW
        )
    client = as_user(verifier)

    with django_assert_num_queries(13):
        client.get(account.get_absolute_url())


# --- the centre decides ------------------------------------------------------------------------------------


def test_a_verifier_verifies_with_a_note_or_is_asked_for_one(
    as_user: Any, verifier: User, proposed: SocialAccount
) -> None:
    client = as_user(verifier)
    seen = {"verify-seen": "kominfo_sultra"}

    refused = do(client, proposed, "verify", **seen)
    assert refused.status_code == 422
    assert "belum dilengkapi bukti" in refused.text
    assert do(client, proposed, "verify", **seen, **{"verify-note": "Surat 12/2023."}).status_code == 302
    assert SocialAccount.objects.get().state == "verified"
    assert "terverifikasi" in client.get(proposed.get_absolute_url()).text


def test_the_second_of_two_is_shown_the_account_as_it_is(
    as_user: Any, verifier: User, pusat_admin: User, proposed: SocialAccount
) -> None:
    accounts.verify(by=pusat_admin, account=proposed, seen="kominfo_sultra", note="Surat.", at=NOW)

    again = do(as_user(verifier), proposed, "verify", **{"verify-seen": "kominfo_sultra", "verify-note": "x"})

    assert again.status_code == 422
    assert "oleh Ayu Administrator" in again.text
    assert "Keputusan pusat" not in again.text


def test_a_proposal_is_refused_with_a_reason(as_user: Any, verifier: User, proposed: SocialAccount) -> None:
    client = as_user(verifier)
    seen = {"refuse-seen": "kominfo_sultra"}

    assert do(client, proposed, "refuse", **seen).status_code == 422
    do(client, proposed, "refuse", **seen, **{"refuse-reason": "Akun pribadi."})

    assert SocialAccount.objects.get().reason == "Akun pribadi."
    assert "ditolak" in client.get(proposed.get_absolute_url()).text


def test_a_refused_new_name_brings_back_the_former(
    as_user: Any, verifier: User, officer_sultra: User, account: SocialAccount
) -> None:
    accounts.rename(by=officer_sultra, account=account, handle="kominf0", at=NOW)
    client = as_user(verifier)

    do(client, account, "refuse", **{"refuse-seen": "kominf0", "refuse-reason": "Bukan."})

    assert SocialAccount.objects.get().handle == "kominfo_sultra"
    assert "Nama sebelumnya berlaku lagi" in client.get(account.get_absolute_url()).text


def test_who_belongs_to_the_agency_is_told_why_not(
    as_user: Any, verifier: User, sultra: Agency, proposed: SocialAccount
) -> None:
    Membership.objects.create(user=verifier, role="reader", agency=sultra, reason="Diperbantukan.")
    client = as_user(verifier)

    assert "Akunnya diperiksa oleh orang lain di pusat." in client.get(proposed.get_absolute_url()).text
    assert do(client, proposed, "verify", **{"verify-seen": "kominfo_sultra"}).status_code == 403


# --- the agency keeps --------------------------------------------------------------------------------------


def test_a_new_name_is_shown_back_and_then_taken(
    as_user: Any, officer_sultra: User, account: SocialAccount
) -> None:
    client = as_user(officer_sultra)

    shown = do(client, account, "rename", **{"rename-profile": "instagram.com/Sultra_Baru?x=1"})
    assert shown.status_code == 200
    assert "Kami membaca Instagram sultra_baru." in shown.text
    assert SocialAccount.objects.get().handle == "kominfo_sultra"
    do(client, account, "rename", **{"rename-profile": shown.context["rename_form"]["profile"].value()})

    assert SocialAccount.objects.get().handle == "sultra_baru"
    assert "Pusat memeriksanya lagi" in client.get(account.get_absolute_url()).text


def test_a_new_name_by_the_centre_stands(as_user: Any, verifier: User, account: SocialAccount) -> None:
    do(as_user(verifier), account, "rename", **{"rename-profile": "sultra_baru"})

    assert SocialAccount.objects.get().state == "verified"


def test_a_new_name_that_is_none_is_told(as_user: Any, officer_sultra: User, account: SocialAccount) -> None:
    response = do(as_user(officer_sultra), account, "rename", **{"rename-profile": "dua kata"})

    assert response.status_code == 422
    assert response.context["rename_form"].errors["profile"]


def test_a_stale_account_is_confirmed(as_user: Any, officer_sultra: User, sultra: Agency) -> None:
    stale = builders.account(sultra, confirmed_at=NOW - STALE_AFTER)
    client = as_user(officer_sultra)

    assert "Perlu dipastikan" in client.get(stale.get_absolute_url()).text
    do(client, stale, "confirm")

    assert SocialAccount.objects.get().confirmed_at == NOW
    assert "Perlu dipastikan" not in client.get(stale.get_absolute_url()).text


def test_what_is_not_verified_is_not_confirmed(
    as_user: Any, officer_sultra: User, proposed: SocialAccount
) -> None:
    response = do(as_user(officer_sultra), proposed, "confirm")

    assert response.status_code == 422
    assert "Hanya akun yang sudah terverifikasi" in response.text


def test_a_strange_count_is_asked_again_with_a_box(
    as_user: Any, officer_sultra: User, account: SocialAccount
) -> None:
    client = as_user(officer_sultra)
    assert "sudah saya periksa" not in client.get(account.get_absolute_url()).text
    do(client, account, "followers", **{"count-followers": "1.000"})

    asked = do(client, account, "followers", **{"count-followers": "58.000"})

    assert asked.status_code == 422
    assert "Angka ini sudah saya periksa" in asked.text
    assert 'value="58.000"' in asked.text
    do(client, account, "followers", **{"count-followers": "58.000", "count-is_sure": "on"})
    assert account.follower_readings.count() == 2


@pytest.mark.parametrize("typed", ["", "banyak", "-5", "99 jt jt", "99999999999999"])
def test_what_is_no_count_is_told(
    as_user: Any, officer_sultra: User, account: SocialAccount, typed: str
) -> None:
    response = do(as_user(officer_sultra), account, "followers", **{"count-followers": typed})

    assert response.status_code == 422
    assert response.context["count_form"].errors["followers"]
    assert not FollowerReading.objects.exists()


def test_the_lead_archives_with_a_reason(as_user: Any, lead_sultra: User, account: SocialAccount) -> None:
    client = as_user(lead_sultra)

    assert "Akun ini tidak dipakai lagi" in client.get(account.get_absolute_url()).text
    assert do(client, account, "archive").status_code == 422
    do(client, account, "archive", **{"archive-reason": "Ditutup."})

    assert SocialAccount.objects.get().state == "archived"


# --- proofs ------------------------------------------------------------------------------------------------


def test_a_proof_is_filed_and_shown_to_those_who_keep_or_check(
    as_user: Any, officer_sultra: User, verifier: User, sultra: Agency, account: SocialAccount
) -> None:
    filed = do(
        as_user(officer_sultra), account, "proof-add", **{"proof-kind": "letter", "proof-image": picture()}
    )
    proof = AccountProof.objects.get()
    page = reverse("agencies:account-proof", args=[account.public_id, proof.public_id])

    assert filed.status_code == 302
    for person in (officer_sultra, verifier):
        client = as_user(person)
        assert page in client.get(account.get_absolute_url()).text
        served = client.get(page)
        assert served["Content-Type"] == "image/jpeg"
        assert served["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in served["Content-Security-Policy"]
        assert b"".join(served)[:3] == b"\xff\xd8\xff"
    assert as_user(builders.user(role="reader", agency=sultra)).get(page).status_code == 403
    assert as_user(builders.user(role="observer")).get(page).status_code == 403


def test_a_proof_is_found_at_its_own_account_only(
    as_user: Any, officer_sultra: User, sultra: Agency, account: SocialAccount
) -> None:
    other = builders.account(sultra, Platform.X)
    proof = other.proofs.create(
        kind="letter", image="akun/a.jpg", sha256="0" * 64, added_by=officer_sultra, added_at=NOW
    )

    page = reverse("agencies:account-proof", args=[account.public_id, proof.public_id])

    assert as_user(officer_sultra).get(page).status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"proof-kind": "letter"}, "image"),
        ({"proof-kind": "letter", "proof-image": SimpleUploadedFile("a.jpg", b"%PDF")}, "image"),
        ({"proof-kind": "lain", "proof-image": picture}, "kind"),
        ({"proof-image": picture}, "kind"),
    ],
)
def test_what_is_no_proof_is_told_at_its_field(
    as_user: Any, officer_sultra: User, account: SocialAccount, typed: dict[str, Any], field: str
) -> None:
    typed = {name: value() if callable(value) else value for name, value in typed.items()}

    response = do(as_user(officer_sultra), account, "proof-add", **typed)

    assert response.status_code == 422
    assert response.context["proof_form"].errors[field]
    assert not AccountProof.objects.exists()


def test_the_same_proof_twice_is_told(as_user: Any, officer_sultra: User, account: SocialAccount) -> None:
    client = as_user(officer_sultra)
    do(client, account, "proof-add", **{"proof-kind": "letter", "proof-image": picture()})

    again = do(client, account, "proof-add", **{"proof-kind": "letter", "proof-image": picture()})

    assert again.status_code == 422
    assert "sudah tersimpan" in again.text
