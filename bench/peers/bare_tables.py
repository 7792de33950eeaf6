"""Where peers store what they counted: tables without keys, and nothing to refer to."""

from django.db import connection

AGENCIES, DAYS, TOP, RANKS = "bench_agencies", "bench_days", "bench_top", "bench_ranks"
TABLES = {
    AGENCIES: """agency_id bigint, posts bigint, active_days bigint, pillars bigint, measured_posts bigint,
        views numeric, reach numeric, likes numeric, comments numeric, shares numeric, saves numeric,
        interactions numeric""",
    DAYS: "agency_id bigint, day date, posts bigint, interactions bigint",
    TOP: "post_id bigint, position bigint, interactions bigint, views bigint",
    RANKS: "agency_id bigint, rank bigint, total numeric",
}


def make() -> None:
    """Make the tables anew, all of them empty."""
    with connection.cursor() as cursor:
        for name, columns in TABLES.items():
            cursor.execute(f"DROP TABLE IF EXISTS {name}; CREATE TABLE {name} ({columns})")
