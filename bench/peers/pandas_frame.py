"""pandas on the same rows: as people usually read a query, and from COPY, which its documents call faster."""

import io

import pandas
from django.db import connection

from bench.peers.frames import COPY, QUERY, Ranks, ranks


def usual() -> Ranks:
    """`read_sql` on the open connection."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        names = [column.name for column in cursor.description]
        return _ranked(pandas.DataFrame.from_records(cursor.fetchall(), columns=names))


def copied() -> Ranks:
    """The rows as CSV from COPY."""
    with connection.cursor() as cursor, io.BytesIO() as buffer:
        cursor.copy_expert(COPY, buffer)
        buffer.seek(0)
        return _ranked(pandas.read_csv(buffer, parse_dates=["day"]))


def _ranked(frame: pandas.DataFrame) -> Ranks:
    frame["day"] = pandas.to_datetime(frame["day"])
    for name in ("reach", "likes", "comments", "shares", "saves"):
        frame[name] = frame[name].fillna(0).astype("int64")
    frame["interactions"] = frame["likes"] + frame["comments"] + frame["shares"] + frame["saves"]
    grouped = frame.groupby("agency_id").agg(
        interactions=("interactions", "sum"), reach=("reach", "sum"), pillars=("pillar_id", "nunique")
    )
    per_day = frame.groupby(["agency_id", "day"]).size()
    return ranks(
        {
            row.Index: (int(row.interactions), int(row.reach), int(row.pillars))
            for row in grouped.itertuples()
        },
        ((int(pk), day.date(), int(posts)) for (pk, day), posts in per_day.items()),
    )
