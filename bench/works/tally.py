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
from bench.peers import hand_sql
from bench.peers.frames import Ranks
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


def _ranks(ranking: Ranking) -> Ranks:
    found = ranking.standings.exclude(rank=None).values_list("agency_id", "rank", "total")
    return {agency: (rank, str(total)) for agency, rank, total in found}


def _check_hand_sql() -> None:
    """The same agency rows, day rows, best posts and ranks, to the unit."""
    ranking = tally_and_rank()
    hand_sql.seconds()
    run = ranking.tally
    pairs = (
        (
            AgencyTally.objects.filter(run=run).values_list(*hand_sql.TOTALS),
            "bench_agencies",
            hand_sql.TOTALS,
        ),
        (
            AgencyDayTally.objects.filter(run=run).values_list(*_DAYS),
            "bench_days",
            _DAYS,
        ),
        (run.top_posts.values_list(*_TOP), "bench_top", _TOP),
        (
            ranking.standings.exclude(rank=None).values_list("agency_id", "rank", "total"),
            "bench_ranks",
            ("agency_id", "rank", "total"),
        ),
    )
    with connection.cursor() as cursor:
        for ours, table, columns in pairs:
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table}")
            theirs = cursor.fetchall()
            apart = set(ours) ^ {tuple(row) for row in theirs}
            assert not apart, f"{table} differs in {len(apart)} rows, such as {min(apart)}"
    forget(ranking)


_DAYS = ("agency_id", "day", "posts", "interactions")
_TOP = ("post_id", "position", "interactions", "views")


def same_ranks(peer: Callable[[], Ranks]) -> Callable[[], None]:
    def check() -> None:
        ranking = tally_and_rank()
        ours = _ranks(ranking)
        forget(ranking)
        assert peer() == ours, "the ranks differ"

    return check


def works(size: Size) -> Iterator[Work | Missing]:
    yield Work("tally-sql", ours=seconds, peer=hand_sql.seconds, check=_check_hand_sql)
    for gate, library, module, way in FRAMES:
        try:
            peer = getattr(importlib.import_module(module), way)
        except ImportError:
            yield Missing(gate, f"{library} is not installed")
        else:
            yield Work(gate, ours=seconds, peer=timed(peer), check=same_ranks(peer))
