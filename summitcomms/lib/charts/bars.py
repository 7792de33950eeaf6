"""Values side by side: horizontal bars, and the shares of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from summitcomms.lib import numbers
from summitcomms.lib.charts.base import BAR, INK, SOFT, WASH, Chart, Number, Show, coordinate, join, picture

LINE_HEIGHT = 44  # of a bar with its label, in pixels: also the height of a tap
TONES = {"positive": "#2b7a8c", "neutral": "#9aa9af", "negative": "#b4492f"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `url` makes its label a link, `note` is a short text after the value."""

    label: str
    value: Number
    url: str = ""
    note: str = ""


def bars(
    rows: Sequence[Bar],
    *,
    title: str,
    headers: tuple[str, str],
    show: Show = numbers.thousands,
    top: Number | None = None,
) -> Chart:
    """Draw one horizontal bar per row, in the order given. Values are never negative.

    The bar of `top` fills the width; without it the longest does. Pass it where several charts share a scale.
    """
    full = float(max((row.value for row in rows), default=0) if top is None else top) or 1.0
    body = join(
        _bar(row, index * LINE_HEIGHT, 100 * float(row.value) / full, show) for index, row in enumerate(rows)
    )
    linked = any(row.url for row in rows)
    words = title if linked else f"{title}. " + "; ".join(f"{row.label} {show(row.value)}" for row in rows)
    svg = format_html(
        '<svg class="chart chart-bars" role="{}" width="100%" height="{}" aria-label="{}">{}</svg>',
        "group" if linked else "img",  # an image may hold no links
        str(max(LINE_HEIGHT * len(rows), 1)),
        words,
        body,
    )
    return Chart(svg, headers, tuple((row.label, _value(row, show)) for row in rows))


def _value(row: Bar, show: Show) -> str:
    return f"{show(row.value)} {row.note}".strip()


def _bar(row: Bar, y: int, width: float, show: Show) -> SafeString:
    label: SafeString = format_html(
        '<text class="chart-strong" x="0" y="{}" fill="{}">{}</text>', str(y + 16), INK, row.label
    )
    if row.url:
        label = format_html('<a href="{}">{}</a>', row.url, label)
    return format_html(
        '{0}<text x="100%" y="{1}" text-anchor="end" fill="{2}">{3}</text>'
        '<rect class="chart-track" x="0" y="{4}" width="100%" height="10" rx="2" fill="{5}"/>'
        '<rect class="chart-bar" x="0" y="{4}" width="{6}%" height="10" rx="2" fill="{7}"/>',
        label,
        str(y + 16),
        SOFT,
        _value(row, show),
        str(y + 24),
        WASH,
        coordinate(width),
        BAR,
    )


def stacked_share(parts: Sequence[tuple[str, str, Number]], *, title: str) -> Chart:
    """Draw shares of a whole as one bar with a legend below; `parts` are (kind, label, count).

    The kinds are "positive", "neutral" and "negative". Without any count the bar stays empty and every share
    is "–".
    """
    counts = [Decimal(str(count)) for _, _, count in parts]
    total = sum(counts, Decimal(0))
    shares = [count / total if total else Decimal(0) for count in counts]
    drawn = [
        format_html(
            '<rect class="chart-track" x="0" y="0" width="100%" height="20" rx="2" fill="{}"/>',
            WASH,
        )
    ]
    rows = []
    for index, ((kind, label, count), share) in enumerate(zip(parts, shares, strict=True)):
        words = numbers.percent(share) if total else "–"
        rows.append((label, numbers.thousands(count), words))
        drawn.append(_share(kind, sum(shares[:index], Decimal(0)), share))
        drawn.append(_legend_line(kind, label, f"{words} · {numbers.thousands(count)}", 44 + 24 * index))
    words = "; ".join(f"{label} {share}" for label, _, share in rows) if total else gettext("Belum ada data")
    svg = picture(f"{title}. {words}.", join(drawn), css="chart-bars", height=32 + 24 * len(parts))
    return Chart(svg, (gettext("Nada"), gettext("Jumlah"), gettext("Bagian")), tuple(rows))


def _share(kind: str, start: Decimal, share: Decimal) -> SafeString:
    return format_html(
        '<rect class="tone-{}" x="{}%" y="0" width="{}%" height="20" fill="{}"/>',
        kind,
        coordinate(float(start * 100)),
        coordinate(float(share * 100)),
        TONES[kind],
    )


def _legend_line(kind: str, label: str, words: str, y: int) -> SafeString:
    return format_html(
        '<rect class="tone-{0}" x="0" y="{1}" width="12" height="12" rx="2" fill="{2}"/>'
        '<text class="chart-strong" x="20" y="{3}" fill="{4}">{5}</text>'
        '<text x="100%" y="{3}" text-anchor="end" fill="{6}">{7}</text>',
        kind,
        str(y - 11),
        TONES[kind],
        str(y),
        INK,
        label,
        SOFT,
        words,
    )
