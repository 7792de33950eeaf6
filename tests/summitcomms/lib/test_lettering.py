import csv
from pathlib import Path

import pytest

from summitcomms.lib.lettering import EXTRA, fit, font, printable, width_of, wrap

LONGEST = "Kementerian Pariwisata dan Ekonomi Kreatif/Badan Pariwisata dan Ekonomi Kreatif"


def test_the_longest_name_fits_without_being_cut() -> None:
    size, lines = fit(LONGEST, width=1560, largest=80, smallest=40, lines=2)

    assert lines == ["Kementerian Pariwisata dan Ekonomi Kreatif/", "Badan Pariwisata dan Ekonomi Kreatif"]
    assert size > 60
    assert all(width_of(line, size) <= 1560 for line in lines)


def test_every_agency_of_the_reference_data_fits() -> None:
    folder = Path(__file__).parents[3] / "agencies" / "data"
    names = [
        row["name"]
        for path in sorted(folder.glob("*.csv"))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        if "name" in row
    ]

    assert len(names) > 600
    for name in names:
        _, lines = fit(printable(name), width=1560, largest=80, smallest=40, lines=2)
        assert not lines[-1].endswith("…"), name


def test_text_breaks_at_spaces_and_after_slashes() -> None:
    assert wrap("a/b c", 20, 1) == ["a/", "b", "c"]
    assert wrap("satu dua", 20, 1000) == ["satu dua"]
    assert wrap("", 20, 10) == [""]


def test_lines_are_filled_evenly() -> None:
    text = "satu dua tiga empat lima"
    width = width_of("satu dua tiga empat", 30) + 1

    assert fit(text, width=width, largest=30, smallest=30, lines=2)[1] == ["satu dua tiga", "empat lima"]


def test_a_text_is_set_smaller_before_it_is_cut() -> None:
    width = width_of("Penghargaan", 30)

    assert fit("Penghargaan", width=width, largest=60, smallest=20, lines=1) == (30, ["Penghargaan"])


def test_what_never_fits_ends_in_an_ellipsis() -> None:
    size, lines = fit("kata " * 50, width=200, largest=30, smallest=20, lines=2)

    assert size == 20
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(width_of(line, size) <= 200 for line in lines)


def test_a_single_endless_word_is_cut_too() -> None:
    _, (line,) = fit("x" * 300, width=200, largest=30, smallest=20, lines=1)

    assert line.endswith("x…")
    assert width_of(line, 20) <= 200


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Café  Ñandú\n", "Cafe Nandu"),
        ("29–31 — A‑B", "29-31 - A-B"),
        ("“kutip” • ·", "“kutip” · ·"),
        ("東京 😀", "?? ?"),
    ],
)
def test_letters_the_font_lacks_are_replaced_not_drawn_as_boxes(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_the_font_has_every_letter_that_printable_lets_through() -> None:
    face = font(40)
    missing = bytes(face.getmask("\ue000"))

    letters = [chr(code) for code in range(33, 127)] + sorted(EXTRA | {"…"})

    assert [letter for letter in letters if bytes(face.getmask(letter)) == missing] == []
