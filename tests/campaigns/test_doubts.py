"""What is odd enough to be looked at by a verifier, and what is said about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from agencies.platforms import Platform
from campaigns import doubts
from campaigns.doubts import Doubt, Measured, from_readings, from_screening, sentence
from campaigns.flags import EFFECT_OF, EFFECTS, FLAGS, Effect, Flag
from campaigns.readings import METRICS
from campaigns.screening import Alike, Rule, Screening
from tests.campaigns.screening import good

NOW = datetime(2023, 8, 29, 2, tzinfo=UTC)
WIB = "Asia/Jakarta"
HOURS = timedelta(hours=1)


def seen(hours: int = 0, **metrics: int | None) -> Measured:
    return Measured("mitra", "Mitra Pemantau", NOW + hours * HOURS, metrics)


def codes(before: Measured | None, new: Measured) -> list[tuple[str, object]]:
    return [(str(doubt.code), doubt.facts["metric"]) for doubt in from_readings(before, new)]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"likes": 1_000}, {"likes": 1_001}, []),
        ({"likes": 1_000}, {"likes": 800}, []),
        ({"likes": 1_000}, {"likes": 799}, [("drop", "likes")]),
        ({"likes": 60}, {"likes": 10}, []),
        ({"likes": 60}, {"likes": 9}, [("drop", "likes")]),
        ({"likes": 1_000}, {"likes": None}, []),
        ({"likes": None}, {"likes": 5}, []),
        ({"followers": 1_000}, {"followers": 10}, []),
        ({"likes": 1_000, "views": 9_000}, {"likes": 500, "views": 900}, [("drop", "views")]),
        ({"likes": 1_000, "shares": 100}, {"likes": 400, "shares": 40}, [("drop", "likes")]),
    ],
)
def test_a_count_falls_by_a_large_share_and_number(
    before: dict[str, int], after: dict[str, int], found: list[tuple[str, str]]
) -> None:
    assert codes(seen(**before), seen(1, **after)) == found


@pytest.mark.parametrize(
    ("hours", "before", "after", "found"),
    [
        (6, {"likes": 600}, {"likes": 6_001}, [("jump", "likes")]),
        (6, {"likes": 600}, {"likes": 6_000}, []),
        (7, {"likes": 600}, {"likes": 90_000}, []),
        (1, {"likes": 500}, {"likes": 5_500}, []),
        (1, {"likes": 500}, {"likes": 5_501}, [("jump", "likes")]),
        (1, {"likes": 100}, {"likes": 5_100}, []),
        (1, {"likes": 100}, {"likes": 5_101}, [("jump", "likes")]),
        (1, {"likes": 99}, {"likes": 90_000}, []),
        (1, {"followers": 600}, {"followers": 60_000}, []),
        (1, {"likes": 600, "views": 600}, {"likes": 7_000, "views": 99_000}, [("jump", "views")]),
    ],
)
def test_a_count_multiplies_within_hours(
    hours: int, before: dict[str, int], after: dict[str, int], found: list[tuple[str, str]]
) -> None:
    assert codes(seen(**before), seen(hours, **after)) == found


@pytest.mark.parametrize(
    ("metrics", "found"),
    [
        ({"likes": 6, "views": 5}, [("ratio", "likes")]),
        ({"likes": 5, "views": 5}, []),
        ({"likes": 6}, []),
        ({"likes": 6, "views": None}, []),
        ({"views": 5}, []),
        ({"likes": 300, "comments": 150, "shares": 50, "views": 1_000}, []),
        ({"likes": 300, "comments": 150, "shares": 51, "views": 1_000}, [("ratio", "interactions")]),
        ({"comments": 900, "views": 999}, []),
        ({"likes": 2_000, "comments": 900, "views": 1_000}, [("ratio", "likes")]),
    ],
)
def test_nobody_reacts_to_what_they_have_not_seen(
    metrics: dict[str, int | None], found: list[tuple[str, str]]
) -> None:
    assert codes(None, seen(0, **metrics)) == found


def test_a_ratio_is_doubted_once_for_a_source_and_a_move_at_each_moment() -> None:
    first, second = (from_readings(seen(likes=1_000), seen(n, likes=10, views=1)) for n in (1, 2))
    assert [doubt.about for doubt in first] == ["mitra", "mitra 2023-08-29T03:00:00+00:00"]
    assert [doubt.about for doubt in second] == ["mitra", "mitra 2023-08-29T04:00:00+00:00"]


counts = st.fixed_dictionaries({}, optional={name: st.integers(0, 10**12) for name in METRICS})


@given(counts, counts, st.integers(0, 48))
def test_every_doubt_about_readings_fits_its_row_and_can_be_said(
    before: dict[str, int], after: dict[str, int], hours: int
) -> None:
    earlier, later = (
        Measured("s" * 40, "n" * 120, at, metrics)
        for at, metrics in ((NOW, before), (NOW + hours * HOURS, after))
    )
    found = from_readings(earlier, later)
    assert len({doubt.code for doubt in found}) == len(found) <= 3
    for doubt in found:
        assert len(doubt.about) <= 120
        assert sentence(doubt.code, doubt.facts, WIB)


def screened(**changes: object) -> Screening:
    return Screening((good.found(Rule.CAPTION, **changes), good.found(Rule.IMAGE, **changes)))


OTHER = Alike("AB12", "Kominfo", False, Platform.INSTAGRAM)
OWN = Alike("AB13", "Sultra", True, good.GOOD.platform)


def test_what_passes_the_screening_is_not_doubted() -> None:
    assert from_screening(screened()) == []


def test_a_burst_is_doubted_with_its_numbers() -> None:
    screening = Screening((good.found(Rule.BURST, burst=23),))
    [doubt] = from_screening(screening)
    assert doubt == Doubt(Flag.BURST, "", {"count": "23", "minutes": "15"})
    assert "23 unggahan lain" in sentence(doubt.code, doubt.facts, WIB)


def test_a_copied_caption_is_doubted() -> None:
    [doubt] = from_screening(screened(same_caption=OTHER))
    assert doubt == Doubt(Flag.SAME_CAPTION, "AB12", {"post": "AB12", "agency": "Kominfo"})
    assert "laporan AB12 dari Kominfo" in sentence(doubt.code, doubt.facts, WIB)


def test_the_own_caption_on_the_same_platform_is_doubted_too() -> None:
    [doubt] = from_screening(screened(same_caption=OWN))
    assert "AB13 dari instansi yang sama" in sentence(doubt.code, doubt.facts, WIB)


def test_the_same_picture_is_doubted() -> None:
    pictures = {"pictures": (0x0F0F0F0F0F0F0F0F,), "same_picture": OTHER}
    [doubt] = from_screening(screened(**pictures))
    assert (doubt.code, doubt.about) == (Flag.SAME_IMAGE, "AB12")
    assert "laporan AB12 dari Kominfo" in sentence(doubt.code, doubt.facts, WIB)


def test_sentences_show_numbers_and_times_as_the_reader_reads_them() -> None:
    drop, jump, likes, most = (
        *from_readings(seen(likes=12_000), seen(1, likes=9)),
        *from_readings(seen(views=600), seen(1, views=60_000)),
        *from_readings(None, seen(likes=6, views=5)),
        *from_readings(None, seen(comments=1_600, views=2_000)),
    )
    said = sentence(drop.code, drop.facts, WIB)
    assert said.startswith("Jumlah suka turun dari 12.000 (Sel 29 Agu 2023 09.00 WIB) menjadi 9 (")
    assert said.endswith("10.00 WIB) menurut sumber Mitra Pemantau.")
    assert sentence(jump.code, jump.facts, WIB).startswith("Jumlah tayangan naik dari 600 (")
    assert sentence(likes.code, likes.facts, WIB).startswith("Suka (6) lebih banyak daripada tayangan (5)")
    assert sentence(most.code, most.facts, WIB).startswith("Interaksi (1.600) lebih dari separuh tayangan")
    assert "pernyataan instansi sendiri" in sentence(Flag.DECLARED_ONLY, {}, WIB)


def test_the_same_facts_are_said_in_english() -> None:
    [drop] = from_readings(seen(likes=12_000), seen(1, likes=9))
    with translation.override("en"):
        assert "12,000" in sentence(drop.code, drop.facts, WIB)


def test_every_flag_has_a_name_and_an_effect() -> None:
    assert [code for code, _ in FLAGS] == list(Flag) == list(EFFECT_OF)
    assert {code for code, _ in EFFECTS} == set(EFFECT_OF.values()) == set(Effect)


def test_the_words_about_half_the_views_hold_while_the_bound_does() -> None:
    assert doubts.RATIO_PERCENT == 50
