"""Numbers as the reader writes them, and read as anybody does: 58.000 in Indonesian, 58,000 in English.

Pure, and Decimal throughout: a float would turn "1,2 rb" into 1199.9999. Formatting takes a number and never
a blank; what a missing figure looks like is decided by the template filters. Reading accepts Indonesian and
English forms and refuses whatever could mean two things, because a reading that is wrong by a thousand is
worse than none.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from summitcomms.lib.language import is_english

Number = int | float | Decimal

MINUS = "\N{MINUS SIGN}"
LARGEST = 2**63 - 1

_SHORT_UNITS = (
    (1, "", ""),
    (10**3, " rb", "K"),
    (10**6, " jt", "M"),
    (10**9, " M", "B"),
    (10**12, " T", "T"),
)
_SUFFIXES = {
    "k": 10**3,
    "rb": 10**3,
    "ribu": 10**3,
    "jt": 10**6,
    "juta": 10**6,
    "b": 10**9,
    "miliar": 10**9,
}
_SHAPE = re.compile(r"([-+−]?)([0-9][0-9., ]*)([a-z]*)\.?", re.ASCII)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([., ])[0-9]{3}(?:\1[0-9]{3})*")
_SCIENTIFIC = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?e[+-]?[0-9]+")


class NumberError(ValueError):
    """A written number that is wrong or could mean two things; the message is a sentence for people."""


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _written(value: Decimal, places: int) -> str:
    """Both marks as the language has them: "1.234,5" in Indonesian, "1,234.5" in English."""
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{abs(rounded):,.{places}f}"
    if not is_english():
        text = text.translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{text}" if rounded < 0 else text


def thousands(value: Number, places: int = 0) -> str:
    """Return 58000 as "58.000"; with `places`, 1234.5 as "1.234,5". Halves round away from zero."""
    return _written(_decimal(value), places)


def short(value: Number) -> str:
    """Return at most four digits with a unit: 2400 as "2,4 rb", 58000 as "58 rb", 1200000 as "1,2 jt".

    Units: rb (10³), jt (10⁶), M (miliar, 10⁹), T (10¹²); in English "2.4K", then M, B, T. One decimal,
    dropped when it is zero or the number has three digits; what rounds up to the next unit is written with
    it (999.950 is "1 jt").
    """
    number = _decimal(value)
    text = ""
    for size, indonesian, english in _SHORT_UNITS:
        scaled = number / size
        places = 1 if size > 1 and abs(scaled) < 100 else 0
        digits = _written(scaled, places)
        text = digits.removesuffix(".0") + english if is_english() else digits.removesuffix(",0") + indonesian
        if abs(scaled.quantize(Decimal(1), ROUND_HALF_UP)) < 1000:
            break
    return text


def percent(ratio: Number, places: int = 0) -> str:
    """Return a ratio between 0 and 1 as "90 %" (0.905 with one place: "90,5 %"), in English as "90%"."""
    return f"{_written(_decimal(ratio) * 100, places)}{'' if is_english() else ' '}%"


def signed(value: Number, places: int = 0) -> str:
    """Return a change with its sign, "+1.200" or "−35" (true minus sign); no change is "0"."""
    text = thousands(value, places)
    return f"+{text}" if _decimal(value) > 0 and text.strip("0,.") else text


def parse(text: str) -> int:
    """Read a whole number written the Indonesian or the English way.

    Accepted: "12345", "12.345", "1,234", "1 234", "1.234,00", "11.0", "1,2 rb", "3,4 jt", "1.2K", "1.2M".
    Raises `NumberError` for blanks, words, fractions, scientific notation and forms with two readings: "2 M"
    (million or miliar), "1.234 rb" (1.234 or 1.234.000).
    """
    shown = text.strip()
    folded = re.sub(r"\s+", " ", shown).lower()
    if _SCIENTIFIC.fullmatch(folded):
        raise NumberError(
            _(
                "“%(text)s” adalah notasi ilmiah; angka aslinya sudah hilang."
                " Simpan ulang berkas sebagai teks."
            )
            % {"text": shown}
        )
    shape = _SHAPE.fullmatch(folded)
    if shape is None:
        raise NumberError(_("“%(text)s” bukan bilangan.") % {"text": shown})
    sign, digits, suffix = shape.group(1), shape.group(2).strip(), shape.group(3)
    number = _scaled(digits, suffix, shown) if suffix else _plain(digits, shown)
    if number != number.to_integral_value():
        raise NumberError(_("“%(text)s” bukan bilangan bulat.") % {"text": shown})
    if number > LARGEST:
        raise NumberError(_("“%(text)s” terlalu besar.") % {"text": shown})
    return -int(number) if sign in ("-", "−") else int(number)


def _plain(digits: str, shown: str) -> Decimal:
    """Read digits without a unit: three digits after each separator are thousands, otherwise a fraction."""
    if digits.isdecimal():
        return Decimal(digits)
    if _GROUPED.fullmatch(digits):
        return Decimal(re.sub(r"[., ]", "", digits))
    whole, mark, fraction = _split_last(digits)
    grouped = _GROUPED.fullmatch(whole)
    if mark and fraction.isdecimal() and (whole.isdecimal() or (grouped and grouped.group(1) != mark)):
        return Decimal(f"{re.sub(r'[., ]', '', whole)}.{fraction}")
    raise NumberError(
        _("“%(text)s” tidak tertulis sebagai bilangan; contoh yang benar: 12.345.") % {"text": shown}
    )


def _scaled(digits: str, suffix: str, shown: str) -> Decimal:
    """Read digits that carry a unit; at most one separator, and it is a decimal one."""
    whole, mark, fraction = _split_last(digits)
    if mark == "":
        whole, fraction = digits, "0"
    if not (whole.isdecimal() and fraction.isdecimal()):
        raise NumberError(
            _("“%(text)s” tidak tertulis sebagai bilangan; contoh yang benar: 1,2 rb.") % {"text": shown}
        )
    if mark and len(fraction) == 3:
        raise NumberError(
            _("“%(text)s” dapat dibaca dua cara; tulis bilangan lengkap, misalnya 1.234.000.")
            % {"text": shown}
        )
    if suffix == "m":
        # An English export writes 1.2M for million; in Indonesian "M" is miliar, and decimals take a comma.
        if mark != ".":
            raise NumberError(
                _("“%(text)s” dapat berarti juta atau miliar; tulis jt atau miliar.") % {"text": shown}
            )
        return Decimal(f"{whole}.{fraction}") * 10**6
    if suffix not in _SUFFIXES:
        raise NumberError(
            _("Satuan “%(unit)s” pada “%(text)s” tidak dikenal; gunakan rb, jt atau K.")
            % {"unit": suffix, "text": shown}
        )
    return Decimal(f"{whole}.{fraction}") * _SUFFIXES[suffix]


def _split_last(digits: str) -> tuple[str, str, str]:
    """Split at the last point or comma: "1.234,5" is ("1.234", ",", "5"); no mark gives two empty strings."""
    at = max(digits.rfind("."), digits.rfind(","))
    return (digits, "", "") if at < 0 else (digits[:at], digits[at], digits[at + 1 :])
