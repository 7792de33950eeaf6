from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from campaigns.imports.values import count, hours, published, said_moment, says_month_first, seconds
from summitcomms.lib.clock import WIB
from summitcomms.lib.numbers import NumberError

NINE = datetime(2023, 8, 29, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12345", 12345),
        ("1,234", 1234),
        ("1.234", 1234),
        ("1.2K", 1200),
        ("1,2 rb", 1200),
        ("3,4 jt", 3_400_000),
        ("0", 0),
        ("", None),
        (" ", None),
        ("undefined", None),
        ("--", None),
        ("NaN", None),
        ("#N/A", None),
    ],
)
def test_a_count_however_it_is_written(text: str, number: int | None):
    assert count(text) == number


@pytest.mark.parametrize("text", ["1.22158E+17", "٣٤", "banyak", "12,5", "9" * 19, "0" * 5_000])
def test_what_is_no_count_is_refused(text: str):
    with pytest.raises(NumberError):
        count(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.5", 1800),
        ("1.5", 5400),
        ("1,5", 5400),
        ("1.234,5", 1234 * 3600 + 1800),
        ("1,234.5", 1234 * 3600 + 1800),
        ("1.234.567", 1_234_567 * 3600),
        ("12", 43200),
        ("0.0004", 1),
        ("", None),
        ("undefined", None),
    ],
)
def test_hours_are_seconds_and_one_mark_alone_is_a_decimal_one(text: str, number: int | None):
    assert hours(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("1:02:03", 3723), ("2:03", 123), ("0:00:11.5", 11), ("11.5", 12), ("123", 123), ("", None)],
)
def test_a_length_is_seconds(text: str, number: int | None):
    assert seconds(text) == number


@pytest.mark.parametrize("text", ["lama", "1:2", "1,234,5", "-3", "9" * 5_000, "9" * 5_000 + ":00:00"])
def test_what_is_no_length_is_refused(text: str):
    with pytest.raises(NumberError, match="bukan bilangan"):
        seconds(text)


def test_a_cell_of_many_digits_is_no_number_of_hours():
    with pytest.raises(NumberError, match=r"^“9{30}…” bukan bilangan"):
        hours("9" * 5_000)


@pytest.mark.parametrize(
    ("text", "month_first"),
    [
        ("2023-08-29T09:00:00+07:00", False),
        ("2023-08-29 02:00 +0000", False),
        ("2023-08-29 02:00 UTC", False),
        ("2023-08-29 09:00", False),
        ("08/29/2023 09:00", True),
        ("08/29/2023 9:00 AM", True),
        ("29/08/2023 09.00", False),
        ("Aug 29, 2023 09:00", False),
        ("29 Agustus 2023, 09.00", False),
    ],
)
def test_one_time_of_publication_in_many_forms(text: str, month_first: bool):
    assert published(text, WIB, month_first=month_first) == NINE


@pytest.mark.parametrize(
    ("text", "hour"), [("08/29/2023 12:30 AM", 0), ("08/29/2023 12:30 pm", 12), ("08/29/2023 1:30 PM", 13)]
)
def test_the_twelve_hour_clock(text: str, hour: int):
    found = published(text, WIB, month_first=True)

    assert isinstance(found, datetime)
    assert (found.hour, found.minute) == (hour, 30)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Fri, Jun 5, 2026", date(2026, 6, 5)),
        ("Sep 19, 2026", date(2026, 9, 19)),
        ("Sept. 19, 2026", date(2026, 9, 19)),
        ("19 Agu 2023", date(2023, 8, 19)),
        ("Jum, 5 Mei 2023", date(2023, 5, 5)),
        ("2023-08-29", date(2023, 8, 29)),
        ("03/04/2023", date(2023, 4, 3)),
    ],
)
def test_a_day_without_a_time_stays_a_day(text: str, day: date):
    found = published(text, WIB, month_first=False)

    assert found == day
    assert not isinstance(found, datetime)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kemarin",
        "Foo 5, 2026",
        "31/02/2023",
        "2023-13-01",
        "2023-08-29 25:00",
        "August 2023",
        "0001-01-01 00:00 +0700",
    ],
)
def test_what_says_no_day_says_nothing(text: str):
    assert published(text, WIB, month_first=False) is None


@pytest.mark.parametrize(
    ("texts", "default", "month_first"),
    [
        (["03/04/2026", "03/27/2026"], False, True),
        (["03/04/2026", "27/03/2026"], True, False),
        (["03/04/2026", "", "kemarin", "31/31/2026"], True, True),
        (["03/04/2026"], False, False),
        ([], True, True),
    ],
)
def test_one_date_that_can_be_read_one_way_only_tells_how_all_are_meant(
    texts: list[str], default: bool, month_first: bool
):
    assert says_month_first(texts, default=default) is month_first


@pytest.mark.parametrize(
    "lines",
    [
        [["Diekspor pada: 29/08/2023 09.00 WIB", ""]],
        [["Laporan Agustus"], ["Exported at", "2023-08-29 09:00"]],
        [["Diekspor kemarin"], ["Tanggal ekspor", "29/08/2023 09.00"]],
    ],
)
def test_lines_above_the_header_may_say_when_the_file_was_made(lines: list[list[str]]):
    assert said_moment(lines, WIB) == NINE


@pytest.mark.parametrize("lines", [[], [["Laporan 29/08/2023 09.00"]], [["Diekspor pada 29/08/2023"]]])
def test_other_lines_say_nothing(lines: list[list[str]]):
    assert said_moment(lines, WIB) is None
