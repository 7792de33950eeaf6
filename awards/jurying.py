"""The jury on top of the automatic score: its rubric, its mean, the total of both, and who is ahead. Pure.

The rules in words, with a worked example that the tests repeat: `docs/ranking.md`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from enum import StrEnum
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from awards.ranking import Distance, Ranked, distances
from awards.scoring import CONTEXT, POINTS, Scored
from summitcomms.lib.numbers import thousands

LEAST, MOST = 1, 100
"""The points that a juror may give for one criterion; whole."""

JURORS = 2
"""How many jurors without a conflict of interest must have judged a finalist before judging is closed."""

FINALISTS, FINALISTS_PER_PLACE = 5, 3
"""Finalists are the first five ranks, or three for each agency that receives an award if these are more."""


class Criterion(StrEnum):
    """What a juror looks at; each weighs the same."""

    CREATIVITY = "creativity"
    PACKAGING = "packaging"
    NEWS_VALUE = "news_value"
    AESTHETICS = "aesthetics"
    ETHICS = "ethics"

    @property
    def label(self) -> str:
        """The criterion as people read it."""
        return _(_LABELS[self])

    @property
    def question(self) -> str:
        """What the juror asks of the content."""
        return _(_QUESTIONS[self])


_LABELS = {
    Criterion.CREATIVITY: gettext_noop("Kreativitas"),
    Criterion.PACKAGING: gettext_noop("Pengemasan"),
    Criterion.NEWS_VALUE: gettext_noop("Nilai berita"),
    Criterion.AESTHETICS: gettext_noop("Estetika"),
    Criterion.ETHICS: gettext_noop("Etika"),
}
_QUESTIONS = {
    Criterion.CREATIVITY: gettext_noop("Apakah gagasannya segar dan tidak sekadar mengulang materi pusat?"),
    Criterion.PACKAGING: gettext_noop("Apakah pesannya utuh, runtut, dan sesuai dengan platformnya?"),
    Criterion.NEWS_VALUE: gettext_noop("Apakah isinya penting, aktual, dan berguna bagi publik?"),
    Criterion.AESTHETICS: gettext_noop("Apakah gambar, suara, dan tata letaknya baik?"),
    Criterion.ETHICS: gettext_noop("Apakah isinya akurat, santun, dan menghormati hak cipta?"),
}

Sheet = tuple[int, ...]
"""What one juror gave one finalist: points in the order of `Criterion`."""


@dataclass(frozen=True, slots=True)
class Panel:
    """What the jury of one category said: its weight in percent, and for each finalist the jurors' sheets.

    Only finalists with at least `JURORS` sheets count as judged; the others are as good as not named.
    """

    percent: int
    sheets: Mapping[str, Sequence[Sheet]]

    def of(self, agency: str) -> tuple[Sheet, ...]:
        """The sheets of a judged finalist, sorted so that their order tells nobody whose they are."""
        given = tuple(sorted(self.sheets.get(agency, ())))
        return given if len(given) >= JURORS else ()


@dataclass(frozen=True, slots=True)
class Judged(Ranked):
    """A place in a category with a jury: `scored.total` holds the total of both, `jury` is None elsewhere."""

    automatic: Decimal
    percent: int
    sheets: tuple[Sheet, ...]

    @property
    def jury(self) -> Decimal | None:
        """The mean of the jury; None for an agency that is no finalist."""
        return mean(self.sheets) if self.sheets else None


def sheet(given: Mapping[str, object]) -> Sheet:
    """The points of one juror as kept; `ValueError` when a criterion lacks or its points are out of range."""
    points = []
    for criterion in Criterion:
        value = given.get(criterion)
        if not isinstance(value, int) or isinstance(value, bool) or not LEAST <= value <= MOST:
            raise ValueError(f"{criterion}: {value!r} is no whole number from {LEAST} to {MOST}")
        points.append(value)
    if extra := sorted(set(given) - set(Criterion)):
        raise ValueError(f"unknown criteria: {', '.join(extra)}")
    return tuple(points)


def mean(sheets: Sequence[Sheet]) -> Decimal:
    """The mean over all criteria and jurors, each of the same weight; at least one sheet."""
    with localcontext(CONTEXT):
        return (Decimal(sum(map(sum, sheets))) / (len(Criterion) * len(sheets))).quantize(POINTS)


def total(automatic: Decimal, jury: Decimal | None, percent: int) -> Decimal:
    """Automatic × (100 − percent) % + jury × percent %, each part rounded to two places, half to even."""
    with localcontext(CONTEXT):
        own = (automatic * (100 - percent) / 100).quantize(POINTS)
        return own + ((jury or Decimal(0)) * percent / 100).quantize(POINTS)


def finalists(ranked: Sequence[Ranked], places: int) -> list[str]:
    """The codes of those the jury looks at, in the order of their codes, which tells nothing of their rank.

    `ranked` is the automatic ranking; whoever shares the last rank that counts is in.
    """
    last = last_rank(places)
    return sorted(row.agency for row in ranked if row.rank is not None and row.rank <= last)


def last_rank(places: int) -> int:
    """The last rank of the automatic ranking whose agencies are finalists."""
    return max(FINALISTS, FINALISTS_PER_PLACE * places)


def unjudged(wanted: Sequence[str], panel: Panel) -> list[str]:
    """Those of the finalists whom too few jurors have judged yet."""
    return [agency for agency in wanted if not panel.of(agency)]


def fold(ranked: Sequence[Ranked], panel: Panel | None) -> list[Ranked]:
    """The ranking of both scores, from the automatic one: judged finalists first, by their total.

    Without a panel the automatic ranking is all there is. The others follow in their automatic order;
    agencies that are not scored stay at the end. Equal finalists are parted by the numbers of the tie rule;
    still equal, they share their rank.
    """
    if panel is None:
        return list(ranked)
    judged = [_judged(row, panel) for row in ranked]
    first = [row for row in judged if row.sheets]
    # Stable, and `ranked` is in the order of the page: equal keys stay in the order of the codes.
    first.sort(key=lambda row: row.agency)
    first.sort(key=_key, reverse=True)
    rest = [row for row in judged if not row.sheets]
    rows: list[Ranked] = []
    for _rank, group in groupby(first, key=_key):
        place = len(rows) + 1
        rows.extend(replace(row, rank=place, position=place + index) for index, row in enumerate(group))
    for _rank, group in groupby(rest, key=lambda row: row.rank):
        place = len(rows) + 1
        rows.extend(
            replace(row, rank=None if row.rank is None else place, position=place + index)
            for index, row in enumerate(group)
        )
    return rows


def apart(rows: Sequence[Ranked]) -> dict[str, Distance]:
    """The distance of each ranked agency to its neighbours: of finalists among themselves, as of all others.

    Between the last finalist and the first of the others there is none: the others may have more points.
    """
    groups: tuple[list[Ranked], list[Ranked]] = ([], [])
    for row in rows:
        groups[isinstance(row, Judged) and not row.sheets].append(row)
    return distances(groups[0]) | distances(groups[1])


def _judged(row: Ranked, panel: Panel) -> Judged:
    """The same place with both scores; who is not scored is no finalist, whatever the jury gave before."""
    sheets = panel.of(row.agency) if row.scored.eligible else ()
    jury = mean(sheets) if sheets else None
    return Judged(
        scored=replace(row.scored, total=total(row.total, jury, panel.percent)),
        rank=row.rank,
        position=row.position,
        automatic=row.total,
        percent=panel.percent,
        sheets=sheets,
    )


def _key(row: Judged) -> tuple[Decimal, tuple[int, ...]]:
    return row.total, row.scored.ties


def automatic(row: Ranked) -> Scored:
    """The score of an agency without what a jury made of it."""
    return replace(row.scored, total=row.automatic) if isinstance(row, Judged) else row.scored


def explain(row: Judged) -> list[str]:
    """How the total follows from both scores, one sentence each."""
    lines = [
        _("Nilai otomatis: %(score)s × %(percent)s %% = %(points)s poin.")
        % _share(row.automatic, 100 - row.percent)
    ]
    if row.jury is None:
        lines.append(_("Bukan finalis, sehingga tanpa nilai juri."))
    else:
        lines.append(
            ngettext(
                "Nilai juri: rata-rata %(score)s dari %(jurors)s juri × %(percent)s %% = %(points)s poin.",
                "Nilai juri: rata-rata %(score)s dari %(jurors)s juri × %(percent)s %% = %(points)s poin.",
                len(row.sheets),
            )
            % (_share(row.jury, row.percent) | {"jurors": len(row.sheets)})
        )
    lines.append(_("Nilai akhir: %(total)s poin.") % {"total": thousands(row.total, 2)})
    return lines


def _share(score: Decimal, percent: int) -> dict[str, object]:
    points = total(score, None, 100 - percent)
    return {"score": thousands(score, 2), "percent": percent, "points": thousands(points, 2)}
