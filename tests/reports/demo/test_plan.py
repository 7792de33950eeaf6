from datetime import datetime, timedelta

import pytest

from agencies.platforms import Platform
from campaigns.hashtags import carries, extract
from campaigns.links import canonicalise
from campaigns.screening import Verdict
from campaigns.states import PostState
from reports.demo import plan, story
from summitcomms.lib.refusals import Refused
from tests.reports.demo.offices import AT, MOMENTS, offices, planned

TIMED = (Platform.X, Platform.TIKTOK, Platform.INSTAGRAM, Platform.THREADS)


def test_the_same_seed_tells_the_same_story() -> None:
    again = plan.make(AT, list(reversed(offices())))

    assert again == planned()
    assert plan.make(AT, offices(), seed=7).past != again.past


@pytest.mark.parametrize(
    ("at", "days"),
    [
        ("2023-08-29T00:00+07:00", 0),
        ("2023-08-30T01:30+09:00", 0),  # still the 29th in Jakarta
        ("2023-08-22T23:59+07:00", -7),
        ("2026-11-22T12:20+07:00", 1181),
    ],
)
def test_the_day_of_the_load_in_jakarta_becomes_h_minus_7(at: str, days: int) -> None:
    made = plan.make(datetime.fromisoformat(at), offices())

    assert made.shift == timedelta(days=days)


@pytest.mark.parametrize("year", [2016, 2042])
def test_a_year_for_which_no_ids_can_be_made_is_refused(year: int) -> None:
    with pytest.raises(Refused, match="2017–2041") as refused:
        plan.make(AT.replace(year=year), offices())

    assert refused.value.code == "moment_unusable"


@pytest.mark.parametrize("at", MOMENTS)
def test_nothing_lies_after_the_moment_and_everything_follows_in_order(at: datetime) -> None:
    for post in (*planned(at).past, *planned(at).present):
        assert post.submitted_at < at
        if post.published_at:
            assert post.published_at < post.submitted_at
        if post.decision:
            assert post.submitted_at < post.decision.at < at
        for reading in post.readings:
            assert post.submitted_at < reading.taken_at < at


@pytest.mark.parametrize("at", MOMENTS)
def test_accepted_posts_pass_the_screening(at: datetime) -> None:
    accepted = [
        post for post in (*planned(at).past, *planned(at).present) if post.state is PostState.VERIFIED
    ]
    verdicts = {finding.verdict for post in accepted for finding in post.screening.findings}

    assert len(accepted) > 1100
    assert verdicts == {Verdict.PASS, Verdict.UNKNOWN}


def test_no_post_is_one_that_the_door_would_have_refused() -> None:
    assert not any(post.screening.refuses for post in (*planned().past, *planned().present))


@pytest.mark.parametrize("at", MOMENTS)
def test_ids_carry_the_time_of_publication(at: datetime) -> None:
    accepted = [
        post
        for post in (*planned(at).past, *planned(at).present)
        if post.state is PostState.VERIFIED and post.draft.platform in TIMED
    ]

    for post in accepted:
        assert post.link.posted_at
        assert post.link.posted_at == post.published_at
        assert timedelta() < post.submitted_at - post.link.posted_at < timedelta(hours=3)


def test_accounts_end_in_demo_and_fit_the_platform() -> None:
    for post in (*planned().past, *planned().present):
        handle = post.link.handle
        if post.draft.platform is Platform.WEBSITE:
            assert handle is not None
            assert handle.startswith("berita-demo.")
        elif handle is not None:
            assert handle.endswith("_demo")
            assert post.draft.platform is not Platform.X or len(handle) <= 15


def test_no_two_offices_share_an_account() -> None:
    taking_part = {post.draft.office for post in (*planned().past, *planned().present)}

    assert len({office.handle for office in taking_part}) == len(taking_part)


def test_links_are_canonical_and_codes_and_ids_never_come_twice() -> None:
    for posts in (planned().past, planned().present):
        assert all(canonicalise(post.link.url).url == post.link.url for post in posts)
        known = [(post.link.platform, post.link.native_id) for post in posts if post.link.native_id]
        assert len(set(known)) == len(known)
    codes = [post.code for post in (*planned().past, *planned().present)]
    assert len(set(codes)) == len(codes)


def test_captions_carry_the_hashtag_and_differ() -> None:
    written = [post.draft.caption for post in (*planned().past, *planned().present) if post.draft.caption]

    assert all(carries(extract(text), story.HASHTAG) for text in written)
    assert len(set(written)) > len(written) / 2


def test_people_at_the_desk_report_what_was_published_within_the_last_hours() -> None:
    assert [draft.office.code for draft in planned().desk] == [code for code, *_ in plan.DESK]
    for draft in planned().desk:
        assert canonicalise(draft.pasted).handle == draft.office.handle
