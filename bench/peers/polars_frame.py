"""polars on the same rows: as people usually read a query, and from COPY by its own fast reader of CSV."""

import io

import polars
from django.db import connection

from bench.peers.frames import BEST, COPY, INTERACTIONS, QUERY, SUMMED, Tallied, store


def usual() -> None:
    """`read_database` on the open connection."""
    connection.ensure_connection()
    store(_tallied(polars.read_database(QUERY, connection.connection, infer_schema_length=None)))


def copied() -> None:
    """The rows as CSV from COPY."""
    with connection.cursor() as cursor, io.BytesIO() as buffer:
        cursor.copy_expert(COPY, buffer)
        frame = polars.read_csv(buffer.getvalue(), try_parse_dates=True, infer_schema_length=10_000)
    store(_tallied(frame))


def _tallied(frame: polars.DataFrame) -> Tallied:
    frame = frame.with_columns(polars.col(name).fill_null(0) for name in SUMMED).with_columns(
        interactions=polars.sum_horizontal(INTERACTIONS)
    )
    agencies = frame.group_by("agency_id").agg(
        posts=polars.len(),
        active_days=polars.col("day").n_unique(),
        pillars=polars.col("pillar_id").drop_nulls().n_unique(),
        measured=polars.col("measured").sum(),
        **{name: polars.col(name).sum() for name in (*SUMMED, "interactions")},
    )
    days = frame.group_by("agency_id", "day").agg(
        posts=polars.len(), interactions=polars.col("interactions").sum()
    )
    best = (
        frame.filter(polars.col("interactions") > 0)
        .sort(["interactions", "post_id"], descending=[True, False])
        .head(BEST)
        .with_row_index("position", offset=1)
        .select("post_id", "position", "interactions", "views")
    )
    return Tallied(
        agencies=agencies.write_csv(include_header=False),
        days=days.write_csv(include_header=False),
        top=best.write_csv(include_header=False),
        totals={
            pk: (interactions, reach, pillars)
            for pk, interactions, reach, pillars in agencies.select(
                "agency_id", "interactions", "reach", "pillars"
            ).iter_rows()
        },
        per_day=days.select("agency_id", "day", "posts").iter_rows(),
    )
