"""A batch of readings through COPY into a temporary table, and from there to the readings and their counts.

Part of `campaigns.actions.readings`, which owns the transaction.
"""

import csv
import io
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from campaigns import counters
from campaigns.readings import METRICS

_METRICS = ", ".join(METRICS)


class Incoming(NamedTuple):
    """Readings on their way in, column by column: number in the batch, post, moment, reason.

    `metrics` has a column for each metric that anybody measured.
    """

    numbers: Sequence[int]
    post_ids: Sequence[int]
    taken_at: Sequence[datetime]
    reasons: Sequence[str]
    metrics: Mapping[str, Sequence[int | None]]


class Stored(NamedTuple):
    """What became of a batch: verdicts on some rows, by number, and the posts that are to be counted."""

    verdicts: dict[int, str]
    uncounted: set[int]


_CREATE = f"""
DROP TABLE IF EXISTS pg_temp.incoming_reading;
CREATE TEMPORARY TABLE incoming_reading (
    index integer NOT NULL, post_id bigint NOT NULL, taken_at timestamptz NOT NULL, reason text NOT NULL,
    {", ".join(f"{name} bigint" for name in METRICS)}
) ON COMMIT DROP
"""
# Most rows are new and go in by the first INSERT alone, and the counters follow them. Of the others,
# everything known of their key is looked up: a value that any revision has had is nothing new, so an old file
# sent again undoes no correction. Where none is left over, the others are not looked for.
_STORE = f"""
WITH fresh AS (
    INSERT INTO campaigns_metricreading (post_id, source_id, taken_at, revision, batch, reason, {_METRICS})
    SELECT post_id, %(source)s, taken_at, 0, %(batch)s, '', {_METRICS}
    FROM incoming_reading
    ORDER BY post_id, taken_at
    ON CONFLICT DO NOTHING
    RETURNING post_id, taken_at, {_METRICS}
), followed AS ({counters.follow_sql("fresh")}
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
    WHERE (SELECT count(*) FROM fresh) < (SELECT count(*) FROM incoming_reading)
        AND NOT EXISTS (SELECT FROM fresh f WHERE f.post_id = i.post_id AND f.taken_at = i.taken_at)
), corrected AS (
    INSERT INTO campaigns_metricreading (post_id, source_id, taken_at, revision, batch, reason, {_METRICS})
    SELECT post_id, %(source)s, taken_at, revision + 1, %(batch)s, reason, {_METRICS}
    FROM judged
    WHERE verdict = 'corrected'
    ORDER BY post_id, taken_at
)
SELECT index, post_id, verdict FROM judged
UNION ALL
SELECT NULL, post_id, 'behind' FROM fresh
WHERE NOT EXISTS (SELECT FROM followed WHERE followed.post_id = fresh.post_id)
"""  # noqa: S608 only our own words are put in


def store(fresh: Incoming, *, source_id: int, batch: uuid.UUID) -> Stored:
    """Lock the posts and store the readings, distinct in (post, taken_at); a fixed number of statements.

    Those whose key was free are stored, and get no verdict. The others are corrected (stored as the next
    revision), unchanged, conflict (other values and no reason), or void.
    """
    if not fresh.numbers:
        return Stored({}, set())
    crowded = [post_id for post_id, count in Counter(fresh.post_ids).items() if count > 1]
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        _copy(cursor, fresh)
        cursor.execute(counters.lock_sql("ARRAY(SELECT post_id FROM incoming_reading)"))
        cursor.execute(_STORE, {"source": source_id, "batch": batch, "crowded": crowded})
        found = cursor.fetchall()
    return Stored(
        verdicts={number: verdict for number, _, verdict in found if number is not None},
        uncounted={post_id for _, post_id, verdict in found if verdict in ("behind", "corrected")},
    )


def _copy(cursor: Any, fresh: Incoming) -> None:
    """Fill the temporary table; what nobody measured stays blank."""
    names = ", ".join(fresh.metrics)
    written = {at: at.isoformat() for at in set(fresh.taken_at)}  # most batches are of a few moments
    times = map(written.__getitem__, fresh.taken_at)
    with io.StringIO(newline="") as buffer:
        csv.writer(buffer).writerows(
            zip(fresh.numbers, fresh.post_ids, times, fresh.reasons, *fresh.metrics.values(), strict=True)
        )
        buffer.seek(0)
        cursor.copy_expert(
            f"COPY incoming_reading (index, post_id, taken_at, reason, {names}) FROM STDIN"
            " (FORMAT csv, FORCE_NOT_NULL (reason))",
            buffer,
        )
