"""When a message is tried again, and when an endpoint is left alone. Pure.

Each message is tried by the schedule that Standard Webhooks advises. An endpoint that does not answer is
asked with one message at a time, so that ten thousand waiting ones do not each wait for the same silence.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""From one attempt at a message to the next."""
MOST_ATTEMPTS = len(DELAYS) + 1
PATIENCE = timedelta(days=1)
"""How long an endpoint may fail, without one success, before it is paused."""
REST = timedelta(seconds=30)
"""How long a failing endpoint is left alone before its next message is tried."""
LONGEST_WISH = timedelta(days=1)
"""The longest Retry-After that is followed."""
GONE = 410
"""The answer by which a receiver says that it wants nothing any more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How an attempt ended: the status, or 0 and what went wrong before there was one."""

    status: int = 0
    error: str = ""
    retry_after: str = ""
    """The header, as it came."""

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


def next_attempt(attempts: int, answer: Answer, *, at: datetime) -> datetime | None:
    """When a message that has failed `attempts` times is tried again; None if never."""
    if attempts >= MOST_ATTEMPTS or answer.status == GONE:
        return None
    return max(at + DELAYS[attempts - 1], wished(answer.retry_after, at=at) or at)


def rests_until(answer: Answer, *, at: datetime) -> datetime:
    """Until when an endpoint that gave this answer is left alone: as long as it asks, a moment at least."""
    return max(at + REST, wished(answer.retry_after, at=at) or at)


def is_hopeless(failing_since: datetime, *, at: datetime) -> bool:
    """Whether an endpoint has failed for so long that it is paused."""
    return at - failing_since >= PATIENCE


def wished(header: str, *, at: datetime) -> datetime | None:
    """The time that a Retry-After names, at most `LONGEST_WISH` away; None for no or an unreadable wish."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return at + min(timedelta(seconds=int(text[:6])), LONGEST_WISH)
    try:
        named = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # of a year or a zone that no calendar has
        return None
    return min(named, at + LONGEST_WISH) if named.tzinfo else None
