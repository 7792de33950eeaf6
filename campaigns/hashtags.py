"""Hashtags as platforms see them: which words become a link, and which only look like one.

The rule is X's: a sign, then letters, marks, decimal digits and a few joiners of any script, at least one
of them a letter or mark. Python's `\\w` leaves out combining marks and would break Thai, Lao and Khmer.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from agencies.addresses import WIDE
from campaigns.links.finding import spans

INSTAGRAM_MOST = 30
"""Tags that Instagram allowed on a post in 2023."""
YOUTUBE_MOST = 60
"""With more tags than these YouTube ignores all."""


@dataclass(frozen=True, slots=True)
class Hashtag:
    """One tag where it stands: `text[start:end] == raw`."""

    raw: str
    """As written, with its sign."""
    folded: str
    """What is compared, without the sign: see `fold`."""
    styled: bool
    """Written in mathematical letters: reads the same, but platforms index it as another tag."""
    start: int
    end: int
    live: bool = True
    """False where the platform ignores the tag, because the post carries too many."""


class _Sign(IntEnum):
    NONE = 0
    BODY = 1
    LETTER = 2


class _Signs(dict[str, _Sign]):
    """What each character does in a tag, looked up in the Unicode database once."""

    def __missing__(self, character: str) -> _Sign:
        category = unicodedata.category(character)
        if category[0] in "LM":
            sign = _Sign.LETTER
        elif category == "Nd" or character in _JOINERS:
            sign = _Sign.BODY
        else:
            sign = _Sign.NONE
        self[character] = sign
        return sign


_JOINERS = frozenset(
    "_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7"
)
_SIGNS = _Signs()
_HASH = re.compile("[#＃](?![\ufe0f\u20e3])")  # not the keycap emoji
_VARIATION_SELECTORS = "\ufe0e\ufe0f"  # marks by category, but they end an emoji
_STYLES = ("<font>", "<super>", "<sub>")


def extract(text: str, platform: str = "x") -> list[Hashtag]:
    """The tags of a caption in order, repeated ones included.

    `platform` is a platform's value: Instagram links both of `#a#b` and no tag after the thirtieth, YouTube
    none when there are more than sixty; everything else follows X.
    """
    glued = platform == "instagram"
    found: list[tuple[int, int]] = []
    no_tag_after = ("://",) if glued else ("#", "＃", "://")
    links: list[tuple[int, int]] | None = None
    for match in _HASH.finditer(text):
        start = match.start()
        before = text[start - 1] if start else " "
        if not before.isspace():
            follows_tag = glued and bool(found) and found[-1][1] == start
            if not follows_tag and not _may_precede(before):
                continue
            if links is None:
                links = list(spans(text.translate(WIDE)))
            if _is_inside(links, start):
                continue
        end = _end_of_body(text, start + 1)
        if end is not None and not text.startswith(no_tag_after, end):
            found.append((start, end))
    return [
        _hashtag(text, start, end, _is_live(platform, n, len(found))) for n, (start, end) in enumerate(found)
    ]


def fold(tag: str) -> str:
    """The form in which tags are compared: without the sign, compatibility forms and case levelled."""
    bare = unicodedata.normalize("NFKC", tag).removeprefix("#")
    return unicodedata.normalize("NFKC", bare.casefold())


def carries(tags: Iterable[Hashtag], wanted: str) -> bool:
    """Whether the wanted tag (with or without sign) is among them, live and in plain letters."""
    folded = fold(wanted)
    return any(tag.live and not tag.styled and tag.folded == folded for tag in tags)


def _is_inside(links: list[tuple[int, int]], position: int) -> bool:
    """Whether the position lies in one of these ordered ranges, behind its first character."""
    nearest = bisect_left(links, (position, 0)) - 1
    return nearest >= 0 and position < links[nearest][1]


def _may_precede(character: str) -> bool:
    """Whether a tag can begin right after this character."""
    return character in _VARIATION_SELECTORS or (character != "&" and _SIGNS[character] is _Sign.NONE)


def _end_of_body(text: str, start: int) -> int | None:
    """Where the body that begins here ends; None without a letter in it."""
    end, has_letter = start, False
    while end < len(text) and (sign := _SIGNS[text[end]]):
        has_letter = has_letter or sign is _Sign.LETTER
        end += 1
    return end if has_letter else None


def _hashtag(text: str, start: int, end: int, live: bool) -> Hashtag:
    raw = text[start:end]
    styled = not raw.isascii() and any(unicodedata.decomposition(sign).startswith(_STYLES) for sign in raw)
    return Hashtag(raw, fold(raw), styled, start, end, live)


def _is_live(platform: str, position: int, count: int) -> bool:
    """Whether the platform links the tag at this position, counted from 0, of so many."""
    if platform == "instagram":
        return position < INSTAGRAM_MOST
    return platform != "youtube" or count <= YOUTUBE_MOST
