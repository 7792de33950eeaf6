from hypothesis import given
from hypothesis import strategies as st

from summitcomms.lib import charts
from summitcomms.lib.numbers import short
from tests.summitcomms.lib.charts.drawings import parse


def widths(chart: charts.Chart) -> list[str]:
    drawing = parse(chart)
    return [
        element.attrib["width"] for element in drawing.iter("rect") if element.attrib["class"] == "chart-bar"
    ]


def bars(*rows: charts.Bar, top: int | None = None) -> charts.Chart:
    return charts.bars(rows, title="Konten per kanal", headers=("Kanal", "Konten"), top=top)


def test_the_longest_bar_fills_the_width() -> None:
    assert widths(bars(charts.Bar("Instagram", 400), charts.Bar("X", 100))) == ["100%", "25%"]


def test_a_shared_scale_leaves_room() -> None:
    assert widths(bars(charts.Bar("Papua", 50), top=200)) == ["25%"]


def test_bars_of_zero_have_no_length() -> None:
    assert widths(bars(charts.Bar("X", 0))) == ["0%"]


def test_bars_without_links_are_one_image_with_all_values_in_words() -> None:
    drawing = parse(bars(charts.Bar("Instagram", 4000), charts.Bar("X", 1)))

    assert drawing.attrib["role"] == "img"
    assert drawing.attrib["aria-label"] == "Konten per kanal. Instagram 4.000; X 1"


def test_bars_with_links_stay_a_group_so_that_the_links_can_be_reached() -> None:
    drawing = parse(bars(charts.Bar("Aceh", 4, "/instansi/aceh/")))

    link = drawing.find("a")
    assert drawing.attrib["role"] == "group"
    assert link is not None
    assert link.attrib["href"] == "/instansi/aceh/"


def test_the_table_holds_values_and_notes_in_the_order_given() -> None:
    chart = charts.bars(
        [charts.Bar("X", 2400), charts.Bar("Threads", 0, note="· senyap")],
        title="Interaksi",
        headers=("Kanal", "Interaksi"),
        show=short,
    )

    assert chart.rows == (("X", "2,4 rb"), ("Threads", "0 · senyap"))


def test_no_rows_draw_nothing() -> None:
    assert widths(bars()) == []


def test_labels_and_addresses_cannot_become_markup() -> None:
    chart = bars(charts.Bar("<b>", 1, '"><script>'))

    assert "<b>" not in chart.svg
    assert "<script>" not in chart.svg


def tone(positive: int, neutral: int, negative: int) -> charts.Chart:
    parts = [
        ("positive", "Positif", positive),
        ("neutral", "Netral", neutral),
        ("negative", "Negatif", negative),
    ]
    return charts.stacked_share(parts, title="Nada")


def test_shares_add_up_along_one_bar() -> None:
    drawing = parse(tone(90, 6, 4))

    stretches = [
        (r.attrib["x"], r.attrib["width"]) for r in drawing.iter("rect") if r.attrib["height"] == "20"
    ]
    assert stretches == [("0", "100%"), ("0%", "90%"), ("90%", "6%"), ("96%", "4%")]


def test_shares_are_told_as_counts_and_percent() -> None:
    assert tone(900, 76, 24).rows == (
        ("Positif", "900", "90 %"),
        ("Netral", "76", "8 %"),
        ("Negatif", "24", "2 %"),
    )


def test_without_any_count_there_is_no_share() -> None:
    chart = tone(0, 0, 0)

    assert [row[2] for row in chart.rows] == ["–", "–", "–"]
    assert "Belum ada data" in chart.svg


@given(st.lists(st.integers(min_value=0, max_value=10**9), min_size=3, max_size=3))
def test_no_share_leaves_the_bar(counts: list[int]) -> None:
    drawing = parse(tone(*counts))

    for rect in drawing.iter("rect"):
        if rect.attrib["class"].startswith("tone") and rect.attrib["height"] == "20":
            assert float(rect.attrib["x"][:-1]) + float(rect.attrib["width"][:-1]) <= 100.02
