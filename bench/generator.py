"""The data: one campaign of 35 days, its posts in order of publication, its readings in order of arrival.

Every post is measured twice a day for fifteen days from the half day after its publication, all posts that
are due in one pass. Everything that looks like chance is a hash of the row's number and the seed, computed by
the database itself: the same seed gives the same rows on every machine, and ten million of them take minutes.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from agencies.models import Agency, AgencyKind, User
from awards.models import AwardRound, Category, RecipeVersion
from awards.recipes import DEFAULT
from awards.states import RoundState
from bench.sizes import SEED, Size
from campaigns import counters, partitions
from campaigns.models import Campaign, Grade, KpiDefinition, Pillar, ReadingSource

STARTS_AT = datetime(2023, 8, 6, 17, tzinfo=UTC)
ENDS_AT = datetime(2023, 9, 10, 17, tzinfo=UTC)
PASS = timedelta(hours=12)
CAMPAIGN, SOURCE = "bench", "bench-mitra"
CHUNK = 20_000

# The chance of a row: [0, 1) from its number and the name of the draw.
_CHANCE = f"""
CREATE OR REPLACE FUNCTION bench_chance(n bigint, draw integer) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (hashint8extended(n, {SEED} + draw) & 9007199254740991) / 9007199254740992.0 $$
"""

# Some agencies post far more than others; nine of ten posts are verified, as soon as they are looked at.
_POSTS = """
INSERT INTO campaigns_post (code, campaign_id, agency_id, pillar_id, state, platform, native_id, url, handle,
    is_soft, caption, published_at, submitted_by_id, submitted_at, screening, risk, decision, decided_at,
    decided_by_kind, decided_by_rule, reason_code, reason_note)
SELECT 'B' || n, %(campaign)s,
    agencies.ids[1 + floor(pow(bench_chance(n, 1), 2) * cardinality(agencies.ids))::int],
    (%(pillars)s::bigint[])[1 + floor(bench_chance(n, 2) * 4)::int],
    CASE WHEN is_verified THEN 'verified' ELSE 'submitted' END,
    platform, native_id, 'https://example.go.id/' || n, '', false,
    'Menyambut KTT ASEAN di Jakarta #ASEAN2023', published_at, %(officer)s, published_at + interval '30 min',
    '[]', 0, CASE WHEN is_verified THEN 'verified' ELSE '' END,
    CASE WHEN is_verified THEN published_at + interval '45 min' END,
    CASE WHEN is_verified THEN 'rule' ELSE '' END, CASE WHEN is_verified THEN 'bench' ELSE '' END, '', ''
FROM (SELECT %(agencies)s::bigint[] AS ids) agencies, (
    SELECT n, bench_chance(n, 3) < 0.9 AS is_verified,
        %(starts)s + n * (%(ends)s - %(starts)s) / %(posts)s AS published_at,
        CASE WHEN bench_chance(n, 4) < 0.4 THEN 'x' WHEN bench_chance(n, 4) < 0.7 THEN 'tiktok'
            ELSE 'facebook' END AS platform,
        (1700000000000000000 + n * 4194303)::text AS native_id
    FROM generate_series(0::bigint, %(posts)s - 1) n
) made
ORDER BY n
"""

# Counts grow toward a level of the post's own; what a platform does not measure stays blank.
_READINGS = """
INSERT INTO campaigns_metricreading (post_id, source_id, taken_at, revision, views, reach, impressions, likes,
    comments, shares, saves, batch, reason, received_at)
SELECT id, %(source)s, taken_at, 0, views, views * 4 / 5,
    CASE WHEN platform <> 'tiktok' THEN views * 6 / 5 END, views / 12, views / 150, views / 200,
    CASE WHEN platform = 'tiktok' THEN views / 90 END, %(batch)s, '', taken_at + interval '1 min'
FROM (
    SELECT p.id, p.platform, %(at)s + (row_number() OVER (ORDER BY p.id)) * interval '1 ms' AS taken_at,
        floor(exp(6 + 5 * bench_chance(p.id, 5))
            * (1 - exp(-extract(epoch FROM %(at)s - p.published_at) / 259200)))::bigint AS views
    FROM campaigns_post p
    WHERE p.campaign_id = %(campaign)s AND p.published_at >= %(since)s AND p.published_at < %(until)s
) due
ORDER BY id
"""


def measured_until(size: Size) -> datetime:
    """Every reading of the generator is older; what the works bring in is newer."""
    passes = (ENDS_AT - STARTS_AT) // PASS + size.readings_per_post
    return STARTS_AT + (passes + 1) * PASS


def fill(size: Size) -> None:
    """Make tables and rows in an empty database, whole or not at all; a filled one is left as it is."""
    call_command("migrate", verbosity=0)
    if Campaign.objects.exists():
        return
    call_command("createcachetable", verbosity=0)
    call_command("load_agencies", verbosity=0, stdout=_Silent())
    with transaction.atomic():
        campaign = _campaign()
        partitions.ensure_for(campaign, at=measured_until(size))
        _contest(campaign)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # our own rows refer to our own
            cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
            cursor.execute(_CHANCE)
            cursor.execute("CREATE SEQUENCE bench_batch")
            _posts(cursor, campaign, size)
            _readings(cursor, campaign, size)
        _counters(campaign)
    _settle()


def _settle() -> None:
    """Leave the tables as a portal has them after weeks: counters rewritten many times, and cleaned."""
    with connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute("UPDATE campaigns_postcounters SET taken_at = taken_at")
            cursor.execute("VACUUM campaigns_postcounters")
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("CHECKPOINT")


class _Silent:
    """Where a command's words go that nobody reads."""

    def write(self, text: str) -> int:
        return len(text)


def _campaign() -> Campaign:
    campaign = Campaign.objects.create(
        code=CAMPAIGN,
        name="Bangku uji",
        short_name="Bangku uji",
        theme="Bangku uji",
        state=Campaign.State.OPEN,
        starts_at=STARTS_AT,
        ends_at=ENDS_AT,
        summit_on=datetime(2023, 9, 5, tzinfo=UTC).date(),
        summit_ends_on=datetime(2023, 9, 7, tzinfo=UTC).date(),
        hashtag="ASEAN2023",
        counted_grades=[Grade.PARTNER, Grade.EXPORT, Grade.SCREENSHOT],
    )
    for position in (1, 2, 3):
        Pillar.objects.create(
            campaign=campaign, code=f"pilar-{position}", name=f"Pilar {position}", position=position
        )
    ReadingSource.objects.create(code=SOURCE, name="Mitra bangku uji", grade=Grade.PARTNER)
    for position, code in enumerate(("contents", "interactions", "likes"), 1):
        KpiDefinition.objects.create(
            code=code, name=code, meaning=code, unit="count", is_tallied=True, position=position
        )
    return campaign


def _contest(campaign: Campaign) -> None:
    """An open round by the usual recipe, in which agencies of every kind compete."""
    recipe = RecipeVersion.objects.create(code="bench", version=1, name="bench", data=DEFAULT.to_data())
    contest = AwardRound.objects.create(
        campaign=campaign, name="Bangku uji", recipe=recipe, state=RoundState.OPEN
    )
    Category.objects.bulk_create(
        Category(round=contest, code=kind, name=kind, agency_kind=kind, position=position)
        for position, kind in enumerate(AgencyKind.values, 1)
    )


def _posts(cursor: Any, campaign: Campaign, size: Size) -> None:
    officer = User.objects.create_user("bench@contoh.go.id", full_name="Petugas bangku uji")
    cursor.execute(
        _POSTS,
        {
            "campaign": campaign.pk,
            "agencies": list(Agency.objects.active().order_by("code").values_list("pk", flat=True)),
            "pillars": list(campaign.pillars.order_by("position").values_list("pk", flat=True)),
            "officer": officer.pk,
            "posts": size.posts,
            "starts": STARTS_AT,
            "ends": ENDS_AT,
        },
    )


def _readings(cursor: Any, campaign: Campaign, size: Size) -> None:
    """Pass by pass; the key is made at the end, in one sort instead of thirty million searches."""
    table, key = partitions.TABLE, "(post_id, source_id, taken_at, revision)"
    cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey")
    at = STARTS_AT + PASS
    while at < measured_until(size):
        cursor.execute(
            _READINGS,
            {
                "campaign": campaign.pk,
                "source": ReadingSource.objects.get(code=SOURCE).pk,
                "batch": "00000000-0000-0000-0000-000000000000",
                "at": at,
                "since": at - size.readings_per_post * PASS,
                "until": at,
            },
        )
        at += PASS
    cursor.execute(f"ALTER TABLE {table} ADD PRIMARY KEY {key}")


def _counters(campaign: Campaign) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE campaigns_post, campaigns_metricreading")
    ids = list(campaign.posts.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        counters.refresh(ids[start : start + CHUNK])
