from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agencies.models import User
from campaigns import counters, partitions
from campaigns.models import (
    METRICS,
    Campaign,
    Grade,
    MetricReading,
    Pillar,
    Post,
    PostCounters,
    ReadingSource,
    ReadingVoid,
)
from campaigns.states import PostState
from tests import builders
from tests.builders import NOW
from tests.campaigns import reference

HOUR = timedelta(hours=1)


def read(
    post: Post, source: ReadingSource, taken_at: datetime = NOW, revision: int = 0, **metrics: int
) -> None:
    MetricReading.objects.create(
        post=post,
        source=source,
        taken_at=taken_at,
        revision=revision,
        reason="salah ketik" if revision else "",
        **metrics,
    )


def void(post: Post, source: ReadingSource, taken_at: datetime = NOW, revision: int = 0) -> None:
    ReadingVoid.objects.create(
        post=post, source=source, taken_at=taken_at, revision=revision, reason="keliru", voided_by="uji"
    )


def refreshed(post: Post) -> PostCounters:
    counters.refresh([post.pk])
    return PostCounters.objects.get(post=post)


@pytest.fixture
def post(campaign: Campaign) -> Post:
    return builders.post(campaign=campaign, state=PostState.VERIFIED)


@pytest.fixture
def partner_source(db: None) -> ReadingSource:
    return builders.source("mitra", Grade.PARTNER)


def test_the_newest_reading_counts_whatever_came_first(post: Post, partner_source: ReadingSource):
    read(post, partner_source, NOW, likes=12)
    read(post, partner_source, NOW - HOUR, likes=10)

    assert refreshed(post).likes == 12


def test_a_smaller_newer_count_replaces_a_greater_older_one(post: Post, partner_source: ReadingSource):
    read(post, partner_source, NOW - HOUR, likes=12)
    read(post, partner_source, NOW, likes=9)

    assert refreshed(post).likes == 9


def test_a_blank_never_erases_a_number(post: Post, partner_source: ReadingSource):
    read(post, partner_source, NOW - HOUR, likes=12, views=100)
    read(post, partner_source, NOW, views=110)

    found = refreshed(post)

    assert (found.likes, found.views, found.taken_at) == (12, 110, NOW)


def test_a_zero_is_a_number(post: Post, partner_source: ReadingSource):
    read(post, partner_source, NOW - HOUR, likes=12)
    read(post, partner_source, NOW, likes=0)

    assert refreshed(post).likes == 0


def test_at_the_same_moment_the_better_grade_wins(post: Post, partner_source: ReadingSource):
    read(post, builders.source("z-ekspor", Grade.EXPORT), likes=1)
    read(post, partner_source, likes=2)
    read(post, builders.source("z-layar", Grade.SCREENSHOT), likes=3)

    assert refreshed(post).likes == 2


def test_at_the_same_moment_and_grade_the_last_source_code_in_byte_order_wins(post: Post):
    read(post, builders.source("b", Grade.EXPORT), likes=2)
    read(post, builders.source("a", Grade.EXPORT), likes=1)
    read(post, builders.source("B", Grade.EXPORT), likes=3)

    assert refreshed(post).likes == 2


def test_a_declared_figure_never_hides_a_partners_where_it_does_not_count(
    post: Post, partner_source: ReadingSource
):
    read(post, partner_source, NOW - HOUR, likes=10)
    read(post, builders.source("sendiri", Grade.DECLARED), NOW, likes=999)

    found = refreshed(post)

    assert (found.likes, found.taken_at) == (10, NOW - HOUR)


def test_a_change_of_the_counted_grades_changes_the_count(post: Post, partner_source: ReadingSource):
    read(post, partner_source, NOW - HOUR, likes=10)
    read(post, builders.source("sendiri", Grade.DECLARED), NOW, likes=999)
    counters.refresh([post.pk])

    Campaign.objects.update(counted_grades=[Grade.DECLARED])

    assert refreshed(post).likes == 999


def test_a_correction_replaces_its_reading_whole_also_where_it_blanks(
    post: Post, partner_source: ReadingSource
):
    read(post, partner_source, NOW - HOUR, views=50)
    read(post, partner_source, NOW, likes=12, views=100)
    read(post, partner_source, NOW, revision=1, likes=11)

    found = refreshed(post)

    assert (found.likes, found.views) == (11, 50)


def test_a_void_reading_falls_out(post: Post, partner_source: ReadingSource):
    read(post, partner_source, NOW - HOUR, likes=10)
    read(post, partner_source, NOW, likes=12, views=3)
    void(post, partner_source)

    found = refreshed(post)

    assert (found.likes, found.views, found.taken_at) == (10, None, NOW - HOUR)


def test_a_void_correction_gives_way_to_what_it_corrected(post: Post, partner_source: ReadingSource):
    read(post, partner_source, likes=12)
    read(post, partner_source, revision=1, likes=11)
    void(post, partner_source, revision=1)

    assert refreshed(post).likes == 12


def test_a_void_names_one_source_only(post: Post, partner_source: ReadingSource):
    other = builders.source("lain", Grade.PARTNER)
    read(post, partner_source, likes=12)
    read(post, other, likes=13)
    void(post, other)

    assert refreshed(post).likes == 12


def test_readings_from_long_before_the_campaign_do_not_count(post: Post, partner_source: ReadingSource):
    edge = post.campaign.starts_at - timedelta(days=60)
    read(post, partner_source, edge - timedelta(microseconds=1), likes=1)

    assert refreshed(post).likes is None

    read(post, partner_source, edge, likes=2)

    assert refreshed(post).likes == 2


def test_a_post_without_readings_has_a_row_of_blanks(post: Post):
    found = refreshed(post)

    assert found.is_counted
    assert found.taken_at is None
    assert [getattr(found, name) for name in METRICS] == [None] * len(METRICS)


@pytest.mark.parametrize("state", [state for state in PostState if state is not PostState.VERIFIED])
def test_only_verified_posts_count(campaign: Campaign, state: PostState):
    assert not refreshed(builders.post(campaign=campaign, state=state)).is_counted


def test_the_window_is_half_open(campaign: Campaign):
    tick = timedelta(microseconds=1)
    moments = {
        campaign.starts_at - tick: False,
        campaign.starts_at: True,
        campaign.ends_at - tick: True,
        campaign.ends_at: False,
    }

    for moment, expected in moments.items():
        made = builders.post(campaign=campaign, state=PostState.VERIFIED, published_at=moment)
        assert refreshed(made).is_counted is expected, moment


def test_a_post_whose_time_is_not_known_does_not_count(campaign: Campaign):
    made = builders.post(campaign=campaign, state=PostState.VERIFIED)
    Post.objects.filter(pk=made.pk).update(published_at=None)

    found = refreshed(made)

    assert (found.is_counted, found.day) == (False, None)


def test_the_day_is_the_campaigns_own(campaign: Campaign):
    made = builders.post(
        campaign=campaign, state=PostState.VERIFIED, published_at=datetime(2023, 8, 28, 17, tzinfo=UTC)
    )

    assert refreshed(made).day == date(2023, 8, 29)


def test_the_row_follows_its_post(post: Post):
    counters.refresh([post.pk])
    other = builders.agency()
    pillar = Pillar.objects.get(campaign=post.campaign, position=2)

    Post.objects.filter(pk=post.pk).update(agency=other, pillar=pillar, platform="tiktok")

    found = refreshed(post)
    assert (found.agency_id, found.pillar_id, found.platform) == (other.pk, pillar.pk, "tiktok")


def test_posts_that_were_not_named_are_left_alone(campaign: Campaign, partner_source: ReadingSource):
    one, other = (builders.post(campaign=campaign, state=PostState.VERIFIED) for _ in range(2))
    counters.refresh([one.pk, other.pk])
    for each in (one, other):
        read(each, partner_source, likes=5)

    counters.refresh([one.pk])

    assert {c.post_id: c.likes for c in PostCounters.objects.all()} == {one.pk: 5, other.pk: None}


def test_nothing_to_do_asks_nothing(db: None, django_assert_num_queries: Any):
    with django_assert_num_queries(0):
        counters.refresh([])


def test_the_number_of_queries_does_not_grow(campaign: Campaign, partner_source: ReadingSource):
    posts = [builders.post(campaign=campaign, state=PostState.VERIFIED) for _ in range(8)]

    def asked(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as caught:
            counters.refresh(ids)
        return len([q for q in caught if "SAVEPOINT" not in q["sql"]])

    assert asked([posts[0].pk]) == asked([p.pk for p in posts]) == 2


def test_an_unchanged_row_is_not_written(post: Post, partner_source: ReadingSource):
    read(post, partner_source, likes=5)
    counters.refresh([post.pk])

    def version() -> tuple[Any, ...]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT ctid, xmin, xmax FROM campaigns_postcounters")
            return tuple(cursor.fetchall())

    before = version()
    counters.refresh([post.pk])

    assert version() == before


# --- Any order, any split, any repetition ------------------------------------------------------------------

_SOURCES = (
    ("mitra-a", Grade.PARTNER),
    ("mitra-b", Grade.PARTNER),
    ("ekspor", Grade.EXPORT),
    ("Ekspor", Grade.EXPORT),
    ("sendiri", Grade.DECLARED),
)
_count = st.none() | st.integers(0, 3)
_reading = st.fixed_dictionaries(
    {
        "post": st.integers(0, 2),
        "source": st.integers(0, len(_SOURCES) - 1),
        "hour": st.integers(0, 3),
        "revisions": st.lists(
            st.tuples(st.fixed_dictionaries({"likes": _count, "views": _count}), st.booleans()),
            min_size=1,
            max_size=3,
        ),
    }
)
_history = st.lists(_reading, max_size=12, unique_by=lambda r: (r["post"], r["source"], r["hour"]))
_ONE = {"post": 0, "source": 0, "hour": 0}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=_history, order=st.randoms(use_true_random=False), steps=st.integers(1, 6))
@example(
    history=[
        _ONE | {"revisions": [({"likes": 1, "views": 2}, False), ({"likes": None, "views": 3}, True)]},
        _ONE | {"source": 4, "hour": 3, "revisions": [({"likes": 3, "views": 3}, False)]},
    ],
    order=random.Random(1),
    steps=2,
)
def test_no_order_and_no_split_of_the_readings_makes_a_difference(
    campaign: Campaign, officer_sultra: User, history: list[dict[str, Any]], order: Any, steps: int
):
    """Readings, corrections and voids in any order, with a refresh after every few of them."""
    with transaction.atomic():
        verified: dict[str, Any] = {"state": PostState.VERIFIED, "submitted_by": officer_sultra}
        posts = [builders.post(campaign=campaign, **verified) for _ in range(3)]
        sources = [builders.source(code, grade) for code, grade in _SOURCES]
        events = [
            (kind, entry, revision)
            for entry in history
            for revision, (_, is_void) in enumerate(entry["revisions"])
            for kind in ("read", *(["void"] if is_void else []))
        ]
        order.shuffle(events)

        for start in range(0, len(events), steps):
            part = events[start : start + steps]
            for kind, entry, revision in part:
                place = (posts[entry["post"]], sources[entry["source"]], NOW - HOUR * entry["hour"], revision)
                if kind == "void":
                    void(*place)
                else:
                    read(*place, **entry["revisions"][revision][0])
            counters.refresh({posts[entry["post"]].pk for _, entry, _ in part})
        counters.refresh([p.pk for p in posts[:1]])

        touched = {posts[0].pk} | {posts[entry["post"]].pk for entry in history}
        assert reference.stored_counters() == {
            p.pk: reference.counters_of(p) for p in posts if p.pk in touched
        }
        transaction.set_rollback(True)


# --- The shape of the plan ----------------------------------------------------------------------------------


def test_a_refresh_finds_the_readings_by_their_key(campaign: Campaign, partner_source: ReadingSource):
    posts = [builders.post(campaign=campaign, state=PostState.VERIFIED) for _ in range(3)]
    with connection.cursor() as cursor:
        fill_with_posts_and_readings(cursor, posts[0], partner_source)
        cursor.execute(f"EXPLAIN {counters.REFRESH}", [[p.pk for p in posts]])
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Index" in plan
    assert "Seq Scan on campaigns_metricreading" not in plan


_OWN = ("id", "code", "native_id")


def fill_with_posts_and_readings(cursor: Any, model: Post, source: ReadingSource) -> None:
    """500 posts like `model` with 30 readings each, and the statistics that a running portal would have.

    Weeks that earlier tests committed are dropped within this transaction: an empty one is rightly scanned.
    """
    cursor.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [partitions.TABLE]
    )
    for week in {name for (name,) in cursor.fetchall()} - {partitions.REST}:
        cursor.execute(f"DROP TABLE {week}")
    columns = [f.column for f in Post._meta.concrete_fields if f.column and f.column not in _OWN]
    listed = ", ".join(columns)
    cursor.execute(
        f"INSERT INTO campaigns_post (code, native_id, {listed})"  # noqa: S608
        f" SELECT 'P' || n, 'N' || n, {listed} FROM campaigns_post, generate_series(1, 500) n"
        " WHERE id = %s",
        [model.pk],
    )
    cursor.execute(
        "INSERT INTO campaigns_metricreading (post_id, source_id, taken_at, revision, likes, batch, reason)"
        " SELECT p.id, %s, %s - n * interval '1 hour', 0, n, gen_random_uuid(), ''"
        " FROM campaigns_post p, generate_series(1, 30) n WHERE p.code LIKE 'P%%'",
        [source.pk, NOW],
    )
    counters.refresh(list(Post.objects.values_list("pk", flat=True)))
    cursor.execute("ANALYZE campaigns_post, campaigns_metricreading, campaigns_postcounters")
