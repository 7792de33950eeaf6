"""From the rows of a tally to what the scoring rules take: the counts of each agency, kind by kind.

The number of queries is the same for one agency and for a thousand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.utils.translation import gettext as _

from agencies.models import Agency
from awards.scoring import AgencyInput
from campaigns.models import AgencyDayTally, AgencyTally, Campaign, Pillar, TallyRun
from summitcomms.lib.refusals import Refused


@dataclass(frozen=True, slots=True)
class TallyInputs:
    """All that one tally says for scoring.

    `by_kind` maps an `AgencyKind` to the inputs of its active agencies, silent ones included, by code;
    `agency_ids` maps a code to the primary key; the other two are the bounds that `scoring.score` takes.
    """

    by_kind: dict[str, list[AgencyInput]]
    agency_ids: dict[str, int]
    campaign_days: int
    pillars: int


def read(tally: TallyRun, kinds: Collection[str]) -> TallyInputs:
    """Read the counts of every active agency of `kinds`; four queries.

    Raises `Refused` when the days of the tally do not add up to its totals: their rows are kept for the
    newest and for frozen runs only, and consistency scored without them would be silently wrong.
    """
    agencies = list(Agency.objects.active().filter(kind__in=kinds).order_by("code"))
    counts = {row.agency_id: row for row in AgencyTally.objects.filter(run=tally)}
    days = _posts_by_day(tally)
    by_kind: dict[str, list[AgencyInput]] = {kind: [] for kind in kinds}
    for agency in agencies:
        given = _input(agency.code, counts.get(agency.pk), days.get(agency.pk, {}))
        by_kind[agency.kind].append(given)
    return TallyInputs(
        by_kind=by_kind,
        agency_ids={agency.code: agency.pk for agency in agencies},
        campaign_days=possible_days(tally.campaign, tally.cutoff),
        pillars=Pillar.objects.filter(campaign=tally.campaign_id).count(),
    )


def possible_days(campaign: Campaign, cutoff: datetime) -> int:
    """How many campaign days could be active up to `cutoff`: at least 1, the day of the cutoff included."""
    last = min(cutoff, campaign.ends_at - timedelta(microseconds=1))
    return max(1, (campaign.day_of(last) - campaign.day_of(campaign.starts_at)).days + 1)


def _posts_by_day(tally: TallyRun) -> dict[int, dict[date, int]]:
    """Posts of each agency (primary key) on each campaign day, all platforms together."""
    days: dict[int, dict[date, int]] = defaultdict(dict)
    rows = AgencyDayTally.objects.filter(run=tally).values_list("agency", "day").annotate(sum=Sum("posts"))
    for agency_id, day, posts in rows.order_by("agency", "day"):
        days[agency_id][day] = posts
    return days


def _input(code: str, counts: AgencyTally | None, days: dict[date, int]) -> AgencyInput:
    """The counts of one agency; without a row it was silent."""
    if counts is None:
        given = AgencyInput(code, days)
        posts = active_days = 0
    else:
        given = AgencyInput(
            code,
            days,
            interactions=counts.interactions,
            reach=counts.reach,
            pillars=counts.pillars,
            measured=counts.measured_posts,
        )
        posts, active_days = counts.posts, counts.active_days
    if (given.posts, given.active_days) != (posts, active_days):
        raise Refused(
            "tally_without_days",
            _(
                "Rincian harian %(agency)s tidak sesuai dengan jumlahnya. Rincian hanya disimpan untuk "
                "penghitungan terbaru; jalankan penghitungan baru lalu ulangi."
            )
            % {"agency": code},
        )
    return given
