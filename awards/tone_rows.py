"""The tone observed about agencies as a table: one row for an agency, read from a list and understood.

Pure: no ORM. A share that could mean two things is refused, as `summitcomms.lib.numbers` refuses numbers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext

from django.utils.translation import gettext as _

from awards.scoring import CONTEXT, SHARE
from campaigns.imports import moments
from summitcomms.lib import clock, numbers, tables
from summitcomms.lib.lists import ListError, Row, Rows
from summitcomms.lib.refusals import Refused

MOST_ROWS = 2_000
LONGEST = 200_000
"""Characters of a pasted list."""
LONGEST_SOURCE, LONGEST_REASON = 160, 200
LARGEST = 2**31 - 1

COLUMNS: dict[str, tuple[str, ...]] = {
    "agency": ("kode", "kode instansi", "instansi", "agency code", "agency", "code"),
    "percent": ("persen positif", "positif %", "% positif", "positif (%)", "positive %", "percent positive"),
    "positive": ("positif", "jumlah positif", "positive"),
    "n": ("pengamatan", "jumlah pengamatan", "n", "observations"),
    "source": ("sumber", "source"),
    "as_of": ("per", "tanggal", "waktu", "as of", "date"),
    "reason": ("alasan", "alasan koreksi", "reason"),
}
"""Each column and what it may be called; the first name is the one that pages write."""
TITLES = tuple(names[0] for names in COLUMNS.values())

_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,4}))?\s*(%?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Observed:
    """What was observed about one agency: the share of positive tone (0 to 1, six places) among `n`."""

    share: Decimal
    n: int
    source: str
    as_of: datetime


def read(content: bytes) -> Rows:
    """A pasted list, or a CSV or XLSX file, with its line of titles. Raises ListError."""
    try:
        table = tables.read(content, max_rows=MOST_ROWS, is_header=_is_header)
    except tables.TableError as error:
        raise ListError(_("Daftar tidak dapat dibaca: %(error)s") % {"error": error}) from error
    places = tables.places(table.header, COLUMNS)
    missing = [COLUMNS[name][0] for name in ("agency", "n") if name not in places]
    if not {"percent", "positive"} & places.keys():
        missing.append(COLUMNS["percent"][0])
    if missing:
        raise ListError(
            _("Kolom “%(column)s” tidak ditemukan pada baris judul. Kolom yang dikenali: %(known)s.")
            % {"column": missing[0], "known": ", ".join(TITLES)}
        )
    rows = tuple(
        Row(row.line, {name: row.cells[places[name]].strip() if name in places else "" for name in COLUMNS})
        for row in table.rows
    )
    return Rows(rows, tuple((each.line, each.message) for each in table.problems), table.warnings)


def understood(row: Row, *, source: str, as_of: datetime | None, zone: str) -> Observed:
    """What a row says; `source` and `as_of` stand in where it names none, times are of `zone`.

    A day without a time means its beginning. Raises Refused with what is wrong and how to mend it: n,
    positive, source, as_of.
    """
    n = _count(row.cells["n"], "n")
    if not 1 <= n <= LARGEST:
        raise Refused("n", _("Pengamatan harus sedikitnya 1; isi berapa percakapan yang diamati."))
    return Observed(
        share=_share(row.cells, n),
        n=n,
        source=_source(row.cells["source"] or source),
        as_of=_moment(row.cells["as_of"], as_of, zone),
    )


def reason(row: Row) -> str:
    """Why an earlier observation is corrected, as it is kept; blank where the row gives none."""
    text = " ".join(row.cells["reason"].split())
    if len(text) > LONGEST_REASON:
        raise Refused("reason", _("Alasan lebih dari %(most)s huruf.") % {"most": LONGEST_REASON})
    return text


def _share(cells: Mapping[str, str], n: int) -> Decimal:
    percent, positive = cells["percent"], cells["positive"]
    if bool(percent) == bool(positive):
        raise Refused(
            "positive",
            _("Isi salah satu: “%(percent)s” (misalnya 87,5 %%) atau “%(positive)s” (jumlahnya).")
            % {"percent": COLUMNS["percent"][0], "positive": COLUMNS["positive"][0]},
        )
    if percent:
        return _of_percent(percent)
    count = _count(positive, "positive")
    if not 0 <= count <= n:
        raise Refused(
            "positive",
            _("Positif %(count)s tidak mungkin dari %(n)s pengamatan.")
            % {"count": numbers.thousands(count), "n": numbers.thousands(n)},
        )
    with localcontext(CONTEXT):
        return (Decimal(count) / n).quantize(SHARE)


def _of_percent(text: str) -> Decimal:
    shape = _PERCENT.fullmatch(text)
    if shape is None:
        raise Refused("positive", _("“%(text)s” bukan persen. Tulis misalnya 87,5 %%.") % {"text": text[:80]})
    value = Decimal(f"{shape[1]}.{shape[2] or 0}")
    if 0 < value <= 1 and not shape[3]:
        raise Refused(
            "positive",
            _("“%(text)s” dapat berarti persen atau bagian dari satu. Tulis dengan tanda persen.")
            % {"text": text},
        )
    if value > 100:
        raise Refused("positive", _("“%(text)s” lebih dari 100 persen.") % {"text": text})
    return (value / 100).quantize(SHARE)


def _count(text: str, column: str) -> int:
    if not text:
        raise Refused(column, _("Kolom “%(column)s” masih kosong.") % {"column": COLUMNS[column][0]})
    try:
        return numbers.parse(text)
    except numbers.NumberError as error:
        raise Refused(
            column,
            _("Kolom “%(column)s”: %(error)s") % {"column": COLUMNS[column][0], "error": error},
        ) from error


def _source(text: str) -> str:
    source = " ".join(text.split())
    if not source:
        raise Refused(
            "source", _("Sumbernya belum disebut: isi kolom “sumber”, atau isian Sumber di atas daftar.")
        )
    if len(source) > LONGEST_SOURCE:
        raise Refused("source", _("Sumber lebih dari %(most)s huruf.") % {"most": LONGEST_SOURCE})
    return source


def _moment(text: str, stand_in: datetime | None, zone: str) -> datetime:
    if not text and stand_in:
        return stand_in
    if not text:
        raise Refused("as_of", _("Waktunya belum disebut: isi kolom “per”, atau isian Per di atas daftar."))
    try:
        if day := moments.day(text):
            return clock.day_edges(day, zone)[0]
        return moments.parse(text, zone)
    except (moments.MomentError, OverflowError) as error:  # the first day that there is begins nowhere
        raise Refused(
            "as_of", _("Waktu “%(text)s” tidak terbaca. Tulis misalnya 05/09/2023.") % {"text": text[:80]}
        ) from error


def _is_header(cells: Sequence[str]) -> bool:
    return "agency" in tables.places(cells, COLUMNS)
