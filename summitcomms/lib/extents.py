"""Whether a sheet of a workbook has a cell outside limits, told from its bytes before anything lays it out.

Pure. Nearly every program writes all cells as `<c r="A1"`, and one search tells that all are inside: to list
the addresses would take as long as reading the sheet. Any other sheet is walked through as its reader counts,
cell by cell, as far as the first one outside.
"""

import re
from functools import cache
from string import ascii_uppercase, digits
from typing import Literal
from xml.parsers import expat

Beyond = Literal["column", "row"]


class Unreadable(Exception):
    """The sheet is neither plain nor well-formed."""


_PREFIXED = re.compile(rb":c[\s/>]")
"""A cell written with the prefix of a namespace."""
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,9})", re.IGNORECASE | re.ASCII)


def beyond(sheet: bytes, max_rows: int, max_columns: int) -> Beyond | None:
    """What the first cell outside the limits goes beyond; None where there is no such cell."""
    if _PREFIXED.search(sheet) or pattern(max_rows, max_columns).search(sheet):
        return _Walk(max_rows, max_columns).through(sheet)
    return None


@cache
def pattern(max_rows: int, max_columns: int) -> re.Pattern[bytes]:
    """Finds a cell that is not plainly inside: with an address beyond the limits, written otherwise, or none.

    A cell without an address follows the one before.
    """
    column = _up_to(column_name(max_columns), ascii_uppercase)
    row = _up_to(str(max_rows), digits)
    return re.compile(rf'<c(?! r="(?:{column})(?:{row})")[\s/>]'.encode())


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


class _Outside(Exception):
    """The walk has met a cell outside the limits."""

    def __init__(self, beyond: Beyond) -> None:
        super().__init__(beyond)
        self.beyond = beyond


class _Walk:
    """Counts rows and cells as the reader of workbooks does."""

    def __init__(self, max_rows: int, max_columns: int) -> None:
        self._limits = max_rows, max_columns
        self._row, self._column = 1, 1

    def through(self, sheet: bytes) -> Beyond | None:
        parser = expat.ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        try:
            parser.Parse(sheet, True)
        except _Outside as cell:
            return cell.beyond
        except (expat.ExpatError, ValueError) as error:
            raise Unreadable from error
        return None

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
                raise _Outside("column")
            if row > self._limits[0]:
                raise _Outside("row")
            self._column += 1

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "row":
            self._row, self._column = self._row + 1, 1


def _up_to(limit: str, alphabet: str) -> str:
    """A pattern of all words up to `limit`, as columns and numbers are counted: shorter, or not later."""
    any_one = f"[{alphabet[0]}-{alphabet[-1]}]"
    branches = []
    for place, letter in enumerate(limit):
        if earlier := alphabet[: alphabet.index(letter)]:
            rest = len(limit) - place - 1
            branches.append(f"{limit[:place]}[{earlier[0]}-{earlier[-1]}]{any_one}{{{rest}}}")
    branches.append(limit)
    if len(limit) > 1:
        branches.append(f"{any_one}{{1,{len(limit) - 1}}}")
    return "|".join(branches)
