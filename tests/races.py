"""Two at the same moment: what becomes of each."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import connection

from summitcomms.lib.refusals import Refused

Answer = TypeVar("Answer")


def race(*works: Callable[[], object]) -> list[str]:
    """Run all in threads that start together; "done", "denied" or the refusal's code for each, sorted."""
    together = threading.Barrier(len(works))
    outcomes: list[str] = []

    def run(work: Callable[[], object]) -> None:
        try:
            together.wait()
            work()
            outcomes.append("done")
        except Refused as refusal:
            outcomes.append(refusal.code)
        except PermissionDenied:
            outcomes.append("denied")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def at_once(works: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """What each answers, all of them begun at one moment in threads and connections of their own."""
    start = threading.Barrier(len(works))
    answers: list[Answer] = []

    def run(work: Callable[[], Answer]) -> None:
        try:
            start.wait()
            answers.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
