"""Links inside pasted text: whole chat messages, rows of a spreadsheet, one link after the other."""

import re
from collections.abc import Iterator

from agencies.addresses import CONTROL, INVISIBLE, WIDE
from agencies.sites import DOMAINS

_EMOJI = (
    "\u20e3\u2190-\u21ff\u2300-\u23ff\u2460-\u27bf\u2b00-\u2bff\ufe0e\ufe0f"
    "\U0001f000-\U0001faff\U000e0000-\U000e007f"
)
_BRACKETS = '<>"`{}|^\u2018-\u201f«»（）［］【】「」『』《》〈〉，。、；！'
_END = rf"\s{CONTROL}{INVISIBLE}{_EMOJI}{_BRACKETS}"

_PLATFORM_HOSTS = "|".join(re.escape(domain) for domain in sorted(DOMAINS, key=len, reverse=True))
_CANDIDATE = re.compile(
    rf"(?ai:https?):/+[^/{_END}][^{_END}]*"
    # without a scheme a new word must begin here, else the end of `éinstagram.com` would be taken for a link
    rf"|(?<![\w@./:-])(?ai:(?:[a-z0-9_-]+\.)+(?:com|net|org|int|id|be|co|me|am|watch|tv)(?::[0-9]+)?)/[^{_END}]*"
)
_NEXT_SCHEME = re.compile(r"(?<![=/?&%])(?ai:https?)://")
_ON_PLATFORM = re.compile(rf"(?ai:https?://)?(?ai:[a-z0-9-]+\.)*(?ai:{_PLATFORM_HOSTS})(?=[/?#])")
_PLATFORM_END = re.compile(r"[^\x21-\x7e…]|[,*]|(?<!&amp);")
_PUNCTUATION = frozenset(".,;:!?'*~)]…")
_OPENING = {")": "(", "]": "["}
_CUT_OFF = re.compile(r"\.\.+|…+")


def find(text: str) -> list[str]:
    """The links in the text, in order and as often as they stand there, without what surrounds them.

    Takes `https://…` of any host, and `host/…` without a scheme for common endings. What is found need not be
    a post: `canonicalise` decides. Time grows with the length of the text and no faster.
    """
    plain = text.translate(WIDE)
    return [plain[start:end] for start, end in spans(plain)]


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the links are: half-open ranges of `text`, in order, none overlapping."""
    for match in _CANDIDATE.finditer(text):
        for start, end in _parted(text, match.start(), match.end()):
            yield start, _trimmed(text, start, end)


def _parted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part links that stand side by side; one that is carried inside another stays there."""
    following = _NEXT_SCHEME.search(text, start + 1, end)
    while following is not None:
        yield start, following.start()
        start = following.start()
        following = _NEXT_SCHEME.search(text, start + 1, end)
    yield start, end


def _trimmed(text: str, start: int, end: int) -> int:
    """The end of the link without the sentence's punctuation, closing brackets and chat markup."""
    if _ON_PLATFORM.match(text, start, end):
        stop = _PLATFORM_END.search(text, start, end)
        end = stop.start() if stop else end
    balance = {
        close: text.count(first, start, end) - text.count(close, start, end)
        for close, first in _OPENING.items()
    }
    while text[end - 1] in _PUNCTUATION:
        sign = text[end - 1]
        if sign in balance:
            if balance[sign] >= 0:
                break
            balance[sign] += 1
        end -= 1
    cut_off = _CUT_OFF.match(text, end)
    if cut_off and text[end - 1] != "/":  # `…/status/17012...` is refused later, not taken for a short id
        return cut_off.end()
    if start and text[start - 1] == "_" and text[end - 1] == "_":  # _italic_ in a chat
        end -= 1
    return end
