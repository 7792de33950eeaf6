from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from agencies import audit
from agencies.models import AuditEvent
from campaigns import counters, handlers
from campaigns.actions import counter_checks
from campaigns.models import Campaign, MetricReading, Post, PostCounters
from summitcomms.jobs.running import NeedsOperator
from tests import builders
from tests.builders import NOW
from tests.services import running_job


@pytest.fixture
def posts(campaign: Campaign) -> list[Post]:
    """Three verified posts, each with one reading and right counts."""
    source = builders.source()
    made = [builders.post(campaign=campaign, state="verified") for _ in range(3)]
    for post in made:
        MetricReading.objects.create(post=post, source=source, taken_at=NOW, likes=10, views=100)
    counters.refresh([post.pk for post in made])
    return made


def test_right_counts_are_left_in_peace(posts: list[Post]):
    assert counter_checks.find(at=NOW) == []
    assert handlers.check_counters(running_job(at=NOW)) == {"wrong": 0}


@pytest.mark.parametrize("change", [{"likes": 11}, {"views": None}, {"is_counted": False}])
def test_a_count_that_its_readings_do_not_give_raises_an_alarm(posts: list[Post], change: dict[str, object]):
    PostCounters.objects.filter(post=posts[1]).update(**change)

    with pytest.raises(NeedsOperator) as alarm:
        handlers.check_counters(running_job(at=NOW))

    assert posts[1].code in alarm.value.sentence
    assert "Hitungan 1 unggahan tidak sesuai" in alarm.value.sentence
    assert counter_checks.find(at=NOW) == [posts[1].pk]  # nothing is mended in silence


def test_a_count_that_is_missing_is_wrong_too(posts: list[Post]):
    PostCounters.objects.filter(post__in=posts).delete()

    assert counter_checks.find(at=NOW) == sorted(post.pk for post in posts)


def test_the_counts_of_a_closed_campaign_are_history(posts: list[Post], campaign: Campaign):
    PostCounters.objects.update(likes=11)
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.CLOSED)

    assert counter_checks.find(at=NOW) == []


def test_a_long_check_says_how_far_it_is(posts: list[Post], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(counter_checks, "CHUNK", 2)
    said: list[tuple[int, int]] = []

    counter_checks.find(at=NOW, progress=lambda done, total, note: said.append((done, total)))

    assert said == [(0, 3), (2, 3)]


def test_the_command_says_that_all_is_well(posts: list[Post], capsys: pytest.CaptureFixture[str]):
    call_command("check_counters", "--at", NOW.isoformat())

    assert "Semua hitungan sesuai" in capsys.readouterr().out


def test_the_command_mends_only_when_told_and_leaves_a_trace(posts: list[Post]):
    PostCounters.objects.filter(post=posts[0]).update(likes=99)

    with pytest.raises(CommandError, match=posts[0].code):
        call_command("check_counters")
    call_command("check_counters", "--repair")

    assert PostCounters.objects.get(post=posts[0]).likes == 10
    trace = AuditEvent.objects.get(action="counters.repaired")
    assert trace.actor_id == audit.SYSTEM.actor_id
    assert trace.target_id == posts[0].code
