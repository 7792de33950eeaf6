"""One effect for one key, whatever comes how often: tried with readings, which every batch resembles."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from agencies.api import idempotency
from agencies.handlers import forget_calls
from agencies.models import AuditEvent, IdempotentCall
from campaigns.models import Campaign, MetricReading
from tests import builders
from tests.api import Caller, problem
from tests.builders import NOW
from tests.races import at_once
from tests.services import running_job

PATH = "/api/v1/readings/batch"


@pytest.fixture(autouse=True)
def _at_that_moment() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def them(db: None) -> Caller:
    builders.post(native_id="1696312345678901234")
    return Caller(builders.partner()[1])


def row(likes: int = 1, minute: int = 0) -> dict[str, Any]:
    taken_at = (NOW - timedelta(minutes=minute)).isoformat()
    return {"post": "x:1696312345678901234", "taken_at": taken_at, "likes": likes}


def push(them: Caller, *rows: Any, key: str | None = "kunci-1", path: str = PATH, **more: Any) -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    body = {"campaign": "ktt-43", "rows": list(rows)} | more
    return them.client.post(path, body, content_type="application/json", headers=headers)


def effects() -> tuple[int, int]:
    """Readings, and batches of which the record knows."""
    return MetricReading.objects.count(), AuditEvent.objects.filter(action="readings.ingest").count()


def test_a_hundred_replays_of_one_batch_have_one_effect(them: Caller) -> None:
    answers = [push(them, row(), row(2)) for _ in range(100)]

    assert {answer.content for answer in answers} == {answers[0].content}
    assert [answer.has_header("Idempotency-Replayed") for answer in answers] == [False] + [True] * 99
    assert answers[0].json()["stored"] == 1
    assert effects() == (1, 1)


def test_without_a_key_the_reading_itself_makes_repeats_harmless(them: Caller) -> None:
    answers = [push(them, row(), key=None).json() for _ in range(3)]

    assert [(answer["stored"], answer["unchanged"]) for answer in answers] == [(1, 0), (0, 1), (0, 1)]
    assert not IdempotentCall.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_from_twenty_connections_at_once_has_one_effect() -> None:
    builders.post(native_id="1696312345678901234")
    key = builders.partner()[1]

    answers = at_once([lambda: push(Caller(key), *(row(minute=n) for n in range(50)))] * 20)

    assert {answer.status_code for answer in answers} == {200}
    assert {answer.content for answer in answers} == {answers[0].content}
    assert sum(not answer.has_header("Idempotency-Replayed") for answer in answers) == 1
    assert effects() == (50, 1)


@pytest.mark.parametrize("other", ["body", "address"])
def test_a_key_is_bound_to_what_it_was_used_for(them: Caller, other: str) -> None:
    push(them, row())

    again = push(them, row(2)) if other == "body" else push(them, row(), path=f"{PATH}?atomic=true")

    problem(again, 422, "idempotency_key_reused")
    assert effects() == (1, 1)


def test_a_key_belongs_to_its_partner(them: Caller) -> None:
    push(them, row())

    answer = push(Caller(builders.partner("mitra-lain")[1]), row(5))

    assert answer.json()["stored"] == 1


@pytest.mark.parametrize("key", ["", " ", "dua kata", "ä", "x" * 256, '"'])
def test_a_key_is_a_word_of_ascii(them: Caller, key: str) -> None:
    problem(push(them, row(), key=key), 400, "idempotency_key_invalid")
    assert effects() == (0, 0)


def test_a_key_may_stand_in_quotes(them: Caller) -> None:
    push(them, row(), key='"8e03978e-40d5"')

    assert push(them, row(), key="8e03978e-40d5").has_header("Idempotency-Replayed")


def test_nothing_is_kept_of_a_batch_that_was_refused_whole(them: Caller) -> None:
    problem(push(them, row(), "kaputt", atomic=True), 422, "batch_refused")
    assert not IdempotentCall.objects.exists()

    assert push(them, row(), atomic=True).json()["stored"] == 1


def test_what_fails_in_the_middle_leaves_neither_effect_nor_key(
    them: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    them.client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("agencies.api.idempotency.json", None)
        assert push(them, row()).status_code == 500

    assert effects() == (0, 0)
    assert push(them, row()).json()["stored"] == 1


@pytest.mark.django_db(transaction=True)
def test_a_repeat_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "PATIENCE", 1)
    builders.post(native_id="1696312345678901234")
    partner, key = builders.partner()
    held, done = threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            IdempotentCall.objects.create(partner=partner, key="kunci-1", fingerprint="x", began_at=NOW)
            held.set()
            done.wait()
            transaction.set_rollback(True)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    held.wait()
    busy = push(Caller(key), row())
    done.set()
    thread.join()

    problem(busy, 409, "call_in_progress")
    assert busy["Retry-After"] == "1"
    assert push(Caller(key), row()).json()["stored"] == 1


def test_calls_are_forgotten_after_a_day(them: Caller) -> None:
    push(them, row())
    later = NOW + idempotency.KEPT + timedelta(minutes=1)

    assert idempotency.forget(at=NOW) == 0
    assert idempotency.forget(at=later) == 1


def test_all_or_nothing_keeps_nothing_when_one_row_is_bad(them: Caller, campaign: Campaign) -> None:
    body = problem(push(them, row(), row(-1, 1), key=None, atomic=True), 422, "batch_refused")

    assert [(refused["index"], refused["code"]) for refused in body["refused"]] == [(1, "metric_negative")]
    assert effects() == (0, 0)


def test_a_job_forgets_every_day(them: Caller) -> None:
    push(them, row())

    told = forget_calls(running_job(at=NOW + timedelta(days=2)))

    assert told == {"answers": 1, "counts": 1}
