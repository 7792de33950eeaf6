from collections import Counter

from agencies.platforms import Platform
from campaigns.states import PostState
from reports.demo import story
from reports.demo.baseline import DECLARED, MONITOR
from tests.reports.demo.offices import planned


def newest(name: str) -> int:
    """The sum over all posts of what the partner saw at the end."""
    return sum(post.readings[1].metrics.get(name) or 0 for post in planned().past)


def test_the_posts_add_up_to_the_figures_of_labuan_bajo() -> None:
    assert len(planned().past) == 805
    assert newest("likes") == 23_000
    assert sum(map(newest, ("likes", "comments", "shares", "saves"))) == 24_000


def test_every_post_of_the_closed_campaign_was_verified_in_its_window() -> None:
    for post in planned().past:
        assert post.state is PostState.VERIFIED
        assert post.published_at is not None
        assert story.LABUAN_BAJO.starts_at <= post.published_at < story.LABUAN_BAJO.ends_at


def test_winners_post_most_and_most_agencies_take_part() -> None:
    posts = Counter(post.draft.office for post in planned().past)
    kinds = Counter(office.kind for office in posts)

    assert {office.code for office, _ in posts.most_common(3)} == set(story.WINNERS)
    assert kinds["ministry"] == 30
    assert kinds["province"] == 30
    assert {"D-94.04", "D-73.24"} <= {office.code for office in posts}


def test_threads_did_not_exist_yet() -> None:
    assert Platform.THREADS not in {post.draft.platform for post in planned().past}


def test_later_readings_of_the_partner_are_never_lower() -> None:
    for post in planned().past:
        early, last = (reading for reading in post.readings if reading.source == MONITOR)
        assert early.taken_at < last.taken_at
        assert all((early.metrics[name] or 0) <= (last.metrics[name] or 0) for name in last.metrics)


def test_some_officers_declare_more_than_was_measured() -> None:
    boasts = [post for post in planned().past if post.readings[-1].source == DECLARED]

    assert boasts
    assert all(post.readings[-1].taken_at > post.readings[1].taken_at for post in boasts)
