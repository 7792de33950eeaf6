"""What the cells of an export mean: counts, watch time, and when a post was published. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from campaigns.imports import moments
from campaigns.imports.shapes import MEASURES, WATCH_HOURS, WATCH_TIME
from summitcomms.lib import clock, numbers
from summitcomms.lib.numbers import NumberError

Parser = Callable[[str], int | None]

LONGEST_NUMBER = 30
"""Characters of a cell that may still be a number; Python refuses to read thousands of digits."""
NOTHING = frozenset({"", "-", "–", "—", "--", "undefined", "null", "nan", "n/a", "na", "#n/a"})
"""What platforms and spreadsheets write where nothing was measured; none of it is zero."""

_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?|\d{1,3}(?:([.,])\d{3})+(?:(?!\1)[.,]\d+)?", re.ASCII)
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2})(?:[.,]\d+)?", re.ASCII)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "januari", "january"),
            ("feb", "februari", "february"),
            ("mar", "maret", "march"),
            ("apr", "april"),
            ("mei", "may"),
            ("jun", "juni", "june"),
            ("jul", "juli", "july"),
            ("agu", "agt", "ags", "agustus", "aug", "august"),
            ("sep", "sept", "september"),
            ("okt", "oktober", "oct", "october"),
            ("nov", "november"),
            ("des", "desember", "dec", "december"),
        ),
        1,
    )
    for name in names
}
_WORDS = re.compile(r"([a-z]+)\.? (\d{1,2}),? (\d{4})|(\d{1,2}) ([a-z]+)\.?,? (\d{4})", re.ASCII)
_WEEKDAY = re.compile(r"[a-z]+,\s+", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b,?\s*(.*)", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]+(.*))?", re.ASCII)
_HOUR = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*(am|pm)?\s*(?:([+-]\d{2}):?(\d{2})|(z|utc))?",
    re.ASCII | re.IGNORECASE,
)


def count(text: str) -> int | None:
    """A whole number however it is written; None where nothing was measured. Raises NumberError."""
    if text.isdecimal() and text.isascii() and len(text) < 19:  # nearly all cells
        return int(text)
    text = _short(text)
    return None if text.casefold() in NOTHING else numbers.parse(text)


def hours(text: str) -> int | None:
    """Hours as "1.234,56", "1,234.56" or "0.5", in seconds; one mark alone is a decimal one."""
    number = _decimal(text)
    return None if number is None else int((number * 3600).to_integral_value())


def seconds(text: str) -> int | None:
    """A length as "1:02:03", "2:03", "11.5" or "123", in seconds."""
    text = _short(text)
    if found := _CLOCK.fullmatch(text):
        return int(found[1] or 0) * 3600 + int(found[2]) * 60 + int(found[3])
    number = _decimal(text)
    return None if number is None else int(number.to_integral_value())


PARSERS: Mapping[str, Parser] = {
    **dict.fromkeys(MEASURES, count),
    WATCH_HOURS: hours,
    WATCH_TIME: seconds,
    "watch_seconds": seconds,
}
"""How the cells of each role that holds a number are read."""


def _short(text: str) -> str:
    """The text without the blanks around it. Raises NumberError for what is too long to be a number."""
    text = text.strip()
    if len(text) > LONGEST_NUMBER:
        raise NumberError(_("“%(text)s” bukan bilangan.") % {"text": f"{text[:LONGEST_NUMBER]}…"})
    return text


def _decimal(text: str) -> Decimal | None:
    text = _short(text)
    if text.casefold() in NOTHING:
        return None
    if not _DECIMAL.fullmatch(text):
        raise NumberError(_("“%(text)s” bukan bilangan.") % {"text": text})
    at = max(text.rfind("."), text.rfind(","))
    if at < 0 or text.count(text[at]) > 1:
        return Decimal(re.sub(r"[.,]", "", text))
    return Decimal(f"{re.sub(r'[.,]', '', text[:at])}.{text[at + 1 :]}")


def says_month_first(texts: Iterable[str], *, default: bool) -> bool:
    """Whether 03/04/2026 is 4 March in these cells: the first that can mean one thing only tells."""
    for text in texts:
        if found := _SLASHED.fullmatch(text.strip()):
            first, second = int(found[1]), int(found[2])
            if (first > 12) != (second > 12):
                return second > 12
    return default


def published(text: str, zone: str, *, month_first: bool) -> date | None:
    """When a post was published as its export says it: an aware datetime, a date where no time is named.

    "2024-03-15 18:42 +0000", "03/27/2026 06:08", "27/03/2026 06.08", "Fri, Jun 5, 2026", "Sep 19, 2026",
    "19 Agustus 2023"; a time without a zone is of `zone`. None for what says no day: it is a hint, no more.
    """
    shown = _WEEKDAY.sub("", " ".join(text.split()), count=1)
    rest = ""
    if found := _ISO.fullmatch(shown):
        year, month, day, rest = int(found[1]), int(found[2]), int(found[3]), found[4] or ""
    elif found := _SLASHED.fullmatch(shown):
        first, second, year, rest = int(found[1]), int(found[2]), int(found[3]), found[4]
        month, day = (first, second) if month_first else (second, first)
    elif found := _WORDS.match(shown.casefold()):
        month = _MONTHS.get(found[1] or found[5], 0)
        day, year, rest = int(found[2] or found[4]), int(found[3] or found[6]), shown[found.end() :]
    else:
        return None
    try:
        return _at(date(year, month, day), rest.strip(" ,"), zone)
    except (ValueError, OverflowError):  # the first and the last day that there are have no other zone
        return None


def _at(day: date, text: str, zone: str) -> date:
    """The day, with the time if `text` is one. Raises ValueError for a time that is none."""
    found = _HOUR.fullmatch(text)
    if not found:
        return day
    hour = int(found[1])
    if found[4]:
        hour = hour % 12 + (12 if found[4].casefold() == "pm" else 0)
    given = clock.zone_info(zone)
    if found[5]:
        return datetime.fromisoformat(
            f"{day}T{hour:02}:{found[2]}:{found[3] or '00'}{found[5]}:{found[6]}"
        ).astimezone(UTC)
    return datetime(
        day.year,
        day.month,
        day.day,
        hour,
        int(found[2]),
        int(found[3] or 0),
        tzinfo=UTC if found[7] else given,
    )


_EXPORTED = re.compile(
    r"(?:exported|generated|diekspor|diunduh|diukur|tanggal ekspor|waktu ekspor|waktu ukur|export date|"
    r"export time)(?: at| on| pada)?\s*:?\s*(.+)",
    re.IGNORECASE,
)


def said_moment(lines: Iterable[Iterable[str]], zone: str) -> datetime | None:
    """The moment that the lines above a header name: "Diekspor pada: 29/08/2023 09.00 WIB"."""
    for cells in lines:
        if found := _EXPORTED.fullmatch(" ".join(" ".join(cells).split())):
            try:
                return moments.parse(found[1], zone)
            except moments.MomentError:
                continue
    return None
