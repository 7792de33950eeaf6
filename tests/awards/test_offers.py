from dataclasses import replace
from itertools import combinations

import pytest

from awards.offers import BY_CODE, OFFERS, overlap, range_words


def test_strata_of_a_kind_meet_without_a_gap_and_without_an_overlap() -> None:
    for kind in ("kabupaten", "kota"):
        small, middle, large = (BY_CODE[f"{kind}-{size}"] for size in ("kecil", "sedang", "besar"))

        assert small.population_from is None
        assert small.population_to == middle.population_from
        assert middle.population_to == large.population_from
        assert large.population_to is None
        assert not any(overlap(*pair) for pair in combinations((small, middle, large), 2))


def test_a_whole_kind_overlaps_with_each_of_its_strata_and_with_no_other_kind() -> None:
    whole = BY_CODE["kabupaten"]

    assert all(overlap(whole, one) and overlap(one, whole) for one in OFFERS if one.agency_kind == "regency")
    assert not any(overlap(whole, one) for one in OFFERS if one.agency_kind not in ("regency", ""))


def test_other_bases_do_not_overlap_with_scores_and_all_kinds_overlap_with_each() -> None:
    improvement = BY_CODE["peningkatan-terbaik"]

    assert not overlap(improvement, BY_CODE["kementerian"])
    assert not overlap(BY_CODE["konten-terbaik"], BY_CODE["klarifikasi-terbaik"])
    assert overlap(improvement, replace(BY_CODE["kota"], basis="improvement"))


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (None, None, ""),
        (None, 200_000, "di bawah 200.000 penduduk"),
        (200_000, 500_000, "200.000 sampai di bawah 500.000 penduduk"),
        (500_000, None, "500.000 penduduk atau lebih"),
    ],
)
def test_a_range_of_populations_is_said_in_words(least: int | None, most: int | None, words: str) -> None:
    assert range_words(least, most) == words
