"""Lists that people send to be checked row by row before anything is kept: what was read of one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


class ListError(ValueError):
    """A list that cannot be read as a whole; the message is a sentence in the reader's language."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was written: its cells by the name of their column; `line` counts from 1."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything that a list holds; `broken` are rows that could not be read, as (line, sentence)."""

    rows: tuple[Row, ...]
    broken: tuple[tuple[int, str], ...] = ()
    warnings: tuple[str, ...] = ()
