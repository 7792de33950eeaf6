"""The key figures of campaigns as they are known at a moment: the one source of the pages and of the API.

Contents, active agencies, likes and interactions are counted by the portal, in its newest tally. Hashtag uses
and tone are measured by others and stored with their source. A figure that nobody has is missing, never zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils.translation import gettext, gettext_noop

from campaigns.models import AgencyTally, Campaign, Grade, KpiDefinition, KpiFigure, TallyRun

COUNTED_BY_PORTAL = gettext_noop("Hitungan portal")
SUMMED_BY_PORTAL = gettext_noop("Hitungan portal dari hasil ukur: %(grades)s")
FROM_READINGS = ("likes", "interactions")
"""Figures that only exist where posts were measured; contents and active agencies are counted without."""


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A value under the definition it was measured with; a share is between 0 and 1."""

    definition: KpiDefinition
    value: Decimal | int
    as_of: datetime
    source: str


def known(
    campaigns: Iterable[Campaign], definitions: Iterable[KpiDefinition], at: datetime
) -> dict[int, dict[str, KnownFigure]]:
    """Every value known at `at`, by campaign (primary key) and code; the portal's own count goes first.

    `definitions` are all versions of all definitions. Three queries, however many campaigns.
    """
    versions = {(definition.code, definition.version): definition for definition in definitions}
    found: dict[int, dict[str, KnownFigure]] = {campaign.pk: {} for campaign in campaigns}
    stored = (
        KpiFigure.objects.filter(campaign__in=found, as_of__lte=at)
        .select_related("definition")
        .order_by("campaign_id", "definition__code", "-as_of", "-definition__version")
        .distinct("campaign_id", "definition__code")
    )
    for figure in stored:
        found[figure.campaign_id][figure.definition.code] = KnownFigure(
            figure.definition, figure.value, figure.as_of, figure.source
        )
    runs = (
        TallyRun.objects.filter(campaign__in=found, cutoff__lte=at)
        .order_by("campaign_id", "-cutoff", "-pk")
        .distinct("campaign_id")
    )
    for run, sums in _sums(runs):
        counted_with = run.definitions.get("kpi", {})
        for code, value in sums.items():
            if definition := versions.get((code, counted_with.get(code, 1))):
                found[run.campaign_id][code] = KnownFigure(definition, value, run.cutoff, _source(run, code))
    return found


def _source(run: TallyRun, code: str) -> str:
    """Who counted, and for sums of readings the grades of the sources that counted, best first."""
    counted = run.definitions.get("counted_grades", ())
    grades = [str(Grade(value).label) for value in Grade.values if value in counted]
    if code not in FROM_READINGS or not grades:
        return gettext(COUNTED_BY_PORTAL)
    return gettext(SUMMED_BY_PORTAL) % {"grades": ", ".join(grades).lower()}


def _sums(runs: Iterable[TallyRun]) -> list[tuple[TallyRun, dict[str, int]]]:
    """Each run with what it counted; likes and interactions only where at least one post was measured."""
    by_pk = {run.pk: run for run in runs}
    sums = {pk: {"contents": 0, "active_agencies": 0} for pk in by_pk}
    rows = AgencyTally.objects.filter(run__in=by_pk).order_by().values_list("run")
    for pk, agencies, contents, measured, *others in rows.annotate(
        Count("pk"), Sum("posts"), Sum("measured_posts"), *(Sum(name) for name in FROM_READINGS)
    ):
        sums[pk] = {"contents": int(contents), "active_agencies": agencies}
        if measured:
            sums[pk] |= dict(zip(FROM_READINGS, map(int, others), strict=True))
    return [(run, sums[pk]) for pk, run in by_pk.items()]
