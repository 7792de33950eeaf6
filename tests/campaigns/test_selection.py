"""The campaign a page speaks of."""

from datetime import timedelta

import pytest
from django.http import Http404, QueryDict

from campaigns import selection
from campaigns.models import Campaign
from tests.builders import NOW, campaign

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def past() -> Campaign:
    return campaign("ktt-42", state=Campaign.State.CLOSED, starts_at=NOW - 140 * DAY, ends_at=NOW - 100 * DAY)


def test_the_running_campaign_is_the_current_one():
    past()
    running = campaign()
    campaign("ktt-44", starts_at=NOW + 30 * DAY, ends_at=NOW + 60 * DAY)
    assert selection.current(NOW) == running


def test_between_campaigns_the_newest_open_one_speaks():
    past()
    ahead = campaign("ktt-44", starts_at=NOW + 30 * DAY, ends_at=NOW + 60 * DAY)
    assert selection.current(NOW) == ahead


def test_after_the_last_campaign_its_result_stays():
    over = past()
    campaign("ktt-46", state=Campaign.State.DRAFT, starts_at=NOW - DAY, ends_at=NOW + DAY)
    assert selection.current(NOW) == over


def test_with_drafts_only_there_is_none():
    campaign("ktt-46", state=Campaign.State.DRAFT)
    assert selection.current(NOW) is None


def test_a_reader_names_a_campaign_by_its_code():
    over = past()
    running = campaign()
    assert selection.chosen(QueryDict("kampanye=ktt-42"), NOW) == over
    assert selection.chosen(QueryDict(""), NOW) == running


@pytest.mark.parametrize("code", ["ktt-99", "ktt-46", "a%00b"])
def test_an_unknown_code_or_a_draft_is_not_found(code):
    campaign("ktt-46", state=Campaign.State.DRAFT)
    with pytest.raises(Http404):
        selection.chosen(QueryDict(f"kampanye={code}"), NOW)
