"""What is sealed is held by the database itself, whatever code or person tries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from agencies import audit
from agencies.models import Agency, User
from awards.actions import rankings
from awards.models import AwardRound, Ranking, Standing
from campaigns.models import AgencyDayTally, AgencyTally, Campaign, TallyRun
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(campaign: Campaign, setneg: Agency, committee: User) -> AwardRound:
    return results.frozen_round(campaign, {setneg: [2, 2]}, by=committee)


def refused(change: Callable[[], object]) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        change()
    return str(error.value)


def truncate(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL summitcomms.allow_truncate = 'off'")
        cursor.execute(f"TRUNCATE {table}")


def test_a_sealed_standing_cannot_be_updated(sealed: AwardRound) -> None:
    assert "written once" in refused(lambda: Standing.objects.update(rank=2))


def test_a_sealed_standing_cannot_be_deleted(sealed: AwardRound) -> None:
    assert "the ranking is sealed: DELETE is refused" in refused(lambda: Standing.objects.all().delete())


def test_nothing_can_be_inserted_into_a_sealed_ranking(sealed: AwardRound, kemlu: Agency) -> None:
    standing = Standing.objects.get()
    standing.pk, standing.agency, standing.position = None, kemlu, 2

    assert "the ranking is sealed: INSERT is refused" in refused(lambda: standing.save(force_insert=True))


def test_a_sealed_ranking_can_neither_be_changed_nor_unsealed(sealed: AwardRound) -> None:
    assert "sealed: UPDATE" in refused(lambda: Ranking.objects.update(head="0" * 64))
    assert "sealed: UPDATE" in refused(lambda: Ranking.objects.update(sealed_at=None, head=""))


def test_a_sealed_ranking_cannot_be_deleted(sealed: AwardRound) -> None:
    def delete() -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM awards_ranking")

    assert "sealed: DELETE" in refused(delete)


@pytest.mark.parametrize("counts", [AgencyTally, AgencyDayTally])
def test_what_a_sealed_ranking_was_counted_from_stays(counts: type[Any], sealed: AwardRound) -> None:
    assert "counts on this: UPDATE" in refused(lambda: counts.objects.update(posts=9))
    assert "counts on this: DELETE" in refused(lambda: counts.objects.all()._raw_delete("default"))
    assert "counts on this: UPDATE" in refused(lambda: TallyRun.objects.update(definitions={"kpi": {}}))


@pytest.mark.parametrize("counts", [AgencyTally, AgencyDayTally])
def test_nothing_is_added_to_what_a_sealed_ranking_was_counted_from(
    counts: type[Any], sealed: AwardRound, kemlu: Agency
) -> None:
    row = counts.objects.values()[0]
    row.pop("id", None)

    assert "counts on this: INSERT" in refused(lambda: counts.objects.create(**row | {"agency_id": kemlu.pk}))


@pytest.mark.parametrize("table", ["campaigns_agencytally", "campaigns_agencydaytally"])
def test_counts_cannot_be_truncated_where_nobody_allowed_it(table: str) -> None:
    assert f"{table} is append-only" in refused(lambda: truncate(table))


def test_the_details_of_other_tallies_may_be_forgotten(
    sealed: AwardRound, campaign: Campaign, setneg: Agency
) -> None:
    other = results.tally(campaign, {setneg: [1]}, cutoff=NOW + timedelta(hours=1))

    assert AgencyDayTally.objects.filter(run=other).delete()[0] == 1
    assert AgencyDayTally.objects.exclude(run=other).exists()


def test_standings_cannot_be_truncated_where_nobody_allowed_it() -> None:
    assert "awards_standing is append-only" in refused(lambda: truncate("awards_standing"))


def test_an_open_standing_cannot_be_updated_either(campaign: Campaign, setneg: Agency) -> None:
    results.open_round(campaign)
    rankings.compute(tally=results.tally(campaign, {setneg: [2, 2]}), by=audit.SYSTEM, at=NOW)

    assert "written once" in refused(lambda: Standing.objects.update(rank=2))


def test_an_unsealed_ranking_can_be_removed_as_a_whole(campaign: Campaign, setneg: Agency) -> None:
    results.open_round(campaign)
    rankings.compute(tally=results.tally(campaign, {setneg: [2, 2]}), by=audit.SYSTEM, at=NOW)

    Ranking.objects.all().delete()

    assert not Standing.objects.exists()
