import string
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.lookalikes import Handle, Index, Likeness, essence

WORDS = st.text("abkmnortuvw1l0_.", min_size=1, max_size=12)


def likeness(one: str, other: str, platform: str = "instagram", on: str = "x") -> Likeness | None:
    """In what `one` is like a handle of another agency."""
    found = Index([Handle(on, other, "D-73")]).like(Handle(platform, one, "D-74"))
    return found[0].why if found else None


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("ASEAN2O23", "ASEAN2023", Likeness.CONFUSABLE),
        ("kominf0_sultra", "kominfo_sultra", Likeness.CONFUSABLE),
        ("kom1nfo", "komlnfo", Likeness.CONFUSABLE),
        ("KOMlNFO", "kominfo", Likeness.CONFUSABLE),
        ("kernenkeu", "kemenkeu", Likeness.CONFUSABLE),
        ("vvonosobo", "wonosobo", Likeness.CONFUSABLE),
        ("kоminfo", "kominfo", Likeness.CONFUSABLE),  # a Cyrillic o
        ("kοminfo", "kominfo", Likeness.CONFUSABLE),  # a Greek omicron
        ("kominfó", "kominfo", Likeness.CONFUSABLE),
        ("ｋｏｍｉｎｆｏ", "kominfo", Likeness.CONFUSABLE),
        ("kominfo.sultra", "kominfo_sultra", Likeness.SEPARATORS),
        ("kominfo-sultra", "kominfosultra", Likeness.SEPARATORS),
        ("_kominfo_", "kominfo", Likeness.SEPARATORS),
        ("kominfo_sultra", "Kominfo_Sultra", Likeness.SAME),
        ("user/Kominfo", "kominfo", Likeness.SAME),
        ("kominfo_sulta", "kominfo_sultra", Likeness.ONE_EDIT),
        ("kominfo_sultraa", "kominfo_sultra", Likeness.ONE_EDIT),
        ("kominfo_sultru", "kominfo_sultra", Likeness.ONE_EDIT),
        ("kominfo_sutlra", "kominfo_sultra", Likeness.ONE_EDIT),
        ("kom1nf0.sulta", "kominfo_sultra", Likeness.ONE_EDIT),
    ],
)
def test_a_handle_that_passes_for_anothers_is_found(one: str, other: str, why: Likeness) -> None:
    assert likeness(one, other) is likeness(other, one) is why


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kominfo_sultra", "kominfo_sulsel"),
        ("bmkg", "bmkn"),  # one edit, but short
        ("bssn1", "bssn2"),
        ("bp0", "bpo"),  # confusable, but shorter still
        ("1000641", "1000642"),  # numbers of pages
        ("channel/UCabcdefghijklmnopqrstuv", "channel/UCabcdefghijklmnopqrstuw"),
    ],
)
def test_what_differs_enough_or_says_nothing_is_no_warning(one: str, other: str) -> None:
    assert likeness(one, other) is None


def test_hosts_of_the_government_are_nobody_elses() -> None:
    assert likeness("sulbarprov.go.id", "sulbarprof.go.id", "website", "website") is None
    assert likeness("sulbarprov.id", "sulbarpr0v.id", "website", "website") is Likeness.CONFUSABLE


def test_an_agency_may_be_like_itself() -> None:
    own = [Handle("x", "kominfo_sultra", "D-74"), Handle("tiktok", "kominfo.sultr", "D-74")]

    assert Index(own).like(Handle("instagram", "kominfo_sultra", "D-74")) == []


def test_the_closest_come_first() -> None:
    others = [
        Handle("x", "kominfo_sultr", "K-1"),
        Handle("x", "kominf0_sultra", "K-2"),
        Handle("x", "kominfo.sultra", "K-3"),
        Handle("x", "kominfo_sultra", "K-4"),
        Handle("facebook", "kominfo_sultra", "K-5"),
    ]

    found = Index(others).like(Handle("instagram", "kominfo_sultra", "D-74"))

    assert [one.other.agency for one in found] == ["K-5", "K-4", "K-3", "K-2", "K-1"]
    assert [one.why for one in found] == [Likeness.SAME, *Likeness]


def test_a_likeness_is_told_in_words() -> None:
    assert Likeness.ONE_EDIT.label == "berbeda satu huruf"


def one_edit_apart(word: str, place: int, letter: str, how: int) -> str:
    place %= len(word)
    return (
        word[:place] + letter + word[place:],
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    )[how]


@given(
    st.text(string.ascii_lowercase.translate(str.maketrans("", "", "rnvil")), min_size=7, max_size=20),
    st.integers(min_value=0),
    st.sampled_from("abcdefgh"),
    st.integers(0, 3),
)
def test_one_edit_of_a_longer_name_is_always_found(word: str, place: int, letter: str, how: int) -> None:
    edited = one_edit_apart(word, place, letter, how)

    assert likeness(edited, word) is (Likeness.SAME if edited == word else Likeness.ONE_EDIT)


@given(WORDS, WORDS)
def test_to_be_alike_is_mutual_and_what_the_index_finds_is_what_two_words_say(one: str, other: str) -> None:
    assert likeness(one, other) is likeness(other, one)
    decoys = [Handle("x", f"lain{number}", f"K-{number}") for number in range(5)]
    among = Index([*decoys, Handle("x", other, "D-73")]).like(Handle("instagram", one, "D-74"))
    assert [found.why for found in among if found.other.agency == "D-73"] == [
        why for why in [likeness(one, other)] if why
    ]


@given(WORDS)
def test_separators_and_twins_of_letters_do_not_change_the_essence(word: str) -> None:
    twin = word.translate(str.maketrans("1l0o_.", "l1o0._"))

    assert essence("x", twin) == essence("x", word) or twin.isdigit() or word.isdigit()


def test_five_thousand_handles_are_compared_while_a_page_loads() -> None:
    handles = [
        Handle("instagram", f"kominfo_{number:05d}_{'abcdefghij'[number % 10] * 5}", f"D-{number}")
        for number in range(5000)
    ]
    begun = perf_counter()

    index = Index(handles)
    for handle in handles[:50]:
        index.like(handle)

    assert perf_counter() - begun < 5  # a comparison of each with each takes minutes
