"""The collector of cyclic garbage, held while very many objects are made at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """No collection until the end; also a decorator.

    Rows of a file hold no cycles, yet a hundred thousand new objects make the collector walk everything that
    the process has, several times: a sixth of the time of an import. Another thread that pauses meanwhile may
    find it running again, which does no harm.
    """
    was_running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_running:
            gc.enable()
