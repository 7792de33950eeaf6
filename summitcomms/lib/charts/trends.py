"""Values over days: the trend with axis and baseline, and the line the size of a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from summitcomms.lib import clock, numbers
from summitcomms.lib.charts.base import (
    BRAND,
    INK,
    LINE,
    PAPER,
    SOFT,
    Chart,
    Number,
    coordinate,
    join,
    picture,
)

HEAD = 18  # pixels above the plot, for the topmost value label
FOOT = 26  # pixels below it, for the days
ROUND_TOPS = (4, 6, 8, 10, 12, 16, 20, 24, 30, 40, 50, 60, 80, 100)


def nice_top(highest: Number) -> int:
    """Return the end of a value axis: round, not below `highest`, and even so that its half is whole."""
    wanted = max(int(Decimal(str(highest)).to_integral_value(ROUND_CEILING)), 4)
    power: int = 10 ** max(len(str(wanted)) - 2, 0)
    return next(step * power for step in ROUND_TOPS if step * power >= wanted)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a day (0, 1, 2 …) and a value lie: percent of the width, pixels from the top."""

    days: int
    top: int
    height: int

    def x(self, index: int) -> float:
        return 100 * index / (self.days - 1) if self.days > 1 else 50

    def share(self, value: Number) -> float:
        return 100 * (1 - float(value) / self.top)

    @property
    def plot(self) -> int:
        return self.height - HEAD - FOOT

    def y(self, value: Number) -> float:
        return HEAD + self.plot * self.share(value) / 100


def trend(
    series: Sequence[tuple[date, Number]],
    *,
    title: str,
    unit: str,
    baseline: tuple[str, Number] | None = None,
    height: int = 240,
) -> Chart:
    """Draw one value per day as line and area; `baseline` is a named level to compare with, drawn dashed.

    `series` is in order of days and holds one entry per day, zeros included; an empty one gives an empty
    frame.
    """
    highest = max([value for _, value in series] + ([baseline[1]] if baseline else []), default=0)
    scale = _Scale(len(series), nice_top(highest), height)
    parts = [
        *(_grid_line(scale, level) for level in (0, scale.top // 2, scale.top)),
        *(_plot(scale, [value for _, value in series]) if series else ()),
        *(_level(scale, level, unit) for level in (0, scale.top // 2, scale.top)),
        *_days(scale, [day for day, _ in series]),
        *([_baseline(scale, *baseline)] if baseline else ()),
    ]
    svg = picture(f"{title}. {_words(series, unit)}", join(parts), css="chart-trend", height=height)
    rows = tuple((clock.date_text(day), numbers.thousands(value)) for day, value in series)
    return Chart(svg, (gettext("Hari"), unit), rows)


def _grid_line(scale: _Scale, level: int) -> SafeString:
    return format_html(
        '<line class="chart-grid" x1="0" x2="100%" y1="{0}" y2="{0}" stroke="{1}"/>',
        coordinate(scale.y(level)),
        LINE,
    )


def _level(scale: _Scale, level: int, unit: str) -> SafeString:
    """Name a grid line; only the topmost carries the unit."""
    return format_html(
        '<text x="0" y="{}" fill="{}">{}</text>',
        coordinate(scale.y(level) - 5),
        SOFT,
        f"{numbers.short(level)} {unit}" if level == scale.top else numbers.short(level),
    )


def _plot(scale: _Scale, values: Sequence[Number]) -> Iterator[SafeString]:
    """Draw area, line and a dot on the last day; the inner picture is stretched, its stroke is not."""
    points = " ".join(f"{coordinate(scale.x(i))},{coordinate(scale.share(v))}" for i, v in enumerate(values))
    last = coordinate(scale.x(len(values) - 1))
    yield format_html(
        '<svg x="0" y="{}" width="100%" height="{}" viewBox="0 0 100 100" preserveAspectRatio="none"'
        ' overflow="visible">'
        '<polygon class="chart-area" points="{},100 {} {},100" fill="{}" fill-opacity="0.1"/>'
        '<polyline class="chart-line" points="{}" fill="none" stroke="{}" stroke-width="2.5"'
        ' stroke-linejoin="round" vector-effect="non-scaling-stroke"/></svg>',
        str(HEAD),
        str(scale.plot),
        coordinate(scale.x(0)),
        points,
        last,
        BRAND,
        points,
        BRAND,
    )
    yield format_html(
        '<circle class="chart-dot" cx="{}%" cy="{}" r="5" fill="{}" stroke="{}" stroke-width="2"/>',
        last,
        coordinate(scale.y(values[-1])),
        BRAND,
        PAPER,
    )


def _days(scale: _Scale, days: Sequence[date]) -> Iterator[SafeString]:
    """Name the first, the middle and the last day: three labels fit on the narrowest phone."""
    last = len(days) - 1
    anchors = {0: "middle"} if last == 0 else {0: "start", last: "end"} if last > 0 else {}
    if last >= 4:
        anchors[last // 2] = "middle"
    for index, anchor in sorted(anchors.items()):
        yield format_html(
            '<text x="{}%" y="{}" text-anchor="{}" fill="{}">{}</text>',
            coordinate(scale.x(index)),
            str(scale.height - 6),
            anchor,
            SOFT,
            clock.short_date(days[index]),
        )


def _baseline(scale: _Scale, label: str, value: Number) -> SafeString:
    """A named level. The name stands to the left, where a campaign is still low."""
    return format_html(
        '<line class="chart-base" x1="0" x2="100%" y1="{0}" y2="{0}" stroke="{1}" stroke-dasharray="5 4"/>'
        '<text class="chart-strong" x="8%" y="{2}" fill="{3}">{4}</text>',
        coordinate(scale.y(value)),
        SOFT,
        coordinate(scale.y(value) - 6),
        INK,
        f"{label}: {numbers.thousands(value)}",
    )


def _words(series: Sequence[tuple[date, Number]], unit: str) -> str:
    if not series:
        return gettext("Belum ada data.")
    best_day, best = max(series, key=lambda item: item[1])
    last_day, last = series[-1]
    return gettext(
        "%(days)s hari; tertinggi %(best)s %(unit)s pada %(best_day)s;"
        " terakhir %(last)s %(unit)s pada %(last_day)s."
    ) % {
        "days": len(series),
        "unit": unit,
        "best": numbers.thousands(best),
        "best_day": clock.short_date(best_day),
        "last": numbers.thousands(last),
        "last_day": clock.short_date(last_day),
    }


def sparkline(values: Sequence[Number], *, label: str) -> SafeString:
    """Draw a line the size of a word; `label` says what it shows. Fewer than two values draw it flat."""
    shown = [float(value) for value in values] if len(values) > 1 else [0.0, 0.0]
    low, span = min(shown), (max(shown) - min(shown)) or 1.0
    points = " ".join(
        f"{coordinate(index * 100 / (len(shown) - 1))},{coordinate(22 - 20 * (value - low) / span)}"
        for index, value in enumerate(shown)
    )
    return format_html(
        '<svg class="chart sparkline" role="img" aria-label="{}" width="96" height="24" viewBox="0 0 100 24"'
        ' preserveAspectRatio="none"><polyline class="chart-line" points="{}" fill="none" stroke="{}"'
        ' stroke-width="2" stroke-linejoin="round" vector-effect="non-scaling-stroke"/></svg>',
        label,
        points,
        BRAND,
    )
