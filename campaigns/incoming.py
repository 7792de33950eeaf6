"""A batch of readings through COPY into a temporary table, and from there to the readings.

Part of `campaigns.actions.readings`, which owns the transaction and has locked the posts.
"""

import csv
import io
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from campaigns.readings import METRICS

_METRICS = ", ".join(METRICS)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One reading on its way in: its number in the batch, its post, the metrics in the order of METRICS."""

    index: int
    post_id: int
    taken_at: datetime
    values: tuple[int | None, ...]
    reason: str


_CREATE = f"""
DROP TABLE IF EXISTS pg_temp.incoming_reading;
CREATE TEMPORARY TABLE incoming_reading (
    index integer NOT NULL, post_id bigint NOT NULL, taken_at timestamptz NOT NULL, reason text NOT NULL,
    {", ".join(f"{name} bigint" for name in METRICS)}
) ON COMMIT DROP
"""
_COPY = "COPY incoming_reading FROM STDIN (FORMAT csv, FORCE_NOT_NULL (reason))"

# Most rows are new and go in by the first INSERT alone. Of the others, everything known of their key is
# looked up: a value that any revision has had is nothing new, so an old file sent again undoes no correction.
_STORE = f"""
WITH fresh AS (
    INSERT INTO campaigns_metricreading (post_id, source_id, taken_at, revision, batch, reason, {_METRICS})
    SELECT post_id, %(source)s, taken_at, 0, %(batch)s, '', {_METRICS}
    FROM incoming_reading
    ORDER BY post_id, taken_at
    ON CONFLICT DO NOTHING
    RETURNING post_id, taken_at
), judged AS MATERIALIZED (
    SELECT i.*, known.revision, CASE
        WHEN i.reason = '' AND known.is_void THEN 'void'
        WHEN i.reason = '' AND known.has_values THEN 'unchanged'
        WHEN i.reason = '' THEN 'conflict'
        WHEN known.holds_values THEN 'unchanged'
        ELSE 'corrected'
    END AS verdict
    FROM incoming_reading i
    CROSS JOIN LATERAL (
        SELECT max(r.revision) AS revision,
            bool_and(r.is_void) AS is_void,
            bool_or(r.is_same) AS has_values,
            (array_agg(r.is_same ORDER BY r.revision DESC) FILTER (WHERE NOT r.is_void))[1] AS holds_values
        FROM (
            SELECT m.revision,
                ({", ".join(f"m.{name}" for name in METRICS)}) IS NOT DISTINCT FROM
                    ({", ".join(f"i.{name}" for name in METRICS)}) AS is_same,
                EXISTS (
                    SELECT FROM campaigns_readingvoid v
                    WHERE v.post_id = m.post_id AND v.source_id = m.source_id
                        AND v.taken_at = m.taken_at AND v.revision = m.revision
                ) AS is_void
            FROM campaigns_metricreading m
            WHERE m.post_id = i.post_id AND m.source_id = %(source)s AND m.taken_at = i.taken_at
        ) r
    ) known
    WHERE NOT EXISTS (SELECT FROM fresh f WHERE f.post_id = i.post_id AND f.taken_at = i.taken_at)
), corrected AS (
    INSERT INTO campaigns_metricreading (post_id, source_id, taken_at, revision, batch, reason, {_METRICS})
    SELECT post_id, %(source)s, taken_at, revision + 1, %(batch)s, reason, {_METRICS}
    FROM judged
    WHERE verdict = 'corrected'
    ORDER BY post_id, taken_at
)
SELECT index, verdict FROM judged
"""  # noqa: S608 only our own words are put in


def store(rows: Sequence[Incoming], *, source_id: int, batch: uuid.UUID) -> dict[int, str]:
    """Store the rows, distinct in (post, taken_at) and their posts locked; return the verdict on some.

    Rows whose key was free are stored and not in the answer. For the others, by index: corrected (stored as
    the next revision), unchanged, conflict (other values and no reason), or void. A fixed number of
    statements.
    """
    if not rows:
        return {}
    with io.StringIO(newline="") as buffer, connection.cursor() as cursor:
        csv.writer(buffer).writerows(
            (row.index, row.post_id, row.taken_at.isoformat(), row.reason, *row.values) for row in rows
        )
        buffer.seek(0)
        cursor.execute(_CREATE)
        cursor.copy_expert(_COPY, buffer)
        cursor.execute("ANALYZE incoming_reading")
        cursor.execute(_STORE, {"source": source_id, "batch": batch})
        return dict(cursor.fetchall())
