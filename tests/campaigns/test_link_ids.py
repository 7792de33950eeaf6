from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.platforms import Platform
from campaigns.link_ids import encode, posted_at
from campaigns.links import canonicalise

TIMES = st.datetimes(datetime(2016, 2, 1), datetime(2042, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 (bounds are naive)
CLOCKED = [Platform.X, Platform.TIKTOK, Platform.INSTAGRAM, Platform.THREADS]
URLS = {
    Platform.X: "https://x.com/a/status/{}",
    Platform.TIKTOK: "https://www.tiktok.com/@a/video/{}",
    Platform.INSTAGRAM: "https://www.instagram.com/p/{}/",
    Platform.THREADS: "https://www.threads.com/@a/post/{}",
    Platform.FACEBOOK: "https://www.facebook.com/a/posts/{}",
    Platform.YOUTUBE: "https://www.youtube.com/watch?v={}",
}
NOON = datetime(2023, 5, 10, 12, 0, tzinfo=UTC)


@given(st.sampled_from(CLOCKED), TIMES, st.integers(0, 2**22 - 1))
def test_reading_an_id_gives_back_the_time_it_was_made_for(platform, at, sequence):
    native_id = encode(platform, at, sequence)
    assert native_id is not None
    read = posted_at(platform, native_id)

    assert read is not None
    resolution = timedelta(seconds=1) if platform is Platform.TIKTOK else timedelta(milliseconds=1)
    assert timedelta(0) <= at - read < resolution


@given(st.sampled_from(list(URLS)), TIMES, st.integers(0, 2**22 - 1))
def test_every_id_made_is_accepted_in_a_link(platform, at, sequence):
    native_id = encode(platform, at, sequence)

    assert canonicalise(URLS[platform].format(native_id)).native_id == native_id


@given(st.sampled_from(list(URLS)), st.integers(0, 2**22 - 1), st.integers(0, 2**22 - 1))
def test_different_sequences_give_different_ids(platform, one, other):
    assert (encode(platform, NOON, one) == encode(platform, NOON, other)) == (one == other)


def test_a_website_has_no_ids():
    assert encode(Platform.WEBSITE, NOON, 1) is None


@pytest.mark.parametrize(
    ("platform", "native_id", "at"),
    [
        (Platform.X, "1655555555555555555", datetime(2023, 5, 8, 12, 49, 37, 836_000, tzinfo=UTC)),
        (Platform.INSTAGRAM, "CsDTBZtPxxK", datetime(2023, 5, 10, 5, 50, 45, 427_000, tzinfo=UTC)),
        (Platform.THREADS, "CsDTBZtPxxK", datetime(2023, 5, 10, 5, 50, 45, 427_000, tzinfo=UTC)),
        (Platform.TIKTOK, "7230000000000000000", datetime(2023, 5, 6, 9, 32, 33, tzinfo=UTC)),
        (Platform.INSTAGRAM, "3099404627766877258", datetime(2023, 5, 10, 5, 50, 45, 427_000, tzinfo=UTC)),
        (Platform.X, "20", None),
        (Platform.TIKTOK, "1000000000000000000", None),
        (Platform.INSTAGRAM, "BFAbc", None),
        (Platform.INSTAGRAM, "____________", None),
        (Platform.INSTAGRAM, "terlalu-panjang", None),
        (Platform.X, "12a", None),
        (Platform.TIKTOK, "١٢٣", None),
        (Platform.YOUTUBE, "dQw4w9WgXcQ", None),
        (Platform.WEBSITE, "a" * 64, None),
    ],
)
def test_the_time_is_read_where_there_is_one(platform, native_id, at):
    assert posted_at(platform, native_id) == at


def test_the_zone_of_the_given_time_does_not_matter():
    jakarta = NOON.astimezone(timezone(timedelta(hours=7)))

    assert encode(Platform.X, jakarta, 1) == encode(Platform.X, NOON, 1)


@pytest.mark.parametrize(
    ("platform", "at", "sequence"),
    [
        (Platform.X, NOON.replace(tzinfo=None), 0),
        (Platform.X, NOON, -1),
        (Platform.X, NOON, 2**22),
        (Platform.INSTAGRAM, NOON, 2**23),
        (Platform.X, NOON.replace(year=2009), 0),
        (Platform.INSTAGRAM, NOON.replace(year=2014), 0),
        (Platform.TIKTOK, NOON.replace(year=2060), 0),
    ],
)
def test_an_id_that_would_not_look_real_is_refused(platform, at, sequence):
    with pytest.raises(ValueError, match=r"at |sequence"):
        encode(platform, at, sequence)
