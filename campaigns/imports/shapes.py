"""What an export looks like: data, one module for each family of platforms, read by `columns` and `files`.

Names of columns stand here as `columns.fold` makes them. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from agencies.platforms import Platform
from campaigns.readings import METRICS


class Kind(StrEnum):
    """What a file was recognised as. `MAPPED`: a person said what its columns mean."""

    INSTAGRAM = "instagram"
    FACEBOOK = "facebook"
    X = "x"
    TIKTOK = "tiktok"
    YOUTUBE = "youtube"
    TEMPLATE = "template"
    MAPPED = "mapped"

    @property
    def platform(self) -> Platform | None:
        """The platform whose export it is; None for a list that people wrote."""
        return Platform(self.value) if self.value in set(Platform) else None

    @property
    def source(self) -> str:
        """The code of the source of its numbers; empty for a list, whose sender says it."""
        return f"ekspor-{self.value}" if self.platform else ""


CODE, LINK, NATIVE_ID, CAPTION, PUBLISHED = "code", "link", "native_id", "caption", "published"
MOMENT, REASON, PERIOD = "moment", "reason", "period"
WATCH_HOURS, WATCH_TIME = "watch_hours", "watch_time"
NAMING = (CODE, LINK, NATIVE_ID)
"""The roles that say which post a row speaks of, in the order in which they are believed."""
MEASURES: Mapping[str, str] = {
    **{name: name for name in METRICS},
    WATCH_HOURS: "watch_seconds",
    WATCH_TIME: "watch_seconds",
}
"""The roles that hold a number, and the metric that it is of: hours and h:mm:ss are seconds too."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of file. `columns` has, for each role, the names a column may have; the earlier one holds.

    Of the sets in `marks` one must be among the columns, all of it; a shape without marks asks for none. A
    strict shape refuses two columns for one role. `month_first` is how its dates are meant when they could be
    either: 03/04/2026.
    """

    kind: Kind
    columns: Mapping[str, tuple[str, ...]]
    marks: tuple[frozenset[str], ...] = ()
    month_first: bool = False
    is_strict: bool = False


MOMENTS = (
    "waktu ukur",
    "waktu pengukuran",
    "diukur",
    "diukur pada",
    "diekspor pada",
    "waktu ekspor",
    "tanggal ekspor",
    "taken at",
    "measured at",
    "exported at",
    "export date",
    "export time",
)
"""A column that names the moment of measurement, in any kind of file."""
REASONS = ("alasan koreksi", "koreksi", "correction", "correction reason")


def marks(*sets: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    return tuple(map(frozenset, sets))
