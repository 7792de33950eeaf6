"""Every limit of the benchmark, in one place; the figures are those that the portal has promised."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What the limit bounds."""

    AT_MOST = "at most"  # ours ÷ peer, in time
    FASTER = "faster"  # peer ÷ ours, in time
    RATE = "per second"  # work done in a second, without a peer
    EXACT = "exactly"  # a number without noise, at most the limit


@dataclass(frozen=True, slots=True)
class Gate:
    """A work, what stands beside it, and the limit.

    `promised` are the sizes at which the limit holds; at others of `sizes` it is measured for what it tells.
    """

    work: str
    peer: str
    kind: Kind
    limit: float
    promised: str = "ML"
    sizes: str = "SML"

    def is_met(self, value: float) -> bool:
        """Whether a value in the unit of the kind is within the limit."""
        if self.kind in (Kind.AT_MOST, Kind.EXACT):
            return value <= self.limit
        return value >= self.limit


GATES = {
    "tally-sql": Gate("full tally + rank", "one hand-written SQL statement", Kind.AT_MOST, 1.3, "L"),
    "tally-pandas": Gate("full tally + rank", "pandas, read_sql", Kind.FASTER, 1.0, "L"),
    "tally-pandas-copy": Gate("full tally + rank", "pandas, COPY as CSV", Kind.FASTER, 1.0, "L"),
    "tally-polars": Gate("full tally + rank", "polars, read_database", Kind.FASTER, 1.0, "L"),
    "tally-polars-copy": Gate("full tally + rank", "polars, COPY as CSV", Kind.FASTER, 1.0, "L"),
    "tally-orm": Gate("full tally + rank", "a loop over the ORM", Kind.FASTER, 100, "M", "SM"),
    "board": Gate("read of a leaderboard", "SELECT with psycopg2", Kind.AT_MOST, 2.0),
    "ingest-copy": Gate("ingest of a batch, counters included", "COPY into a bare table", Kind.AT_MOST, 6.0),
    "ingest-bulk": Gate(
        "ingest of a batch, counters included", "bulk_create(update_conflicts=True)", Kind.FASTER, 2.5
    ),
    "ingest-growth": Gate("ingest of a batch into L", "the same into M", Kind.AT_MOST, 1.3, "L", "L"),
    "xlsx-read": Gate("imports.read of 20,000 rows", "python-calamine", Kind.AT_MOST, 3.0, "ML", "ML"),
    "xlsx-whole": Gate("whole import of 20,000 rows", "python-calamine", Kind.AT_MOST, 8.0, "ML", "ML"),
    "http-copy": Gate("POST /readings/batch", "COPY into a bare table", Kind.AT_MOST, 6.25),
    "http-plain": Gate("POST /readings/batch", "ModelSerializer + bulk_create", Kind.FASTER, 3.0),
    "http-standings": Gate("GET /standings/", "an empty view behind the same door", Kind.AT_MOST, 1.43),
    "http-etag": Gate("GET /standings/, unchanged", "an empty view behind the same door", Kind.AT_MOST, 1.18),
    "memory": Gate("growth of a worker in per cent, batch 100 to 1,000", "", Kind.EXACT, 5),
    "links": Gate("links made canonical", "", Kind.RATE, 50_000, "SML"),
    "hashtags": Gate("hashtags found in captions", "", Kind.RATE, 50_000, "SML"),
    "queries": Gate("queries of a batch of any size", "", Kind.EXACT, 10, "SML"),
    "wal": Gate("bytes of WAL per reading stored and counted", "", Kind.EXACT, 900, "SML"),
    "cold": Gate("counter updates that are not HOT, in 100", "", Kind.EXACT, 10, "SML"),
    "scans": Gate("sequential scans of readings in a batch", "", Kind.EXACT, 0, "SML"),
    "deadlocks": Gate("deadlocks in all of this", "", Kind.EXACT, 0, "SML"),
}
