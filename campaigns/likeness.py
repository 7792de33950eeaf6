"""When two captions, or two screenshots, are the same for a person though not for a computer."""

import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 25
"""Letters and digits that a caption needs before being the same means anything: many say "Selamat pagi"."""
PHRASE = 3
"""Words in a row that two texts hardly share by chance."""
NEAR = 6
"""In how many of its 64 bits the dHash of one picture may differ; two pictures differ in about 32."""
BLANK = 0
"""The dHash of a picture of one colour, which is like every other one."""

_SIGN = re.compile("[#@]")
_ADDRESS = re.compile(r"\W*(?:[a-z]{2,10}://|www\.|[\w-]{1,63}(?:\.[\w-]{2,63}){1,8}/)")


def caption_key(text: str) -> str:
    """What captions with the same words share: 64 hex digits, or "" for fewer than `SHORTEST` characters.

    Links, tags and mentions do not count, nor do case, styled letters, emoji, punctuation and spaces: those
    are what differs when one text is posted by many, on many platforms.
    """
    kept = "".join(_words(text))
    return hashlib.sha256(kept.encode()).hexdigest() if len(kept) >= SHORTEST else ""


def phrases(text: str) -> frozenset[str]:
    """Every `PHRASE` words in a row, of the words that count for `caption_key`."""
    words = _words(text)
    return frozenset(" ".join(words[n : n + PHRASE]) for n in range(len(words) - PHRASE + 1))


def comparable(hashes: Iterable[int]) -> tuple[int, ...]:
    """The dHashes of pictures that show something."""
    return tuple(dhash for dhash in hashes if dhash != BLANK)


@functools.lru_cache(maxsize=1_024)  # the check of a list goes over its captions several times
def _words(text: str) -> tuple[str, ...]:
    """Letters and digits of any script. Marks are left out: emoji use them, and words differ without them."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = (_SIGN.split(word, maxsplit=1)[0] for word in folded.split() if not _ADDRESS.match(word))
    kept = ("".join(filter(str.isalnum, word)) for word in words)
    return tuple(word for word in kept if word)
