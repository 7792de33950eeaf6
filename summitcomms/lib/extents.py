"""Whether a sheet of a workbook has a cell outside limits, told from its bytes before anything lays it out.

Pure. Nearly every program writes all cells as `<c r="A1"`, and one search tells: to list the addresses would
take as long as reading the sheet. Any other sheet is walked through as its reader counts, cell by cell.
"""

import re
from functools import cache
from string import ascii_uppercase, digits
from typing import Literal
from xml.parsers import expat

Beyond = Literal["column", "row"]


class Unreadable(Exception):
    """The sheet is neither plain nor well-formed."""


_OTHERWISE = re.compile(rb'<c(?! r="[A-Z]+[0-9]+")[\s/>]')
_PREFIXED = re.compile(rb":c[\s/>]")
"""A cell that says where it is in another way, or not at all: then it follows the one before."""
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,9})", re.IGNORECASE | re.ASCII)


def beyond(sheet: bytes, max_rows: int, max_columns: int) -> Beyond | None:
    """What the first cell outside the limits goes beyond; None where there is no such cell."""
    if _OTHERWISE.search(sheet) or _PREFIXED.search(sheet):
        return _Walk(max_rows, max_columns).through(sheet)
    found = pattern(max_rows, max_columns).search(sheet)
    if not found:
        return None
    return "column" if found["column"] else "row"


@cache
def pattern(max_rows: int, max_columns: int) -> re.Pattern[bytes]:
    """Finds the address of a cell outside the limits."""
    column = _greater(column_name(max_columns), ascii_uppercase)
    row = _greater(str(max_rows), digits)
    return re.compile(rf' r="(?:(?P<column>{column})[0-9]+|[A-Z]+(?:{row}))"'.encode())


def column_name(number: int) -> str:
    """1 as A, 26 as Z, 27 as AA."""
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = ascii_uppercase[letter] + name
    return name


def column_number(name: str) -> int:
    """A as 1, Z as 26, AA as 27."""
    number = 0
    for letter in name:
        number = number * 26 + ascii_uppercase.index(letter) + 1
    return number


class _Walk:
    """Counts rows and cells as the reader of workbooks does."""

    def __init__(self, max_rows: int, max_columns: int) -> None:
        self._limits = max_rows, max_columns
        self._row, self._column = 1, 1
        self._found: Beyond | None = None

    def through(self, sheet: bytes) -> Beyond | None:
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        try:
            parser.Parse(sheet, True)
        except (expat.ExpatError, ValueError) as error:
            raise Unreadable from error
        return self._found

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        kind, said = name.rpartition(":")[2], attributes.get("r")
        if kind == "row" and said is not None:
            self._row = int(said)
        elif kind == "c":
            row = self._row
            if said is not None:
                address = _ADDRESS.fullmatch(said)
                if not address:
                    raise ValueError(f"no address of a cell: {said[:20]}")
                self._column, row = column_number(address[1].upper()), int(address[2])
            if self._column > self._limits[1]:
                self._found = self._found or "column"
            elif row > self._limits[0]:
                self._found = self._found or "row"
            self._column += 1

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "row":
            self._row, self._column = self._row + 1, 1


def _greater(limit: str, alphabet: str) -> str:
    """A pattern of all words beyond `limit`, as columns and numbers are counted: longer, or later."""
    any_one = f"[{alphabet}]"
    branches = [f"{any_one}{{{len(limit) + 1},}}"]
    for place, letter in enumerate(limit):
        if later := alphabet[alphabet.index(letter) + 1 :]:
            branches.append(f"{limit[:place]}[{later}]{any_one * (len(limit) - place - 1)}")
    return "|".join(branches)
