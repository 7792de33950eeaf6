"""The recount beside a loop over the ORM, which takes minutes: at such a factor one run says enough."""

from collections.abc import Iterator

from bench.peers import orm_loop
from bench.sizes import Size
from bench.works import Missing, Work, tally


def works(size: Size) -> Iterator[Work | Missing]:
    """What the loop stores is compared after the run that is timed, not in a run of its own."""

    def peer() -> float:
        spent = tally.stored(orm_loop.run)()
        tally.check_stored()
        return spent

    yield Work("tally-orm", ours=tally.seconds, peer=peer, rounds=1)
