import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from agencies import audit
from agencies.models import AuditEvent, User
from awards.actions import categories, rounds
from awards.models import AwardRound
from campaigns.models import Campaign
from summitcomms.lib.refusals import Refused
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(campaign: Campaign) -> AwardRound:
    return rounds.create(
        campaign=campaign, name="Rancangan", recipe=results.recipe(), by=audit.SYSTEM, at=NOW
    )


def codes(award_round: AwardRound) -> list[str]:
    return list(award_round.categories.values_list("code", flat=True))


def test_strata_and_special_categories_join_at_the_end(draft: AwardRound, committee: User) -> None:
    with override("en"):
        categories.add(
            round_id=draft.public_id,
            codes=["kabupaten-kecil", "kabupaten-besar", "konten-terbaik"],
            by=committee,
            at=NOW,
        )

    assert codes(draft)[3:] == ["kabupaten-kecil", "kabupaten-besar", "konten-terbaik"]
    small = draft.categories.get(code="kabupaten-kecil")
    assert (small.name, small.agency_kind, small.population_from, small.population_to) == (
        "Kabupaten kecil",
        "regency",
        None,
        200_000,
    )
    assert draft.categories.get(code="konten-terbaik").basis == "content"
    event = AuditEvent.objects.get(action="round.categories_changed")
    assert event.after == {"categories": ["kabupaten-kecil", "kabupaten-besar", "konten-terbaik"]}


@pytest.mark.parametrize("wanted", [["lembaga"], ["kota", "kota-kecil"]])
def test_nobody_competes_twice_for_the_same_and_nothing_is_added_then(
    wanted: list[str], draft: AwardRound, committee: User
) -> None:
    with pytest.raises(Refused, match="tidak ditambahkan"):
        categories.add(round_id=draft.public_id, codes=wanted, by=committee, at=NOW)

    assert len(codes(draft)) == 3


def test_places_and_the_weight_of_the_jury_are_changed(draft: AwardRound, committee: User) -> None:
    for _twice in range(2):
        categories.change(
            round_id=draft.public_id, code="lembaga", places=3, jury_percent=40, by=committee, at=NOW
        )

    changed = draft.categories.get(code="lembaga")
    assert (changed.places, changed.jury_percent) == (3, 40)
    event = AuditEvent.objects.get(action="round.categories_changed")
    assert event.before == {"category": "lembaga", "places": 1, "jury_percent": 0}


@pytest.mark.parametrize(("places", "jury"), [(0, 0), (11, 0), (1, 101), (1, -1)])
def test_numbers_out_of_range_are_refused(places: int, jury: int, draft: AwardRound, committee: User) -> None:
    with pytest.raises(Refused, match="Jumlah penerima harus 1 sampai 10"):
        categories.change(
            round_id=draft.public_id, code="lembaga", places=places, jury_percent=jury, by=committee, at=NOW
        )


def test_a_category_is_removed_but_never_the_last_one(draft: AwardRound, committee: User) -> None:
    for code in ("lembaga", "kementerian"):
        categories.remove(round_id=draft.public_id, code=code, by=committee, at=NOW)

    assert codes(draft) == ["pemerintah-provinsi"]
    with pytest.raises(Refused, match="paling sedikit satu kategori"):
        categories.remove(round_id=draft.public_id, code="pemerintah-provinsi", by=committee, at=NOW)
    with pytest.raises(Refused, match="tidak ada lagi"):
        categories.remove(round_id=draft.public_id, code="lembaga", by=committee, at=NOW)


def test_an_opened_round_keeps_its_categories(draft: AwardRound, committee: User) -> None:
    rounds.open_round(round_id=draft.public_id, by=committee, at=NOW)

    with pytest.raises(Refused, match="hanya dapat diubah pada rancangan"):
        categories.add(round_id=draft.public_id, codes=["kota"], by=committee, at=NOW)


def test_only_the_committee_chooses_categories(draft: AwardRound, analyst: User) -> None:
    with pytest.raises(PermissionDenied):
        categories.remove(round_id=draft.public_id, code="lembaga", by=analyst, at=NOW)
