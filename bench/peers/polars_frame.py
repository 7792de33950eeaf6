"""polars on the same rows: as people usually read a query, and from COPY by its own fast reader of CSV."""

import io

import polars
from django.db import connection

from bench.peers.frames import COPY, QUERY, Ranks, ranks


def usual() -> Ranks:
    """`read_database` on the open connection."""
    connection.ensure_connection()
    return _ranked(polars.read_database(QUERY, connection.connection, infer_schema_length=None))


def copied() -> Ranks:
    """The rows as CSV from COPY."""
    with connection.cursor() as cursor, io.BytesIO() as buffer:
        cursor.copy_expert(COPY, buffer)
        return _ranked(polars.read_csv(buffer.getvalue(), try_parse_dates=True, infer_schema_length=10_000))


def _ranked(frame: polars.DataFrame) -> Ranks:
    counts = polars.sum_horizontal(
        polars.col(name).fill_null(0) for name in ("likes", "comments", "shares", "saves")
    )
    grouped = frame.group_by("agency_id").agg(
        counts.sum().alias("interactions"),
        polars.col("reach").sum(),
        polars.col("pillar_id").drop_nulls().n_unique().alias("pillars"),
    )
    per_day = frame.group_by("agency_id", "day").len()
    return ranks(
        {pk: (n, reach, pillars) for pk, n, reach, pillars in grouped.iter_rows()}, per_day.iter_rows()
    )
