"""Captions that are the same to a reader have the same key, and others have not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import likeness

TEXT = "Menyambut KTT ke-43 ASEAN di Jakarta, bersama untuk pertumbuhan."
KEY = likeness.caption_key(TEXT)


@pytest.mark.parametrize(
    "text",
    [
        TEXT.upper(),
        f"  {TEXT}\n\n",
        TEXT.replace(" ", "\n\n"),
        TEXT.replace(" ", "\u00a0\u200b"),
        f"{TEXT} #ASEAN2023 #KTTASEAN",
        f"#ASEAN2023 {TEXT}",
        f"🇮🇩🎉 {TEXT} ❤️👨‍👩‍👧",
        f"{TEXT} @kemlu_ri",
        f"{TEXT} https://x.com/akun/status/1695000000000000000",
        f"{TEXT} (www.sultraprov.go.id/berita)",
        f"{TEXT} sultraprov.go.id/berita/1",
        TEXT.replace(",", " –").replace(".", " !!!"),
        TEXT.replace("ASEAN", "𝗔𝗦𝗘𝗔𝗡"),
        TEXT.replace("Jakarta", "Ｊａｋａｒｔａ"),
        f"{TEXT}＃ASEAN2023",
    ],
)
def test_what_readers_take_for_the_same_caption_has_the_same_key(text):
    assert likeness.caption_key(text) == KEY


@pytest.mark.parametrize("text", [TEXT.replace("43", "42"), TEXT + " Hadir", TEXT.replace("Jakarta", "Bali")])
def test_other_words_have_another_key(text):
    assert likeness.caption_key(text) not in ("", KEY)


@pytest.mark.parametrize(
    ("text", "has_key"),
    [
        ("", False),
        ("a" * (likeness.SHORTEST - 1), False),
        ("a" * likeness.SHORTEST, True),
        ("#" + "a" * 50, False),
        ("🎉" * 50, False),
        ("ประเทศไทยและอาเซียนร่วมมือกันเพื่ออนาคต", True),
        ("\ud800" * 50, False),
    ],
)
def test_a_key_needs_some_letters_of_any_script(text, has_key):
    assert bool(likeness.caption_key(text)) is has_key


@given(st.text(max_size=200))
def test_any_text_has_a_key_or_none_and_keeps_it_through_folding(text):
    key = likeness.caption_key(text)
    assert len(key) in (0, 64)
    assert likeness.caption_key(f" {text}\n#ASEAN2023") == key


@pytest.mark.parametrize("unit", ["a-", "-.", "a.", "www.", "#a", "a/", "  x", "é"])
def test_long_text_takes_no_longer_than_its_length(unit):
    assert len(likeness.caption_key(unit * (200_000 // len(unit)))) in (0, 64)


def test_pictures_of_one_colour_are_not_compared():
    assert likeness.comparable((0, 5, 0, -7)) == (5, -7)
    assert likeness.comparable(()) == ()


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("", set()),
        ("Dua kata", set()),
        ("Satu, dua – TIGA!", {"satu dua tiga"}),
        ("satu 🎉 dua #tagar tiga https://x.com/a @akun empat", {"satu dua tiga", "dua tiga empat"}),
        ("satu dua tiga satu dua tiga", {"satu dua tiga", "dua tiga satu", "tiga satu dua"}),
    ],
)
def test_phrases_are_words_in_a_row_without_what_differs_between_platforms(text, phrases):
    assert likeness.phrases(text) == phrases
