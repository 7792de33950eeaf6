"""The newest counts of each post, kept right by set-based statements.

A row of `PostCounters` is a pure function of the post, its readings, voids and upheld doubts, and the
campaign's window, zone and counted grades. `refresh` computes the function again for the posts that it is
given; it never adds to what stood there, so no order, repetition or split of the input can make a difference.
`follow_sql` says what the function comes to where a post gets one newer reading, which is nearly always: then
nothing older has to be read. The rules in words stand in docs/counting.md.
"""

from collections.abc import Collection

from django.db import connection, transaction

from campaigns.flags import Effect, Flag
from campaigns.models import METRICS, Grade
from campaigns.readings import EARLIEST_BEFORE_START

RECOUNT = "campaigns.recount"
"""The job that computes all counters of a campaign again after its rules have changed."""

_TRUST = ", ".join(f"'{grade}'" for grade in reversed(Grade.values))  # worst first: a greater position wins
_ORDER = 'held.taken_at DESC, held.trust DESC, held.code COLLATE "C" DESC'
_COLUMNS = (
    "campaign_id",
    "agency_id",
    "platform",
    "pillar_id",
    "day",
    "is_counted",
    "taken_at",
    *METRICS,
)


def _doubted_sql(post: str, effect: Effect, rule: str = "") -> str:
    """SQL condition: an upheld doubt about the post, named by its key, has this effect now.

    It holds for every moment, as a void does, and while an objection waits: `PostFlag.objects.in_force`.
    `rule` is a further condition on the doubt `d`, beginning with AND.
    """
    return f"""EXISTS (
        SELECT FROM campaigns_postflag d
        WHERE d.post_id = {post} AND d.outcome = 'upheld' AND NOT (d.ruling = 'granted')
            AND d.effect = '{effect}' {rule}
    )"""


_DECLARED_ONLY = f"d.code = '{Flag.DECLARED_ONLY}'"
# Each is asked once for a post, not for each reading: neither names the reading.
_NUMBERS_DOUBTED = _doubted_sql("p.id", Effect.NUMBERS, f"AND NOT {_DECLARED_ONLY}")
_DECLARED_DOUBTED = _doubted_sql("p.id", Effect.NUMBERS, f"AND {_DECLARED_ONLY}")


def newest_sql(bound: str = "") -> str:
    """SQL of one row with `taken_at` and the ten metrics: what the readings of post `p` in campaign `c` say.

    For use as a LATERAL subquery beside `campaigns_post p` and `campaigns_campaign c`; `bound` is a further
    condition on the reading `r`, beginning with AND. Of one key (source, taken_at) the highest revision that
    is not void holds, whole. Of what holds, each metric is the newest that is not blank, in the order
    (taken_at, grade, source code). Only sources of the grades that the campaign counts take part, and none
    while a doubt about the numbers holds: declarations alone while it is that there is nothing else.
    """
    newest = ",\n        ".join(
        f"(array_agg(held.{name} ORDER BY {_ORDER}) FILTER (WHERE held.{name} IS NOT NULL))[1] AS {name}"
        for name in METRICS
    )
    return f"""
    SELECT
        max(held.taken_at) AS taken_at,
        {newest}
    FROM (
        SELECT DISTINCT ON (r.source_id, r.taken_at)
            r.*, s.code, array_position(ARRAY[{_TRUST}], s.grade::text) AS trust
        FROM campaigns_metricreading r
        JOIN campaigns_readingsource s ON s.id = r.source_id AND s.grade = ANY (c.counted_grades)
        WHERE r.post_id = p.id
            AND r.taken_at >= c.starts_at - interval '{EARLIEST_BEFORE_START.days} days'
            {bound}
            AND NOT {_NUMBERS_DOUBTED}
            AND (s.grade <> '{Grade.DECLARED}' OR NOT {_DECLARED_DOUBTED})
            AND NOT EXISTS (
                SELECT FROM campaigns_readingvoid v
                WHERE v.post_id = r.post_id AND v.source_id = r.source_id
                    AND v.taken_at = r.taken_at AND v.revision = r.revision
            )
        ORDER BY r.source_id, r.taken_at, r.revision DESC
    ) held"""  # noqa: S608 only our own words are put in


COUNTED_POST = f"""p.state = 'verified' AND p.published_at >= c.starts_at AND p.published_at < c.ends_at
    AND NOT {_doubted_sql("p.id", Effect.POST)}"""
"""SQL condition: post `p` counts in its campaign `c`. Null while the time of publication is not known."""

_DIFFERENT = f"""
FROM (
    SELECT p.id AS post_id, p.campaign_id, p.agency_id, p.platform, p.pillar_id,
        (p.published_at AT TIME ZONE c.timezone)::date AS day,
        COALESCE({COUNTED_POST}, false) AS is_counted,
        newest.*
    FROM campaigns_post p
    JOIN campaigns_campaign c ON c.id = p.campaign_id
    CROSS JOIN LATERAL ({newest_sql()}) newest
    WHERE p.id = ANY (%s)
) fresh
LEFT JOIN campaigns_postcounters kept ON kept.post_id = fresh.post_id
WHERE kept.post_id IS NULL
    OR ({", ".join(f"kept.{name}" for name in _COLUMNS)})
        IS DISTINCT FROM ({", ".join(f"fresh.{name}" for name in _COLUMNS)})
ORDER BY fresh.post_id"""  # noqa: S608 only our own words are put in
"""The rows that should stand there and do not, for a list of posts."""

# Unchanged rows are left out before, not by a WHERE on the update: that one would lock, and so write, them.
REFRESH = f"""
INSERT INTO campaigns_postcounters (post_id, {", ".join(_COLUMNS)})
SELECT fresh.post_id, {", ".join(f"fresh.{name}" for name in _COLUMNS)}
{_DIFFERENT}
ON CONFLICT (post_id) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in _COLUMNS)}
"""
"""The statement of `refresh`; its parameter is the list of posts."""


def follow_sql(fresh: str) -> str:
    """SQL that carries readings over to the counters of their posts where that is all a count would change.

    `fresh` names a relation of new first readings of one source, `%(source)s`, in the order of the posts,
    which are locked; `%(crowded)s` is a list of posts that may have more than one of them. Only a reading
    that counts and is newer than every one that counted is followed: it is then the newest for what it
    measured, and what it leaves blank stays; not so where a doubt about the numbers holds. Returns the posts
    that were followed; all others are for `refresh`.
    """
    return f"""
    UPDATE campaigns_postcounters k
    SET taken_at = f.taken_at, {", ".join(f"{name} = COALESCE(f.{name}, k.{name})" for name in METRICS)}
    FROM {fresh} f, campaigns_campaign c, campaigns_readingsource s
    WHERE k.post_id = f.post_id AND f.post_id <> ALL (%(crowded)s)
        AND (f.taken_at > k.taken_at OR k.taken_at IS NULL)
        AND c.id = k.campaign_id
        AND f.taken_at >= c.starts_at - interval '{EARLIEST_BEFORE_START.days} days'
        AND s.id = %(source)s AND s.grade = ANY (c.counted_grades)
        AND NOT {_doubted_sql("k.post_id", Effect.NUMBERS)}
    RETURNING k.post_id"""  # noqa: S608 only our own words are put in


def lock_sql(post_ids: str) -> str:
    """SQL that holds the posts of an array until the end of the transaction.

    In key order, so that writers of many posts never deadlock; posts may be referred to meanwhile.
    """
    return f"SELECT id FROM campaigns_post WHERE id = ANY ({post_ids}) ORDER BY id FOR NO KEY UPDATE"  # noqa: S608


def lock(post_ids: Collection[int]) -> None:
    """Hold these posts until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(lock_sql("%s"), [list(post_ids)])


def refresh(post_ids: Collection[int]) -> None:
    """Compute the counters of these posts again.

    Call it inside the transaction that changes the posts, their readings or their campaign. Two statements
    whatever the number of posts: the posts are locked first and by a statement of its own, so that the count
    reads what every earlier writer has committed.
    """
    if not post_ids:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        lock(post_ids)
        cursor.execute(REFRESH, [list(post_ids)])


def wrong(post_ids: Collection[int]) -> list[int]:
    """Those of these posts whose row is not what their readings say; empty unless something is broken.

    One statement and so one view of the data: what is being changed at this moment is seen whole or not.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT fresh.post_id {_DIFFERENT}", [list(post_ids)])
        return [post_id for (post_id,) in cursor.fetchall()]
