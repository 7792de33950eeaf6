"""The five figures of a campaign: each with its meaning, source, age, and the last summit beside it.

Contents, likes and interactions are counted by the portal (the newest tally). Hashtag uses and tone are
measured by others and stored with their source. A figure nobody has yet is None: a blank is not a zero.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from campaigns.actions.tallies import Totals, totals
from campaigns.models import Campaign, Grade, KpiDefinition, KpiFigure, TallyRun
from summitcomms.lib import numbers


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with the moment it holds for and who says so."""

    value: Decimal | int
    as_of: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the five, ready to be shown; `text` and `baseline_text` are written the Indonesian way."""

    code: str
    name: str
    meaning: str
    unit: str
    now: Measured | None
    baseline: Measured | None
    baseline_name: str

    @property
    def text(self) -> str:
        return _text(self.unit, self.now)

    @property
    def baseline_text(self) -> str:
        return f"{self.baseline_name}: {_text(self.unit, self.baseline)}" if self.baseline else ""

    @property
    def change_text(self) -> str:
        """The distance to the baseline: a signed count, or signed percentage points."""
        if not self.now or not self.baseline:
            return ""
        distance = self.now.value - self.baseline.value
        if self.unit == KpiDefinition.Unit.SHARE:
            return f"{numbers.signed(round(distance * 100))} poin"
        return numbers.signed(int(distance))


def of(campaign: Campaign, at: datetime) -> list[Figure]:
    """The figures of `campaign` as known at `at`, in the order of their definitions."""
    before = campaign.predecessor
    ours = _values(campaign, at)
    theirs = _values(before, at) if before else {}
    return [
        Figure(
            code=definition.code,
            name=definition.name,
            meaning=f"{definition.meaning} (definisi v{definition.version})",
            unit=definition.unit,
            now=ours.get(definition.code),
            baseline=theirs.get(definition.code),
            baseline_name=before.short_name if before else "",
        )
        for definition in definitions()
    ]


def definitions() -> list[KpiDefinition]:
    """The newest version of every definition, in display order."""
    newest = KpiDefinition.objects.order_by("code", "-version").distinct("code")
    return sorted(newest, key=lambda definition: definition.position)


def _values(campaign: Campaign, at: datetime) -> dict[str, Measured]:
    """Every known value of one campaign, by the code of its definition."""
    found = {
        figure.definition.code: Measured(figure.value, figure.as_of, figure.source)
        for figure in KpiFigure.objects.filter(campaign=campaign, as_of__lte=at)
        .select_related("definition")
        .order_by("as_of")
    }
    run = TallyRun.objects.newest(campaign)
    if run:
        grades = ", ".join(Grade(grade).label.lower() for grade in campaign.counted_grades)
        found |= {
            code: Measured(value, run.cutoff, f"Hitungan portal; angka dari {grades}")
            for code, value in _tallied(totals(run)).items()
        }
    return found


def _tallied(sums: Totals) -> dict[str, int]:
    return {"contents": sums.contents, "likes": sums.likes, "interactions": sums.interactions}


def _text(unit: str, measured: Measured | None) -> str:
    if measured is None:
        return "–"
    if unit == KpiDefinition.Unit.SHARE:
        return numbers.percent(measured.value)
    return numbers.thousands(int(measured.value))
