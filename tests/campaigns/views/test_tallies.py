from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from agencies.models import User
from campaigns.models import Campaign
from summitcomms.jobs.models import Job
from tests import builders
from tests.builders import NOW

URL = reverse("campaigns:tally-run")


@pytest.mark.parametrize("person", ["analyst", "committee", "pusat_admin"])
def test_a_tally_is_asked_for_and_shown(request: Any, as_user: Any, campaign: Campaign, person: str):
    user = request.getfixturevalue(person)

    with time_machine.travel(NOW, tick=False):
        page = as_user(user).post(URL, {"campaign": campaign.code})

    job = Job.objects.get()
    assert page["Location"] == reverse("reports:job-detail", args=[job.public_id])
    assert (job.kind, job.key) == ("tally.run", f"ktt-43:2023-08-29T03:00:{user.public_id}")
    assert job.payload == {"campaign": "ktt-43", "trigger": "person"}
    assert job.requested_by == str(user.public_id)


def test_asking_twice_within_a_minute_is_one_job(as_user: Any, analyst: User, campaign: Campaign):
    with time_machine.travel(NOW, tick=False):
        for _ in range(2):
            as_user(analyst).post(URL, {"campaign": campaign.code})

    assert Job.objects.count() == 1


def test_asking_again_after_a_failure_is_another_job(as_user: Any, analyst: User, campaign: Campaign):
    with time_machine.travel(NOW, tick=False):
        first = as_user(analyst).post(URL, {"campaign": campaign.code})["Location"]
        Job.objects.update(state="failed", finished_at=NOW)
        again = [as_user(analyst).post(URL, {"campaign": campaign.code})["Location"] for _ in range(2)]

    assert first not in again
    assert len(set(again)) == 1


@pytest.mark.parametrize("code", ["", "ktt-99", "ktt\0", "rancangan"])
def test_a_campaign_that_cannot_be_counted_is_not_found(
    as_user: Any, analyst: User, campaign: Campaign, code: str
):
    builders.campaign("rancangan", state=Campaign.State.DRAFT)

    assert as_user(analyst).post(URL, {"campaign": code}).status_code == 404


@pytest.mark.parametrize("person", ["verifier", "lead_sultra", "outsider"])
def test_others_may_not_ask(request: Any, as_user: Any, campaign: Campaign, person: str):
    client = as_user(request.getfixturevalue(person))

    assert client.post(URL, {"campaign": campaign.code}).status_code == 403
    assert not Job.objects.exists()


def test_a_tally_is_never_started_by_a_link(as_user: Any, analyst: User, campaign: Campaign):
    assert as_user(analyst).get(URL).status_code == 405
