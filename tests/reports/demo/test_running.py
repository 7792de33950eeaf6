from collections import Counter
from datetime import datetime, timedelta

import pytest

from campaigns.states import PostState
from reports.demo import story
from reports.demo.running import POSTS, REASONS, SHOWN_AT_HOME, STATES, WAITING
from tests.reports.demo.offices import AT, MOMENTS, planned


@pytest.mark.parametrize("at", MOMENTS)
def test_every_state_is_there(at: datetime) -> None:
    states = Counter(post.state for post in planned(at).present)

    assert sum(states.values()) == POSTS
    assert set(states) == set(PostState)
    assert all(states[state] == number for state, number in STATES.items())
    assert 12 < states[PostState.SUBMITTED] < 60


@pytest.mark.parametrize("at", MOMENTS)
def test_the_queue_holds_risky_posts_and_none_is_old(at: datetime) -> None:
    waiting = [post for post in planned(at).present if post.state is PostState.SUBMITTED]

    assert max(post.screening.risk for post in waiting) >= 30
    assert all(at - post.submitted_at < WAITING for post in waiting)


@pytest.mark.parametrize("at", MOMENTS)
def test_each_officer_who_signs_in_finds_something_to_mend(at: datetime) -> None:
    for code in SHOWN_AT_HOME:
        states = {post.state for post in planned(at).present if post.draft.office.code == code}
        assert {PostState.RETURNED, PostState.NEEDS_LINK, PostState.VERIFIED} <= states


def test_decisions_against_a_post_say_why() -> None:
    for post in planned().present:
        if post.decision and post.state is not PostState.VERIFIED:
            assert (post.decision.reason, post.decision.note) in REASONS.values()


def test_silent_provinces_are_silent_with_all_their_regencies() -> None:
    provinces = {post.draft.office.province for post in planned().present}

    assert not provinces & story.SILENT_PROVINCES
    assert len(provinces - {""}) == 38 - len(story.SILENT_PROVINCES)


def test_posts_become_more_towards_the_summit() -> None:
    first = sum(AT - post.submitted_at > timedelta(days=12) for post in planned().present)

    assert first < POSTS / 2 - 30


def test_what_is_half_a_day_old_and_verified_has_been_measured() -> None:
    for post in planned().present:
        is_old = AT - post.submitted_at > timedelta(hours=12)
        assert bool(post.readings) == (post.state is PostState.VERIFIED and is_old)
