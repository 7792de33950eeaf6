from __future__ import annotations

from datetime import UTC, datetime

import pytest

from campaigns.imports.moments import MomentError, parse
from summitcomms.lib.clock import WIB

NINE = datetime(2023, 8, 29, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2023-08-29T09:00+07:00",
        "2023-08-29T09:00:00+0700",
        "2023-08-29 09:00",
        " 2023-08-29  09:00:00 ",
        "2023-08-29T02:00Z",
        "2023-08-29T02:00:00.000Z",
        "2023-08-28T21:30-04:30",
        "29/08/2023 09.00",
        "29/8/2023, 9:00",
        "29-08-2023 09:00 WIB",
        "29.08.2023 10.00 WITA",
        "29/08/2023 11.00 wit",
        "29/08/2023 02.00 UTC",
    ],
)
def test_one_moment_in_many_forms(text: str):
    assert parse(text, WIB) == NINE


def test_a_time_without_a_zone_is_of_the_chosen_zone():
    assert parse("29/08/2023 11.00", "Asia/Jayapura") == NINE


def test_fractions_of_a_second_are_kept():
    assert parse("2023-08-29T02:00:00.5Z", WIB).microsecond == 500_000
    assert parse("2023-08-29T02:00:00.1234567Z", WIB).microsecond == 123_456


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "tidak terbaca"),
        ("kemarin", "tidak terbaca"),
        ("29/08/23 09.00", "tidak terbaca"),
        ("2023-08-29", "tidak menyebut jam"),
        ("29/08/2023", "tidak menyebut jam"),
        ("08/29/2023 09.00", "tidak ada di kalender"),
        ("31/02/2023 09.00", "tidak ada di kalender"),
        ("29/08/2023 24.00", "tidak ada di kalender"),
        ("2023-08-29T09:00+99:00", "tidak ada di kalender"),
    ],
)
def test_what_is_no_moment_is_refused_with_an_example(text: str, reason: str):
    with pytest.raises(MomentError) as refused:
        parse(text, WIB)

    assert reason in str(refused.value)
    assert "29/08/2023 09.00" in str(refused.value)
