"""A kind has one handler and waits in a queue that somebody reads."""

import pytest

from summitcomms.jobs.registry import Registry, UnknownKind
from summitcomms.jobs.running import RunningJob


def nothing(job: RunningJob) -> None:
    """A handler that does nothing."""


def test_a_declared_handler_is_found_with_its_queue() -> None:
    registry = Registry()

    declared = registry.handles("readings.import", queue="imports")(nothing)

    assert declared is nothing
    assert registry.get("readings.import").handler is nothing
    assert registry.get("readings.import").queue == "imports"


def test_a_handler_waits_in_the_default_queue_unless_told_otherwise() -> None:
    registry = Registry()

    registry.handles("mail.send")(nothing)

    assert registry.get("mail.send").queue == "default"


def test_a_second_handler_for_a_kind_is_refused_and_the_first_stays() -> None:
    registry = Registry()
    registry.handles("mail.send")(nothing)

    with pytest.raises(ValueError, match="already has a handler: nothing"):
        registry.handles("mail.send")(print)

    assert registry.get("mail.send").handler is nothing


def test_a_queue_nobody_reads_is_refused() -> None:
    with pytest.raises(ValueError, match="no worker reads the queue 'import'"):
        Registry().handles("readings.import", queue="import")


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    registry = Registry()
    registry.handles("mail.send")(nothing)

    with pytest.raises(UnknownKind, match=r"'mail\.sent'; known: mail\.send"):
        registry.get("mail.sent")
