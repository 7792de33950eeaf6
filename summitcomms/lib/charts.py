"""Charts as SVG text: they print, go into a PDF and need no JavaScript.

Pure functions of plain data. Every function returns a `Chart`: the drawing and the same numbers as a table, because
a picture alone shuts people out. Colours come from CSS classes; presentation attributes beside them serve readers
without our style sheet (a PDF). No `style` attribute and no script: the content security policy refuses both.
Widths are percentages where text is drawn, so letters keep their size on a phone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from summitcomms.lib import clock, numbers

Number = int | float | Decimal
Show = Callable[[Number], str]

INK, SOFT, LINE, BRAND, BAR, PAPER = "#14242b", "#4a5b63", "#d3dcdf", "#0b4a5a", "#2b7a8c", "#ffffff"
STEPS = ("#d9ebee", "#a9d1d9", "#6fb0bd", "#2b7a8c", "#0b4a5a")
TONES = {"positive": "#2b7a8c", "neutral": "#9aa9af", "negative": "#b4492f"}


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its text alternative: one header per column, one row of ready-made words per item."""

    svg: SafeString
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __html__(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.svg


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; `url` makes its label a link, `note` is a short text after the value."""

    label: str
    value: Number
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """What the map shows of a province; `value` None means nothing is known, 0 means silent."""

    name: str
    value: Number | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a province stands on the grid, its short name and its group of islands."""

    short: str
    column: int
    row: int
    island: str


@dataclass(frozen=True, slots=True)
class IslandGroup:
    """The provinces of one group of islands as bars, for narrow screens."""

    name: str
    chart: Chart


PLACES: dict[str, Place] = {
    code: Place(short, column, row, island)
    for island, provinces in {
        "Sumatera": (
            ("11", "Aceh", 0, 0),
            ("12", "Sumut", 1, 1),
            ("13", "Sumbar", 1, 2),
            ("14", "Riau", 2, 2),
            ("15", "Jambi", 2, 3),
            ("16", "Sumsel", 3, 4),
            ("17", "Bkulu", 2, 4),
            ("18", "Lampung", 3, 5),
            ("19", "Babel", 4, 4),
            ("21", "Kepri", 3, 1),
        ),
        "Jawa": (
            ("31", "DKI", 4, 5),
            ("32", "Jabar", 4, 6),
            ("33", "Jateng", 5, 6),
            ("34", "DIY", 5, 7),
            ("35", "Jatim", 6, 6),
            ("36", "Banten", 3, 6),
        ),
        "Bali dan Nusa Tenggara": (
            ("51", "Bali", 7, 6),
            ("52", "NTB", 8, 6),
            ("53", "NTT", 9, 6),
        ),
        "Kalimantan": (
            ("61", "Kalbar", 4, 2),
            ("62", "Kalteng", 5, 2),
            ("63", "Kalsel", 6, 3),
            ("64", "Kaltim", 6, 2),
            ("65", "Kaltara", 6, 1),
        ),
        "Sulawesi": (
            ("71", "Sulut", 9, 1),
            ("72", "Sulteng", 8, 2),
            ("73", "Sulsel", 8, 4),
            ("74", "Sultra", 9, 3),
            ("75", "Gtalo", 8, 1),
            ("76", "Sulbar", 8, 3),
        ),
        "Maluku": (
            ("81", "Maluku", 10, 4),
            ("82", "Malut", 10, 2),
        ),
        "Papua": (
            ("91", "Papua", 13, 3),
            ("92", "Pabar", 12, 3),
            ("93", "Papsel", 13, 5),
            ("94", "Papteng", 12, 4),
            ("95", "Papeg", 13, 4),
            ("96", "PBD", 11, 3),
        ),
    }.items()
    for code, short, column, row in provinces
}
"""The 38 provinces by Kemendagri code, laid by hand on 14 columns and 8 rows so that the archipelago is recognised."""


def _join(parts: Sequence[SafeString]) -> SafeString:
    return mark_safe("".join(parts))


def _number(value: float) -> str:
    """A coordinate with two places at most, the point as decimal mark whatever the locale."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _svg(title: str, desc: str, body: SafeString, *, css: str, height: int) -> SafeString:
    """Wrap a drawing that is as wide as its place; `role=img` with words, its parts hidden from screen readers."""
    return format_html(
        '<svg class="chart {}" role="img" width="100%" height="{}" aria-label="{}">{}</svg>',
        css,
        str(height),
        f"{title}. {desc}",
        body,
    )


def nice_top(highest: Number) -> int:
    """The end of a value axis: the next of 1, 2, 4, 5, 8 or 10 times a power of ten; at least 4, so halves are whole."""
    wanted = max(int(Decimal(str(highest)).to_integral_value(rounding="ROUND_CEILING")), 4)
    power = 10 ** (len(str(wanted)) - 1)
    return next(step * power for step in (1, 2, 4, 5, 8, 10) if step * power >= wanted)


def trend(
    series: Sequence[tuple[date, Number]],
    *,
    title: str,
    unit: str,
    baseline: tuple[str, Number] | None = None,
    height: int = 240,
) -> Chart:
    """Draw one value per day as line and area; `baseline` is a named level to compare with, drawn dashed.

    `series` is in order of days and holds one entry per day, zeros included. An empty one gives an empty frame.
    """
    base_value = baseline[1] if baseline else 0
    top = nice_top(max([value for _, value in series] + [base_value], default=0))
    plot, head = height - 44, 18  # room for day labels below and the topmost value label above
    step = 100 / max(len(series) - 1, 1)

    def x(index: int) -> float:
        return index * step if len(series) > 1 else 50

    def y(value: Number) -> float:
        return head + plot * (1 - float(value) / top)

    grid = [
        format_html(
            '<line class="chart-grid" x1="0" x2="100%" y1="{0}" y2="{0}" stroke="{1}"/>'
            '<text x="0" y="{2}" fill="{3}">{4}</text>',
            _number(y(level)),
            LINE,
            _number(y(level) - 5),
            SOFT,
            numbers.short(level) + (f" {unit}" if level == top else ""),
        )
        for level in (0, top // 2 if top % 2 == 0 else Decimal(top) / 2, top)
    ]
    points = " ".join(
        f"{_number(x(i))},{_number(100 * (1 - float(v) / top))}" for i, (_, v) in enumerate(series)
    )
    body = grid
    if series:
        body.append(
            format_html(
                '<svg x="0" y="{}" width="100%" height="{}" viewBox="0 0 100 100" preserveAspectRatio="none"'
                ' overflow="visible"><polygon class="chart-area" points="{},100 {} {},100" fill="{}" fill-opacity="0.1"/>'
                '<polyline class="chart-line" points="{}" fill="none" stroke="{}" stroke-width="2.5"'
                ' stroke-linejoin="round" vector-effect="non-scaling-stroke"/></svg>',
                str(head),
                str(plot),
                _number(x(0)),
                points,
                _number(x(len(series) - 1)),
                BRAND,
                points,
                BRAND,
            )
        )
        body.append(
            format_html(
                '<circle class="chart-dot" cx="{}%" cy="{}" r="5" fill="{}" stroke="{}" stroke-width="2"/>',
                _number(x(len(series) - 1)),
                _number(y(series[-1][1])),
                BRAND,
                PAPER,
            )
        )
        body.extend(_day_labels([day for day, _ in series], x, height))
    if baseline:
        body.append(
            format_html(
                '<line class="chart-base" x1="0" x2="100%" y1="{0}" y2="{0}" stroke="{1}" stroke-dasharray="5 4"/>'
                '<text class="chart-strong" x="100%" y="{2}" text-anchor="end" fill="{3}">{4}</text>',
                _number(y(baseline[1])),
                SOFT,
                _number(y(baseline[1]) - 5),
                INK,
                f"{baseline[0]}: {numbers.thousands(baseline[1])}",
            )
        )
    rows = tuple((clock.date_text(day), numbers.thousands(value)) for day, value in series)
    return Chart(
        _svg(title, _trend_words(series, unit), _join(body), css="chart-trend", height=height),
        ("Hari", unit),
        rows,
    )


def _trend_words(series: Sequence[tuple[date, Number]], unit: str) -> str:
    if not series:
        return "Belum ada data."
    best_day, best = max(series, key=lambda item: item[1])
    last_day, last = series[-1]
    return (
        f"{len(series)} hari; tertinggi {numbers.thousands(best)} {unit} pada {clock.short_date(best_day)}; "
        f"terakhir {numbers.thousands(last)} {unit} pada {clock.short_date(last_day)}."
    )


def _day_labels(days: Sequence[date], x: Callable[[int], float], height: int) -> list[SafeString]:
    """Name the first, the middle and the last day: three labels fit on the narrowest phone."""
    last = len(days) - 1
    marks = {0: "start", last: "end"} if last else {0: "middle"}
    if last >= 4:
        marks[last // 2] = "middle"
    return [
        format_html(
            '<text x="{}%" y="{}" text-anchor="{}" fill="{}">{}</text>',
            _number(x(index)),
            str(height - 6),
            anchor,
            SOFT,
            clock.short_date(days[index]),
        )
        for index, anchor in sorted(marks.items())
    ]


def sparkline(values: Sequence[Number], *, label: str) -> SafeString:
    """Draw a line the size of a word; `label` says in words what it shows. Fewer than two values draw a flat line."""
    shown = list(values) if len(values) > 1 else [0, 0]
    low, high = float(min(shown)), float(max(shown))
    span = (high - low) or 1.0
    points = " ".join(
        f"{_number(index * 100 / (len(shown) - 1))},{_number(22 - 20 * (float(value) - low) / span)}"
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


def bars(
    rows: Sequence[Bar], *, title: str, headers: tuple[str, str], show: Show = numbers.thousands
) -> Chart:
    """Draw one horizontal bar per row, in the order given; the longest fills the width. Values are never negative."""
    line = 44
    top = max((float(row.value) for row in rows), default=0) or 1
    body = _join(
        [_bar(row, index * line, 100 * float(row.value) / top, show) for index, row in enumerate(rows)]
    )
    linked = any(row.url for row in rows)
    svg = format_html(
        '<svg class="chart chart-bars" role="{}" width="100%" height="{}" aria-label="{}">{}</svg>',
        "group" if linked else "img",  # an image may hold no links
        str(max(line * len(rows), 1)),
        title if linked else f"{title}. " + "; ".join(f"{row.label} {show(row.value)}" for row in rows),
        body,
    )
    return Chart(svg, headers, tuple((row.label, f"{show(row.value)} {row.note}".strip()) for row in rows))


def _bar(row: Bar, y: int, width: float, show: Show) -> SafeString:
    label: SafeString = format_html(
        '<text class="chart-strong" x="0" y="{}" fill="{}">{}</text>', str(y + 16), INK, row.label
    )
    if row.url:
        label = format_html('<a href="{}">{}</a>', row.url, label)
    return format_html(
        '{}<text x="100%" y="{}" text-anchor="end" fill="{}">{}</text>'
        '<rect class="chart-track" x="0" y="{}" width="100%" height="10" rx="2" fill="#f2f6f6"/>'
        '<rect class="chart-bar" x="0" y="{}" width="{}%" height="10" rx="2" fill="{}"/>',
        label,
        str(y + 16),
        SOFT,
        f"{show(row.value)} {row.note}".strip(),
        str(y + 24),
        str(y + 24),
        _number(width),
        BAR,
    )


def stacked_share(parts: Sequence[tuple[str, str, Number]], *, title: str) -> Chart:
    """Draw shares of a whole as one bar with a legend below; `parts` are (kind, label, count).

    The kinds are "positive", "neutral" and "negative". Without any count the bar stays empty.
    """
    total = sum(Decimal(str(count)) for _, _, count in parts)
    body: list[SafeString] = [
        mark_safe('<rect class="chart-track" x="0" y="0" width="100%" height="20" rx="2" fill="#f2f6f6"/>')
    ]
    at = Decimal(0)
    for index, (kind, label, count) in enumerate(parts):
        share = Decimal(str(count)) / total if total else Decimal(0)
        if share:
            body.append(
                format_html(
                    '<rect class="tone-{0}" x="{1}%" y="0" width="{2}%" height="20" fill="{3}"/>',
                    kind,
                    _number(float(at * 100)),
                    _number(float(share * 100)),
                    TONES[kind],
                )
            )
        at += share
        y = 44 + 24 * index
        body.append(
            format_html(
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
                f"{numbers.percent(share)} · {numbers.thousands(count)}",
            )
        )
    rows = tuple(
        (label, numbers.thousands(count), numbers.percent(Decimal(str(count)) / total) if total else "–")
        for _, label, count in parts
    )
    words = "; ".join(f"{label} {share}" for label, _, share in rows) if total else "Belum ada data"
    svg = _svg(title, f"{words}.", _join(body), css="chart-bars", height=32 + 24 * len(parts))
    return Chart(svg, ("Nada", "Jumlah", "Bagian"), rows)


def quantise(values: Sequence[Number]) -> tuple[Number, ...]:
    """Return the upper limits of at most five classes with about as many members each; zeros belong to none.

    A value v is in class i when limits[i-1] < v ≤ limits[i]; equal values share a class, so fewer classes may result.
    """
    spoken = sorted(value for value in values if value > 0)
    if not spoken:
        return ()
    cuts = {spoken[(len(spoken) * part + 4) // 5 - 1] for part in range(1, 6)}
    return tuple(sorted(cuts))


def tile_map(
    provinces: Mapping[str, Tile], *, title: str, unit: str, show: Show = numbers.thousands
) -> Chart:
    """Draw the provinces as tiles coloured in five steps, each with its short name and value.

    `provinces` maps Kemendagri codes to tiles; codes outside the 38 raise KeyError, missing ones are drawn as
    "no data". A tile with a url is a link whose name says the province, the value and the unit.
    """
    limits = quantise([tile.value for tile in provinces.values() if tile.value is not None])
    tiles = [
        _tile(PLACES[code], tile, limits, unit, show)
        for code, tile in sorted(
            provinces.items(), key=lambda item: (PLACES[item[0]].row, PLACES[item[0]].column)
        )
    ]
    missing = [
        _tile(place, Tile(place.short, None), limits, unit, show)
        for code, place in PLACES.items()
        if code not in provinces
    ]
    svg = format_html(
        '<svg class="chart map" role="group" aria-label="{}" viewBox="0 0 756 400" font-size="13">{}{}{}</svg>',
        title,
        _join(missing),
        _join(tiles),
        _legend(limits, show),
    )
    rows = tuple(
        (tile.name, "–" if tile.value is None else show(tile.value)) for _, tile in sorted(provinces.items())
    )
    return Chart(svg, ("Provinsi", unit), rows)


def _silence(value: Number | None) -> str:
    if value is None:
        return "· belum ada data"
    return "" if value else "· senyap"


def _step(value: Number | None, limits: Sequence[Number]) -> int:
    """The class of a value from 1 to 5, spread over the steps when there are fewer classes; 0 is silent."""
    if not value:
        return 0
    index = next(i for i, limit in enumerate(limits) if value <= limit)
    return 5 - (len(limits) - 1 - index)


def _tile(place: Place, tile: Tile, limits: Sequence[Number], unit: str, show: Show) -> SafeString:
    step = _step(tile.value, limits)
    x, y = place.column * 54, place.row * 50
    fill, ink = (STEPS[step - 1], PAPER if step > 3 else INK) if step else (PAPER, "#9b1c1c")
    dash: SafeString = mark_safe(' stroke="#9b1c1c" stroke-dasharray="4 3"') if not step else SafeString("")
    short_value = "–" if tile.value is None else numbers.short(tile.value)
    words = "belum ada data" if tile.value is None else f"{show(tile.value)} {unit}"
    body = format_html(
        '<title>{0}: {1}</title><rect x="{2}" y="{3}" width="50" height="46" rx="4" fill="{4}"{5}/>'
        '<text x="{6}" y="{7}" text-anchor="middle" font-weight="600" fill="{9}">{10}</text>'
        '<text x="{6}" y="{8}" text-anchor="middle" fill="{9}">{11}</text>',
        tile.name,
        words,
        str(x + 2),
        str(y + 2),
        fill,
        dash,
        str(x + 27),
        str(y + 21),
        str(y + 38),
        ink,
        place.short,
        short_value,
    )
    css = f"step-{step}" if step else "silent"
    if tile.url:
        return format_html(
            '<a class="{}" href="{}" aria-label="{}">{}</a>', css, tile.url, f"{tile.name}: {words}", body
        )
    return format_html('<g class="{}">{}</g>', css, body)


def _legend(limits: Sequence[Number], show: Show) -> SafeString:
    """Swatches from silent to most, each with the range it stands for."""
    items: list[tuple[str, str, str]] = [("silent", PAPER, "senyap")]
    lows = (None, *limits)
    for low, high in pairwise(lows):
        step = _step(high, limits)
        if high is not None:
            items.append(
                (
                    f"step-{step}",
                    STEPS[step - 1],
                    f"≤ {numbers.short(high)}" if low is not None else f"1–{numbers.short(high)}",
                )
            )
    return format_html(
        '<g class="legend" aria-hidden="true">{}</g>',
        format_html_join(
            "",
            '<g class="{0}"><rect x="{2}" y="358" width="16" height="16" rx="3" fill="{1}"{3}/></g>'
            '<text x="{4}" y="371" fill="{5}">{6}</text>',
            (
                (
                    css,
                    fill,
                    str(330 + index * 70),
                    mark_safe(' stroke="#9b1c1c" stroke-dasharray="4 3"') if css == "silent" else "",
                    str(351 + index * 70),
                    SOFT,
                    words,
                )
                for index, (css, fill, words) in enumerate(items)
            ),
        ),
    )


def island_groups(
    provinces: Mapping[str, Tile], *, unit: str, show: Show = numbers.thousands
) -> list[IslandGroup]:
    """The same provinces as bars by group of islands, west to east, most first; the map's form on a phone."""
    groups = []
    for island in dict.fromkeys(place.island for place in PLACES.values()):
        members = sorted(
            (tile for code, tile in provinces.items() if PLACES[code].island == island),
            key=lambda tile: (-(tile.value or 0), tile.name),
        )
        if members:
            rows = [Bar(tile.name, tile.value or 0, tile.url, _silence(tile.value)) for tile in members]
            groups.append(
                IslandGroup(
                    island, bars(rows, title=f"{island}, {unit}", headers=("Provinsi", unit), show=show)
                )
            )
    return groups
