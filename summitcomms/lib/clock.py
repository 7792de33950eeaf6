"""Indonesian clock time in words: WIB, WITA and WIT, campaign days, ages and countdowns.

Pure: the present moment is always a parameter. Every datetime must be aware; a naive one is refused because
guessing its zone is how deadlines go wrong. A zone is given by its IANA name or its Indonesian abbreviation.
Day and month names are small tables of our own, so the text never depends on the locale of a machine.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"

LABELS = {WIB: "WIB", WITA: "WITA", WIT: "WIT"}
CHOICES = [
    (WIB, "WIB · Indonesia Barat (UTC+7)"),
    (WITA, "WITA · Indonesia Tengah (UTC+8)"),
    (WIT, "WIT · Indonesia Timur (UTC+9)"),
]
_NAMES = {**{label: name for name, label in LABELS.items()}, **{name: name for name in LABELS}}

_DAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
_DAYS_LONG = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_MONTHS_LONG = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_AGE_STEPS = ((60, "menit", 3600), (3600, "jam", 86400), (86400, "hari", 30 * 86400))


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


def show(at: datetime, zone: str) -> str:
    """Return the full form, "Sel 29 Agu 2023 09.00 WIB"."""
    return f"{show_date(at, zone)} {show_time(at, zone)}"


def show_date(at: datetime, zone: str) -> str:
    """Return the day in that zone, "Sel 29 Agu 2023"."""
    return date_text(_local(at, zone).date())


def show_time(at: datetime, zone: str) -> str:
    """Return the hour with its zone, "09.00 WIB"; a shown time never goes without its zone."""
    local = _local(at, zone)
    return f"{local:%H.%M} {zone_label(zone)}"


def date_text(day: date, *, long: bool = False) -> str:
    """Return "Sel 29 Agu 2023", or "Selasa, 29 Agustus 2023" for letters and certificates."""
    if long:
        return f"{_DAYS_LONG[day.weekday()]}, {day.day} {_MONTHS_LONG[day.month - 1]} {day.year}"
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(day: date) -> str:
    """Return "29 Agu", for chart axes."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def date_span(first: date, last: date) -> str:
    """Return both days, inclusive, in the shortest clear form: "5–7 September 2023".

    Raises ValueError when `last` is before `first`.
    """
    if last < first:
        raise ValueError("tanggal akhir mendahului tanggal awal")
    end = f"{last.day} {_MONTHS_LONG[last.month - 1]} {last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    if first.year == last.year:
        return f"{first.day} {_MONTHS_LONG[first.month - 1]} – {end}"
    return f"{first.day} {_MONTHS_LONG[first.month - 1]} {first.year} – {end}"


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
    if abs(seconds) < 60:
        return "baru saja" if seconds >= 0 else "sebentar lagi"
    direction = "lalu" if seconds > 0 else "lagi"
    span = abs(seconds)
    for size, unit, limit in _AGE_STEPS:
        if span < limit:
            return f"{span // size} {unit} {direction}"
    months = span // (30 * 86400)
    return f"{months} bulan {direction}" if months < 12 else f"{span // (365 * 86400) or 1} tahun {direction}"


def countdown(now: datetime, start: datetime, zone: str) -> str:
    """Return the distance to the first day as summits count it: "H-7", "H" on the day, "H+2" after."""
    days = (campaign_day(now, zone) - campaign_day(start, zone)).days
    return "H" if days == 0 else f"H{days:+d}"
