"""The recount beside a loop over the ORM, which takes minutes: at such a factor one run says enough."""

from collections.abc import Iterator

from bench.peers import orm_loop
from bench.sizes import Size
from bench.works import Missing, Work, tally


def works(size: Size) -> Iterator[Work | Missing]:
    """The ranks are compared with those of the run that is timed, not in a run of their own."""
    found = []

    def peer() -> float:
        spent = tally.timed(lambda: found.append(orm_loop.tallied()))()
        tally.same_ranks(lambda: found[-1])()
        return spent

    yield Work("tally-orm", ours=tally.seconds, peer=peer, rounds=1)
