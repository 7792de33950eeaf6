"""Handles that pass for another agency's: confusable letters, other separators, one slip of the finger.

A warning for people to look twice, never a refusal: offices of one name in two places are both genuine.
Handles of the same agency are meant to be alike and are passed over, as are names too short to say anything.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext, gettext_noop

from agencies.handles import fold
from agencies.platforms import Platform
from agencies.sites import skeleton, within_one_edit

SHORTEST = 4
"""Letters of a name below which neither letters nor separators make a look-alike."""
SHORTEST_EDIT = 6
"""The same for one edit: of five letters, too many are one letter apart by chance."""


class Likeness(StrEnum):
    """In what two handles are alike, the closest first."""

    SAME = "same"
    SEPARATORS = "separators"
    CONFUSABLE = "confusable"
    ONE_EDIT = "one_edit"

    @property
    def label(self) -> str:
        """What makes them alike, as the rest of a sentence that begins with the other handle."""
        return gettext(_LABELS[self])


_LABELS = {
    Likeness.SAME: gettext_noop("nama yang sama di platform lain"),
    Likeness.SEPARATORS: gettext_noop("hanya berbeda titik, garis bawah, atau tanda hubung"),
    Likeness.CONFUSABLE: gettext_noop("huruf yang mirip, seperti O dan 0 atau l dan 1"),
    Likeness.ONE_EDIT: gettext_noop("berbeda satu huruf"),
}
_ORDER = {likeness: place for place, likeness in enumerate(Likeness)}


@dataclass(frozen=True, slots=True)
class Handle:
    """A handle in normal form, its platform, and the code of its agency."""

    platform: str
    handle: str
    agency: str


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Another agency's handle, and in what it is like the one that was asked about."""

    other: Handle
    why: Likeness


class Index:
    """Many handles, found by how they look: by essence, and by what is left of an essence without one letter.

    Two words within one edit share a word that lacks at most one letter of each, so that a question costs as
    many look-ups as the handle has letters, however many handles there are.
    """

    def __init__(self, handles: Iterable[Handle]) -> None:
        self._by_essence: dict[str, list[Handle]] = defaultdict(list)
        self._by_shorter: dict[str, list[str]] = defaultdict(list)
        for one in handles:
            if essential := essence(one.platform, one.handle):
                self._by_essence[essential].append(one)
        for essential in self._by_essence:
            if len(essential) >= SHORTEST_EDIT:
                for shorter in _shorter(essential):
                    self._by_shorter[shorter].append(essential)

    def like(self, handle: Handle) -> list[Lookalike]:
        """Handles of other agencies that look like this one, the closest first."""
        essential = essence(handle.platform, handle.handle)
        found = [
            Lookalike(other, why)
            for other in self._by_essence.get(essential, ())
            if (why := _why(handle, other))
        ]
        if len(essential) >= SHORTEST_EDIT:
            near = {word for shorter in _shorter(essential) for word in self._by_shorter.get(shorter, ())}
            found += [
                Lookalike(other, Likeness.ONE_EDIT)
                for word in near - {essential}
                if within_one_edit(essential, word)
                for other in self._by_essence[word]
                if other.agency != handle.agency
            ]
        return sorted(found, key=lambda one: (_ORDER[one.why], one.other.platform, one.other.handle))


def essence(platform: str, handle: str) -> str:
    """What eyes keep of a handle: its skeleton without separators; "" where nothing in it is a chosen name.

    Numbers and YouTube's channel ids are no names, and a host under go.id can only be a government's.
    """
    name = unicodedata.normalize("NFKC", _name(platform, handle)).casefold()
    return "" if name.isdigit() else _SEPARATORS.sub("", skeleton(name))


_KIND = re.compile(r"(?:c|user)/")
_SEPARATORS = re.compile(r"[._·\-/]")


def _name(platform: str, handle: str) -> str:
    """The part of a handle that its owner chose freely."""
    if platform == Platform.WEBSITE:
        return "" if handle.endswith(".go.id") else handle
    return "" if handle.startswith("channel/") else _KIND.sub("", handle, count=1)


def _why(handle: Handle, other: Handle) -> Likeness | None:
    """In what two handles of one essence are alike; None where that is nothing to warn of."""
    if handle.agency == other.agency:
        return None
    one, another = (fold(_name(each.platform, each.handle)) for each in (handle, other))
    if one == another:
        return Likeness.SAME
    if min(len(one), len(another)) < SHORTEST:
        return None
    if _SEPARATORS.sub("", one) == _SEPARATORS.sub("", another):
        return Likeness.SEPARATORS
    return Likeness.CONFUSABLE


def _shorter(word: str) -> Iterator[str]:
    """The word itself, and every word that lacks one letter of it."""
    yield word
    yield from {word[:place] + word[place + 1 :] for place in range(len(word))}
