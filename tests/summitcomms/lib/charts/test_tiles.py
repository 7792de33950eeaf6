import csv
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summitcomms.lib import charts
from summitcomms.lib.charts.tiles import PLACES
from tests.summitcomms.lib.charts.drawings import parse

REGIONS = Path(__file__).parents[4] / "agencies" / "data" / "regions.csv"


def drawing(provinces: dict[str, charts.Tile]) -> Element:
    return parse(charts.tile_map(provinces, title="Konten per provinsi", unit="konten"))


def test_the_map_has_exactly_the_provinces_of_the_register() -> None:
    with REGIONS.open(encoding="utf-8", newline="") as lines:
        codes = {row["code"] for row in csv.DictReader(lines) if row["level"] == "province"}

    assert set(PLACES) == codes
    assert len(codes) == 38


def test_no_two_provinces_share_a_place_or_a_name() -> None:
    places = [(place.column, place.row) for place in PLACES.values()]

    assert len(set(places)) == len(places)
    assert len({place.short for place in PLACES.values()}) == len(places)


def test_short_names_fit_their_tile() -> None:
    assert max(len(place.short) for place in PLACES.values()) <= 7


@pytest.mark.parametrize(
    ("west", "east"), [("11", "51"), ("32", "35"), ("61", "64"), ("73", "81"), ("96", "91"), ("51", "53")]
)
def test_the_archipelago_runs_from_west_to_east(west: str, east: str) -> None:
    assert PLACES[west].column < PLACES[east].column


def test_a_tile_with_an_address_is_a_link_named_in_full() -> None:
    link = drawing({"74": charts.Tile("Sulawesi Tenggara", 2050, "/instansi/sultra/")}).find("a")

    assert link is not None
    assert link.attrib["href"] == "/instansi/sultra/"
    assert link.attrib["aria-label"] == "Sulawesi Tenggara: 2.050 konten"
    assert [text.text for text in link.iter("text")] == ["Sultra", "2,1 rb"]


def test_all_38_tiles_are_drawn_even_when_nothing_is_known() -> None:
    tiles = [group for group in drawing({}).iter("g") if group.find("title") is not None]

    assert len(tiles) == 38
    assert {group.attrib["class"] for group in tiles} == {"silent"}


def test_silent_and_unknown_look_alike_but_say_different_things() -> None:
    titles = [title.text for title in drawing({"91": charts.Tile("Papua", 0)}).iter("title")]

    assert "Papua: 0 konten" in titles
    assert "Aceh: belum ada data" in titles


def test_a_province_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError, match="97"):
        charts.tile_map({"97": charts.Tile("Papua Utara", 1)}, title="Konten", unit="konten")


def test_the_most_active_province_has_the_strongest_colour() -> None:
    provinces = {
        code: charts.Tile(place.short, count) for count, (code, place) in enumerate(PLACES.items(), 1)
    }

    classes = {tile.findtext("title"): tile.attrib["class"] for tile in drawing(provinces).iter("g")}

    assert classes["Aceh: 1 konten"] == "step-1"
    assert classes["PBD: 38 konten"] == "step-5"


def test_the_legend_names_silence_and_each_class() -> None:
    words = [
        text.text
        for text in drawing({"11": charts.Tile("Aceh", 10), "12": charts.Tile("Sumut", 2400)}).iter("text")
    ]

    assert words[-3:] == ["senyap", "≤ 10", "≤ 2,4 rb"]


def test_the_table_lists_the_provinces_by_code() -> None:
    provinces = {"91": charts.Tile("Papua", None), "11": charts.Tile("Aceh", 1200)}

    assert charts.tile_map(provinces, title="Konten", unit="konten").rows == (
        ("Aceh", "1.200"),
        ("Papua", "–"),
    )


def test_names_and_addresses_cannot_become_markup() -> None:
    chart = charts.tile_map({"11": charts.Tile("<b>", 1, '"><script>')}, title="<i>", unit="<u>")

    assert not any(tag in chart.svg for tag in ("<b>", "<script>", "<i>", "<u>"))


def test_nothing_in_the_drawing_needs_inline_style_or_script() -> None:
    svg = charts.tile_map({"11": charts.Tile("Aceh", 1, "/x/")}, title="Konten", unit="konten").svg

    assert " style=" not in svg
    assert "<script" not in svg


@pytest.mark.parametrize(
    ("values", "limits"),
    [
        ([], ()),
        ([0, 0], ()),
        ([7], (7,)),
        ([3, 3, 3], (3,)),
        ([1, 2, 3, 4, 5], (1, 2, 3, 4, 5)),
        ([0, 1, 9], (1, 9)),
    ],
)
def test_classes_hold_about_as_many_members_each(values: list[int], limits: tuple[int, ...]) -> None:
    assert charts.quantise(values) == limits


@given(st.lists(st.integers(min_value=0, max_value=10**9), max_size=60))
def test_the_limits_rise_and_the_last_holds_the_highest(values: list[int]) -> None:
    limits = charts.quantise(values)

    assert len(limits) <= 5
    assert all(low < high for low, high in pairwise(limits))
    assert (limits[-1] if limits else 0) == max(values, default=0)


def test_islands_come_west_to_east_and_their_provinces_most_first() -> None:
    provinces = {
        "91": charts.Tile("Papua", 3),
        "11": charts.Tile("Aceh", 0),
        "12": charts.Tile("Sumatera Utara", 9),
        "13": charts.Tile("Sumatera Barat", None),
    }

    groups = charts.island_groups(provinces, unit="konten")

    assert [group.name for group in groups] == ["Sumatera", "Papua"]
    assert groups[0].chart.rows == (
        ("Sumatera Utara", "9"),
        ("Aceh", "0 · senyap"),
        ("Sumatera Barat", "0 · belum ada data"),
    )


def test_all_islands_share_one_scale() -> None:
    groups = charts.island_groups(
        {"11": charts.Tile("Aceh", 10), "91": charts.Tile("Papua", 5)}, unit="konten"
    )

    assert 'width="50%"' in groups[1].chart.svg


def test_without_provinces_there_are_no_islands() -> None:
    assert charts.island_groups({}, unit="konten") == []
