"""Tally and rank as one statement written by hand, for the usual recipe, stored in bare tables.

It gives the same agency rows, day rows, best posts and ranks as the portal; it knows nothing of posts that
are decided or measured after the cutoff, of reasons, explanations, hash chains or an audit trail.
"""

from django.db import connection, transaction

from bench.generator import CAMPAIGN


def _rounded(number: str, places: int) -> str:
    """SQL of `number` rounded half to even, as the rules say; PostgreSQL rounds half away from zero."""
    scaled = f"(({number}) * 1e{places})"
    down = f"floor({scaled})"
    return (
        f"(CASE WHEN {scaled} - {down} = 0.5 AND mod({down}, 2) = 0 THEN {down} / 1e{places}"
        f" ELSE round({number}, {places}) END)"
    )


def _points(weight: int, share: str) -> str:
    """SQL of the points of one component."""
    return _rounded(f"{weight} * shares.{share}", 2)


_STATEMENT = f"""
WITH campaign AS (
    SELECT c.id, count(p.id) AS pillars,
        ((c.ends_at - interval '1 us') AT TIME ZONE c.timezone)::date
            - (c.starts_at AT TIME ZONE c.timezone)::date + 1 AS days
    FROM campaigns_campaign c LEFT JOIN campaigns_pillar p ON p.campaign_id = c.id
    WHERE c.code = %(campaign)s GROUP BY c.id
), cells AS MATERIALIZED (
    SELECT agency_id, day, pillar_id, count(*) AS posts, count(taken_at) AS measured_posts,
        COALESCE(sum(views), 0) AS views, COALESCE(sum(reach), 0) AS reach, COALESCE(sum(likes), 0) AS likes,
        COALESCE(sum(comments), 0) AS comments, COALESCE(sum(shares), 0) AS shares,
        COALESCE(sum(saves), 0) AS saves
    FROM campaigns_postcounters
    WHERE campaign_id = (SELECT id FROM campaign) AND is_counted
    GROUP BY agency_id, day, pillar_id
), days AS (
    INSERT INTO bench_days
    SELECT agency_id, day, sum(posts), sum(likes + comments + shares + saves)
    FROM cells GROUP BY agency_id, day
), top AS (
    INSERT INTO bench_top
    SELECT post_id, row_number() OVER (ORDER BY n DESC, post_id), n, COALESCE(views, 0) FROM (
        SELECT post_id, views, COALESCE(likes, 0) + COALESCE(comments, 0) + COALESCE(shares, 0)
            + COALESCE(saves, 0) AS n
        FROM campaigns_postcounters
        WHERE campaign_id = (SELECT id FROM campaign) AND is_counted
        ORDER BY n DESC, post_id LIMIT 10
    ) best WHERE n > 0
), agencies AS (
    INSERT INTO bench_agencies
    SELECT agency_id, sum(posts), count(DISTINCT day), count(DISTINCT pillar_id), sum(measured_posts),
        sum(views), sum(reach), sum(likes), sum(comments), sum(shares), sum(saves),
        sum(likes + comments + shares + saves)
    FROM cells GROUP BY agency_id
    RETURNING *
), volumes AS (
    SELECT agency_id, sum(LEAST(posts, 10)) AS volume
    FROM (SELECT agency_id, day, sum(posts) AS posts FROM cells GROUP BY agency_id, day) perday
    GROUP BY agency_id
), field AS (
    SELECT a.id AS agency_id, a.kind, t.interactions, t.active_days, t.reach, t.pillars, v.volume,
        max(v.volume) OVER kinds AS most_volume, max(t.interactions) OVER kinds AS most_interactions,
        max(t.reach) OVER kinds AS most_reach
    FROM agencies t JOIN volumes v USING (agency_id) JOIN agencies_agency a ON a.id = t.agency_id
    WHERE a.is_active AND t.posts >= 3 AND t.active_days >= 2
    WINDOW kinds AS (PARTITION BY a.kind)
), shares AS (
    SELECT agency_id, kind, interactions, active_days,
        {_rounded("volume / most_volume", 6)} AS volume,
        {_rounded("active_days::numeric / (SELECT days FROM campaign)", 6)} AS consistency,
        {_rounded("ln(interactions + 1) / ln(most_interactions + 1)", 6)} AS interaction,
        {_rounded("ln(reach + 1) / ln(most_reach + 1)", 6)} AS reach,
        {_rounded("pillars::numeric / (SELECT pillars FROM campaign)", 6)} AS pillars
    FROM field
), scored AS (
    SELECT agency_id, kind, interactions, active_days,
        {_points(30, "volume")} + {_points(20, "consistency")} + {_points(25, "interaction")}
            + {_points(15, "reach")} + {_points(10, "pillars")} AS total
    FROM shares
)
INSERT INTO bench_ranks
SELECT agency_id,
    rank() OVER (PARTITION BY kind ORDER BY total DESC, interactions DESC, active_days DESC), total
FROM scored WHERE total > 0
"""


@transaction.atomic
def run() -> None:
    """One run from the statement to the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(_STATEMENT, {"campaign": CAMPAIGN})
