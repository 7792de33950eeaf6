"""Which function does which kind of job, and in which queue it waits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from summitcomms.jobs.running import RunningJob

Handler = Callable[[RunningJob], dict[str, Any] | None]

# By workload, and read by two workers, so that no mail waits for an import. What no worker reads is never
# done: Procfile and docker-compose.yml name the same queues, and a test compares them.
URGENT_QUEUE = "urgent"  # mail that somebody sits and waits for
MAIL_QUEUE = "mail"
QUEUES = (URGENT_QUEUE, MAIL_QUEUE, "default", "imports", "documents")
RELAY_QUEUE = "relay"  # for the beat's own tasks; every worker of jobs reads it
WEBHOOK_QUEUE = "webhooks"  # calls to partners, who may be slow: a worker of its own, which does no jobs


def read_by_a_worker(queue: str) -> str:
    """The queue itself; ValueError if nothing in it would ever be done."""
    if queue not in QUEUES:
        raise ValueError(f"no worker reads the queue {queue!r}; there are {', '.join(QUEUES)}")
    return queue


class UnknownKind(LookupError):
    """Nobody declared a handler for this kind."""


@dataclass(frozen=True)
class Registered:
    handler: Handler
    queue: str


class Registry:
    """Handlers by kind. A kind is declared once; a second declaration is a mistake, not a replacement."""

    def __init__(self) -> None:
        self._by_kind: dict[str, Registered] = {}

    def handles(self, kind: str, *, queue: str = "default") -> Callable[[Handler], Handler]:
        """Declare the decorated function as the handler of `kind`; ValueError if taken or queue unknown."""
        if kind in self._by_kind:
            raise ValueError(
                f"kind {kind!r} already has a handler: {self._by_kind[kind].handler.__qualname__}"
            )
        read_by_a_worker(queue)

        def declare(handler: Handler) -> Handler:
            self._by_kind[kind] = Registered(handler, queue)
            return handler

        return declare

    def get(self, kind: str) -> Registered:
        """The handler and queue of `kind`; UnknownKind if there is none."""
        try:
            return self._by_kind[kind]
        except KeyError:
            known = ", ".join(sorted(self._by_kind)) or "none"
            raise UnknownKind(f"no handler for kind {kind!r}; known: {known}") from None

    def forget(self, kind: str) -> None:
        """Take back a declaration, so that a test leaves the registry as it found it."""
        del self._by_kind[kind]


registry = Registry()
handles = registry.handles
