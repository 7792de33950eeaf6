"""pandas on the same rows: as people usually read a query, and from COPY, which its documents call faster."""

import io

import pandas
from django.db import connection

from bench.peers.frames import BEST, COPY, INTERACTIONS, QUERY, SUMMED, Tallied, store


def usual() -> None:
    """As `read_sql` does on an open connection."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        names = [column.name for column in cursor.description]
        store(_tallied(pandas.DataFrame.from_records(cursor.fetchall(), columns=names)))


def copied() -> None:
    """The rows as CSV from COPY."""
    with connection.cursor() as cursor, io.BytesIO() as buffer:
        cursor.copy_expert(COPY, buffer)
        buffer.seek(0)
        store(_tallied(pandas.read_csv(buffer, parse_dates=["day"])))


def _tallied(frame: pandas.DataFrame) -> Tallied:
    frame["day"] = pandas.to_datetime(frame["day"])
    for name in SUMMED:
        frame[name] = frame[name].fillna(0).astype("int64")
    frame["interactions"] = frame[list(INTERACTIONS)].sum(axis=1)
    agencies = frame.groupby("agency_id").agg(
        posts=("post_id", "size"),
        active_days=("day", "nunique"),
        pillars=("pillar_id", "nunique"),
        measured=("measured", "sum"),
        **{name: (name, "sum") for name in (*SUMMED, "interactions")},
    )
    days = frame.groupby(["agency_id", "day"]).agg(
        posts=("post_id", "size"), interactions=("interactions", "sum")
    )
    best = frame[frame["interactions"] > 0].nlargest(BEST, "interactions", keep="all")
    best = best.sort_values(["interactions", "post_id"], ascending=[False, True]).head(BEST)
    best.insert(1, "position", range(1, len(best) + 1))
    return Tallied(
        agencies=agencies.to_csv(header=False),
        days=days.to_csv(header=False),
        top=best[["post_id", "position", "interactions", "views"]].to_csv(header=False, index=False),
        totals={
            int(row.Index): (int(row.interactions), int(row.reach), int(row.pillars))
            for row in agencies.itertuples()
        },
        per_day=((int(pk), day.date(), int(posts)) for (pk, day), posts in days["posts"].items()),
    )
