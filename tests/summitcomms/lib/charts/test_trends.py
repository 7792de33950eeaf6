from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summitcomms.lib import charts
from tests.summitcomms.lib.charts.drawings import parse

FIRST = date(2023, 8, 16)


def days(*values: int) -> list[tuple[date, int]]:
    return [(FIRST + timedelta(days=index), value) for index, value in enumerate(values)]


def texts(chart: charts.Chart) -> list[str]:
    return [element.text or "" for element in parse(chart).iter("text")]


def test_a_trend_names_its_axis_and_the_first_middle_and_last_day() -> None:
    chart = charts.trend(days(12, 18, 9, 31, 44), title="Konten per hari", unit="konten")

    assert texts(chart) == ["0", "25", "50 konten", "16 Agu", "18 Agu", "20 Agu"]


def test_a_trend_says_in_words_what_it_shows() -> None:
    chart = charts.trend(days(12, 1800, 9), title="Konten per hari", unit="konten")

    label = parse(chart).attrib["aria-label"]
    assert label == (
        "Konten per hari. 3 hari; tertinggi 1.800 konten pada 17 Agu; terakhir 9 konten pada 18 Agu."
    )


def test_a_trend_carries_its_numbers_as_a_table() -> None:
    chart = charts.trend(days(1200), title="Konten per hari", unit="konten")

    assert chart.headers == ("Hari", "konten")
    assert chart.rows == (("Rab 16 Agu 2023", "1.200"),)


def test_the_baseline_is_named_and_always_inside_the_axis() -> None:
    chart = charts.trend(days(1, 2), title="Konten", unit="konten", baseline=("Labuan Bajo", 57))

    assert "Labuan Bajo: 57" in texts(chart)
    assert "60 konten" in texts(chart)


def test_a_single_day_stands_in_the_middle() -> None:
    chart = charts.trend(days(5), title="Konten", unit="konten")

    dot = parse(chart).find("circle")
    assert dot is not None
    assert dot.attrib["cx"] == "50%"
    assert texts(chart)[-1] == "16 Agu"


def test_a_trend_without_days_is_an_empty_frame_that_says_so() -> None:
    chart = charts.trend([], title="Konten", unit="konten")

    drawing = parse(chart)
    assert "Belum ada data" in drawing.attrib["aria-label"]
    assert drawing.find(".//polyline") is None
    assert chart.rows == ()


def test_words_from_outside_cannot_become_markup() -> None:
    chart = charts.trend(days(1), title='<script>"', unit="<b>", baseline=("<i>", 1))

    assert "<script>" not in chart.svg
    assert "<b>" not in chart.svg
    assert "<i>" not in chart.svg


@pytest.mark.parametrize(
    ("highest", "top"),
    [(0, 4), (4, 4), (5, 6), (7, 8), (11, 12), (96, 100), (118, 120), (121, 160), (5001, 6000)],
)
def test_the_axis_ends_at_a_round_number(highest: int, top: int) -> None:
    assert charts.nice_top(highest) == top


@given(st.integers(min_value=0, max_value=10**12))
def test_the_axis_holds_every_value_and_has_a_whole_half(highest: int) -> None:
    top = charts.nice_top(highest)

    assert top >= highest
    assert top % 2 == 0


@given(st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=60))
def test_no_point_leaves_the_plot(values: list[int]) -> None:
    chart = charts.trend(days(*values), title="Konten", unit="konten")

    line = parse(chart).find(".//polyline")
    assert line is not None
    points = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split(" ")]
    assert len(points) == len(values)
    assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in points)


def test_a_sparkline_runs_from_low_to_high() -> None:
    line = charts.sparkline([0, 5, 10], label="naik")

    assert 'points="0,22 50,12 100,2"' in line
    assert 'aria-label="naik"' in line


@pytest.mark.parametrize("values", [[], [7], [3, 3]])
def test_a_sparkline_without_change_is_flat(values: list[int]) -> None:
    assert 'points="0,22 100,22"' in charts.sparkline(values, label="tetap")
