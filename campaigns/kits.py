"""Which ready-made material a caption passes on: the same words, or nearly the same ones.

Offices put a greeting before the ready words, a call after them, or shorten them for X. So words in a row are
compared (`likeness.phrases`), not single ones: every text of a campaign speaks of the same things. No ORM, no
clock: the material is given.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import Generic, Protocol, TypeVar

from campaigns import likeness

LEAST = 6
"""Phrases that must be common: eight words in a row, or several shorter runs."""
SHARE = 0.5
"""How much of the shorter text, in phrases, must be common: the other half may be an office's own words."""


class Piece(Protocol):
    """What is known of one piece of material."""

    @property
    def caption(self) -> str: ...
    @property
    def caption_key(self) -> str: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...


P = TypeVar("P", bound=Piece)


class Kit(Generic[P]):
    """The material of a campaign, to find the piece that a caption passes on.

    What was taken back is found all the same, after everything else: a post that used it was made before.
    """

    def __init__(self, pieces: Iterable[P]) -> None:
        """`pieces` without drafts; of equals the newest is found, and one that still is out before others."""
        self._pieces = sorted((one for one in pieces if one.published_at), key=_order)

    def used_by(self, caption: str, at: datetime) -> P | None:
        """The piece with the same words as `caption`, else the nearest with enough in common; out by `at`."""
        key = likeness.caption_key(caption)
        if not key:
            return None
        same = (one for one in self._pieces if one.caption_key == key)
        return next((one for one in chain(same, self._near(caption)) if _published(one) <= at), None)

    def _near(self, caption: str) -> Iterator[P]:
        """The pieces with enough in common with the caption, the most alike first."""
        said = likeness.phrases(caption)
        common = Counter(n for phrase in said for n in self._with_phrase.get(phrase, ()))
        near = (
            (count / (len(said) + self._sizes[n] - count), -n)
            for n, count in common.items()
            if count >= LEAST and count >= SHARE * min(len(said), self._sizes[n])
        )
        for _alike, n in sorted(near, reverse=True):
            yield self._pieces[-n]

    @cached_property
    def _phrases(self) -> list[frozenset[str]]:
        return [likeness.phrases(one.caption) for one in self._pieces]

    @cached_property
    def _sizes(self) -> list[int]:
        return [len(phrases) for phrases in self._phrases]

    @cached_property
    def _with_phrase(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for n, phrases in enumerate(self._phrases):
            for phrase in phrases:
                places[phrase].append(n)
        return dict(places)


def _order(piece: Piece) -> tuple[bool, float]:
    return piece.withdrawn_at is not None, -_published(piece).timestamp()


def _published(piece: Piece) -> datetime:
    if piece.published_at is None:
        raise ValueError("a draft is used by nobody")
    return piece.published_at
