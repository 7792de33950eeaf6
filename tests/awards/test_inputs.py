from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.actions import account_evidence, accounts
from agencies.models import Agency, AgencyKind, User
from awards import inputs
from campaigns.models import AgencyDayTally, AgencyTally, Campaign
from campaigns.tally import definitions
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.awards.results import FIRST_DAY, tally
from tests.builders import NOW

pytestmark = pytest.mark.django_db
MINISTRY = AgencyKind.MINISTRY
HOUR = timedelta(hours=1)


def test_an_agency_is_given_with_its_days_and_counts(campaign: Campaign, setneg: Agency) -> None:
    run = tally(campaign, {setneg: [2, 3, 0, 1]})

    (given,) = inputs.read(run, [MINISTRY]).by_kind[MINISTRY]

    assert given.posts_by_day == {
        FIRST_DAY: 2,
        FIRST_DAY + timedelta(days=1): 3,
        FIRST_DAY + timedelta(days=3): 1,
    }
    assert (given.agency, given.posts, given.active_days) == ("K-007", 6, 3)
    assert (given.interactions, given.reach, given.pillars, given.measured) == (600, 6000, 3, 6)


def test_silent_agencies_take_part_with_zeros_and_inactive_ones_do_not(
    campaign: Campaign, setneg: Agency, kemlu: Agency
) -> None:
    builders.agency("K-099", is_active=False)

    given = inputs.read(tally(campaign, {setneg: [1]}), [MINISTRY])

    assert [(one.agency, one.posts) for one in given.by_kind[MINISTRY]] == [("K-007", 1), ("K-011", 0)]
    assert given.agency_ids == {"K-007": setneg.pk, "K-011": kemlu.pk}


def test_each_kind_gets_its_own_agencies_and_the_others_are_not_read(
    campaign: Campaign, setneg: Agency, setkab: Agency, sultra: Agency
) -> None:
    given = inputs.read(tally(campaign, {}), [MINISTRY, AgencyKind.PROVINCE])

    assert {kind: [one.agency for one in found] for kind, found in given.by_kind.items()} == {
        "ministry": ["K-007"],
        "province": ["D-74"],
    }


def test_a_run_of_another_moment_is_not_mixed_in(campaign: Campaign, setneg: Agency) -> None:
    tally(campaign, {setneg: [5, 5]}, cutoff=builders.NOW - timedelta(hours=1))

    given = inputs.read(tally(campaign, {setneg: [1]}), [MINISTRY])

    assert given.by_kind[MINISTRY][0].posts == 1


def test_a_tally_whose_days_were_thinned_is_refused(campaign: Campaign, setneg: Agency) -> None:
    run = tally(campaign, {setneg: [2, 2]})
    AgencyDayTally.objects.filter(run=run).delete()

    with pytest.raises(Refused, match="Rincian harian K-007 tidak sesuai") as refusal:
        inputs.read(run, [MINISTRY])

    assert refusal.value.code == "tally_without_days"


def test_days_without_a_total_are_refused(campaign: Campaign, setneg: Agency) -> None:
    run = tally(campaign, {setneg: [2, 2]})
    AgencyTally.objects.filter(run=run).delete()

    with pytest.raises(Refused, match="K-007"):
        inputs.read(run, [MINISTRY])


@pytest.mark.parametrize(
    ("cutoff", "days"),
    [
        (datetime(2023, 8, 1, tzinfo=UTC), 1),  # before the window
        (datetime(2023, 8, 6, 17, tzinfo=UTC), 1),  # its first moment, midnight in Jakarta
        (datetime(2023, 8, 7, 17, tzinfo=UTC), 2),
        (datetime(2023, 9, 10, 16, 59, 59, tzinfo=UTC), 35),
        (datetime(2023, 9, 10, 17, tzinfo=UTC), 35),  # the end does not begin another day
        (datetime(2023, 12, 1, tzinfo=UTC), 35),
    ],
)
def test_possible_days_are_campaign_days_up_to_the_cutoff(
    campaign: Campaign, cutoff: datetime, days: int
) -> None:
    assert inputs.possible_days(campaign, cutoff) == days


def test_days_are_those_by_which_it_was_counted(campaign: Campaign, setneg: Agency) -> None:
    run = tally(campaign, {setneg: [1, 1, 1]})
    run.definitions = definitions(campaign)
    campaign.ends_at, campaign.timezone = campaign.starts_at + 24 * HOUR, "Asia/Jayapura"
    run.campaign = campaign

    assert inputs.read(run, [MINISTRY]).campaign_days == 23


def test_no_agency_chooses_of_whose_followers_it_is_ranked(
    campaign: Campaign, setneg: Agency, verifier: User
) -> None:
    lead = builders.user(role="lead", agency=setneg)
    gone, renamed, refused, long_gone = (builders.account(setneg) for _ in range(4))
    for account, followers in ((gone, 400_000), (renamed, 30_000), (refused, 5_000), (long_gone, 9)):
        account_evidence.note_followers(by=verifier, account=account, followers=followers, at=NOW - HOUR)
    before = campaign.starts_at - HOUR
    accounts.archive(by=lead, account=long_gone, reason="Tidak dipakai.", at=before)

    run = tally(campaign, {setneg: [1]})
    assert inputs.followers(run) == {setneg.pk: 435_000}
    accounts.rename(by=lead, account=renamed, handle="nama_lain", at=NOW)
    accounts.archive(by=lead, account=gone, reason="Tidak dipakai.", at=NOW)
    assert inputs.followers(run) == {setneg.pk: 435_000}
    accounts.archive(by=verifier, account=refused, reason="Bukan milik instansi.", at=NOW)
    assert inputs.followers(run) == {setneg.pk: 430_000}


def test_the_number_of_queries_does_not_grow_with_the_agencies(campaign: Campaign) -> None:
    agencies = [builders.agency() for _ in range(20)]
    small = tally(campaign, {agencies[0]: [1]}, cutoff=builders.NOW - timedelta(hours=1))
    large = tally(campaign, {agency: [1, 2, 3] for agency in agencies})
    found = []

    for run in (small, large):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            inputs.read(run, [MINISTRY])
        found.append(len(queries))

    assert found == [4, 4]
