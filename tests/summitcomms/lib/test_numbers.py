import contextlib
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from summitcomms.lib import numbers
from summitcomms.lib.numbers import NumberError


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0, 0, "0"),
        (805, 0, "805"),
        (58000, 0, "58.000"),
        (1234567, 0, "1.234.567"),
        (-1200, 0, "−1.200"),
        (Decimal("1234.5"), 1, "1.234,5"),
        (Decimal("87.125"), 2, "87,13"),
        (0.1 + 0.2, 2, "0,30"),
        (Decimal("-0.4"), 0, "0"),
    ],
)
def test_thousands_take_points_and_fractions_a_comma(value: numbers.Number, places: int, text: str) -> None:
    assert numbers.thousands(value, places) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (Decimal("999.5"), "1 rb"),
        (1000, "1 rb"),
        (2400, "2,4 rb"),
        (58000, "58 rb"),
        (99_949, "99,9 rb"),
        (99_950, "100 rb"),
        (999_499, "999 rb"),
        (999_500, "1 jt"),
        (999_950, "1 jt"),
        (1_200_000, "1,2 jt"),
        (3_400_000_000, "3,4 M"),
        (5_000_000_000_000, "5 T"),
        (-2400, "−2,4 rb"),
    ],
)
def test_short_numbers_keep_two_or_three_digits_and_a_unit(value: numbers.Number, text: str) -> None:
    assert numbers.short(value) == text


def test_more_than_any_unit_stays_in_the_largest() -> None:
    assert numbers.short(2_500 * 10**12) == "2.500 T"


@given(st.integers(min_value=0, max_value=10**15 - 10**12))
def test_a_short_number_never_shows_four_digits_before_its_unit(value: int) -> None:
    whole = numbers.short(value).split(" ")[0].split(",")[0]

    assert len(whole) <= 3


@pytest.mark.parametrize(
    ("ratio", "places", "text"),
    [(0.9, 0, "90 %"), (Decimal("0.905"), 1, "90,5 %"), (0.285, 0, "29 %"), (0, 0, "0 %"), (1, 0, "100 %")],
)
def test_a_ratio_is_shown_as_percent(ratio: numbers.Number, places: int, text: str) -> None:
    assert numbers.percent(ratio, places) == text


@pytest.mark.parametrize(("value", "text"), [(1200, "+1.200"), (-35, "−35"), (0, "0"), (Decimal("0.2"), "0")])
def test_a_change_carries_its_sign_unless_nothing_changed(value: numbers.Number, text: str) -> None:
    assert numbers.signed(value) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("007", 7),
        ("12345", 12345),
        ("12.345", 12345),
        ("1,234", 1234),
        ("1 234", 1234),
        ("1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567", 1234567),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("1.234,00", 1234),
        ("1,234.0", 1234),
        ("11.0", 11),
        ("1,2 rb", 1200),
        ("1,25 ribu", 1250),
        ("7 rb.", 7000),
        ("3,4 jt", 3_400_000),
        ("3 juta", 3_000_000),
        ("1.2K", 1200),
        ("15k", 15000),
        ("1.2M", 1_200_000),
        ("2,5 miliar", 2_500_000_000),
        ("1.5B", 1_500_000_000),
        ("  98 ", 98),
        ("-5", -5),
        ("−5", -5),
        ("+5", 5),
    ],
)
def test_numbers_are_read_in_both_languages(text: str, value: int) -> None:
    assert numbers.parse(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "bukan bilangan"),
        ("undefined", "bukan bilangan"),
        ("-", "bukan bilangan"),
        ("1.22158E+17", "notasi ilmiah"),
        ("1,2e5", "notasi ilmiah"),
        ("1.2", "bukan bilangan bulat"),
        ("0.123", "bukan bilangan bulat"),
        ("1.234,5", "bukan bilangan bulat"),
        ("1,2345 rb", "bukan bilangan bulat"),
        ("1.234.56", "tidak tertulis"),
        ("12.34.567", "tidak tertulis"),
        ("1,2,3 rb", "tidak tertulis"),
        ("5,", "tidak tertulis"),
        ("2 M", "juta atau miliar"),
        ("1,2 M", "juta atau miliar"),
        ("1.234 rb", "dua cara"),
        ("1,234K", "dua cara"),
        ("5 orang", "tidak dikenal"),
        ("9" * 20, "terlalu besar"),
        ("١٢٣", "bukan bilangan"),
    ],
)
def test_what_is_no_count_or_could_mean_two_things_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NumberError, match=reason):
        numbers.parse(text)


@given(st.integers(min_value=0, max_value=10**12))
def test_what_the_portal_writes_it_can_read(value: int) -> None:
    assert numbers.parse(numbers.thousands(value)) == value


@given(st.text(max_size=12))
def test_reading_any_text_gives_a_whole_number_or_the_one_refusal(text: str) -> None:
    with contextlib.suppress(NumberError):
        assert isinstance(numbers.parse(text), int)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (lambda: numbers.thousands(58000), "58,000"),
        (lambda: numbers.thousands(Decimal("1234.5"), 1), "1,234.5"),
        (lambda: numbers.short(2400), "2.4K"),
        (lambda: numbers.short(58000), "58K"),
        (lambda: numbers.short(1_200_000), "1.2M"),
        (lambda: numbers.short(999_950), "1M"),
        (lambda: numbers.short(3_000_000_000), "3B"),
        (lambda: numbers.short(805), "805"),
        (lambda: numbers.percent(0.9), "90%"),
        (lambda: numbers.percent(Decimal("0.905"), 1), "90.5%"),
        (lambda: numbers.signed(1200), "+1,200"),
        (lambda: numbers.signed(Decimal("0.004"), 2), "0.00"),
    ],
)
def test_english_readers_get_english_marks_and_units(shown: Callable[[], str], text: str) -> None:
    with translation.override("en"):
        assert shown() == text


@pytest.mark.parametrize("language", ["id", "en", None])
def test_what_is_typed_is_read_alike_in_every_language(language: str | None) -> None:
    with translation.override(language):
        assert [numbers.parse(text) for text in ("1.234", "1,234", "1,2 rb", "1.2K")] == [
            1234,
            1234,
            1200,
            1200,
        ]
