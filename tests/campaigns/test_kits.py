"""Which material a caption passes on."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import kits, likeness
from campaigns.kits import Kit

NOW = datetime(2023, 8, 29, 3, tzinfo=UTC)
GROWTH = (
    "Pertumbuhan ekonomi kawasan melampaui rata-rata dunia, dan usaha kecil kita punya pasar enam ratus juta "
    "orang. Mari manfaatkan bersama. #ASEAN2023"
)
SEA = (
    "Laut yang aman dan bersih adalah masa depan kita bersama, dari nelayan di pesisir sampai pelabuhan di "
    "kota besar. #ASEAN2023"
)
WORDS = GROWTH.removesuffix(" #ASEAN2023").split()


@dataclass(frozen=True)
class Piece:
    name: str
    caption: str
    published_at: datetime | None = NOW - timedelta(days=5)
    withdrawn_at: datetime | None = None

    @property
    def caption_key(self) -> str:
        return likeness.caption_key(self.caption)


def used(caption: str, *pieces: Piece, at: datetime = NOW) -> str:
    found = Kit(pieces or (Piece("growth", GROWTH), Piece("sea", SEA))).used_by(caption, at)
    return found.name if found else ""


@pytest.mark.parametrize(
    ("caption", "name"),
    [
        (GROWTH, "growth"),
        (SEA, "sea"),
        (GROWTH.upper().replace(" #ASEAN2023", "\n\n#KTTASEAN #ASEAN2023 🎉"), "growth"),
        (f"Halo Sahabat Kominfo Anoa! {SEA} Bagikan kepada keluarga dan teman, ya!", "sea"),
        (" ".join(WORDS[:9]) + " #ASEAN2023", "growth"),
        (GROWTH.replace("kita punya", "Sulawesi Tenggara punya"), "growth"),
        ("Pertumbuhan ekonomi kawasan dibahas di Jakarta pekan depan oleh para pemimpin #ASEAN2023", ""),
        ("Laut kita bersih, masa depan kita aman, nelayan di kota besar gembira #ASEAN2023", ""),
        ("Menyambut KTT #ASEAN2023", ""),
        ("#ASEAN2023 #KTTASEAN", ""),
        ("", ""),
    ],
)
def test_words_in_a_row_tell_which_material_a_caption_passes_on(caption, name):
    assert used(caption) == name


def test_eight_words_in_a_row_are_enough_and_seven_are_not():
    assert used(" ".join(WORDS[: kits.LEAST + likeness.PHRASE - 1])) == "growth"
    assert used(" ".join(WORDS[: kits.LEAST + likeness.PHRASE - 2])) == ""


def test_half_of_the_shorter_text_must_be_common():
    copied = WORDS[:10]  # eight phrases
    own = [f"sendiri{n}" for n in range(9)]  # nine more of them, two across the seam among these

    assert used(" ".join([*copied, *own[:-1]])) == "growth"
    assert used(" ".join([*copied, *own])) == ""


def test_a_long_text_that_holds_the_material_whole_passes_it_on():
    story = " ".join(f"kata{n}" for n in range(300))

    assert used(f"{story} {GROWTH} {story}") == "growth"


def test_of_two_pieces_the_more_alike_is_found():
    short = Piece("short", " ".join(WORDS[:10]))
    long = Piece("long", " ".join(WORDS))

    for pieces in ((short, long), (long, short)):
        assert used("Halo! " + short.caption, *pieces) == "short"
        assert used("Halo! " + long.caption, *pieces) == "long"
        assert used(" ".join(WORDS[6:]), *pieces) == "long"


def test_the_same_words_count_before_nearly_the_same_ones():
    near = Piece("near", f"{GROWTH} Simak infografisnya.", published_at=NOW - timedelta(days=1))

    assert used(GROWTH, near, Piece("same", GROWTH)) == "same"


def test_of_equal_pieces_the_newest_that_still_is_out_is_found():
    old = Piece("old", GROWTH, NOW - timedelta(days=9))
    new = Piece("new", GROWTH, NOW - timedelta(days=2))
    back = Piece("back", GROWTH, NOW - timedelta(days=1), withdrawn_at=NOW - timedelta(hours=3))

    for caption in (GROWTH, f"Halo! {GROWTH}"):
        assert used(caption, old, new, back) == "new"
        assert used(caption, back) == "back"


def test_nobody_passes_on_what_is_not_out_yet():
    later = Piece("later", GROWTH, NOW + timedelta(hours=1))
    draft = Piece("draft", GROWTH, None)

    assert used(GROWTH, later, draft) == ""
    assert used(f"Halo! {GROWTH}", later, draft) == ""
    assert used(GROWTH, later, Piece("out", f"{GROWTH} Ya!")) == "out"
    assert used(GROWTH, later, at=NOW + timedelta(hours=1)) == "later"


def test_without_material_nothing_is_found():
    assert Kit[Piece](()).used_by(GROWTH, NOW) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_stands_around_the_words_they_are_found(before, after):
    assert used(f"{before}\n{GROWTH}\n{after}", Piece("growth", GROWTH)) == "growth"


@given(st.lists(st.sampled_from(WORDS + SEA.split()), max_size=60).map(" ".join), st.randoms())
def test_the_order_of_the_material_changes_nothing(caption, random):
    pieces = [
        Piece("growth", GROWTH),
        Piece("sea", SEA, NOW - timedelta(days=1)),
        Piece("both", f"{SEA} {GROWTH}", NOW - timedelta(days=2)),
    ]
    found = used(caption, *pieces)
    random.shuffle(pieces)

    assert used(caption, *pieces) == found
