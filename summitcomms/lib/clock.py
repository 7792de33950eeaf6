"""Indonesian clock time in words, Indonesian or English: WIB, WITA and WIT, campaign days, ages, countdowns.

Pure: the present moment is always a parameter. Every datetime must be aware; a naive one is refused because
guessing its zone is how deadlines go wrong. A zone is given by its IANA name or its Indonesian abbreviation.
Day and month names are small tables of our own, so the text never depends on the locale of a machine.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from summitcomms.lib.language import is_english

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"

LABELS = {WIB: "WIB", WITA: "WITA", WIT: "WIT"}
CHOICES = [
    (WIB, gettext_lazy("WIB · Indonesia Barat (UTC+7)")),
    (WITA, gettext_lazy("WITA · Indonesia Tengah (UTC+8)")),
    (WIT, gettext_lazy("WIT · Indonesia Timur (UTC+9)")),
]
_NAMES = {**{label: name for name, label in LABELS.items()}, **{name: name for name in LABELS}}

_DAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
_DAYS_LONG = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_MONTHS_LONG = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_DAYS_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_ENGLISH = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SIZES = (60, 3600, 86400, 30 * 86400, 365 * 86400)
_MONTHS_AGO = 3  # twelve of them are a year, though they are five days short of one
_AGO = (
    ngettext_lazy("%(n)d menit lalu", "%(n)d menit lalu", "n"),
    ngettext_lazy("%(n)d jam lalu", "%(n)d jam lalu", "n"),
    ngettext_lazy("%(n)d hari lalu", "%(n)d hari lalu", "n"),
    ngettext_lazy("%(n)d bulan lalu", "%(n)d bulan lalu", "n"),
    ngettext_lazy("%(n)d tahun lalu", "%(n)d tahun lalu", "n"),
)
_AHEAD = (
    ngettext_lazy("%(n)d menit lagi", "%(n)d menit lagi", "n"),
    ngettext_lazy("%(n)d jam lagi", "%(n)d jam lagi", "n"),
    ngettext_lazy("%(n)d hari lagi", "%(n)d hari lagi", "n"),
    ngettext_lazy("%(n)d bulan lagi", "%(n)d bulan lagi", "n"),
    ngettext_lazy("%(n)d tahun lagi", "%(n)d tahun lagi", "n"),
)


class UnknownZoneError(ValueError):
    """The text names none of the three Indonesian zones."""


def zone_info(zone: str) -> ZoneInfo:
    """Return the time zone for "Asia/Makassar" or "WITA"; raise `UnknownZoneError` for anything else."""
    try:
        return ZoneInfo(_NAMES[zone])
    except KeyError:
        raise UnknownZoneError(f"zona waktu tidak dikenal: {zone}") from None


def zone_label(zone: str) -> str:
    """Return "WIB", "WITA" or "WIT"."""
    return LABELS[zone_info(zone).key]


def _local(at: datetime, zone: str) -> datetime:
    if at.tzinfo is None:
        raise ValueError("waktu tanpa zona tidak diterima")
    return at.astimezone(zone_info(zone))


def _day_name(day: date, *, long: bool) -> str:
    if is_english():
        return _DAYS_ENGLISH[day.weekday()][: None if long else 3]
    return (_DAYS_LONG if long else _DAYS)[day.weekday()]


def _month_name(day: date, *, long: bool) -> str:
    if is_english():
        return _MONTHS_ENGLISH[day.month - 1][: None if long else 3]
    return (_MONTHS_LONG if long else _MONTHS)[day.month - 1]


def show(at: datetime, zone: str) -> str:
    """Return the full form, "Sel 29 Agu 2023 09.00 WIB"."""
    return f"{show_date(at, zone)} {show_time(at, zone)}"


def show_date(at: datetime, zone: str) -> str:
    """Return the day in that zone, "Sel 29 Agu 2023"."""
    return date_text(_local(at, zone).date())


def show_time(at: datetime, zone: str) -> str:
    """Return the hour with its zone, "09.00 WIB" ("09:00 WIB"); a shown time never goes without its zone."""
    local = _local(at, zone)
    return f"{local:%H:%M} {zone_label(zone)}" if is_english() else f"{local:%H.%M} {zone_label(zone)}"


def date_text(day: date, *, long: bool = False) -> str:
    """Return "Sel 29 Agu 2023", or "Selasa, 29 Agustus 2023" for letters and certificates."""
    comma = "," if long else ""
    return f"{_day_name(day, long=long)}{comma} {day.day} {_month_name(day, long=long)} {day.year}"


def short_date(day: date) -> str:
    """Return "29 Agu", for chart axes."""
    return f"{day.day} {_month_name(day, long=False)}"


def date_span(first: date, last: date) -> str:
    """Return both days, inclusive, in the shortest clear form: "5–7 September 2023".

    Raises ValueError when `last` is before `first`.
    """
    if last < first:
        raise ValueError("tanggal akhir mendahului tanggal awal")
    end = f"{last.day} {_month_name(last, long=True)} {last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    if first.year == last.year:
        return f"{first.day} {_month_name(first, long=True)} – {end}"
    return f"{first.day} {_month_name(first, long=True)} {first.year} – {end}"


def day_edges(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return (start, end) of that calendar day in UTC, half-open: start ≤ at < end."""
    info = zone_info(zone)
    start = datetime.combine(day, time.min, info)
    end = datetime.combine(day + timedelta(days=1), time.min, info)
    return start.astimezone(UTC), end.astimezone(UTC)


def campaign_day(at: datetime, zone: str) -> date:
    """Return the calendar day on which `at` falls in the campaign's zone."""
    return _local(at, zone).date()


def age(at: datetime, now: datetime) -> str:
    """Return how long ago `at` was: "baru saja", "3 menit lalu"; or "3 menit lagi" when it lies ahead.

    Whole units, rounded down, so that a figure never looks older than it is.
    """
    seconds = int((now - at).total_seconds())
    span = abs(seconds)
    if span < 60:
        return _("baru saja") if seconds >= 0 else _("sebentar lagi")
    unit = sum(span >= size for size in _SIZES[1:])
    if unit == _MONTHS_AGO and span // _SIZES[unit] >= 12:
        unit += 1
    count = span // _SIZES[unit] or 1
    return str((_AGO if seconds > 0 else _AHEAD)[unit] % {"n": count})


def countdown(now: datetime, start: datetime, zone: str) -> str:
    """Return the distance to the first day as summits count it: "H-7", "H" on the day, "H+2"; or "D-7"."""
    days = (campaign_day(now, zone) - campaign_day(start, zone)).days
    day = "D" if is_english() else "H"
    return day if days == 0 else f"{day}{days:+d}"
