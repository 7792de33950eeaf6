"""A score in sentences for people: what was counted, against what, and the points that follow. Pure."""

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from awards import reasons
from awards.recipes import Component, Normalise
from awards.scoring import MILLION, ComponentScore, Scored
from summitcomms.lib.numbers import percent, thousands

_UNITS: dict[Component, Callable[[int], str]] = {
    Component.VOLUME: lambda raw: ngettext("%(number)s unggahan", "%(number)s unggahan", raw),
    Component.CONSISTENCY: lambda raw: ngettext("%(number)s hari aktif", "%(number)s hari aktif", raw),
    Component.INTERACTIONS: lambda raw: ngettext("%(number)s interaksi", "%(number)s interaksi", raw),
    Component.REACH: lambda raw: _("%(number)s jangkauan"),
    Component.PILLAR_COVERAGE: lambda raw: ngettext("%(number)s pilar", "%(number)s pilar", raw),
}
_SENTENCES = {
    Normalise.SHARE: gettext_noop(
        "%(component)s: %(fact)s dari %(reference)s, yaitu %(share)s × bobot %(weight)s = %(points)s poin."
    ),
    Normalise.MAX: gettext_noop(
        "%(component)s: %(fact)s dibanding nilai tertinggi %(reference)s, "
        "yaitu %(share)s × bobot %(weight)s = %(points)s poin."
    ),
    Normalise.LOG: gettext_noop(
        "%(component)s: %(fact)s dibanding nilai tertinggi %(reference)s pada skala logaritma, "
        "yaitu %(share)s × bobot %(weight)s = %(points)s poin."
    ),
    Normalise.PERCENTILE: gettext_noop(
        "%(component)s: %(fact)s dibanding %(reference)s instansi yang memiliki nilai, "
        "yaitu %(share)s × bobot %(weight)s = %(points)s poin."
    ),
    Normalise.PER_FOLLOWER: gettext_noop(
        "%(component)s: %(fact)s per %(divisor)s pengikut, "
        "dibanding yang tertinggi %(reference)s per %(reference_divisor)s pengikut, "
        "yaitu %(share)s × bobot %(weight)s = %(points)s poin."
    ),
    Normalise.PER_CAPITA: gettext_noop(
        "%(component)s: %(fact)s per %(divisor)s penduduk, "
        "dibanding yang tertinggi %(reference)s per %(reference_divisor)s penduduk, "
        "yaitu %(share)s × bobot %(weight)s = %(points)s poin."
    ),
    Normalise.INCREASE: gettext_noop(
        "%(component)s: nilai %(fact)s dibanding %(reference)s pada kampanye pendahulu, "
        "yaitu naik %(points)s poin."
    ),
}
_UNKNOWN = {
    Normalise.PER_FOLLOWER: gettext_noop(
        "%(component)s: %(fact)s, tetapi jumlah pengikut akun instansi ini belum tercatat, "
        "sehingga memperoleh 0 dari %(weight)s poin."
    ),
    Normalise.PER_CAPITA: gettext_noop(
        "%(component)s: %(fact)s, tetapi jumlah penduduk instansi ini belum tercatat, "
        "sehingga memperoleh 0 dari %(weight)s poin."
    ),
}
TONE = gettext_noop("%(component)s: %(fact)s, yaitu %(share)s × bobot %(weight)s = %(points)s poin.")
NO_TONE = gettext_noop("%(component)s: belum ada pengamatan, sehingga memperoleh 0 dari %(weight)s poin.")


def explain(scored: Scored) -> list[str]:
    """One sentence per component, and one for the total or for the reason of having none."""
    if not scored.eligible:
        return [reasons.said(scored.reason)]
    lines = [_sentence(part) for part in scored.components]
    if scored.measured < scored.posts:
        lines.append(
            ngettext(
                "Angka interaksi dan jangkauan tersedia untuk %(measured)s dari %(posts)s unggahan.",
                "Angka interaksi dan jangkauan tersedia untuk %(measured)s dari %(posts)s unggahan.",
                scored.posts,
            )
            % {"measured": thousands(scored.measured), "posts": thousands(scored.posts)}
        )
    lines.append(_("Jumlah: %(total)s dari 100 poin.") % {"total": thousands(scored.total, 2)})
    return lines


def _sentence(part: ComponentScore) -> str:
    """One component in words."""
    scale = part.component.normalise
    words = _UNKNOWN[scale] if part.divisor == 0 else _SENTENCES[scale]
    if part.code is Component.TONE and not part.n:
        words = NO_TONE
    elif part.code is Component.TONE and scale is Normalise.SHARE:
        words = TONE
    return _(words) % {
        "component": part.code.label,
        "fact": _fact(part),
        "reference": _number(part, part.reference),
        "divisor": thousands(part.divisor or 0),
        "reference_divisor": thousands(part.reference_divisor or 0),
        "share": percent(part.normalised, 2),
        "weight": part.weight,
        "points": thousands(part.points, 2),
    }


def _fact(part: ComponentScore) -> str:
    """What was counted, with its unit."""
    if part.code is Component.TONE:
        sentence = ngettext(
            "%(observed)s positif dari %(n)s pengamatan (batas bawah %(bound)s)",
            "%(observed)s positif dari %(n)s pengamatan (batas bawah %(bound)s)",
            part.n or 0,
        )
        return sentence % {
            "observed": percent(Decimal(part.observed or 0) / MILLION, 2),
            "n": thousands(part.n or 0),
            "bound": percent(Decimal(part.raw) / MILLION, 2),
        }
    if part.code is Component.IMPROVEMENT:
        return _number(part, part.raw)
    fact = _UNITS[part.code](part.raw) % {"number": thousands(part.raw)}
    if part.component.cap_per_day is not None:
        cap = thousands(part.component.cap_per_day)
        fact = _("%(fact)s (paling banyak %(cap)s per hari)") % {"fact": fact, "cap": cap}
    return fact


def _number(part: ComponentScore, number: int) -> str:
    """A raw or reference number as people write it; of a percentile it is a number of agencies."""
    if part.code is Component.IMPROVEMENT:
        return thousands(Decimal(number) / 100, 2)
    if part.code is Component.TONE and part.component.normalise is not Normalise.PERCENTILE:
        return percent(Decimal(number) / MILLION, 2)
    return thousands(number)
