"""What a handler sees of its job, and the ways in which it may say that it cannot go on."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Report = Callable[[int, int | None, str], None]


class JobError(Exception):
    """A handler's own refusal: `sentence` is shown to people, `detail` only to operators."""

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail


class BadInput(JobError):
    """What was asked for cannot be done, now or later; the person who asked has to change it."""


class NeedsOperator(JobError):
    """Trying again will not help until somebody repairs something."""


class LeaseLost(Exception):
    """Another process holds this job now; whatever was done in this transaction must not be kept."""


@dataclass(frozen=True)
class RunningJob:
    """One attempt at a job. `at` is what the handler takes for now; `attempt` counts from 1."""

    pk: int
    public_id: uuid.UUID
    kind: str
    key: str
    payload: dict[str, Any]
    attempt: int
    at: datetime
    requested_by: str
    requested_label: str
    report: Report = field(repr=False)

    def progress(self, done: int, *, total: int | None = None, note: str = "") -> None:
        """Say how far the work is; others see it before the work commits. Raises LeaseLost."""
        self.report(done, total, note)
