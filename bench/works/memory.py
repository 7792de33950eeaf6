"""What one worker holds after a thousand batches, beside what it held after the first hundred."""

from collections.abc import Iterator
from dataclasses import replace

from bench.batches import Batches
from bench.server import serve
from bench.sizes import Size
from bench.works import Missing, Work
from bench.works.http import Pushed, partner_of_bench

BATCHES, FIRST = 1_000, 100


def works(size: Size) -> Iterator[Work | Missing]:
    """Batches of a thousand rows at most: what is forgotten of small ones is forgotten of large ones."""

    def growth() -> float:
        source, key = partner_of_bench()
        with serve(size, key, workers=1) as server:
            batches = Batches(replace(size, posts=min(size.posts, 1_000)))
            pushed = Pushed(server, batches, source)
            for _ in range(FIRST):
                pushed.ours()
            first = server.memory()
            for _ in range(BATCHES - FIRST):
                pushed.ours()
            return 100 * (server.memory() / first - 1)

    yield Work("memory", value=growth)
