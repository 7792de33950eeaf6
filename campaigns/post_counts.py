"""What single posts had reached at a moment: for the few that compete by themselves."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from campaigns.counters import COUNTED_POST, newest_sql
from campaigns.models import INTERACTIONS

_STATEMENT = f"""
    SELECT p.id, {" + ".join(f"COALESCE(newest.{name}, 0)" for name in INTERACTIONS)}
    FROM campaigns_post p
    JOIN campaigns_campaign c ON c.id = p.campaign_id
    CROSS JOIN LATERAL ({newest_sql("AND r.taken_at <= %(at)s")}) newest
    WHERE p.id = ANY (%(posts)s) AND {COUNTED_POST} AND p.decided_at <= %(at)s"""  # noqa: S608 own words


def interactions(post_ids: Collection[int], at: datetime) -> dict[int, int]:
    """Interactions of those of the posts that count as of `at`, as a tally of that moment takes them.

    Posts that do not count are left out; one without readings has 0. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, {"posts": list(post_ids), "at": at})
        return dict(cursor.fetchall())
