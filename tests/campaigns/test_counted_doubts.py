"""What an upheld doubt takes out of the count, on every road, and what is left when it is lifted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from agencies import audit
from agencies.models import Agency, User
from campaigns import counters
from campaigns.actions import flags, readings
from campaigns.flags import EFFECT_OF, Effect, Flag
from campaigns.models import (
    Campaign,
    Grade,
    Outcome,
    Post,
    PostCounters,
    PostFlag,
    ReadingSource,
)
from campaigns.readings import ReadingRow
from campaigns.states import PostState
from tests import builders
from tests.builders import NOW
from tests.campaigns import reference
from tests.campaigns.test_tally import counted

HOUR = timedelta(hours=1)
LATER = NOW + HOUR


@pytest.fixture
def post(campaign: Campaign, sultra: Agency) -> Post:
    Campaign.objects.update(counted_grades=list(Grade.values))
    campaign.refresh_from_db()
    made = builders.post(sultra, campaign, state=PostState.VERIFIED, decided_at=NOW - 40 * HOUR)
    counters.refresh([made.pk])
    return made


@pytest.fixture
def mitra(db: None) -> ReadingSource:
    return builders.source("mitra", Grade.PARTNER)


@pytest.fixture
def declared(db: None) -> ReadingSource:
    return builders.source("sendiri", Grade.DECLARED)


def ingest(post: Post, source: ReadingSource, hours: int, reason: str = "", **metrics: int) -> None:
    row = ReadingRow(post.code, NOW - hours * HOUR, metrics, reason)
    readings.ingest(by=audit.SYSTEM, campaign=post.campaign, source=source, rows=[row], at=NOW)


def found(post: Post) -> tuple[Any, ...]:
    return tuple(PostCounters.objects.values_list("is_counted", "likes", "taken_at").get(post=post))


def agrees(*posts: Post) -> bool:
    return reference.stored_counters() == {post.pk: reference.counters_of(post) for post in posts}


def test_an_open_doubt_changes_no_number(post: Post, mitra: ReadingSource) -> None:
    ingest(post, mitra, 2, likes=9)
    for code in Flag:
        builders.flag(post, code)
    counters.refresh([post.pk])
    assert found(post) == (True, 9, NOW - 2 * HOUR)


@pytest.mark.parametrize("code", [code for code in Flag if EFFECT_OF[code] is Effect.POST])
def test_an_upheld_doubt_takes_its_post_out_and_leaves_the_numbers(
    post: Post, mitra: ReadingSource, verifier: User, code: Flag
) -> None:
    ingest(post, mitra, 2, likes=9)
    flags.uphold(by=verifier, flag=builders.flag(post, code), note="Benar.", at=NOW)
    assert found(post) == (False, 9, NOW - 2 * HOUR)
    assert agrees(post)


@pytest.mark.parametrize("code", [Flag.DROP, Flag.JUMP, Flag.RATIO])
def test_an_upheld_doubt_takes_the_numbers_out_and_leaves_the_post(
    post: Post, mitra: ReadingSource, verifier: User, code: Flag
) -> None:
    ingest(post, mitra, 2, likes=9)
    flags.uphold(by=verifier, flag=builders.flag(post, code), note="Benar.", at=NOW)
    assert found(post) == (True, None, None)
    assert agrees(post)


def test_numbers_that_come_in_later_stay_out_too(post: Post, mitra: ReadingSource, verifier: User) -> None:
    ingest(post, mitra, 3, likes=9)
    flags.uphold(by=verifier, flag=builders.flag(post, Flag.DROP), note="Benar.", at=NOW)
    ingest(post, mitra, 1, likes=90)
    ingest(post, mitra, 2, likes=80)
    ingest(post, mitra, 1, likes=91, reason="Salah ketik.")
    assert found(post) == (True, None, None)
    assert agrees(post)


def test_declarations_are_out_until_somebody_measures(
    post: Post, mitra: ReadingSource, declared: ReadingSource, verifier: User
) -> None:
    ingest(post, declared, 3, likes=500)
    flags.uphold(by=verifier, flag=builders.flag(post, Flag.DECLARED_ONLY), note="Benar.", at=NOW)
    assert found(post) == (True, None, None)
    ingest(post, declared, 2, likes=600)
    assert found(post) == (True, None, None)
    ingest(post, mitra, 2, likes=9)
    ingest(post, declared, 1, likes=700)
    assert found(post) == (True, 9, NOW - 2 * HOUR)
    assert agrees(post)


def test_an_effect_stays_while_an_objection_waits_and_goes_when_it_is_granted(
    post: Post, mitra: ReadingSource, verifier: User, officer_sultra: User
) -> None:
    ingest(post, mitra, 2, likes=9)
    flag = flags.uphold(by=verifier, flag=builders.flag(post, Flag.DROP), note="Benar.", at=NOW)
    flags.object_to(by=officer_sultra, flag=flag, grounds="Keliru.", at=NOW)
    assert found(post) == (True, None, None)
    other = builders.user(role="verifier")
    flags.rule(by=other, flag=flag, outcome=Outcome.GRANTED, note="", at=NOW)
    assert found(post) == (True, 9, NOW - 2 * HOUR)


def test_an_effect_stays_when_the_objection_is_denied(
    post: Post, mitra: ReadingSource, verifier: User, officer_sultra: User
) -> None:
    flag = flags.uphold(by=verifier, flag=builders.flag(post), note="Benar.", at=NOW)
    flags.object_to(by=officer_sultra, flag=flag, grounds="Keliru.", at=NOW)
    flags.rule(by=builders.user(role="verifier"), flag=flag, outcome=Outcome.DENIED, note="Tetap.", at=NOW)
    assert found(post)[0] is False
    assert agrees(post)


def test_the_doubts_in_force_are_those_that_the_database_counts(post: Post, verifier: User) -> None:
    other = builders.user(role="verifier")
    objected = {"grounds": "Keliru.", "objected_by": other, "objected_at": NOW}
    rows: list[dict[str, Any]] = [
        {},
        {"outcome": "dismissed", "decided_by": verifier},
        {"outcome": "upheld", "decided_by": verifier},
        {"outcome": "upheld", "decided_by": verifier} | objected,
        *(
            {"outcome": "upheld", "decided_by": verifier}
            | objected
            | {"ruling": ruling, "ruled_by": other, "ruled_at": NOW}
            for ruling in ("granted", "denied")
        ),
    ]
    for number, values in enumerate(rows):
        flag = builders.flag(post, about=str(number), **values)
        counters.refresh([post.pk])
        in_force = PostFlag.objects.in_force().filter(pk=flag.pk).exists()
        assert found(post)[0] is not in_force
        assert flag.is_in_force is in_force
        flag.delete()


_reading = st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 5), st.integers(0, 9))
_doubt = st.tuples(st.integers(0, 1), st.sampled_from(list(Flag)), st.integers(0, 12))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(_reading, max_size=10, unique_by=lambda row: row[:3]),
    doubts=st.lists(_doubt, max_size=5, unique_by=lambda doubt: doubt[:2]),
)
@example(
    rows=[(0, 0, 3, 5), (0, 2, 1, 9), (1, 0, 2, 4)], doubts=[(0, Flag.DECLARED_ONLY, 1), (1, Flag.BURST, 0)]
)
def test_whatever_is_upheld_and_lifted_leaves_the_counts_as_if_it_had_never_been(
    post: Post,
    mitra: ReadingSource,
    declared: ReadingSource,
    sultra: Agency,
    verifier: User,
    rows: list[tuple[int, int, int, int]],
    doubts: list[tuple[int, Flag, int]],
) -> None:
    """Doubts are upheld between the readings of a history; all roads agree, and so do they afterwards."""
    with transaction.atomic():
        other = builders.post(sultra, post.campaign, state=PostState.VERIFIED, decided_at=NOW - 40 * HOUR)
        posts = (post, other)
        sources = (mitra, builders.source("ekspor", Grade.EXPORT), declared)
        counters.refresh([one.pk for one in posts])
        for step in range(len(rows) + 1):
            for place, code, when in doubts:
                if min(when, len(rows)) == step:
                    flags.uphold(by=verifier, flag=builders.flag(posts[place], code), note="Ya.", at=NOW)
            if step < len(rows):
                place, source, hours, likes = rows[step]
                ingest(posts[place], sources[source], hours, likes=likes, views=likes + 1)
            assert agrees(*posts)
        expected = reference.tally(post.campaign, LATER)
        assert counted(post.campaign, LATER, live=True) == expected
        assert counted(post.campaign, LATER, live=False) == expected
        assert counters.wrong([one.pk for one in posts]) == []
        PostFlag.objects.all().delete()
        never = {one.pk: reference.counters_of(one) for one in posts}
        counters.refresh([one.pk for one in posts])
        assert reference.stored_counters() == never
        transaction.set_rollback(True)
