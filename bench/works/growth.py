"""The same batch into a table ten times as large: L beside M, in one run."""

from collections.abc import Iterator

from django.db import connection

from bench import generator
from bench.sizes import SIZES, Size
from bench.works import Missing, Work
from bench.works.ingest import Ingest


def _turn_to(size: Size) -> None:
    """Let the one connection of this process be to the database of `size`."""
    connection.close()
    connection.settings_dict["NAME"] = size.database
    connection.ensure_connection()


class _At:
    """Batches into one size, whichever the connection stands at."""

    def __init__(self, size: Size) -> None:
        self.size = size
        _turn_to(size)
        generator.fill(size)
        self.ingest = Ingest(size)

    def seconds(self) -> float:
        _turn_to(self.size)
        self.ingest.batches.next()  # warms the connection, whose first statements are planned anew
        spent = min(self.ingest.seconds() for _ in range(2))
        return spent


def works(size: Size) -> Iterator[Work | Missing]:
    if size.name != "L":
        return
    small, large = _At(SIZES["M"]), _At(size)
    yield Work("ingest-growth", ours=large.seconds, peer=small.seconds)
    _turn_to(size)
