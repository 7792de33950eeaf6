from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from agencies import audit
from agencies.models import Agency, User
from awards.actions import exclusions, rankings, rounds
from awards.models import AwardRound, Exclusion
from campaigns.models import Campaign
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
REASON = "Penyelenggara penilaian."


@pytest.fixture
def draft(campaign: Campaign) -> AwardRound:
    return rounds.create(
        campaign=campaign, name="Rancangan", recipe=results.recipe(), by=audit.SYSTEM, at=NOW
    )


def at(page: str, award_round: AwardRound, *more: str) -> str:
    return reverse(f"awards:{page}", args=[award_round.public_id, *more])


def test_a_draft_offers_what_does_not_overlap(as_user: SignIn, draft: AwardRound, committee: User) -> None:
    client = as_user(committee)

    text = client.get(at("category-list", draft)).content.decode()
    assert "Kabupaten kecil · di bawah 200.000 penduduk" in text
    assert "Peningkatan terbaik · Peningkatan terhadap kampanye pendahulu" in text

    answer = client.post(at("category-add", draft), {"categories": ["kabupaten-kecil", "kota"]}, follow=True)
    text = answer.content.decode()
    assert "Kategori ditambahkan." in text
    assert "Kota kecil" not in text
    assert draft.categories.count() == 5


def test_nothing_ticked_and_a_clash_are_said(as_user: SignIn, draft: AwardRound, committee: User) -> None:
    client = as_user(committee)

    nothing = client.post(at("category-add", draft))
    clash = client.post(at("category-add", draft), {"categories": ["kota", "kota-kecil"]})

    assert (nothing.status_code, clash.status_code) == (422, 422)
    assert "Centang paling sedikit satu kategori." in nothing.content.decode()
    assert "pesertanya sudah dinilai dalam kategori" in clash.content.decode()
    assert draft.categories.count() == 3


def test_a_category_is_changed_and_removed(as_user: SignIn, draft: AwardRound, committee: User) -> None:
    client = as_user(committee)

    wrong = client.post(
        at("category-change", draft, "lembaga"), {"lembaga-places": 0, "lembaga-jury_percent": 10}
    )
    assert wrong.status_code == 422
    client.post(at("category-change", draft, "lembaga"), {"lembaga-places": 2, "lembaga-jury_percent": 40})
    changed = draft.categories.get(code="lembaga")
    assert (changed.places, changed.jury_percent) == (2, 40)

    answer = client.post(at("category-remove", draft, "lembaga"), follow=True)
    assert "Lembaga dihapus dari putaran ini." in answer.content.decode()
    assert client.post(at("category-remove", draft, "lembaga")).status_code == 404


def test_an_open_round_only_shows_its_categories(
    as_user: SignIn, campaign: Campaign, committee: User
) -> None:
    opened = results.open_round(campaign)
    client = as_user(committee)

    text = client.get(at("category-list", opened)).content.decode()
    assert "hanya dapat diubah pada rancangan" in text
    assert "Hapus kategori" not in text
    assert client.post(at("category-remove", opened, "lembaga")).status_code == 422


def test_an_agency_is_excluded_by_its_code_and_readmitted(
    as_user: SignIn, campaign: Campaign, setneg: Agency, committee: User
) -> None:
    opened = results.open_round(campaign)
    rankings.compute(tally=results.tally(campaign, {setneg: [5, 5]}), by=audit.SYSTEM, at=NOW)
    client = as_user(committee)
    page = at("exclusion-list", opened)

    assert "Semua instansi ikut dinilai" in client.get(page).content.decode()
    client.post(page, {"agency": "k-007", "reason": REASON})
    assert Exclusion.objects.get().agency == setneg
    assert REASON in client.get(page).content.decode()
    standings = client.get(reverse("awards:standing-list")).content.decode()
    assert f"Tidak ikut dinilai: {REASON}" in standings
    assert f"Tidak ikut dinilai: {REASON}" in client.get(setneg.get_absolute_url()).content.decode()

    again = client.post(page, {"agency": "K-007", "reason": REASON})
    assert (again.status_code, "sudah dikecualikan oleh" in again.content.decode()) == (422, True)

    client.post(at("exclusion-remove", opened, "K-007"))
    assert not Exclusion.objects.exists()
    assert client.post(at("exclusion-remove", opened, "K-007")).status_code == 422


def test_an_unknown_agency_and_a_short_reason_are_said(
    as_user: SignIn, campaign: Campaign, committee: User
) -> None:
    opened = results.open_round(campaign)

    response = as_user(committee).post(at("exclusion-list", opened), {"agency": "K-999", "reason": "x"})

    assert response.status_code == 422
    assert "Tidak ada satu instansi aktif" in response.content.decode()


def test_those_who_watch_see_the_reasons_and_no_form(
    as_user: SignIn, campaign: Campaign, setneg: Agency, committee: User, analyst: User
) -> None:
    opened = results.open_round(campaign)
    exclusions.exclude(round_id=opened.public_id, agency=setneg, reason=REASON, by=committee, at=NOW)

    text = as_user(analyst).get(at("exclusion-list", opened)).content.decode()

    assert REASON in text
    assert "Ikutkan kembali" not in text
    assert "hanya dapat diubah panitia" in text


def test_before_the_first_tally_the_page_of_the_agency_says_that_it_is_left_out(
    client: Client, campaign: Campaign, setneg: Agency, committee: User
) -> None:
    opened = results.open_round(campaign)
    exclusions.exclude(round_id=opened.public_id, agency=setneg, reason=REASON, by=committee, at=NOW)

    assert f"Tidak ikut dinilai: {REASON}" in client.get(setneg.get_absolute_url()).content.decode()


def test_standings_say_who_competes_in_a_stratum_and_land_in_ones_own(
    as_user: SignIn, campaign: Campaign
) -> None:
    opened = results.open_round(campaign)
    opened.categories.create(
        code="kabupaten-kecil",
        name="Kabupaten kecil",
        agency_kind="regency",
        population_to=200_000,
        position=4,
    )
    opened.categories.create(
        code="kabupaten-besar",
        name="Kabupaten besar",
        agency_kind="regency",
        population_from=200_000,
        position=5,
    )
    mimika = builders.agency("D-94.04", "Mimika", population=311_969)
    officer = builders.user(role="officer", agency=mimika)
    rankings.compute(tally=results.tally(campaign, {mimika: [2, 2]}), by=audit.SYSTEM, at=NOW)

    text = as_user(officer).get(reverse("awards:standing-list")).content.decode()

    assert "Peserta: 200.000 penduduk atau lebih." in text
    assert "Peringkat Kabupaten besar" in text
    assert "Kabupaten dan kota belum menjadi kategori" not in text
    assert "di kategori Kabupaten besar" in as_user(officer).get(mimika.get_absolute_url()).content.decode()
