from random import Random

import pytest

from agencies.platforms import Platform
from campaigns.readings import METRICS
from reports.demo.metrics import APPEAL, SAVES, Audience, grown, measured, seen_by

PEOPLE = Audience(likes=40, comments=3, shares=2, saves=1, reach=1000)


@pytest.mark.parametrize("platform", list(Platform))
def test_platforms_tell_known_metrics_and_saves_only_where_a_post_can_be_saved(platform: Platform) -> None:
    told = measured(platform, PEOPLE)

    assert set(told) <= set(METRICS)
    assert ("saves" in told) == (platform in SAVES)
    assert ("likes" in told) == (APPEAL[platform] > 0)


def test_an_earlier_look_sees_less_of_everything() -> None:
    assert grown({"likes": 41, "reach": 1000}, 0.5) == {"likes": 20, "reach": 500}


def test_more_people_saw_a_post_than_liked_it() -> None:
    assert seen_by(Random(3), 100) >= 2000
    assert seen_by(Random(3), 0) > 0
