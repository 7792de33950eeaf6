"""How an agency is found: what is stored to be searched, and what a searcher's words become.

Pure: no ORM. Letters lose case and accents, punctuation becomes a space, so that "Kab. Toli-Toli" is found as
"kab tolitoli" and "kab toli toli". A code is stored in every way it is typed: D-94.04, 94.04, d9404. What is
written is stored as well, for searches that compare letter by letter, as those of the administration do.
"""

import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 3
"""Words of fewer letters are looked for at the beginning of a word only: "bi" is not every "Biak"."""

_NOT_A_WORD = re.compile(r"[^\w.]|_|(?<!\d)\.|\.(?!\d)")
_REGION = re.compile(r"\d\d(?:\.\d\d)?")


def fold(text: str) -> str:
    """Lower case without accents, words parted by single spaces; a point stays between two digits only."""
    folded = unicodedata.normalize("NFKD", text).casefold()  # styled letters are plain before they are small
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
    return " ".join(_NOT_A_WORD.sub(" ", plain).split())


def text(names: Iterable[str], codes: Iterable[str]) -> str:
    """What is stored for an agency; it begins and ends with a space, so that " word" finds beginnings."""
    parts: dict[str, None] = {}
    for name in names:
        folded = fold(name)
        parts |= {folded: None, folded.replace(" ", ""): None, " ".join(name.casefold().split()): None}
    for code in codes:
        parts |= dict.fromkeys(_ways_to_write(code))
    return f" {' '.join(part for part in parts if part)} "


def needles(typed: str) -> list[str]:
    """What the stored text must contain, all of it; empty when nothing was typed that could be looked for."""
    return [
        f" {word}" if len(word) < SHORTEST or word[0].isdecimal() else word for word in fold(typed).split()
    ]


def _ways_to_write(code: str) -> Iterable[str]:
    folded = fold(code)
    yield from (folded, folded.replace(" ", ""), code.casefold())
    number = code.rpartition("-")[2]
    if _REGION.fullmatch(number):
        digits = number.replace(".", "")
        yield from (number, digits, folded.replace(" ", "").replace(".", ""))
