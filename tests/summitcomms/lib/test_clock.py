from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from summitcomms.lib import clock

BIMTEK = datetime(2023, 8, 29, 2, 0, tzinfo=UTC)
MOMENTS = st.integers(0, 2**32).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
ZONES = st.sampled_from(list(clock.LABELS))


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        (clock.WIB, "Sel 29 Agu 2023 09.00 WIB"),
        (clock.WITA, "Sel 29 Agu 2023 10.00 WITA"),
        (clock.WIT, "Sel 29 Agu 2023 11.00 WIT"),
        ("WIT", "Sel 29 Agu 2023 11.00 WIT"),
    ],
)
def test_one_moment_is_shown_in_each_zone_with_its_name(zone: str, text: str) -> None:
    assert clock.show(BIMTEK, zone) == text


def test_the_day_may_differ_between_zones() -> None:
    late = datetime(2023, 8, 29, 16, 30, tzinfo=UTC)

    assert clock.show_date(late, "WIB") == "Sel 29 Agu 2023"
    assert clock.show_date(late, "WIT") == "Rab 30 Agu 2023"
    assert clock.show_time(late, "WIT") == "01.30 WIT"


def test_a_moment_given_with_another_offset_is_the_same_moment() -> None:
    in_jayapura = datetime(2023, 8, 29, 11, 0, tzinfo=timezone(timedelta(hours=9)))

    assert clock.show(in_jayapura, "WIB") == "Sel 29 Agu 2023 09.00 WIB"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="tanpa zona"):
        clock.show(datetime(2023, 8, 29, 9, 0), "WIB")  # noqa: DTZ001 - the point of the test


def test_a_zone_outside_indonesia_is_refused() -> None:
    with pytest.raises(clock.UnknownZoneError, match="Asia/Singapore"):
        clock.zone_label("Asia/Singapore")


def test_a_zone_has_an_abbreviation() -> None:
    assert [clock.zone_label(zone) for zone in (clock.WIB, clock.WITA, "WIT")] == ["WIB", "WITA", "WIT"]


def test_a_plain_date_has_a_short_a_long_and_an_axis_form() -> None:
    opening = date(2023, 9, 5)

    assert clock.date_text(opening) == "Sel 5 Sep 2023"
    assert clock.date_text(opening, long=True) == "Selasa, 5 September 2023"
    assert clock.short_date(opening) == "5 Sep"


def test_every_day_and_month_has_an_indonesian_name() -> None:
    assert [clock.date_text(date(2023, 1, day))[:3] for day in range(2, 9)] == [
        *("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
    ]
    assert [clock.short_date(date(2023, month, 1))[2:] for month in range(1, 13)] == [
        *("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
    ]


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2023, 9, 5), date(2023, 9, 5), "5 September 2023"),
        (date(2023, 9, 5), date(2023, 9, 7), "5–7 September 2023"),
        (date(2023, 8, 28), date(2023, 9, 7), "28 Agustus – 7 September 2023"),
        (date(2023, 12, 30), date(2024, 1, 2), "30 Desember 2023 – 2 Januari 2024"),
        (date(2022, 9, 5), date(2023, 9, 5), "5 September 2022 – 5 September 2023"),
    ],
)
def test_a_span_repeats_only_what_changes(first: date, last: date, text: str) -> None:
    assert clock.date_span(first, last) == text


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="mendahului"):
        clock.date_span(date(2023, 9, 7), date(2023, 9, 5))


def test_the_edges_of_a_campaign_day_are_half_open_in_utc() -> None:
    start, end = clock.day_edges(date(2023, 9, 5), "WIB")

    assert start == datetime(2023, 9, 4, 17, 0, tzinfo=UTC)
    assert end == datetime(2023, 9, 5, 17, 0, tzinfo=UTC)
    assert (start.tzinfo, end.tzinfo) == (UTC, UTC)


@given(at=MOMENTS, zone=ZONES)
def test_every_moment_lies_within_the_edges_of_its_own_day(at: datetime, zone: str) -> None:
    start, end = clock.day_edges(clock.campaign_day(at, zone), zone)

    assert start <= at < end


@given(day=st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1)), zone=ZONES)
def test_a_day_ends_where_the_next_begins(day: date, zone: str) -> None:
    assert clock.day_edges(day, zone)[1] == clock.day_edges(day + timedelta(days=1), zone)[0]


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(0), "baru saja"),
        (timedelta(seconds=59), "baru saja"),
        (timedelta(seconds=60), "1 menit lalu"),
        (timedelta(minutes=3, seconds=59), "3 menit lalu"),
        (timedelta(minutes=60), "1 jam lalu"),
        (timedelta(hours=23, minutes=59), "23 jam lalu"),
        (timedelta(days=1), "1 hari lalu"),
        (timedelta(days=29), "29 hari lalu"),
        (timedelta(days=30), "1 bulan lalu"),
        (timedelta(days=359), "11 bulan lalu"),
        (timedelta(days=360), "1 tahun lalu"),
        (timedelta(days=730), "2 tahun lalu"),
        (-timedelta(seconds=5), "sebentar lagi"),
        (-timedelta(hours=2), "2 jam lagi"),
        (-timedelta(days=7), "7 hari lagi"),
    ],
)
def test_an_age_is_told_in_whole_units(ago: timedelta, text: str) -> None:
    assert clock.age(BIMTEK - ago, BIMTEK) == text


@pytest.mark.parametrize(
    ("now", "text"),
    [
        (datetime(2023, 8, 29, 2, 0, tzinfo=UTC), "H-7"),
        (datetime(2023, 9, 4, 16, 59, tzinfo=UTC), "H-1"),
        (datetime(2023, 9, 4, 17, 0, tzinfo=UTC), "H"),
        (datetime(2023, 9, 5, 16, 59, tzinfo=UTC), "H"),
        (datetime(2023, 9, 7, 3, 0, tzinfo=UTC), "H+2"),
    ],
)
def test_the_countdown_changes_at_midnight_of_the_campaign(now: datetime, text: str) -> None:
    opening = datetime(2023, 9, 5, 2, 0, tzinfo=UTC)

    assert clock.countdown(now, opening, "WIB") == text


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (lambda: clock.show(BIMTEK, "WIB"), "Tue 29 Aug 2023 09:00 WIB"),
        (lambda: clock.date_text(date(2023, 8, 29), long=True), "Tuesday, 29 August 2023"),
        (lambda: clock.short_date(date(2023, 5, 1)), "1 May"),
        (lambda: clock.date_span(date(2023, 9, 5), date(2023, 9, 7)), "5–7 September 2023"),
        (lambda: clock.date_span(date(2023, 8, 29), date(2023, 9, 7)), "29 August – 7 September 2023"),
        (lambda: clock.date_span(date(2023, 12, 29), date(2024, 1, 7)), "29 December 2023 – 7 January 2024"),
        (lambda: clock.countdown(BIMTEK, BIMTEK + timedelta(days=7), "WIB"), "D-7"),
        (lambda: clock.countdown(BIMTEK, BIMTEK, "WIB"), "D"),
    ],
)
def test_english_readers_get_english_days_and_hours(shown: Callable[[], str], text: str) -> None:
    with translation.override("en"):
        assert shown() == text


def test_english_readers_get_one_minute_and_two_minutes() -> None:
    with translation.override("en"):
        ages = [clock.age(BIMTEK, BIMTEK + timedelta(minutes=n)) for n in (0, 1, 2, -1, -120)]

    assert ages == ["just now", "1 minute ago", "2 minutes ago", "in 1 minute", "in 2 hours"]
