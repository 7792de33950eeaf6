"""Which column of a file holds what, recognised by the names that people and platforms give them.

A file is recognised by the columns that it has, never by an exact header: order, capitals and further columns
do not matter. Pure.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.imports import meta, template, tiktok, x, youtube
from campaigns.imports.shapes import CAPTION, CODE, LINK, MEASURES, MOMENT, NAMING, REASON, Kind, Shape
from campaigns.readings import LABELS, METRICS

SHAPES = (*meta.SHAPES, *x.SHAPES, *tiktok.SHAPES, *youtube.SHAPES, *template.SHAPES)
"""In the order in which they are tried: what a platform wrote before what people write."""
SAYABLE = (CODE, LINK, MOMENT, REASON, *METRICS)
"""The roles that a person may give to a column."""


class ColumnsError(ValueError):
    """The header of a file does not say what is needed; the message is an Indonesian sentence for people.

    `header` is what was found; `rows` are the first rows below it, for whoever says what the columns mean.
    """

    def __init__(self, message: str, header: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.header = tuple(header)
        self.rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """What a header means. `places` has the positions of each role, the one that holds first.

    `ignored` are the names of columns that are not used.
    """

    kind: Kind
    places: Mapping[str, tuple[int, ...]]
    ignored: tuple[str, ...]
    month_first: bool = False


def fold(name: str) -> str:
    """The form in which column names are compared: NFKC, lower case, one blank for blanks and underscores."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace("_", " ").split())


def fingerprint(header: Sequence[str]) -> str:
    """The same for every file with these columns in this order, however they are written."""
    return hashlib.sha256("\x1f".join(map(fold, header)).encode()).hexdigest()


def looks_like_header(cells: Sequence[str]) -> bool:
    """Whether these cells can be read as a header: for files with lines of text above it."""
    try:
        recognise(cells)
    except ColumnsError:
        return False
    return True


def recognise(header: Sequence[str]) -> list[Columns]:
    """What the header can mean, at least one; several where only the links tell one platform from another.

    ColumnsError names what is missing beside what was found, or two columns that mean the same.
    """
    folded = [fold(name) for name in header]
    present = set(folded)
    fitting = [shape for shape in SHAPES if not shape.marks or any(mark <= present for mark in shape.marks)]
    found: list[Columns] = []
    for shape in fitting:
        if found and shape.kind is Kind.TEMPLATE:
            break
        places = _places(shape, header, folded)
        if _is_enough(places):
            found.append(_columns(shape.kind, places, header, month_first=shape.month_first))
    if not found:
        raise ColumnsError(_missing(header, _places(template.TEMPLATE, header, folded)), header)
    return found


def mapped(header: Sequence[str], roles: Mapping[str, str]) -> Columns:
    """What a person said: `roles` has a role of `SAYABLE` for some positions, written as text.

    ColumnsError for a role given twice or that nobody knows, a position that is none, or too little said.
    """
    places: dict[str, tuple[int, ...]] = {}
    for position, role in sorted(roles.items()):
        if role not in SAYABLE or not position.isdecimal() or int(position) >= len(header):
            raise ColumnsError(_("Arti kolom ini tidak dikenal. Pilih dari daftar."), header)
        if role in places:
            raise _twice(header[places[role][0]], header[int(position)], header)
        places[role] = (int(position),)
    if not _is_enough(places):
        raise ColumnsError(_missing(header, places), header)
    return _columns(Kind.MAPPED, places, header)


def _places(shape: Shape, header: Sequence[str], folded: Sequence[str]) -> dict[str, tuple[int, ...]]:
    places = {}
    for role, names in shape.columns.items():
        found = [n for name in names for n, one in enumerate(folded) if one == name]
        if len(found) > 1 and shape.is_strict:
            raise _twice(header[min(found)], header[max(found)], header)
        if found and role != CAPTION:  # of several names the best one, with its twins
            found = [n for n in found if folded[n] == folded[found[0]]]
        if found:
            places[role] = tuple(found)
    return places


def _is_enough(places: Mapping[str, object]) -> bool:
    return any(role in places for role in NAMING) and any(role in places for role in MEASURES)


def _columns(
    kind: Kind, places: Mapping[str, tuple[int, ...]], header: Sequence[str], *, month_first: bool = False
) -> Columns:
    used = {n for found in places.values() for n in found}
    ignored = tuple(name for n, name in enumerate(header) if n not in used and name.strip())
    return Columns(kind, places, ignored, month_first)


def _twice(first: str, second: str, header: Sequence[str]) -> ColumnsError:
    return ColumnsError(
        _("Kolom “%(first)s” dan “%(second)s” berarti sama. Hapus salah satunya.")
        % {"first": first, "second": second},
        header,
    )


def _missing(header: Sequence[str], places: Mapping[str, object]) -> str:
    wanted = []
    if not any(role in places for role in NAMING):
        wanted.append(_("kode atau tautan unggahan (“kode” atau “tautan”)"))
    if not any(role in places for role in MEASURES):
        wanted.append(
            _("sedikitnya satu metrik (%(metrics)s)")
            % {"metrics": ", ".join(_(LABELS[name]) for name in METRICS)}
        )
    return _("Kolom yang kurang: %(wanted)s. Kolom yang ditemukan: %(found)s.") % {
        "wanted": _(" dan ").join(wanted),
        "found": quoted(header) or _("tidak ada"),
    }


def quoted(names: Iterable[str]) -> str:
    """The names that are not blank, as “a”, “b”."""
    return ", ".join(f"“{name}”" for name in names if name.strip())
