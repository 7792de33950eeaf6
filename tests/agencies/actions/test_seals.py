import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from agencies import audit
from agencies.actions import seals
from agencies.models import Agency, AuditEvent, AuditSeal
from tests import builders


def note(agency: Agency, *actions: str) -> None:
    for action in actions:
        audit.record(by=audit.SYSTEM, action=action, target=agency)


@contextmanager
def as_superuser() -> Iterator[None]:
    """What the deny triggers cannot hold back: somebody who may switch them off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")


def test_events_are_chained_in_their_order(sultra: Agency) -> None:
    note(sultra, "a", "b", "c")

    assert seals.seal() == 3

    chain = list(AuditSeal.objects.order_by("sequence"))
    events = list(AuditEvent.objects.order_by("pk"))
    assert [seal.sequence for seal in chain] == [1, 2, 3]
    assert [seal.event_id for seal in chain] == [event.pk for event in events]
    assert chain[0].hash == seals.link(seals.GENESIS, events[0])
    assert chain[2].hash == seals.link(chain[1].hash, events[2])
    assert seals.first_break() is None


def test_sealing_again_adds_nothing(sultra: Agency) -> None:
    note(sultra, "a")
    seals.seal()
    head = AuditSeal.objects.get().hash

    assert seals.seal() == 0
    assert AuditSeal.objects.get().hash == head


def test_later_events_follow_the_chain(sultra: Agency) -> None:
    note(sultra, "a")
    seals.seal()
    note(sultra, "b")

    assert seals.seal() == 1
    assert seals.first_break() is None


def test_a_long_trail_is_sealed_and_checked_in_batches(
    sultra: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "BATCH", 2)
    note(sultra, *"abcde")

    assert [seals.seal() for _ in range(4)] == [2, 2, 1, 0]
    assert seals.first_break() is None


def test_an_event_changed_behind_the_triggers_is_found(sultra: Agency) -> None:
    note(sultra, "a", "b", "c")
    seals.seal()
    second = AuditEvent.objects.order_by("pk")[1]

    with as_superuser():
        AuditEvent.objects.filter(pk=second.pk).update(actor_label="Orang lain")

    assert seals.first_break() == 2


def test_an_event_removed_behind_the_triggers_is_found(sultra: Agency) -> None:
    note(sultra, "a", "b", "c")
    seals.seal()

    with as_superuser():
        AuditEvent.objects.filter(action="c").delete()

    assert seals.first_break() == 3


def test_a_seal_cut_out_with_its_event_is_found(sultra: Agency) -> None:
    note(sultra, "a", "b", "c")
    seals.seal()

    with as_superuser():
        AuditEvent.objects.filter(action="b").delete()
        AuditSeal.objects.filter(sequence=2).delete()

    assert seals.first_break() == 2


@pytest.mark.parametrize(
    "field", ["at", "actor_id", "action", "target_label", "before", "after", "reason", "address"]
)
def test_every_part_of_an_event_counts(sultra: Agency, field: str) -> None:
    note(sultra, "a")
    event = AuditEvent.objects.get()
    before = seals.link(seals.GENESIS, event)

    changed = {"at": builders.NOW, "before": {"x": 1}, "after": {"x": 1}, "address": "192.0.2.1"}
    setattr(event, field, changed.get(field, "lain"))

    assert seals.link(seals.GENESIS, event) != before


@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_make_one_chain() -> None:
    note(builders.agency("K-059"), *(f"event-{n}" for n in range(40)))
    together = threading.Barrier(2)
    sealed: list[int] = []

    def work() -> None:
        try:
            together.wait()
            sealed.append(seals.seal())
        finally:
            connection.close()

    in_threads(work, work)

    assert sorted(sealed) == [0, 40]
    assert seals.first_break() is None


@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_late_is_sealed_late() -> None:
    agency = builders.agency("K-059")
    written, sealed = threading.Event(), threading.Event()

    def slow_action() -> None:
        try:
            with transaction.atomic():
                note(agency, "early but slow")
                written.set()
                sealed.wait(10)
        finally:
            connection.close()

    def quick_action() -> None:
        try:
            written.wait(10)
            note(agency, "late but quick")
            seals.seal()
            sealed.set()
        finally:
            connection.close()

    in_threads(slow_action, quick_action)
    seals.seal()

    events = AuditEvent.objects.in_bulk()
    order = [events[seal.event_id].action for seal in AuditSeal.objects.order_by("sequence")]
    assert order == ["late but quick", "early but slow"]
    assert seals.first_break() is None


def in_threads(*work: Callable[[], None]) -> None:
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
