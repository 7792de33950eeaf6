"""The five figures of a campaign: each with its meaning, source, age, and the last summit beside it.

Contents, likes and interactions are counted by the portal (the newest tally). Hashtag uses and tone are
measured by others and stored with their source. A figure nobody has yet is None: a blank is not a zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from campaigns.models import AgencyTally, Campaign, KpiDefinition, KpiFigure, TallyRun
from summitcomms.lib import numbers

OWN_COUNT = "Hitungan portal"
FROM_READINGS = ("likes", "interactions")
"""Figures that only exist where posts were measured; contents are counted without."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A value, the moment it holds for, who says so, and under which version of the definition."""

    value: Decimal | int
    as_of: datetime
    source: str
    version: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the five, ready to be shown; every text is written the Indonesian way."""

    code: str
    name: str
    meaning: str
    version: int
    unit: str
    now: Measured | None
    baseline: Measured | None
    baseline_name: str

    @property
    def text(self) -> str:
        """ "1.204", "92 %", or a dash while nobody knows."""
        return _text(self.unit, self.now.value) if self.now else "–"

    @property
    def definition(self) -> str:
        return f"{self.meaning} (Definisi versi {self.version}.)"

    @property
    def source(self) -> str:
        return f"{self.now.source}{self._other_version(self.now)}" if self.now else "Belum ada sumber"

    @property
    def change_text(self) -> str:
        """The distance to the baseline, "+399" or "−2 poin persen"; empty where the two do not compare."""
        if not self.now or not self.baseline or self.now.version != self.baseline.version:
            return ""
        distance = self.now.value - self.baseline.value
        if not distance:
            return "Sama dengan"
        if self.unit == KpiDefinition.Unit.SHARE:
            points = Decimal(distance) * 100
            return f"{numbers.signed(points, _places(points))} poin persen"
        return numbers.signed(int(distance))

    @property
    def baseline_text(self) -> str:
        """What stands behind the change: "dari 805 pada KTT ke-42"; without a change, the level alone."""
        if not self.baseline:
            return ""
        level = f"{_text(self.unit, self.baseline.value)} pada {self.baseline_name}"
        level += self._other_version(self.baseline)
        return f"dari {level}" if self.change_text.startswith(("+", numbers.MINUS)) else level

    def _other_version(self, measured: Measured) -> str:
        """A hint at a value that was measured while the definition read differently."""
        return "" if measured.version == self.version else f" (definisi versi {measured.version})"


def of(campaign: Campaign, at: datetime) -> list[Figure]:
    """The figures of `campaign` as known at `at`, in the order of their definitions; five queries."""
    before = campaign.predecessor
    known = _values([campaign, *([before] if before else [])], at)
    theirs = known[before.pk] if before else {}
    return [
        Figure(
            code=definition.code,
            name=definition.name,
            meaning=definition.meaning,
            version=definition.version,
            unit=definition.unit,
            now=known[campaign.pk].get(definition.code),
            baseline=theirs.get(definition.code),
            baseline_name=before.short_name if before else "",
        )
        for definition in definitions()
    ]


def definitions() -> list[KpiDefinition]:
    """The newest version of every definition, in display order."""
    newest = KpiDefinition.objects.order_by("code", "-version").distinct("code")
    return sorted(newest, key=lambda definition: definition.position)


def _values(campaigns: Iterable[Campaign], at: datetime) -> dict[int, dict[str, Measured]]:
    """Every value known at `at`, by campaign (primary key) and code; the portal's own count goes first."""
    known: dict[int, dict[str, Measured]] = {campaign.pk: {} for campaign in campaigns}
    stored = (
        KpiFigure.objects.filter(campaign__in=known, as_of__lte=at)
        .select_related("definition")
        .order_by("campaign_id", "definition__code", "-as_of", "-definition__version")
        .distinct("campaign_id", "definition__code")
    )
    for figure in stored:
        definition = figure.definition
        known[figure.campaign_id][definition.code] = Measured(
            figure.value, figure.as_of, figure.source, definition.version
        )
    runs = (
        TallyRun.objects.filter(campaign__in=known, cutoff__lte=at)
        .order_by("campaign_id", "-cutoff", "-pk")
        .distinct("campaign_id")
    )
    for run, sums in _sums(runs):
        versions = run.definitions.get("kpi", {})
        for code, value in sums.items():
            known[run.campaign_id][code] = Measured(value, run.cutoff, OWN_COUNT, versions.get(code, 1))
    return known


def _sums(runs: Iterable[TallyRun]) -> list[tuple[TallyRun, dict[str, int]]]:
    """Each run with what it counted; likes and interactions only where at least one post was measured."""
    by_pk = {run.pk: run for run in runs}
    sums = {pk: {"contents": 0} for pk in by_pk}
    rows = AgencyTally.objects.filter(run__in=by_pk).order_by().values_list("run")
    for pk, contents, measured, *others in rows.annotate(
        Sum("posts"), Sum("measured_posts"), *(Sum(name) for name in FROM_READINGS)
    ):
        sums[pk] = {"contents": int(contents)}
        if measured:
            sums[pk] |= dict(zip(FROM_READINGS, map(int, others), strict=True))
    return [(run, sums[pk]) for pk, run in by_pk.items()]


def _text(unit: str, value: Decimal | int) -> str:
    if unit == KpiDefinition.Unit.SHARE:
        text = numbers.percent(value, _places(Decimal(value) * 100))
        return text.replace(" ", "\N{NO-BREAK SPACE}")
    return numbers.thousands(int(value))


def _places(number: Decimal) -> int:
    """One decimal place where it says something, none for whole numbers."""
    return 1 if round(number, 1) % 1 else 0
