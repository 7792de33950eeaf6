"""The figures of a campaign as pages show them: each with its meaning, source, age, target, and the last
summit beside it. A figure nobody has yet is a dash: a blank is not a zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns import figures
from campaigns.figures import KnownFigure
from campaigns.models import Campaign, KpiDefinition, KpiTarget
from summitcomms.lib import numbers

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One of them, ready to be shown; every text is written the way of the reader's language."""

    code: str
    name: str
    meaning: str
    version: int
    unit: str
    now: KnownFigure | None
    baseline: KnownFigure | None
    baseline_name: str
    target: KpiTarget | None = None

    @property
    def text(self) -> str:
        """ "1.204", "92 %", or a dash while nobody knows."""
        return _text(self.unit, self.now.value) if self.now else "–"

    @property
    def definition(self) -> str:
        return _("%(meaning)s (Definisi versi %(version)s.)") % {
            "meaning": self.meaning,
            "version": self.version,
        }

    @property
    def source(self) -> str:
        return self._dated(self.now.source, self.now) if self.now else _("Belum ada sumber")

    @property
    def change_text(self) -> str:
        """The distance to the baseline, "+399" or "−2 poin persen"; empty where the two do not compare."""
        if (
            not self.now
            or not self.baseline
            or self.now.definition.version != self.baseline.definition.version
        ):
            return ""
        distance = self.now.value - self.baseline.value
        if not distance:
            return _("Sama dengan")
        if self.unit == KpiDefinition.Unit.SHARE:
            points = Decimal(distance) * 100
            places = _places(points)
            # English says one point, and 0.9 or 1.5 points.
            count = 1 if abs(round(points, places)) == 1 else 2
            return ngettext("%(points)s poin persen", "%(points)s poin persen", count) % {
                "points": numbers.signed(points, places)
            }
        return numbers.signed(int(distance))

    @property
    def baseline_text(self) -> str:
        """What stands behind the change: "dari 805 pada KTT ke-42"; without a change, the level alone."""
        if not self.baseline:
            return ""
        has_moved = self.change_text.startswith(("+", numbers.MINUS))
        level = _("dari %(value)s pada %(campaign)s") if has_moved else _("%(value)s pada %(campaign)s")
        words = level % {
            "value": _text(self.unit, self.baseline.value),
            "campaign": self.baseline_name,
        }
        return self._dated(words, self.baseline)

    @property
    def target_text(self) -> str:
        """How far it is to the target: "sasaran 1.000, tercapai 62 %"; empty where none was set."""
        if not self.target:
            return ""
        target = _text(self.unit, self.target.value)
        if not self.now:
            return _("sasaran %(target)s") % {"target": target}
        reached = Decimal(self.now.value) / self.target.value
        # Cut, never rounded up: nothing is reached before it is.
        share = numbers.percent(reached.quantize(Decimal("0.01"), ROUND_DOWN)).replace(" ", NO_BREAK_SPACE)
        return _("sasaran %(target)s, tercapai %(share)s") % {"target": target, "share": share}

    def _dated(self, words: str, measured: KnownFigure) -> str:
        """The words, with a hint where the value was measured while the definition read differently."""
        if measured.definition.version == self.version:
            return words
        return _("%(words)s (definisi versi %(version)s)") % {
            "words": words,
            "version": measured.definition.version,
        }


def of(campaign: Campaign, at: datetime) -> list[Figure]:
    """The figures of `campaign` as known at `at`, in the order of their definitions; six queries."""
    before = campaign.predecessor
    catalogue = list(KpiDefinition.objects.all())
    known = figures.known([campaign, *([before] if before else [])], catalogue, at)
    theirs = known[before.pk] if before else {}
    targets = {target.code: target for target in KpiTarget.objects.filter(campaign=campaign)}
    return [
        Figure(
            code=definition.code,
            name=_(definition.name),
            meaning=_(definition.meaning),
            version=definition.version,
            unit=definition.unit,
            now=known[campaign.pk].get(definition.code),
            baseline=theirs.get(definition.code),
            baseline_name=before.short_name if before else "",
            target=targets.get(definition.code),
        )
        for definition in _newest(catalogue)
    ]


def definitions() -> list[KpiDefinition]:
    """The newest version of every definition, in display order."""
    return _newest(KpiDefinition.objects.all())


def _newest(catalogue: Iterable[KpiDefinition]) -> list[KpiDefinition]:
    newest = {one.code: one for one in sorted(catalogue, key=lambda one: one.version)}
    return sorted(newest.values(), key=lambda one: (one.position, one.code))


def _text(unit: str, value: Decimal | int) -> str:
    if unit == KpiDefinition.Unit.SHARE:
        text = numbers.percent(value, _places(Decimal(value) * 100))
        return text.replace(" ", NO_BREAK_SPACE)
    return numbers.thousands(int(value))


def _places(number: Decimal) -> int:
    """One decimal place where it says something, none for whole numbers."""
    return 1 if round(number, 1) % 1 else 0
