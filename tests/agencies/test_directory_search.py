import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies import directory_search

MIMIKA = directory_search.text(
    ("Diskominfo Kabupaten Mimika", "Dinas Kominfo Kabupaten Mimika"), ("D-94.04", "D-91.09")
)
TOLITOLI = directory_search.text(("Diskominfo Kabupaten Toli-Toli",), ("D-72.04",))
BANK = directory_search.text(("BI", "Bank Indonesia"), ("L-BI",))


def finds(typed: str, stored: str) -> bool:
    return all(needle in stored for needle in directory_search.needles(typed))


@pytest.mark.parametrize(
    "typed", ["94.04", "D-94.04", "d 94.04", "d94.04", "9404", "d9404", "91.09", "D-91.09", "9109", "94"]
)
def test_a_region_is_found_by_its_code_of_today_and_by_its_former_one(typed: str) -> None:
    assert finds(typed, MIMIKA)


@pytest.mark.parametrize("typed", ["04", "4.04", "94.4", "94.040", "9", "74"])
def test_a_number_that_begins_no_code_finds_nothing(typed: str) -> None:
    assert finds(typed, MIMIKA) == (typed == "9")


@pytest.mark.parametrize(
    "typed", ["kab mimika", "Kab. Mimika", "MIMIKA  kominfo", "mimíka", "diskominfo-mimika"]
)
def test_words_are_found_as_a_telephone_types_them(typed: str) -> None:
    assert finds(typed, MIMIKA)


@pytest.mark.parametrize("typed", ["toli-toli", "tolitoli", "toli toli", "kabupaten tolitoli"])
def test_a_hyphen_may_be_there_or_not(typed: str) -> None:
    assert finds(typed, TOLITOLI)


def test_what_is_written_is_stored_for_searches_that_fold_nothing() -> None:
    assert "d-94.04" in MIMIKA
    assert "toli-toli" in TOLITOLI


def test_short_words_are_looked_for_at_the_beginning_of_a_word() -> None:
    assert finds("bi", BANK)
    assert finds("l-bi", BANK)
    assert not finds("si", BANK)
    assert finds("onesi", BANK)


@pytest.mark.parametrize("typed", ["", "  ", "-", "...", "\0", "%_"])
def test_nothing_to_look_for_narrows_nothing(typed: str) -> None:
    assert directory_search.needles(typed) == []


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    folded = directory_search.fold(text)

    assert directory_search.fold(folded) == folded
    assert "  " not in folded


@given(st.text(max_size=60))
def test_a_name_is_found_by_itself(name: str) -> None:
    assert finds(name, directory_search.text((name,), ()))
