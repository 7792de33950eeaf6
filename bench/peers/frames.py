"""From a frame's sums to stored rows: what pandas and polars count is ranked by the portal's own rules."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from agencies.models import Agency
from awards.ranking import rank
from awards.recipes import DEFAULT
from awards.scoring import AgencyInput, score
from bench.generator import CAMPAIGN
from bench.peers.bare_tables import AGENCIES, DAYS, RANKS, TOP
from campaigns.models import Campaign

SUMMED = ("views", "reach", "likes", "comments", "shares", "saves")
INTERACTIONS = SUMMED[2:]
QUERY = f"""
SELECT post_id, agency_id, day, pillar_id, (taken_at IS NOT NULL)::int AS measured, {", ".join(SUMMED)}
FROM campaigns_postcounters
WHERE is_counted AND campaign_id = (SELECT id FROM campaigns_campaign WHERE code = '{CAMPAIGN}')
"""
COPY = f"COPY ({QUERY}) TO STDOUT (FORMAT csv, HEADER)"
BEST = 10


@dataclass(frozen=True, slots=True)
class Tallied:
    """What a frame counted: three of the bare tables as CSV without names, and what ranking takes.

    `totals` is (interactions, reach, pillars) by agency, `per_day` (agency, day, posts).
    """

    agencies: str
    days: str
    top: str
    totals: Mapping[int, tuple[int, int, int]]
    per_day: Iterable[tuple[int, date, int]]


@transaction.atomic
def store(found: Tallied) -> None:
    """Rank every kind of agency, and keep it all by COPY."""
    tables = {AGENCIES: found.agencies, DAYS: found.days, TOP: found.top, RANKS: _ranks(found)}
    with connection.cursor() as cursor:
        for name, rows in tables.items():
            cursor.copy_expert(f"COPY {name} FROM STDIN (FORMAT csv)", io.StringIO(rows))


def _ranks(found: Tallied) -> str:
    campaign = Campaign.objects.get(code=CAMPAIGN)
    agencies = {row.pk: row for row in Agency.objects.active()}
    days: dict[int, dict[date, int]] = {pk: {} for pk in agencies}
    for pk, day, posts in found.per_day:
        days[pk][day] = posts
    kinds: dict[str, list[AgencyInput]] = {}
    for pk, agency in agencies.items():
        interactions, reach, pillars = found.totals.get(pk, (0, 0, 0))
        given = AgencyInput(agency.code, days[pk], interactions=interactions, reach=reach, pillars=pillars)
        kinds.setdefault(agency.kind, []).append(given)
    by_code = {agency.code: pk for pk, agency in agencies.items()}
    span = campaign.day_of(campaign.ends_at) - campaign.day_of(campaign.starts_at)
    pillars = campaign.pillars.count()
    return "".join(
        f"{by_code[row.agency]},{row.rank},{row.total}\n"
        for field in kinds.values()
        for row in rank(score(DEFAULT, field, campaign_days=span.days, pillars=pillars))
        if row.rank
    )
