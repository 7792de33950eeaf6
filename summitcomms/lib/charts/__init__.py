"""Charts as SVG text: they print, go into a PDF and need no JavaScript.

Pure functions of plain data. All but `sparkline` return a `Chart`: the drawing and the same numbers as a
table, because a picture alone shuts people out.
"""

from summitcomms.lib.charts.bars import Bar, bars, stacked_share
from summitcomms.lib.charts.base import Chart
from summitcomms.lib.charts.tiles import IslandGroup, Tile, island_groups, quantise, tile_map
from summitcomms.lib.charts.trends import nice_top, sparkline, trend

__all__ = [
    "Bar",
    "Chart",
    "IslandGroup",
    "Tile",
    "bars",
    "island_groups",
    "nice_top",
    "quantise",
    "sparkline",
    "stacked_share",
    "tile_map",
    "trend",
]
