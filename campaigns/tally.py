"""The full recount of a campaign as SQL: from the newest counts, or from the readings as of a moment.

Both ways give the same rows for the same moment; the rules in words stand in docs/counting.md. Nothing is
added to an earlier total, so nothing can drift.
"""

from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from campaigns.counters import COUNTED_POST, RECOUNT, newest_sql
from campaigns.models import INTERACTIONS, Campaign, KpiDefinition, TallyRun
from summitcomms.jobs.models import Job, JobState

SUMMED = ("views", "reach", "likes", "comments", "shares", "saves")
"""The metrics that a tally adds up, posts being different things; readings of one post are never added."""

_AS_OF = f"""
    SELECT p.agency_id, (p.published_at AT TIME ZONE c.timezone)::date AS day, p.pillar_id,
        newest.taken_at IS NOT NULL AS is_measured, {", ".join(f"newest.{name}" for name in SUMMED)}
    FROM campaigns_post p
    JOIN campaigns_campaign c ON c.id = p.campaign_id
    CROSS JOIN LATERAL ({newest_sql("AND r.taken_at <= %(at)s")}) newest
    WHERE p.campaign_id = %(campaign)s AND {COUNTED_POST} AND p.decided_at <= %(at)s"""  # noqa: S608 own words

# Two things are seldom and little. Posts decided after the cutoff, between asking and counting, are left out.
# Posts measured after it, as a partner's clock may run ahead, are counted from the readings instead.
_COUNTERS = f"""
    SELECT k.agency_id, k.day, k.pillar_id, k.taken_at,
        k.taken_at IS NOT NULL AS is_measured, {", ".join(f"k.{name}" for name in SUMMED)}
    FROM campaigns_postcounters k
    WHERE k.campaign_id = %(campaign)s AND k.is_counted"""  # noqa: S608 own words
_LATE = "SELECT FROM campaigns_post p WHERE p.campaign_id = %(campaign)s AND p.decided_at > %(at)s"
_NEWEST = f"""{_COUNTERS} AND (k.taken_at <= %(at)s OR k.taken_at IS NULL)
        AND NOT EXISTS ({_LATE} AND p.id = k.post_id)"""
_AHEAD = f"""{_AS_OF}
        AND p.id IN (
            SELECT k.post_id FROM campaigns_postcounters k
            WHERE k.campaign_id = %(campaign)s AND k.is_counted AND k.taken_at > %(at)s
        )"""  # noqa: S608 own words

# Pillars are gathered as a string of bits, one for each pillar of the campaign: a key of its own for each
# would make nearly as many groups as there are posts.
_OF_CAMPAIGN = "FROM campaigns_pillar WHERE campaign_id = %(campaign)s"
_BIT = f"""set_bit(
            (SELECT repeat('0', count(*)::int)::varbit {_OF_CAMPAIGN}),
            array_position(ARRAY(SELECT id {_OF_CAMPAIGN} ORDER BY id), pillar_id) - 1, 1
        )"""


def _by_day(counted: str, *beside: str) -> str:
    """The sums by agency and day of the posts that `counted` yields, and the pillars they are about.

    `beside` are further columns. Sums of whole numbers become `numeric` in PostgreSQL, which is slow to add
    up again.
    """
    return f"""
    SELECT agency_id, day, count(*) AS posts, count(*) FILTER (WHERE is_measured) AS measured_posts,
        bit_or({_BIT}) AS pillars,
        {", ".join([*(f"COALESCE(sum({name}), 0)::bigint AS {name}" for name in SUMMED), *beside])}
    FROM ({counted}
    ) counted
    GROUP BY agency_id, day"""  # noqa: S608 own words


_INTERACTIONS = " + ".join(INTERACTIONS)
_TOTALS = f"posts, active_days, pillars, measured_posts, {', '.join(SUMMED)}, interactions"
_BY_AGENCY = f"""agency_id, sum(posts), count(*), COALESCE(bit_count(bit_or(pillars)), 0),
    sum(measured_posts), {", ".join(f"sum({name})" for name in SUMMED)}, sum({_INTERACTIONS})
FROM days
GROUP BY agency_id"""

# Added up apart, and the few sums then together: a scan that is alone may be worked on in parallel.
LIVE = f"""
    SELECT agency_id, day, sum(posts) AS posts, sum(measured_posts) AS measured_posts,
        bit_or(pillars) AS pillars, {", ".join(f"sum({name})::bigint AS {name}" for name in SUMMED)}
    FROM ({_by_day(_NEWEST)} UNION ALL {_by_day(_AHEAD)}
    ) both_ways
    GROUP BY agency_id, day"""  # noqa: S608 own words
"""Recount from `PostCounters`; parameters: campaign (primary key) and at (the cutoff: the present)."""

AS_OF = _by_day(_AS_OF)
"""Recount from the readings, as of any moment; the same parameters."""

# Nearly always nothing is late and nothing ahead, and one pass over the counters is all. It yields no row
# where something is late, and says what is ahead: then `LIVE` is asked.
_USUAL = _by_day(
    f"{_COUNTERS} AND NOT EXISTS ({_LATE})", "count(*) FILTER (WHERE taken_at > %(at)s) AS ahead"
)
_IS_UNUSUAL = "SELECT COALESCE(bool_or(ahead > 0), true) FROM days"

# Set aside first: a statement that only reads may be worked on by several processes of the database.
_SET_ASIDE = "CREATE TEMPORARY TABLE days AS "
_STORE = f"""
INSERT INTO campaigns_agencydaytally (run_id, agency_id, day, posts, interactions)
SELECT %(run)s, agency_id, day, posts, {_INTERACTIONS} FROM days ORDER BY agency_id, day;
INSERT INTO campaigns_agencytally (run_id, agency_id, {_TOTALS})
SELECT %(run)s, {_BY_AGENCY};
DROP TABLE days"""  # noqa: S608 own words

_STORED = f"SELECT agency_id, {_TOTALS} FROM campaigns_agencytally WHERE run_id = %(run)s"  # noqa: S608 own words


def _differs(days: str) -> str:
    return f"""
WITH days AS MATERIALIZED ({days}), present AS (SELECT {_BY_AGENCY})
SELECT EXISTS ((TABLE present EXCEPT {_STORED}) UNION ALL ({_STORED} EXCEPT TABLE present))"""


def definitions(campaign: Campaign) -> dict[str, Any]:
    """Everything besides posts and readings on which the numbers of a run depend."""
    newest = KpiDefinition.objects.filter(is_tallied=True).order_by("code", "version")
    return {
        "kpi": dict(newest.values_list("code", "version")),  # the last of a code is its newest version
        "counted_grades": sorted(campaign.counted_grades),
        "window": [campaign.starts_at.isoformat(), campaign.ends_at.isoformat()],
        "timezone": campaign.timezone,
    }


def is_behind(campaign: Campaign) -> bool:
    """Whether the newest counts still follow former rules of the campaign: the last recount is not done."""
    asked = Job.objects.filter(kind=RECOUNT, key__startswith=f"{campaign.code}:").order_by("pk").last()
    return asked is not None and asked.state != JobState.DONE


def count(run: TallyRun, *, live: bool) -> None:
    """Insert the agency and day rows of `run`, counted in one statement and so from one view of the data.

    Agencies without a counted post get no row: what zero means is for rankings to say.
    """
    with connection.cursor() as cursor:
        if live:
            _execute(cursor, f"{_SET_ASIDE}{_USUAL};{_IS_UNUSUAL}", run)
            if cursor.fetchone()[0]:
                _execute(cursor, f"DROP TABLE days;{_SET_ASIDE}{LIVE}", run)
        else:
            _execute(cursor, _SET_ASIDE + AS_OF, run)
        _execute(cursor, _STORE, run)


def differs(run: TallyRun) -> bool:
    """Whether a recount of the same moment would say something else by now of any agency; one statement.

    It would when a counted post was withdrawn or changed since, a reading was voided, corrected or came in
    late, or a doubt was upheld, and when the campaign counts by other rules now. What was decided after the
    cutoff is no matter of that moment.
    """
    campaign = Campaign.objects.get(pk=run.campaign_id)
    if run.definitions != definitions(campaign):
        return True
    with connection.cursor() as cursor:
        _execute(cursor, _differs(AS_OF if is_behind(campaign) else LIVE), run)
        return bool(cursor.fetchone()[0])


def _execute(cursor: CursorWrapper, statement: str, run: TallyRun) -> None:
    # Room for the days of all agencies, so that adding them up touches no disk.
    cursor.execute(
        f"SET LOCAL work_mem = '128MB';{statement}",
        {"run": run.pk, "campaign": run.campaign_id, "at": run.cutoff},
    )
