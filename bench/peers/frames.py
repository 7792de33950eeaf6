"""From a frame's rows to ranks: what pandas and polars hand over is scored by the portal's own pure rules."""

from collections.abc import Iterable, Mapping
from datetime import date

from agencies.models import Agency
from awards.ranking import rank
from awards.recipes import DEFAULT
from awards.scoring import AgencyInput, score
from bench.generator import CAMPAIGN
from campaigns.models import Campaign

COLUMNS = "agency_id, day, pillar_id, reach, likes, comments, shares, saves"
QUERY = f"""
SELECT {COLUMNS} FROM campaigns_postcounters
WHERE is_counted AND campaign_id = (SELECT id FROM campaigns_campaign WHERE code = '{CAMPAIGN}')
"""
COPY = f"COPY ({QUERY}) TO STDOUT (FORMAT csv, HEADER)"

Ranks = dict[int, tuple[int, str]]
"""Rank and total of each ranked agency, by primary key."""


def ranks(totals: Mapping[int, tuple[int, int, int]], per_day: Iterable[tuple[int, date, int]]) -> Ranks:
    """Rank every kind of agency. `totals` is (interactions, reach, pillars) by agency; `per_day` posts."""
    campaign = Campaign.objects.get(code=CAMPAIGN)
    agencies = {row.pk: row for row in Agency.objects.active()}
    days: dict[int, dict[date, int]] = {pk: {} for pk in agencies}
    for pk, day, posts in per_day:
        days[pk][day] = posts
    kinds: dict[str, list[AgencyInput]] = {}
    for pk, agency in agencies.items():
        interactions, reach, pillars = totals.get(pk, (0, 0, 0))
        given = AgencyInput(agency.code, days[pk], interactions=interactions, reach=reach, pillars=pillars)
        kinds.setdefault(agency.kind, []).append(given)
    by_code = {agency.code: pk for pk, agency in agencies.items()}
    span = campaign.day_of(campaign.ends_at) - campaign.day_of(campaign.starts_at)
    return {
        by_code[row.agency]: (row.rank, str(row.total))
        for field in kinds.values()
        for row in rank(score(DEFAULT, field, campaign_days=span.days, pillars=campaign.pillars.count()))
        if row.rank
    }
