"""Counters that follow a batch are those that a full count of the readings gives."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agencies import audit
from agencies.models import User
from campaigns import counters
from campaigns.actions import readings
from campaigns.models import Campaign, Grade, Post, PostCounters, ReadingSource
from campaigns.readings import ReadingRow
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
from tests.campaigns import reference

HOUR = timedelta(hours=1)
SOURCES = (
    ("mitra-a", Grade.PARTNER),
    ("mitra-b", Grade.PARTNER),
    ("ekspor", Grade.EXPORT),
    ("sendiri", Grade.DECLARED),
)


@pytest.fixture
def counted_anew(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """The posts of each call of `counters.refresh`, which is still made."""
    calls: list[set[int]] = []
    refresh = counters.refresh

    def listen(post_ids: Collection[int]) -> None:
        calls.append(set(post_ids))
        refresh(post_ids)

    monkeypatch.setattr(counters, "refresh", listen)
    return calls


@pytest.fixture
def post(campaign: Campaign) -> Post:
    made = builders.post(campaign=campaign, state="verified")
    counters.refresh([made.pk])
    return made


Send = Callable[..., None]


@pytest.fixture
def send(campaign: Campaign) -> Send:
    def call(source: ReadingSource, *rows: tuple[Post, datetime, dict[str, int | None], str]) -> None:
        readings.ingest(
            by=audit.SYSTEM,
            campaign=campaign,
            source=source,
            rows=[ReadingRow(post.code, at, metrics, reason) for post, at, metrics, reason in rows],
            at=NOW,
        )

    return call


def found(post: Post) -> tuple[Any, ...]:
    return tuple(PostCounters.objects.values_list("taken_at", "likes", "views").get(post=post))


def test_a_newer_reading_is_carried_over_without_reading_the_older_ones(
    send: Send, post: Post, counted_anew: list[set[int]]
):
    source = builders.source("mitra-a")
    send(source, (post, NOW - HOUR, {"likes": 5, "views": 70}, ""))
    send(source, (post, NOW, {"likes": 6}, ""))

    assert found(post) == (NOW, 6, 70)
    assert counted_anew == [set(), set()]


@pytest.mark.parametrize(
    ("rows", "grade", "expected"),
    [
        pytest.param([(NOW - 2 * HOUR, {"views": 9}, "")], Grade.PARTNER, (NOW - HOUR, 5, 9), id="older"),
        pytest.param([(NOW - HOUR, {"likes": 9}, "")], Grade.PARTNER, (NOW - HOUR, 5, None), id="as old"),
        pytest.param([(NOW, {"likes": 9}, "")], Grade.DECLARED, (NOW - HOUR, 5, None), id="not counted"),
        pytest.param(
            [(NOW, {"likes": 9}, ""), (NOW - HOUR / 2, {"likes": 1, "views": 3}, "")],
            Grade.PARTNER,
            (NOW, 9, 3),
            id="two of one post",
        ),
    ],
)
def test_anything_else_is_counted_anew(
    send: Send,
    post: Post,
    counted_anew: list[set[int]],
    rows: list[Any],
    grade: Grade,
    expected: tuple[Any, ...],
):
    send(builders.source("mitra-b"), (post, NOW - HOUR, {"likes": 5}, ""))

    send(builders.source("a", grade), *((post, *row) for row in rows))

    assert found(post) == expected
    assert counted_anew == [set(), {post.pk}]


def test_a_correction_is_counted_anew(send: Send, post: Post, counted_anew: list[set[int]]):
    source = builders.source("mitra-a")
    send(source, (post, NOW, {"likes": 5, "views": 2}, ""))
    send(source, (post, NOW, {"likes": 4}, "salah ketik"))

    assert found(post) == (NOW, 4, None)
    assert counted_anew == [set(), {post.pk}]


def test_a_post_without_counters_gets_them(send: Send, campaign: Campaign, counted_anew: list[set[int]]):
    bare = builders.post(campaign=campaign, state="verified")

    send(builders.source("mitra-a"), (bare, NOW, {"likes": 5}, ""))

    assert found(bare) == (NOW, 5, None)
    assert counted_anew == [{bare.pk}]


# --- Any history --------------------------------------------------------------------------------------------

_count = st.none() | st.integers(0, 3)
_row = st.tuples(
    st.integers(0, 2),  # post
    st.integers(0, 3),  # hours ago
    st.fixed_dictionaries({"likes": _count, "views": _count, "saves": _count}),
    st.sampled_from(("", "", "", "salah ketik")),
)
_step = st.one_of(
    st.tuples(st.just("send"), st.integers(0, 3), st.lists(_row, min_size=1, max_size=4)),
    st.tuples(st.just("send"), st.integers(0, 3), st.lists(_row, min_size=1, max_size=4)),
    st.tuples(st.just("void"), st.integers(0, 3), st.tuples(st.integers(0, 2), st.integers(0, 3))),
    st.tuples(st.just("grades"), st.just(0), st.sets(st.sampled_from(Grade.values), min_size=1)),
)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(_step, min_size=2, max_size=14))
@example(
    history=[
        ("send", 0, [(0, 1, {"likes": 1, "views": 1, "saves": None}, "")]),
        ("send", 1, [(0, 1, {"likes": 2, "views": None, "saves": None}, "")]),
        ("void", 1, (0, 1)),
        ("send", 3, [(0, 0, {"likes": 3, "views": None, "saves": 1}, "")]),
        ("grades", 0, {"declared"}),
        ("send", 3, [(1, 0, {"likes": 3, "views": None, "saves": 1}, "")]),
    ]
)
def test_after_any_history_the_counters_are_those_of_a_full_count(
    send: Send, campaign: Campaign, officer_sultra: User, history: list[tuple[str, int, Any]]
):
    with transaction.atomic():
        posts = [
            builders.post(campaign=campaign, submitted_by=officer_sultra, state="verified") for _ in range(3)
        ]
        ids = [post.pk for post in posts]
        counters.refresh(ids)
        sources = [builders.source(code, grade) for code, grade in SOURCES]

        for kind, n, what in history:
            if kind == "send":
                send(sources[n], *((posts[p], NOW - HOUR * h, *more) for p, h, *more in what))
            elif kind == "void":
                _void(posts[what[0]], sources[n], NOW - HOUR * what[1])
            else:
                Campaign.objects.update(counted_grades=sorted(what))
                counters.refresh(ids)
            assert counters.wrong(ids) == []

        assert reference.stored_counters() == {post.pk: reference.counters_of(post) for post in posts}
        transaction.set_rollback(True)


def _void(post: Post, source: ReadingSource, taken_at: datetime) -> None:
    """Declare the measurement void, if there is one that is not void yet."""
    try:
        readings.void(
            by=audit.SYSTEM, post_code=post.code, source=source, taken_at=taken_at, reason="keliru", at=NOW
        )
    except Refused as refused:
        assert refused.code in {"reading_unknown", "reading_void"}  # noqa: PT017 nothing to void is no fault
