import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import get_language, override

from agencies import audit
from agencies.models import Agency, AuditEvent, User
from awards import inputs, snapshots
from awards.actions import rankings, rounds
from awards.models import Ranking, Standing
from awards.ranking import rank
from awards.recipes import DEFAULT, Recipe
from awards.scoring import score
from awards.states import RoundState
from campaigns.models import AgencyTally, Campaign
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).parents[3] / "tools" / "verify_ranking.py"


def rows(ranking: Ranking) -> list[tuple[str, int | None, int]]:
    found = ranking.standings.order_by("category__position", "position")
    return [(row.agency.code, row.rank, row.position) for row in found.select_related("agency")]


def test_compute_ranks_every_agency_of_each_category(
    campaign: Campaign, setneg: Agency, kemendagri: Agency, kemlu: Agency, setkab: Agency, sultra: Agency
) -> None:
    results.open_round(campaign)
    run = results.tally(campaign, {kemendagri: [5, 5, 5], setneg: [2, 2], kemlu: [1], setkab: [2, 1, 1]})

    (ranking,) = rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)

    assert rows(ranking) == [
        ("K-010", 1, 1),
        ("K-007", 2, 2),
        ("K-011", None, 3),
        ("L-114", 1, 1),
        ("D-74", None, 1),
    ]
    assert (ranking.tally, ranking.computed_at, ranking.sealed_at, ranking.head) == (run, NOW, None, "")
    reasons = dict(ranking.standings.filter(rank=None).values_list("agency__code", "reason"))
    assert reasons == {
        "K-011": "Baru 1 unggahan terverifikasi; syarat dinilai paling sedikit 3.",
        "D-74": "Belum ada unggahan terverifikasi.",
    }


def test_what_is_kept_is_indonesian_whoever_asks_for_the_count(
    campaign: Campaign, setneg: Agency, kemendagri: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("awards.recipes._", lambda text: text if get_language() == "id" else "translated")
    results.open_round(campaign, rule=Recipe("1", DEFAULT.components, min_posts=1_200))
    run = results.tally(campaign, {kemendagri: [5, 5, 5], setneg: [2, 2]})

    with override("en"):
        (ranking,) = rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)

    standing = ranking.standings.get(agency=setneg)
    assert standing.reason == "Baru 4 unggahan terverifikasi; syarat dinilai paling sedikit 1.200."
    assert standing.components[0]["label"] == "Jumlah unggahan"
    assert snapshots.chain(ranking).verify()


def test_equal_agencies_share_a_rank(
    campaign: Campaign, setneg: Agency, kemendagri: Agency, kemlu: Agency
) -> None:
    results.open_round(campaign)
    run = results.tally(campaign, {kemendagri: [2, 2], setneg: [2, 2], kemlu: [1, 1, 1]}, per_post=1)

    (ranking,) = rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)

    assert rows(ranking) == [("K-007", 1, 1), ("K-010", 1, 2), ("K-011", 3, 3)]


def test_a_standing_keeps_every_component_as_text(campaign: Campaign, setneg: Agency) -> None:
    results.open_round(campaign)
    run = results.tally(campaign, {setneg: [12, 2]})

    rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)

    standing = Standing.objects.get()
    assert standing.components[0] == {
        "code": "volume",
        "label": "Jumlah unggahan",
        "raw": "12",
        "reference": "12",
        "normalised": "1.000000",
        "weight": "30",
        "points": "30.00",
    }
    assert standing.total == sum(Decimal(part["points"]) for part in standing.components)


def test_a_stored_standing_is_read_back_as_it_was_ranked(
    campaign: Campaign, setneg: Agency, kemendagri: Agency, kemlu: Agency
) -> None:
    results.open_round(campaign)
    run = results.tally(campaign, {setneg: [9, 0, 7], kemendagri: [3, 1]})
    (ranking,) = rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
    given = inputs.read(run, ["ministry"])
    expected = rank(
        score(DEFAULT, given.by_kind["ministry"], campaign_days=given.campaign_days, pillars=given.pillars)
    )

    stored = ranking.standings.select_related("agency").order_by("position")

    assert snapshots.restore_all(ranking, stored) == expected


def test_compute_again_from_the_same_tally_changes_nothing(campaign: Campaign, setneg: Agency) -> None:
    results.open_round(campaign)
    run = results.tally(campaign, {setneg: [2, 2]})
    first = rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
    events = AuditEvent.objects.count()

    again = rankings.compute(tally=run, by=audit.SYSTEM, at=NOW + timedelta(minutes=5))

    assert again == first
    assert (Ranking.objects.count(), Standing.objects.count()) == (1, 1)
    assert AuditEvent.objects.count() == events


def test_another_tally_makes_another_ranking_and_leaves_the_first(campaign: Campaign, setneg: Agency) -> None:
    award_round = results.open_round(campaign)
    early = results.tally(campaign, {setneg: [2, 2]}, cutoff=NOW - timedelta(hours=1))
    late = results.tally(campaign, {setneg: [2, 3]})

    rankings.compute(tally=late, by=audit.SYSTEM, at=NOW)
    rankings.compute(tally=early, by=audit.SYSTEM, at=NOW)

    newest = Ranking.objects.newest(award_round)
    assert newest is not None
    assert newest.tally == late
    assert Ranking.objects.count() == 2


@pytest.mark.parametrize("state", [RoundState.DRAFT, RoundState.FROZEN, RoundState.PUBLISHED])
def test_a_round_that_is_not_open_is_left_alone(
    state: RoundState, campaign: Campaign, setneg: Agency, committee: User, second_committee: User
) -> None:
    if state is RoundState.DRAFT:
        rounds.create(campaign=campaign, name="Rancangan", recipe=results.recipe(), by=audit.SYSTEM, at=NOW)
    else:
        frozen = results.frozen_round(campaign, {setneg: [2, 2]}, by=committee)
        if state is RoundState.PUBLISHED:
            rounds.publish(round_id=frozen.public_id, by=second_committee, at=NOW)
    before = Standing.objects.count()
    later = results.tally(campaign, {setneg: [2, 3]}, cutoff=NOW + timedelta(hours=1))

    assert rankings.compute(tally=later, by=audit.SYSTEM, at=NOW) == []
    assert Standing.objects.count() == before


def test_rounds_of_another_campaign_are_left_alone(campaign: Campaign, setneg: Agency) -> None:
    results.open_round(builders.campaign("ktt-42", name="KTT ke-42 ASEAN", short_name="KTT ke-42"))

    assert rankings.compute(tally=results.tally(campaign, {setneg: [2, 2]}), by=audit.SYSTEM, at=NOW) == []


def test_a_ranking_is_recorded_in_the_audit_trail(campaign: Campaign, setneg: Agency) -> None:
    results.open_round(campaign)
    run = results.tally(campaign, {setneg: [2, 2]})

    (ranking,) = rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)

    event = AuditEvent.objects.get(action="ranking.computed")
    assert event.target_id == str(ranking.public_id)
    assert event.after == {"tally": str(run.public_id), "cutoff": NOW.isoformat()}


def test_the_number_of_queries_does_not_grow_with_the_agencies(campaign: Campaign) -> None:
    agencies = [builders.agency() for _ in range(20)]
    results.open_round(campaign)
    small = results.tally(campaign, {agencies[0]: [1]}, cutoff=NOW - timedelta(hours=1))
    large = results.tally(campaign, {agency: [1, 2, 3] for agency in agencies})
    found = []

    for run in (small, large):
        with CaptureQueriesContext(connection) as queries:
            rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
        found.append(len(queries))

    assert found[0] == found[1]


def test_the_exported_chain_is_confirmed_by_the_script(
    campaign: Campaign, setneg: Agency, kemendagri: Agency, setkab: Agency, sultra: Agency, tmp_path: Path
) -> None:
    results.open_round(campaign)
    run = results.tally(campaign, {setneg: [3, 3], kemendagri: [9, 1, 1], setkab: [2, 2]})
    (ranking,) = rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
    stored = snapshots.chain(Ranking.objects.get(pk=ranking.pk))
    path = tmp_path / "peringkat.jsonl"
    path.write_text(stored.export(), encoding="utf-8")

    result = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", str(SCRIPT), str(path), stored.head],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert result.returncode == 0, result.stdout + result.stderr
    assert "Jumlah baris peringkat: 4" in result.stdout
    assert stored.verify()


def test_a_changed_tie_number_breaks_the_chain(campaign: Campaign, setneg: Agency) -> None:
    results.open_round(campaign)
    run = results.tally(campaign, {setneg: [2, 2]})
    (ranking,) = rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)

    AgencyTally.objects.filter(run=run).update(interactions=9)

    permit = snapshots.chain(ranking).verify()
    assert not permit
    assert "Baris 1 tidak cocok" in permit.reason
