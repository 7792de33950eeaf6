"""How much a partner used its keys lately, for its page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet, Sum
from django.utils.translation import gettext as _

from agencies.models import Partner, PartnerKey, PartnerUsage
from summitcomms.lib import charts, clock

DAYS = 30
ERRORS = 10


@dataclass(frozen=True, slots=True)
class Usage:
    """The last `DAYS` days in Jakarta, today included."""

    calls: int
    refused: int
    rows: int
    chart: charts.Chart
    errors: list[PartnerUsage]
    """The newest days on which a key was refused something, with what it was refused last."""


def of(partner: Partner, *, at: datetime) -> Usage:
    """Two queries."""
    today = clock.campaign_day(at, clock.WIB)
    days = [today - timedelta(days=n) for n in reversed(range(DAYS))]
    recent = PartnerUsage.objects.filter(key__partner=partner, day__gte=days[0])
    rows = recent.values("day").annotate(c=Sum("calls"), r=Sum("refused"), n=Sum("rows")).order_by("day")
    by_day: dict[date, tuple[int, int, int]] = {row["day"]: (row["c"], row["r"], row["n"]) for row in rows}
    errors = recent.exclude(last_error="").select_related("key").order_by("-last_at")
    calls, refused, sent = (sum(found[n] for found in by_day.values()) for n in range(3))
    return Usage(
        calls=calls,
        refused=refused,
        rows=sent,
        chart=charts.trend(
            [(day, by_day.get(day, (0,))[0]) for day in days],
            title=_("Panggilan per hari, 30 hari terakhir"),
            unit=_("panggilan"),
        ),
        errors=list(errors[:ERRORS]),
    )


def keys(partner: Partner) -> "QuerySet[PartnerKey]":
    """All its keys with `last_at`, the newest first."""
    found: QuerySet[PartnerKey] = PartnerKey.objects.filter(partner=partner)
    return found.select_related("replaced_by").annotate(last_at=Max("usage__last_at")).order_by("-created")
