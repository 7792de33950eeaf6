"""The moment that a cell of a file means. Pure; the zone of times without one is the caller's to say."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from django.utils.translation import gettext as _

from summitcomms.lib import clock

_ISO = r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
_INDONESIAN = r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"
_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.(?P<fraction>\d{1,6})\d*)?)?"
_ZONE = r"(?P<zone>Z|UTC|WIB|WITA|WIT|[+-]\d{2}:?\d{2})"
_SHAPES = tuple(
    re.compile(rf"{date}(?:[T,]\s*|\s+){_TIME}\s*{_ZONE}?", re.ASCII | re.IGNORECASE)
    for date in (_ISO, _INDONESIAN)
)
_DATE_ONLY = re.compile(rf"{_ISO}|{_INDONESIAN.replace('?P<', '?P<other_')}", re.ASCII)


class MomentError(ValueError):
    """A cell that says no moment, or could say two; the message is an Indonesian sentence for people.

    `code` is stable: no_time, unreadable, not_in_calendar.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def parse(text: str, zone: str) -> datetime:
    """Read "2023-08-29T09:00+07:00", "2023-08-29 09:00:30", "29/08/2023 09.00" or "29/08/2023 09.00 WITA".

    The day comes before the month, as Indonesians write it. A time without a zone is of `zone` (IANA name).
    Raises MomentError; a date without a time is refused, because a count changes within the day.
    """
    shown = text.strip()
    for shape in _SHAPES:
        if found := shape.fullmatch(shown):
            return _moment(found, zone, shown)
    if _DATE_ONLY.fullmatch(shown):
        raise MomentError(
            "no_time",
            _("Waktu ukur “%(text)s” tidak menyebut jam. Tulis misalnya 29/08/2023 09.00.") % {"text": shown},
        )
    raise MomentError(
        "unreadable",
        _("Waktu ukur “%(text)s” tidak terbaca. Tulis misalnya 29/08/2023 09.00.") % {"text": shown},
    )


def day(text: str) -> date | None:
    """The day that a cell without a time names, "2023-08-29" or "29/08/2023"; None for anything else."""
    found = _DATE_ONLY.fullmatch(text.strip())
    if not found:
        return None
    prefix = "" if found["year"] else "other_"
    try:
        return date(*(int(found[f"{prefix}{name}"]) for name in ("year", "month", "day")))
    except ValueError:
        return None


def _moment(found: re.Match[str], zone: str, shown: str) -> datetime:
    year, month, day, hour, minute = (int(found[name]) for name in ("year", "month", "day", "hour", "minute"))
    try:
        return datetime(
            year,
            month,
            day,
            hour,
            minute,
            int(found["second"] or 0),
            int((found["fraction"] or "0").ljust(6, "0")),
            tzinfo=_zone(found["zone"], zone),
        )
    except ValueError:
        raise MomentError(
            "not_in_calendar",
            _("Waktu ukur “%(text)s” tidak ada di kalender. Urutannya hari, bulan, tahun: 29/08/2023 09.00.")
            % {"text": shown},
        ) from None


def _zone(written: str | None, default: str) -> tzinfo:
    if written is None:
        return clock.zone_info(default)
    name = written.upper()
    if name in ("Z", "UTC"):
        return UTC
    if name in clock.LABELS.values():
        return clock.zone_info(name)
    digits = name[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if name[0] == "-" else offset)
