from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.platforms import Platform
from campaigns.screening import Rule, Verdict
from campaigns.states import PostState
from reports.demo import story
from reports.demo.posts import Composer, Office, PlannedPost, Quirk, Window, shares
from tests.reports.demo.offices import AT

SULTRA = Office("D-74", "province", "Diskominfo Sulawesi Tenggara", "Sulawesi Tenggara", "74")
WINDOW = Window(story.JAKARTA.starts_at, story.JAKARTA.ends_at)


def reported(platform: Platform, quirk: Quirk = Quirk.NONE) -> PlannedPost:
    composer = Composer(Random(1))
    draft = composer.draft(SULTRA, platform, AT, pillar="aoip", quirk=quirk)
    return composer.post(draft, WINDOW, AT + timedelta(minutes=20))


def verdicts(post: PlannedPost) -> dict[Rule, Verdict]:
    return {finding.rule: finding.verdict for finding in post.screening.findings}


@pytest.mark.parametrize("platform", list(Platform))
def test_an_ordinary_post_passes_on_every_platform(platform: Platform) -> None:
    post = reported(platform)

    assert post.link.platform is platform
    assert post.published_at is not None
    assert abs(post.published_at - AT) < timedelta(seconds=1)
    assert not {Verdict.WARN, Verdict.FAIL} & set(verdicts(post).values())


@pytest.mark.parametrize(
    ("platform", "quirk", "rule", "verdict"),
    [
        (Platform.INSTAGRAM, Quirk.UNREGISTERED, Rule.ACCOUNT, Verdict.WARN),
        (Platform.X, Quirk.TIME_OFF, Rule.TIMES, Verdict.WARN),
        (Platform.TIKTOK, Quirk.OLD_ID, Rule.WINDOW, Verdict.WARN),
        (Platform.FACEBOOK, Quirk.SOFT_LINK, Rule.LINK, Verdict.WARN),
        (Platform.X, Quirk.NO_CAPTION, Rule.HASHTAG, Verdict.UNKNOWN),
        (Platform.TIKTOK, Quirk.OPAQUE, Rule.LINK, Verdict.UNKNOWN),
        (Platform.FACEBOOK, Quirk.OPAQUE, Rule.LINK, Verdict.UNKNOWN),
    ],
)
def test_a_quirk_is_found_by_the_screening_and_does_not_close_the_door(
    platform: Platform, quirk: Quirk, rule: Rule, verdict: Verdict
) -> None:
    post = reported(platform, quirk)

    assert verdicts(post)[rule] is verdict
    assert not post.screening.refuses
    assert (post.state is PostState.NEEDS_LINK) == (quirk is Quirk.OPAQUE)


def test_an_office_outside_the_story_is_called_by_its_short_name() -> None:
    assert Office("L-074", "institution", "Komnas HAM", "", "").handle == "komnasham_demo"
    assert SULTRA.account(Platform.WEBSITE) == "berita-demo.sultra.go.id"


@given(
    st.integers(0, 10**6),
    st.lists(st.floats(0, 1000), min_size=1, max_size=50).filter(lambda weights: sum(weights) > 1),
)
def test_shares_add_up_to_the_total_and_follow_the_weights(total: int, weights: list[float]) -> None:
    given_out = shares(total, weights)

    assert sum(given_out) == total
    assert all(
        abs(share - total * weight / sum(weights)) < 1.001
        for share, weight in zip(given_out, weights, strict=True)
    )


def test_equal_remainders_go_to_the_first() -> None:
    assert shares(4, [1, 1, 1]) == [2, 1, 1]
    assert shares(2, [0, 1]) == [0, 2]
