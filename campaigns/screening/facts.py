"""What the rules are told about a report: plain values, gathered by `campaigns.facts`."""

from dataclasses import dataclass
from datetime import datetime

from agencies.platforms import Platform


@dataclass(frozen=True, slots=True)
class Filed:
    """The report that already holds the same post in the same campaign."""

    code: str
    agency: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Alike:
    """Another report of the campaign that looks like this one; `agency` is a short name."""

    code: str
    agency: str
    is_own: bool
    """Whether it is the reporting agency's own."""
    platform: Platform


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the rules look at; times are aware, `zone` is the campaign's, empty text means unknown."""

    platform: Platform
    opaque: bool
    soft: bool
    handle: str
    owner: str
    """Short name of the agency in whose name `handle` is registered."""
    is_own: bool
    """Whether that agency is the one that reports."""
    filed: Filed | None
    caption: str
    hashtag: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    claimed_at: datetime | None
    id_time: datetime | None
    at: datetime
    pictures: tuple[int, ...] = ()
    """The dHash of each screenshot filed with the report."""
    picture_required: bool = False
    same_picture: Alike | None = None
    same_caption: Alike | None = None
    """The report nearest to a doubt: another agency's before an own one, the same platform before others."""
    material: str = ""
    """Title of the centre's material whose words the caption passes on."""
    said_handle: str = ""
    """The registered account that the officer names where the link names none."""
    burst: int = 0
    """How many other posts of the agency were published within `times.BURST_WINDOW` of this one."""

    @property
    def published_at(self) -> datetime | None:
        """What the officer says, else what the id says."""
        return self.claimed_at or self.id_time
