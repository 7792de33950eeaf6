"""Doubts are raised once, by a job after readings came in and by a verification."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from agencies.models import Agency, AuditEvent, User
from campaigns.actions import bulk, decisions, flag_digests, flagging, readings
from campaigns.actions.bulk import Chosen
from campaigns.actions.flagging import KIND
from campaigns.flags import Effect, Flag
from campaigns.handlers import raise_flags
from campaigns.models import Campaign, Grade, Post, PostFlag, ReadingSource
from campaigns.readings import ReadingRow
from campaigns.screening import Rule, Screening
from campaigns.states import PostState
from summitcomms.jobs.models import Job
from tests import builders
from tests.builders import NOW
from tests.campaigns.screening import good
from tests.services import running_job

HOUR = timedelta(hours=1)
LATER = NOW + HOUR
Ingest = Callable[..., None]


@pytest.fixture
def post(campaign: Campaign, sultra: Agency) -> Post:
    return builders.post(sultra, campaign, state=PostState.VERIFIED)


@pytest.fixture
def mitra(db: None) -> ReadingSource:
    return builders.source("mitra", Grade.PARTNER, name="Mitra Pemantau")


@pytest.fixture
def ingest(campaign: Campaign, verifier: User) -> Ingest:
    """Take readings of (post, hours before NOW, metrics) in, and do what the worker then would."""

    def send(source: ReadingSource, *rows: tuple[Post, int, dict[str, int]], reason: str = "") -> None:
        found = [ReadingRow(post.code, NOW - n * HOUR, metrics, reason) for post, n, metrics in rows]
        readings.ingest(by=verifier, campaign=campaign, source=source, rows=found, at=NOW)
        job = Job.objects.filter(kind=KIND).latest("pk")
        raise_flags(running_job(job.payload, at=LATER))

    return send


def raised() -> list[tuple[str, str]]:
    return list(PostFlag.objects.order_by("post_id", "code").values_list("post__code", "code"))


def test_an_ordinary_batch_raises_nothing(ingest: Ingest, mitra: ReadingSource, post: Post) -> None:
    ingest(mitra, (post, 2, {"likes": 10, "views": 100}), (post, 1, {"likes": 12, "views": 120}))
    assert raised() == []


def test_a_fall_is_kept_with_what_was_seen_and_what_it_would_do(
    ingest: Ingest, mitra: ReadingSource, post: Post
) -> None:
    ingest(mitra, (post, 3, {"likes": 900}))
    ingest(mitra, (post, 1, {"likes": 90}))
    flag = PostFlag.objects.get()
    assert (flag.post, flag.code, flag.effect, flag.raised_at) == (post, Flag.DROP, Effect.NUMBERS, LATER)
    assert (flag.facts["before"], flag.facts["after"], flag.outcome) == (900, 90, "")
    assert flag.facts["source"] == "Mitra Pemantau"
    event = AuditEvent.objects.get(action="post.flagged")
    assert (event.target_id, event.actor_id) == (post.code, "sistem")
    assert event.after == {"flag": "drop", "id": str(flag.public_id)}


def test_readings_within_one_batch_are_compared(ingest: Ingest, mitra: ReadingSource, post: Post) -> None:
    ingest(mitra, (post, 1, {"likes": 90}), (post, 3, {"likes": 900}))
    assert raised() == [(post.code, "drop")]


def test_what_another_source_counts_is_no_measure(ingest: Ingest, mitra: ReadingSource, post: Post) -> None:
    ingest(mitra, (post, 3, {"likes": 900}))
    ingest(builders.source("ekspor", Grade.EXPORT), (post, 1, {"likes": 90}))
    assert raised() == []


def test_what_was_declared_void_is_no_measure(
    ingest: Ingest, mitra: ReadingSource, post: Post, verifier: User
) -> None:
    ingest(mitra, (post, 4, {"likes": 80}), (post, 3, {"likes": 900}))
    readings.void(
        by=verifier, post_code=post.code, source=mitra, taken_at=NOW - 3 * HOUR, reason="Keliru.", at=NOW
    )
    ingest(mitra, (post, 1, {"likes": 90}))
    assert raised() == []


def test_a_corrected_reading_is_measured_by_its_correction(
    ingest: Ingest, mitra: ReadingSource, post: Post
) -> None:
    ingest(mitra, (post, 3, {"likes": 900}))
    ingest(mitra, (post, 3, {"likes": 85}), reason="Salah ketik.")
    ingest(mitra, (post, 1, {"likes": 90}))
    assert raised() == []


def test_a_job_that_starts_twice_raises_once(ingest: Ingest, mitra: ReadingSource, post: Post) -> None:
    ingest(mitra, (post, 1, {"likes": 9, "views": 5}))
    [job] = Job.objects.filter(kind=KIND)
    assert raise_flags(running_job(job.payload, at=LATER)) == {"raised": 0}
    assert raised() == [(post.code, "ratio")]
    assert AuditEvent.objects.filter(action="post.flagged").count() == 1


def test_the_mail_to_an_agency_is_asked_for_after_the_last_chunk(
    ingest: Ingest, mitra: ReadingSource, campaign: Campaign, sultra: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, look = [], flagging._odd_readings

    def looking(*chunk: Any) -> flagging.Raised:
        asked.append(Job.objects.filter(kind=flag_digests.KIND).exists())
        return look(*chunk)

    monkeypatch.setattr(flagging, "CHUNK", 1)
    monkeypatch.setattr(flagging, "_odd_readings", looking)
    posts = [builders.post(sultra, campaign, state=PostState.VERIFIED) for _ in range(2)]
    ingest(mitra, *((post, 1, {"likes": 9, "views": 5}) for post in posts))

    assert asked == [False, False]
    assert Job.objects.filter(kind=flag_digests.KIND).count() == 1


def test_a_doubt_that_was_dismissed_is_not_raised_again(
    ingest: Ingest, mitra: ReadingSource, post: Post, verifier: User
) -> None:
    ingest(mitra, (post, 2, {"likes": 9, "views": 5}))
    PostFlag.objects.update(outcome="dismissed", decided_by=verifier, decided_at=NOW)
    ingest(mitra, (post, 1, {"likes": 9, "views": 5}))
    assert PostFlag.objects.get().outcome == "dismissed"


def test_only_new_numbers_are_looked_at(
    ingest: Ingest, mitra: ReadingSource, post: Post, campaign: Campaign, verifier: User
) -> None:
    ingest(mitra, (post, 1, {"likes": 9}))
    row = ReadingRow(post.code, NOW - HOUR, {"likes": 9})
    readings.ingest(by=verifier, campaign=campaign, source=mitra, rows=[row], at=NOW)
    assert Job.objects.filter(kind=KIND).count() == 1


def test_nobody_is_asked_about_the_sandbox(mitra: ReadingSource, verifier: User) -> None:
    box = builders.campaign("kotak-pasir", is_sandbox=True)
    row = ReadingRow(builders.post(campaign=box).code, NOW - HOUR, {"likes": 9, "views": 5})
    assert readings.ingest(by=verifier, campaign=box, source=mitra, rows=[row], at=NOW).stored == 1
    assert not Job.objects.filter(kind=KIND).exists()


@pytest.mark.parametrize(("counts_declared", "found"), [(True, ["declared_only"]), (False, [])])
def test_declarations_alone_are_doubted_where_they_count(
    ingest: Ingest, post: Post, campaign: Campaign, counts_declared: bool, found: list[str]
) -> None:
    if counts_declared:
        Campaign.objects.update(counted_grades=list(Grade.values))
    ingest(builders.source("sendiri", Grade.DECLARED), (post, 1, {"likes": 9}))
    assert [code for _, code in raised()] == found


def test_declarations_beside_a_measurement_that_holds_are_not_doubted(
    ingest: Ingest, mitra: ReadingSource, campaign: Campaign, sultra: Agency, verifier: User
) -> None:
    Campaign.objects.update(counted_grades=list(Grade.values))
    measured, voided = (builders.post(sultra, campaign, state=PostState.VERIFIED) for _ in range(2))
    ingest(mitra, (measured, 2, {"likes": 9}), (voided, 2, {"likes": 9}))
    at = NOW - 2 * HOUR
    readings.void(by=verifier, post_code=voided.code, source=mitra, taken_at=at, reason="Keliru.", at=NOW)
    ingest(builders.source("sendiri", Grade.DECLARED), (measured, 1, {"likes": 9}), (voided, 1, {"likes": 9}))
    assert raised() == [(voided.code, "declared_only")]


def waiting(sultra: Agency, **facts: object) -> Post:
    screening = Screening((good.found(Rule.BURST, **facts),))
    return builders.post(sultra, screening=screening.as_json())


def test_a_verification_raises_what_the_screening_warned_of(sultra: Agency, verifier: User) -> None:
    fine, odd = waiting(sultra), waiting(sultra, burst=30)
    for post in (fine, odd):
        decisions.verify(by=verifier, post=post, seen=post.submitted_at, at=NOW)
    assert raised() == [(odd.code, "burst")]
    assert PostFlag.objects.get().effect == Effect.POST


def test_a_post_that_is_sent_back_is_not_doubted(sultra: Agency, verifier: User) -> None:
    odd = waiting(sultra, burst=30)
    decisions.send_back(
        by=verifier, post=odd, seen=odd.submitted_at, reason=decisions.ReturnReason.HASHTAG_MISSING, at=NOW
    )
    assert raised() == []


def test_many_verified_at_once_are_doubted_alike(sultra: Agency, verifier: User) -> None:
    odd = [waiting(sultra, burst=30) for _ in range(3)]
    chosen = [Chosen(post.code, post.submitted_at) for post in odd]
    bulk.decide(by=verifier, chosen=chosen, state=PostState.VERIFIED, at=NOW)
    assert raised() == [(post.code, "burst") for post in odd]
