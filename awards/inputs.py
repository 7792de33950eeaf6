"""From the rows of a tally to what the scoring rules take: the counts of each agency, kind by kind.

The number of queries is the same for one agency and for a thousand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from agencies.account_states import AccountState
from agencies.models import Agency, FollowerReading, Membership
from awards.recipes import Component, Normalise, Recipe
from awards.scoring import AgencyInput, Tone
from campaigns.models import AgencyDayTally, AgencyTally, Campaign, ComponentInput, Grade, Pillar, TallyRun
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


def read(tally: TallyRun, kinds: Collection[str], recipes: Collection[Recipe] = ()) -> TallyInputs:
    """Read the counts of every active agency of `kinds`, and what else `recipes` ask for; 4 to 6 queries.

    Raises `Refused` when the days of the tally do not add up to its totals: their rows are kept for the
    newest and for frozen runs only, and consistency scored without them would be silently wrong.
    """
    agencies = list(Agency.objects.active().filter(kind__in=kinds).order_by("code"))
    counts = {row.agency_id: row for row in AgencyTally.objects.filter(run=tally)}
    days = _posts_by_day(tally)
    parts = [part for recipe in recipes for part in recipe.components]
    beside = _Beside(
        followers=followers(tally) if any(p.normalise is Normalise.PER_FOLLOWER for p in parts) else {},
        tone=_tone(tally) if any(part.code is Component.TONE for part in parts) else {},
    )
    by_kind: dict[str, list[AgencyInput]] = {kind: [] for kind in kinds}
    for agency in agencies:
        given = _input(agency, counts.get(agency.pk), days.get(agency.pk, {}), beside)
        by_kind[agency.kind].append(given)
    return TallyInputs(
        by_kind=by_kind,
        agency_ids={agency.code: agency.pk for agency in agencies},
        campaign_days=possible_days(_as_counted(tally), tally.cutoff),
        pillars=Pillar.objects.filter(campaign=tally.campaign_id).count(),
    )


def _as_counted(tally: TallyRun) -> Campaign:
    """The campaign with the window and the zone by which the days of the tally were counted."""
    campaign = copy(tally.campaign)
    if window := tally.definitions.get("window"):
        campaign.starts_at, campaign.ends_at = map(datetime.fromisoformat, window)
        campaign.timezone = tally.definitions["timezone"]
    return campaign


def possible_days(campaign: Campaign, cutoff: datetime) -> int:
    """How many campaign days could be active up to `cutoff`: at least 1, the day of the cutoff included."""
    last = min(cutoff, campaign.ends_at - timedelta(microseconds=1))
    return max(1, (campaign.day_of(last) - campaign.day_of(campaign.starts_at)).days + 1)


def _posts_by_day(tally: TallyRun) -> dict[int, dict[date, int]]:
    """Posts of each agency (primary key) on each campaign day."""
    rows = AgencyDayTally.objects.filter(run=tally).values("agency")
    gathered = rows.values_list("agency", ArrayAgg("day"), ArrayAgg("posts"))
    return {agency_id: dict(zip(days, posts, strict=True)) for agency_id, days, posts in gathered}


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is known of agencies besides their posts, by primary key."""

    followers: Mapping[int, int] = field(default_factory=dict)
    tone: Mapping[int, Tone] = field(default_factory=dict)


def followers(tally: TallyRun) -> dict[int, int]:
    """Followers of the accounts of each agency, of each account the newest count up to the cutoff.

    Accounts in service, verified or not yet, and those that its own people took out of service since the
    campaign began: whoever is ranked by followers must not choose of whom. What an agency says of itself
    counts only where the campaign counts what agencies state themselves.
    """
    own_people = Membership.objects.filter(
        user=OuterRef("account__decided_by"), agency=OuterRef("account__agency")
    )
    readings = FollowerReading.objects.filter(
        ~Q(account__state=AccountState.ARCHIVED)
        | Q(Exists(own_people), account__decided_at__gte=tally.campaign.starts_at),
        taken_at__lte=tally.cutoff,
    )
    if Grade.DECLARED not in tally.campaign.counted_grades:
        readings = readings.exclude(source=FollowerReading.Source.AGENCY)
    newest = readings.order_by("account_id", "-taken_at", "-pk").distinct("account_id")
    found: dict[int, int] = defaultdict(int)
    for agency_id, count in newest.values_list("account__agency", "followers"):
        found[agency_id] += count
    return dict(found)


def _tone(tally: TallyRun) -> dict[int, Tone]:
    """The tone observed about each agency, the newest up to the cutoff."""
    rows = ComponentInput.objects.filter(
        campaign=tally.campaign_id, component=Component.TONE, as_of__lte=tally.cutoff
    )
    newest = rows.order_by("agency_id", "-as_of").distinct("agency_id")
    return {agency_id: Tone(value, n) for agency_id, value, n in newest.values_list("agency", "value", "n")}


def _input(agency: Agency, counts: AgencyTally | None, days: dict[date, int], beside: _Beside) -> AgencyInput:
    """The counts of one agency; without a row it was silent."""
    given = AgencyInput(
        agency.code,
        days,
        interactions=counts.interactions if counts else 0,
        reach=counts.reach if counts else 0,
        pillars=counts.pillars if counts else 0,
        measured=counts.measured_posts if counts else 0,
        followers=beside.followers.get(agency.pk, 0),
        population=agency.population or 0,
        tone=beside.tone.get(agency.pk),
    )
    posts, active_days = (counts.posts, counts.active_days) if counts else (0, 0)
    if (given.posts, given.active_days) != (posts, active_days):
        raise Refused(
            "tally_without_days",
            _(
                "Rincian harian %(agency)s tidak sesuai dengan jumlahnya. Rincian hanya disimpan untuk "
                "penghitungan terbaru; jalankan penghitungan baru lalu ulangi."
            )
            % {"agency": agency.code},
        )
    return given
