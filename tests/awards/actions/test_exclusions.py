import pytest
from django.core.exceptions import PermissionDenied

from agencies import audit
from agencies.actions import memberships
from agencies.models import Agency, AuditEvent, User
from awards.actions import exclusions, rankings, rounds
from awards.models import AwardRound, Exclusion, Ranking
from campaigns.models import Campaign
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db
REASON = "Penyelenggara penilaian."


@pytest.fixture
def opened(campaign: Campaign, setneg: Agency, kemlu: Agency) -> AwardRound:
    award_round = results.open_round(campaign)
    rankings.compute(
        tally=results.tally(campaign, {setneg: [5, 5, 5], kemlu: [2, 2]}), by=audit.SYSTEM, at=NOW
    )
    return award_round


def ranks(award_round: AwardRound) -> dict[str, int | None]:
    newest = Ranking.objects.newest(award_round)
    assert newest is not None
    return dict(newest.standings.values_list("agency__code", "rank"))


def test_an_excluded_agency_leaves_the_ranking_at_once_and_may_come_back(
    opened: AwardRound, setneg: Agency, committee: User
) -> None:
    assert ranks(opened) == {"K-007": 1, "K-011": 2}

    exclusions.exclude(round_id=opened.public_id, agency=setneg, reason=f"  {REASON} ", by=committee, at=NOW)

    assert ranks(opened) == {"K-007": None, "K-011": 1}
    event = AuditEvent.objects.get(action="round.agency_excluded")
    assert (event.after, event.reason) == ({"agency": "K-007"}, REASON)

    exclusions.readmit(round_id=opened.public_id, agency=setneg, by=committee, at=NOW)

    assert ranks(opened) == {"K-007": 1, "K-011": 2}
    assert AuditEvent.objects.get(action="round.agency_readmitted").before == {
        "agency": "K-007",
        "reason": REASON,
    }


def test_whoever_also_serves_an_agency_decides_on_nobody(
    opened: AwardRound, setneg: Agency, kemlu: Agency, committee: User
) -> None:
    exclusions.exclude(round_id=opened.public_id, agency=kemlu, reason=REASON, by=committee, at=NOW)
    both = builders.user(role="committee")
    memberships.grant(by=audit.SYSTEM, user=both, role="officer", agency=kemlu, reason="Merangkap.")

    with pytest.raises(Refused, match="anggota panitia lain") as rival:
        exclusions.exclude(round_id=opened.public_id, agency=setneg, reason=REASON, by=both, at=NOW)
    with pytest.raises(Refused) as own:
        exclusions.readmit(round_id=opened.public_id, agency=kemlu, by=both, at=NOW)

    assert rival.value.code == own.value.code == "own_agency"
    assert ranks(opened) == {"K-007": 1, "K-011": None}


def test_the_second_of_the_committee_is_told_who_was_first(
    opened: AwardRound, setneg: Agency, committee: User, second_committee: User
) -> None:
    exclusions.exclude(round_id=opened.public_id, agency=setneg, reason=REASON, by=committee, at=NOW)

    with pytest.raises(Refused, match="sudah dikecualikan oleh Panji Panitia: Penyelenggara"):
        exclusions.exclude(
            round_id=opened.public_id, agency=setneg, reason=REASON, by=second_committee, at=NOW
        )


def test_who_takes_part_cannot_be_readmitted(opened: AwardRound, setneg: Agency, committee: User) -> None:
    with pytest.raises(Refused, match="ikut dinilai dalam putaran ini"):
        exclusions.readmit(round_id=opened.public_id, agency=setneg, by=committee, at=NOW)


@pytest.mark.parametrize("reason", ["", "singkat", "x" * 151])
def test_a_reason_has_a_length(reason: str, opened: AwardRound, setneg: Agency, committee: User) -> None:
    with pytest.raises(Refused, match="10 sampai 150 huruf"):
        exclusions.exclude(round_id=opened.public_id, agency=setneg, reason=reason, by=committee, at=NOW)


def test_a_draft_has_no_ranking_to_compute(campaign: Campaign, setneg: Agency, committee: User) -> None:
    draft = rounds.create(
        campaign=campaign, name="Rancangan", recipe=results.recipe(), by=audit.SYSTEM, at=NOW
    )

    exclusions.exclude(round_id=draft.public_id, agency=setneg, reason=REASON, by=committee, at=NOW)

    assert Exclusion.objects.get().round == draft


def test_a_frozen_or_judged_round_is_left_as_it_is(
    opened: AwardRound, setneg: Agency, committee: User
) -> None:
    AwardRound.objects.filter(pk=opened.pk).update(judged_at=NOW, judged_by=committee)
    with pytest.raises(Refused, match="Penjurian putaran ini sudah ditutup"):
        exclusions.exclude(round_id=opened.public_id, agency=setneg, reason=REASON, by=committee, at=NOW)

    AwardRound.objects.filter(pk=opened.pk).update(judged_at=None, judged_by=None)
    rounds.freeze(round_id=opened.public_id, by=committee, at=NOW)
    with pytest.raises(Refused, match="sudah dibekukan"):
        exclusions.exclude(round_id=opened.public_id, agency=setneg, reason=REASON, by=committee, at=NOW)


def test_only_the_committee_excludes(opened: AwardRound, setneg: Agency, analyst: User) -> None:
    with pytest.raises(PermissionDenied):
        exclusions.exclude(round_id=opened.public_id, agency=setneg, reason=REASON, by=analyst, at=NOW)
