"""The time inside a post id, and ids made for a time.

X, TikTok, Instagram and Threads number their posts by the clock. Right within
seconds on most posts and within minutes on some: a strong hint, never the only ground to refuse a post.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from agencies.platforms import Platform

X_EPOCH_MS = 1_288_834_974_657
INSTAGRAM_EPOCH_MS = 1_314_220_021_721
X_SEQUENCE_BITS = 22
INSTAGRAM_SEQUENCE_BITS = 23
TIKTOK_SEQUENCE_BITS = 32
CODE_LENGTH = 11
"""Characters of an Instagram or Threads code, and of a YouTube id."""

_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_MS = 1_320_105_600_000  # 1 November 2011: before it ids were not numbered by the clock everywhere
_LAST_MS = 4_102_444_800_000  # 2100: later is nonsense, and far from what a datetime cannot hold
_MILLISECOND = timedelta(milliseconds=1)
_STORY = re.compile(r"[0-9]{15,20}")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,12}")
_DIGITS = re.compile(r"[0-9]{1,19}")
_FACEBOOK_FIRST = 100_000_000_000_000
_SCATTER = 0x9E3779B97F4A7C15  # odd, so that multiplying by it modulo 2**64 gives every number once


def posted_at(platform: Platform, native_id: str) -> datetime | None:
    """The publish time (aware, UTC) that the id carries, or None where it carries none or nonsense.

    Instagram and Threads: millisecond; X: millisecond; TikTok: second. The clock is not read: an id from the
    future gives a future time.
    """
    layout = _MILLISECONDS.get(platform)
    milliseconds = layout(native_id) if layout else None
    if milliseconds is None or not _FIRST_MS <= milliseconds < _LAST_MS:
        return None
    return _UNIX + timedelta(milliseconds=milliseconds)


def encode(platform: Platform, at: datetime, sequence: int) -> str | None:
    """A post id for demo data and tests: the inverse of `posted_at`, different for every `sequence`.

    `at` is aware; below the id's resolution it is cut off. X takes 22 bits of sequence, Instagram and
    Threads 23, TikTok 32; Facebook and YouTube ids carry no time and are made from the sequence alone.
    None for websites.
    Raises ValueError for a naive time, a sequence that does not fit, and a time whose id would not look real
    (before 2016 Instagram codes were shorter; X and TikTok numbers end in 2080 and 2043).
    """
    if at.tzinfo is None:
        raise ValueError("at must be aware")
    milliseconds = (at - _UNIX) // _MILLISECOND
    match platform:
        case Platform.X:
            number = _packed(milliseconds - X_EPOCH_MS, sequence, X_SEQUENCE_BITS)
            return _sized(str(number), 1, 19)
        case Platform.TIKTOK:
            number = _packed(milliseconds // 1000, sequence, TIKTOK_SEQUENCE_BITS)
            return _sized(str(number), 19, 19)
        case Platform.INSTAGRAM | Platform.THREADS:
            number = _packed(milliseconds - INSTAGRAM_EPOCH_MS, sequence, INSTAGRAM_SEQUENCE_BITS)
            code = urlsafe_b64encode(number.to_bytes(9, "big")).decode().lstrip("A")
            return _sized(code, CODE_LENGTH, CODE_LENGTH)
        case Platform.FACEBOOK:
            return str(_FACEBOOK_FIRST + _packed(0, sequence, 48))
        case Platform.YOUTUBE:
            scattered = _packed(0, sequence, 64) * _SCATTER % 2**64
            return urlsafe_b64encode(scattered.to_bytes(8, "big")).decode()[:CODE_LENGTH]
    return None


def _x_milliseconds(native_id: str) -> int | None:
    if not _DIGITS.fullmatch(native_id):
        return None
    return (int(native_id) >> X_SEQUENCE_BITS) + X_EPOCH_MS


def _tiktok_milliseconds(native_id: str) -> int | None:
    if not _DIGITS.fullmatch(native_id):
        return None
    return (int(native_id) >> TIKTOK_SEQUENCE_BITS) * 1000


def _instagram_milliseconds(native_id: str) -> int | None:
    if _CODE.fullmatch(native_id):
        number = int.from_bytes(urlsafe_b64decode(native_id.rjust(12, "A")), "big")
    elif _STORY.fullmatch(native_id):  # stories show the number itself
        number = int(native_id)
    else:
        return None
    return (number >> INSTAGRAM_SEQUENCE_BITS) + INSTAGRAM_EPOCH_MS


_MILLISECONDS: dict[Platform, Callable[[str], int | None]] = {
    Platform.X: _x_milliseconds,
    Platform.TIKTOK: _tiktok_milliseconds,
    Platform.INSTAGRAM: _instagram_milliseconds,
    Platform.THREADS: _instagram_milliseconds,
}
"""Milliseconds since 1970 as each platform's layout has them; None where the text is no such id."""


def _packed(time: int, sequence: int, bits: int) -> int:
    """Time above, sequence in the lowest bits."""
    if not 0 <= sequence < 2**bits:
        raise ValueError(f"sequence must fit into {bits} bits")
    if time < 0:
        raise ValueError("at is before the platform's first id")
    return time << bits | sequence


def _sized(native_id: str, shortest: int, longest: int) -> str:
    """The id, if the platform would write it with so many characters."""
    if not shortest <= len(native_id) <= longest:
        raise ValueError("at is outside the time in which ids look like this")
    return native_id
