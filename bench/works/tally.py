"""A full recount of the campaign and the ranks that follow, from asking to the commit."""

import importlib
import time
from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.utils import timezone

from agencies import audit
from awards.actions import rankings
from awards.models import Ranking, Standing
from bench import generator
from bench.peers import bare_tables, hand_sql
from bench.sizes import Size
from bench.works import Missing, Work
from campaigns.actions import tallies
from campaigns.models import AgencyDayTally, AgencyTally, TallyRun

FRAMES = (
    ("tally-pandas", "pandas", "bench.peers.pandas_frame", "usual"),
    ("tally-pandas-copy", "pandas", "bench.peers.pandas_frame", "copied"),
    ("tally-polars", "polars", "bench.peers.polars_frame", "usual"),
    ("tally-polars-copy", "polars", "bench.peers.polars_frame", "copied"),
)


@transaction.atomic
def tally_and_rank() -> Ranking:
    """What the portal does every ten minutes, without clearing away the details of the run before."""
    now = timezone.now()
    run = tallies.run(
        campaign_code=generator.CAMPAIGN,
        at=None,
        now=now,
        trigger=TallyRun.Trigger.COMMAND,
        by=audit.SYSTEM,
    )
    (ranking,) = rankings.compute(tally=run, by=audit.SYSTEM, at=now)
    return ranking


def seconds() -> float:
    started = time.perf_counter()
    ranking = tally_and_rank()
    spent = time.perf_counter() - started
    forget(ranking)
    return spent


def forget(ranking: Ranking) -> None:
    """Remove a ranking and its tally again, so that every run finds the same tables."""
    run = ranking.tally
    Standing.objects.filter(ranking=ranking).delete()
    ranking.delete()
    run.delete()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM campaigns_agencydaytally")


def timed(work: Callable[[], object]) -> Callable[[], float]:
    def measured() -> float:
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    return measured


def stored(peer: Callable[[], None]) -> Callable[[], float]:
    """The seconds of a peer that stores what it counts; its tables are made anew before."""

    def measured() -> float:
        bare_tables.make()
        return timed(peer)()

    return measured


def check_stored() -> None:
    """What the peer has stored are the same agency rows, day rows, best posts and ranks, to the unit."""
    ranking = tally_and_rank()
    run = ranking.tally
    ours = {
        bare_tables.AGENCIES: AgencyTally.objects.filter(run=run).values_list(*_TOTALS),
        bare_tables.DAYS: AgencyDayTally.objects.filter(run=run).values_list(*_DAYS),
        bare_tables.TOP: run.top_posts.values_list(*_TOP),
        bare_tables.RANKS: ranking.standings.exclude(rank=None).values_list("agency_id", "rank", "total"),
    }
    with connection.cursor() as cursor:
        for table, rows in ours.items():
            cursor.execute(f"TABLE {table}")
            apart = set(rows) ^ set(cursor.fetchall())
            assert not apart, f"{table} differs in {len(apart)} rows, such as {min(apart)}"
    forget(ranking)


def same(peer: Callable[[], None]) -> Callable[[], None]:
    """The check of a peer, from a run of its own."""

    def check() -> None:
        stored(peer)()
        check_stored()

    return check


_TOTALS = [
    field.column for field in AgencyTally._meta.concrete_fields if field.column not in ("id", "run_id")
]
_DAYS = ("agency_id", "day", "posts", "interactions")
_TOP = ("post_id", "position", "interactions", "views")


def works(size: Size) -> Iterator[Work | Missing]:
    yield Work("tally-sql", ours=seconds, peer=stored(hand_sql.run), check=same(hand_sql.run))
    for gate, library, module, way in FRAMES:
        try:
            peer = getattr(importlib.import_module(module), way)
        except ImportError:
            yield Missing(gate, f"{library} is not installed")
        else:
            yield Work(gate, ours=seconds, peer=stored(peer), check=same(peer))
