from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies import audit
from agencies.models import Agency, AuditEvent, User
from awards.actions import rankings, rounds
from awards.models import Ranking, Standing
from campaigns.models import AgencyDayTally, AgencyTally, Campaign, TallyRun
from summitcomms import thinning
from summitcomms.schedule import thin_tallies
from tests import builders
from tests.awards import results
from tests.builders import NOW
from tests.services import running_job

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def setneg(db: None) -> Agency:
    return builders.agency("K-007", "Kementerian Sekretariat Negara")


def tallies(campaign: Campaign, first: datetime, number: int, step: timedelta = TEN_MINUTES) -> None:
    for n in range(number):
        results.tally(campaign, {}, cutoff=first + n * step)


def left(campaign: Campaign) -> list[str]:
    """The cutoffs that are still there, oldest first."""
    runs = TallyRun.objects.filter(campaign=campaign).order_by("cutoff")
    return [f"{cutoff:%d %H.%M}" for cutoff in runs.values_list("cutoff", flat=True)]


def thin(at: datetime = NOW) -> int:
    return thinning.thin(at=at, by=audit.SYSTEM)


def test_of_two_days_ago_and_more_the_last_of_each_hour_is_kept(campaign: Campaign) -> None:
    tallies(campaign, NOW - 3 * DAY, 9)  # 3.00 to 4.20
    results.tally(campaign, {}, cutoff=NOW)

    assert thin() == 7

    assert left(campaign) == ["26 03.50", "26 04.20", "29 03.00"]


def test_of_two_weeks_ago_and_more_the_last_of_each_day_is_kept(campaign: Campaign) -> None:
    tallies(campaign, NOW - 20 * DAY, 20, timedelta(hours=2))  # 9 August 3.00 to 10 August 17.00
    results.tally(campaign, {}, cutoff=NOW)

    assert thin() == 18

    assert left(campaign) == ["09 23.00", "10 17.00", "29 03.00"]


def test_the_last_two_days_stay_whole(campaign: Campaign) -> None:
    tallies(campaign, NOW - 2 * DAY, 9)

    assert thin() == 0
    assert TallyRun.objects.count() == 9


def test_campaigns_are_thinned_each_for_itself(campaign: Campaign) -> None:
    other = builders.campaign("ktt-42")
    for one in (campaign, other):
        tallies(one, NOW - 3 * DAY, 3)

    thin()

    assert left(campaign) == left(other) == ["26 03.20"]


def test_what_was_sealed_stays_and_what_was_not_goes_with_its_standings(
    campaign: Campaign, setneg: Agency, committee: User
) -> None:
    award_round = results.open_round(campaign)
    for minutes in (0, 10, 20):
        run = results.tally(campaign, {setneg: [2, 2]}, cutoff=NOW - 3 * DAY + timedelta(minutes=minutes))
        rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
        if minutes == 10:
            rounds.freeze(round_id=award_round.public_id, by=committee, at=NOW)
    tallies(campaign, NOW - 3 * DAY + timedelta(minutes=30), 2)
    assert (Ranking.objects.count(), Standing.objects.count()) == (2, 2)

    assert thin() == 3

    assert left(campaign) == ["26 03.10", "26 03.40"]
    sealed = Ranking.objects.get()
    assert sealed.sealed_at is not None
    assert Standing.objects.get().ranking == sealed
    assert AgencyTally.objects.get().run == sealed.tally
    assert set(AgencyDayTally.objects.values_list("run", flat=True)) == {sealed.tally_id}


def test_the_newest_ranking_of_an_open_round_outlives_later_looks_into_the_past(
    campaign: Campaign, setneg: Agency
) -> None:
    results.open_round(campaign)
    ranked = results.tally(campaign, {setneg: [2, 2]}, cutoff=NOW - 3 * DAY)
    rankings.compute(tally=ranked, by=audit.SYSTEM, at=NOW)
    tallies(campaign, NOW - 3 * DAY + TEN_MINUTES, 3)

    thin()

    assert Ranking.objects.get().tally == ranked
    assert left(campaign) == ["26 03.00", "26 03.30"]  # the newest tally stays as well


def test_a_removal_is_recorded_and_a_second_one_finds_nothing(campaign: Campaign) -> None:
    tallies(campaign, NOW - 3 * DAY, 3)

    assert [thin(), thin()] == [2, 0]

    assert AuditEvent.objects.get(action="tallies.thinned").after == {"removed": 2}


def test_a_long_backlog_is_removed_oldest_first(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thinning, "BATCH", 2)
    tallies(campaign, NOW - 3 * DAY, 4)

    assert [thin(), thin()] == [2, 1]
    assert left(campaign) == ["26 03.30"]


@pytest.mark.parametrize("number", [2, 30])
def test_the_number_of_statements_does_not_depend_on_the_number_of_tallies(
    number: int, campaign: Campaign, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    tallies(campaign, NOW - 20 * DAY, number)

    with django_assert_max_num_queries(12):
        assert thin() == number - 1


def test_the_nightly_job_tells_how_many_it_removed(campaign: Campaign) -> None:
    tallies(campaign, NOW - 3 * DAY, 3)

    assert thin_tallies(running_job(at=NOW)) == {"removed": 2}
