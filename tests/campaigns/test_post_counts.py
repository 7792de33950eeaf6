from datetime import timedelta

import pytest

from campaigns import post_counts
from campaigns.models import Campaign, Post
from campaigns.states import PostState
from tests import builders
from tests.builders import NOW
from tests.campaigns.test_counters import HOUR, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(campaign: Campaign) -> Post:
    return builders.post(campaign=campaign, state=PostState.VERIFIED, published_at=NOW - timedelta(days=1))


def test_interactions_are_those_of_the_moment(post: Post) -> None:
    source = builders.source()
    read(post, source, NOW - HOUR, likes=10, comments=2, shares=3, saves=4, views=999)
    read(post, source, NOW, likes=50)

    assert post_counts.interactions([post.pk], NOW - HOUR) == {post.pk: 19}
    assert post_counts.interactions([post.pk], NOW) == {post.pk: 59}


def test_a_post_without_readings_has_none_and_one_that_does_not_count_is_left_out(
    post: Post, campaign: Campaign
) -> None:
    waiting = builders.post(campaign=campaign)
    late = builders.post(campaign=campaign, state=PostState.VERIFIED, decided_at=NOW + HOUR)

    assert post_counts.interactions([post.pk, waiting.pk, late.pk], NOW) == {post.pk: 0}
    assert post_counts.interactions([], NOW) == {}
