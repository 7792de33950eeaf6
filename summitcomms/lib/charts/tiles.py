"""Indonesia as tiles: one square per province, laid by hand so that the archipelago is recognised.

Every province is as large as the next, which a true map cannot do: DKI Jakarta would be a speck and Papua a
wall.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop

from summitcomms.lib import numbers
from summitcomms.lib.charts.bars import Bar, bars
from summitcomms.lib.charts.base import ALERT, INK, PAPER, SOFT, Chart, Number, Show, coordinate, join

CELL, ROW = 56, 50
WIDTH, HEIGHT = 14 * CELL, 8 * ROW
STEPS = ("#d9ebee", "#a9d1d9", "#6fb0bd", "#2b7a8c", "#0b4a5a")
DASHED = format_html(' stroke="{}" stroke-dasharray="4 3"', ALERT)

_GRID = {
    gettext_noop("Sumatera"): (
        *(("11", "Aceh", 0, 0), ("12", "Sumut", 1, 1), ("13", "Sumbar", 1, 2), ("14", "Riau", 2, 2)),
        *(("15", "Jambi", 2, 3), ("16", "Sumsel", 3, 4), ("17", "Bkulu", 2, 4), ("18", "Lampung", 3, 5)),
        *(("19", "Babel", 4, 4), ("21", "Kepri", 3, 1)),
    ),
    gettext_noop("Jawa"): (
        *(("31", "DKI", 4, 5), ("32", "Jabar", 4, 6), ("33", "Jateng", 5, 6)),
        *(("34", "DIY", 5, 7), ("35", "Jatim", 6, 6), ("36", "Banten", 3, 6)),
    ),
    gettext_noop("Bali dan Nusa Tenggara"): (("51", "Bali", 7, 6), ("52", "NTB", 8, 6), ("53", "NTT", 9, 6)),
    "Kalimantan": (
        *(("61", "Kalbar", 4, 2), ("62", "Kalteng", 5, 2), ("63", "Kalsel", 6, 3)),
        *(("64", "Kaltim", 6, 2), ("65", "Kaltara", 6, 1)),
    ),
    "Sulawesi": (
        *(("71", "Sulut", 9, 1), ("72", "Sulteng", 8, 2), ("73", "Sulsel", 8, 4)),
        *(("74", "Sultra", 9, 3), ("75", "Gtalo", 8, 1), ("76", "Sulbar", 8, 3)),
    ),
    "Maluku": (("81", "Maluku", 10, 4), ("82", "Malut", 10, 2)),
    "Papua": (
        *(("91", "Papua", 13, 3), ("92", "Pabar", 12, 3), ("93", "Papsel", 13, 5)),
        *(("94", "Papteng", 12, 4), ("95", "Papeg", 13, 4), ("96", "PBD", 11, 3)),
    ),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a province stands on the grid, its short name and its group of islands."""

    short: str
    column: int
    row: int
    island: str


@dataclass(frozen=True, slots=True)
class Tile:
    """What the map shows of a province; `value` None means that nothing is known, 0 that it is silent."""

    name: str
    value: Number | None
    url: str = ""


@dataclass(frozen=True, slots=True)
class IslandGroup:
    """The provinces of one group of islands as bars, for narrow screens."""

    name: str
    chart: Chart


PLACES: dict[str, Place] = {
    code: Place(short, column, row, island)
    for island, provinces in _GRID.items()
    for code, short, column, row in provinces
}
"""The 38 provinces by Kemendagri code."""


def quantise(values: Sequence[Number]) -> tuple[Number, ...]:
    """Return the upper limits of at most five classes with about as many members each; zeros belong to none.

    A value v is in class i when limits[i-1] < v ≤ limits[i]. Equal values share a class, so there may be
    fewer.
    """
    spoken = sorted(value for value in values if value > 0)
    if not spoken:
        return ()
    return tuple(sorted({spoken[(len(spoken) * part + 4) // 5 - 1] for part in range(1, 6)}))


def _step(value: Number | None, limits: Sequence[Number]) -> int:
    """Return the step of a value, 5 for the highest class whatever their number; 0 is silent or unknown."""
    if not value:
        return 0
    index = next(i for i, limit in enumerate(limits) if value <= limit)
    return 6 - len(limits) + index


def tile_map(
    provinces: Mapping[str, Tile], *, title: str, unit: str, show: Show = numbers.thousands
) -> Chart:
    """Draw the provinces as tiles coloured in five steps, each with its short name and value.

    `provinces` maps Kemendagri codes to tiles; a code outside the 38 raises KeyError, a missing one is drawn
    as unknown. A tile with a url is a link whose name says province, value and unit; links run west to east,
    row by row.
    """
    if unknown := provinces.keys() - PLACES.keys():
        raise KeyError(f"no place on the map for {sorted(unknown)}")
    limits = quantise([tile.value for tile in provinces.values() if tile.value is not None])
    ordered = sorted(PLACES.items(), key=lambda item: (item[1].row, item[1].column))
    tiles = (
        _tile(place, provinces.get(code) or Tile(place.short, None), limits, unit, show)
        for code, place in ordered
    )
    svg = format_html(
        '<svg class="chart map" role="group" aria-label="{}" viewBox="0 0 {} {}" font-size="12">{}{}</svg>',
        title,
        str(WIDTH),
        str(HEIGHT),
        join(tiles),
        join(_legend(limits)),
    )
    rows = tuple(
        (tile.name, "–" if tile.value is None else show(tile.value)) for _, tile in sorted(provinces.items())
    )
    return Chart(svg, (gettext("Provinsi"), unit), rows)


def _tile(place: Place, tile: Tile, limits: Sequence[Number], unit: str, show: Show) -> SafeString:
    step = _step(tile.value, limits)
    fill = STEPS[step - 1] if step else PAPER
    ink = (PAPER if step > 3 else INK) if step else ALERT
    words = gettext("belum ada data") if tile.value is None else f"{show(tile.value)} {unit}"
    x, y = place.column * CELL, place.row * ROW
    body = format_html(
        "<title>{name}: {words}</title>"
        '<rect x="{left}" y="{top}" width="53" height="46" rx="4" fill="{fill}"{dashed}/>'
        '<text x="{middle}" y="{first}" text-anchor="middle" fill="{ink}">{short}</text>'
        '<text x="{middle}" y="{second}" text-anchor="middle" font-weight="650" fill="{ink}">{value}</text>',
        name=tile.name,
        words=words,
        left=str(x + 2),
        top=str(y + 2),
        fill=fill,
        dashed="" if step else DASHED,
        middle=coordinate(x + CELL / 2 + 0.5),
        first=str(y + 20),
        second=str(y + 38),
        ink=ink,
        short=place.short,
        value="–" if tile.value is None else numbers.short(tile.value),
    )
    css = f"step-{step}" if step else "silent"
    if not tile.url:
        return format_html('<g class="{}">{}</g>', css, body)
    return format_html(
        '<a class="{}" href="{}" aria-label="{}">{}</a>', css, tile.url, f"{tile.name}: {words}", body
    )


def _legend(limits: Sequence[Number]) -> Iterator[SafeString]:
    """Draw swatches from silent to most in the empty top row, each with the highest value it stands for."""
    items = [("silent", PAPER, gettext("senyap"))]
    for limit in limits:
        step = _step(limit, limits)
        items.append((f"step-{step}", STEPS[step - 1], f"≤ {numbers.short(limit)}"))
    left = WIDTH - 92 * len(items)
    for index, (css, fill, words) in enumerate(items):
        x = left + 92 * index
        yield format_html(
            '<g class="{}"><rect x="{}" y="4" width="16" height="16" rx="3" fill="{}"{}/></g>'
            '<text x="{}" y="16" fill="{}" aria-hidden="true">{}</text>',
            css,
            str(x),
            fill,
            DASHED if css == "silent" else "",
            str(x + 22),
            SOFT,
            words,
        )


def island_groups(
    provinces: Mapping[str, Tile], *, unit: str, show: Show = numbers.thousands
) -> list[IslandGroup]:
    """Return the same provinces as bars by group of islands, west to east, most first, all on one scale."""
    top = max((tile.value or 0 for tile in provinces.values()), default=0)
    groups = []
    for island in _GRID:
        members = [tile for code, tile in provinces.items() if PLACES[code].island == island]
        members.sort(key=lambda tile: (-(tile.value or 0), tile.name))
        if members:
            rows = [Bar(tile.name, tile.value or 0, tile.url, _silence(tile.value)) for tile in members]
            name = gettext(island)
            headers = (gettext("Provinsi"), unit)
            chart = bars(rows, title=f"{name}, {unit}", headers=headers, show=show, top=top)
            groups.append(IslandGroup(name, chart))
    return groups


def _silence(value: Number | None) -> str:
    """Return the note beside a bar without length."""
    if value is None:
        return f"· {gettext('belum ada data')}"
    return "" if value else f"· {gettext('senyap')}"
