"""Whether a sheet of a workbook has a cell outside limits, told from its bytes before anything lays it out.

Pure, and one search: to list all addresses would take as long as reading the sheet.
"""

import re
from functools import cache
from string import ascii_uppercase, digits
from typing import Literal

_DECLARATION = re.compile(rb"(?:\s*<\?xml[^>]*>)?\s*")
_ODD = (b"\t", b"\n", b"\r", b"'", b" r ", b" r= ")
"""One of these stands in any sheet that writes the address of a cell with other blanks or quotes."""


def beyond(sheet: bytes, max_rows: int, max_columns: int) -> Literal["column", "row"] | None:
    """What the first cell outside the limits goes beyond; None where there is no such cell."""
    # Nearly every program writes ` r="A1"`: with a beginning that never varies the search is much faster.
    declaration = _DECLARATION.match(sheet)
    begun = declaration.end() if declaration else 0
    is_plain = all(sheet.find(odd, begun) < 0 for odd in _ODD)
    found = pattern(max_rows, max_columns, is_plain=is_plain).search(sheet, begun)
    if not found:
        return None
    return "column" if found["column"] else "row"


@cache
def pattern(max_rows: int, max_columns: int, *, is_plain: bool) -> re.Pattern[bytes]:
    """Finds the address of a cell outside the limits, in a sheet that may write it in any way, or plainly."""
    column = _greater(column_name(max_columns), ascii_uppercase)
    row = _greater(str(max_rows), digits)
    before = ' r="' if is_plain else r"""\sr\s*=\s*["']"""
    return re.compile(rf"""{before}(?:(?P<column>{column})[0-9]+|[A-Z]+(?:{row}))["']""".encode())


def column_name(number: int) -> str:
    """1 as A, 26 as Z, 27 as AA."""
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = ascii_uppercase[letter] + name
    return name


def _greater(limit: str, alphabet: str) -> str:
    """A pattern of all words beyond `limit`, as columns and numbers are counted: longer, or later."""
    any_one = f"[{alphabet}]"
    branches = [f"{any_one}{{{len(limit) + 1},}}"]
    for place, letter in enumerate(limit):
        if later := alphabet[alphabet.index(letter) + 1 :]:
            branches.append(f"{limit[:place]}[{later}]{any_one * (len(limit) - place - 1)}")
    return "|".join(branches)
