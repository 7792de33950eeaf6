from datetime import datetime, timedelta

import pytest

from agencies import handlers
from agencies.account_states import STALE_AFTER
from agencies.actions import stale_accounts
from agencies.actions.stale_accounts import ASKING
from agencies.models import Agency, SocialAccount, User
from summitcomms.jobs.models import Job
from summitcomms.schedule import PERIODIC
from tests import builders
from tests.builders import NOW
from tests.services import running_job


def confirmed(agency: Agency, at: datetime, **changes: object) -> SocialAccount:
    account = builders.account(agency)
    SocialAccount.objects.filter(pk=account.pk).update(confirmed_at=at, **changes)
    return account


def asked() -> list[str]:
    return sorted(job.payload["to"] for job in Job.objects.filter(kind="mail.send"))


def test_the_leads_are_asked_once_in_half_a_year(
    lead_sultra: User, officer_sultra: User, sultra: Agency
) -> None:
    account = confirmed(sultra, NOW - STALE_AFTER)

    for day in range(60):
        stale_accounts.ask(at=NOW + timedelta(days=day))

    assert asked() == [str(lead_sultra.public_id)]
    told = Job.objects.get().payload["context"]
    assert told["account"] == str(account)
    assert told["agency"] == "Diskominfo Sulawesi Tenggara"
    assert told["url"].endswith(account.get_absolute_url())

    stale_accounts.ask(at=NOW + STALE_AFTER)
    assert asked() == 2 * [str(lead_sultra.public_id)]


def test_an_agency_without_a_lead_is_asked_through_its_officers(
    officer_sultra: User, coordinator_sultra: User, sultra: Agency
) -> None:
    confirmed(sultra, NOW - STALE_AFTER)

    assert stale_accounts.ask(at=NOW) == 1
    assert asked() == [str(officer_sultra.public_id)]


def test_a_clock_that_stood_still_catches_up_for_a_week_only(lead_sultra: User, sultra: Agency) -> None:
    confirmed(sultra, NOW - STALE_AFTER - ASKING)

    assert stale_accounts.ask(at=NOW) == 0
    assert stale_accounts.ask(at=NOW - timedelta(seconds=1)) == 1


def test_nobody_is_asked_about_what_is_fresh_archived_or_out_of_service(
    lead_sultra: User, officer_mimika: User, sultra: Agency, mimika: Agency
) -> None:
    confirmed(sultra, NOW - STALE_AFTER + timedelta(seconds=1))
    confirmed(sultra, NOW - STALE_AFTER, state="archived")
    confirmed(mimika, NOW - STALE_AFTER)
    Agency.objects.filter(pk=mimika.pk).update(is_active=False)

    assert stale_accounts.ask(at=NOW) == 0
    assert not Job.objects.exists()


def test_an_agency_without_anybody_is_passed_over(sultra: Agency) -> None:
    confirmed(sultra, NOW - STALE_AFTER)

    assert stale_accounts.ask(at=NOW) == 1
    assert not Job.objects.exists()


def test_whoever_does_not_want_the_mail_gets_none(lead_sultra: User, sultra: Agency) -> None:
    User.objects.update(muted=["account.stale"])
    confirmed(sultra, NOW - STALE_AFTER)

    stale_accounts.ask(at=NOW)

    assert not Job.objects.exists()


@pytest.mark.parametrize("accounts", [1, 20])
def test_the_questions_cost_the_same_looking_up(
    accounts: int, sultra: Agency, django_assert_num_queries: object
) -> None:
    for _ in range(accounts):
        confirmed(sultra, NOW - STALE_AFTER)

    with django_assert_num_queries(2):  # type: ignore[operator]
        stale_accounts.ask(at=NOW)


def test_the_clock_asks_every_day(lead_sultra: User, sultra: Agency) -> None:
    confirmed(sultra, NOW - STALE_AFTER)

    assert handlers.ask_stale_accounts(running_job(at=NOW)) == {"asked": 1}
    assert [one.every for one in PERIODIC if one.kind == stale_accounts.KIND] == [timedelta(days=1)]
