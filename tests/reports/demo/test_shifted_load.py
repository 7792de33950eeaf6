from datetime import date, datetime, timedelta

import pytest

from agencies import audit
from campaigns.models import Campaign, Meeting, Post, TallyRun
from campaigns.screening import Rule
from campaigns.screening import load as load_screening
from reports.demo.load import load
from tests.reports.reading import sums

AT = datetime.fromisoformat("2026-11-22T23:10+07:00")


@pytest.mark.django_db
def test_on_another_day_everything_is_shifted_and_the_sums_stay() -> None:
    loaded = load(at=AT, by=audit.SYSTEM)
    past, present = (Campaign.objects.get(code=code) for code in ("ktt-42", "ktt-43"))
    run = TallyRun.objects.newest(past)
    assert run

    assert sums(run) == (805, 23_000, 24_000)
    assert loaded.shifted_days == past.shifted_days == present.shifted_days == 1181
    assert present.summit_on == date(2026, 11, 29)
    assert (present.first_day - AT).days == 6  # the seventh day is the one that has begun
    first = Meeting.objects.filter(campaign=present).earliest("starts_at")
    assert first.starts_at.isoformat() == "2026-11-29T03:30:00+00:00"
    newest = Post.objects.exclude(published_at=None).latest("published_at")
    assert newest.published_at
    assert timedelta() < AT - newest.published_at < timedelta(hours=1)
    assert newest.id_time == newest.published_at
    window = next(one for one in load_screening(newest.screening).findings if one.rule is Rule.WINDOW)
    assert "22 Nov 2026" in window.sentence
