"""Which pillar of the campaign a caption speaks of, guessed from its words; the officer has the last word.

No ORM, no clock, no settings: the pillars of the campaign are given as data.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

NAMED = 10
"""What the pillar's name weighs in a caption or as a tag; a word of its narrative weighs one."""
ENOUGH = 3
"""What a guess needs: three words that only this pillar uses."""
CLEAR = 2
"""So many times as much as the next pillar."""
SHORTEST = 5
"""Letters of a word that says something."""

_WORD = re.compile(r"[^\W_]+")
_ABBREVIATION = re.compile(r"\(([A-Z][A-Z0-9]{2,})\)")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """adalah antara bahwa bagi banyak berbagai bersama dalam dapat dengan hingga karena kepada ketika
        lebih maupun melalui menjadi merupakan oleh pada sebagai secara seluruh semua serta setiap
        tersebut tidak tentang untuk yaitu yakni asean indonesia kawasan negara""",
    )
)
"""Words of every narrative."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A pillar as the guess knows it."""

    code: str
    name: str
    narrative: str = ""


def guess(caption: str, topics: tuple[Topic, ...]) -> str | None:
    """The code of the pillar that the caption names, or whose own words it uses clearly most; else None."""
    words = _words(caption)
    text = f" {' '.join(words)} "
    own = _own_words(topics)
    scores = sorted(
        ((_score(topic, text, set(words), own[topic.code]), topic.code) for topic in topics), reverse=True
    )
    if not scores or scores[0][0] < ENOUGH:
        return None
    runner_up = scores[1][0] if len(scores) > 1 else 0
    return scores[0][1] if scores[0][0] >= CLEAR * runner_up else None


def _score(topic: Topic, text: str, words: set[str], own: set[str]) -> int:
    name = _ABBREVIATION.sub("", topic.name)
    spoken = " ".join(_words(name))
    names = {spoken, spoken.replace(" ", "")} | {short.lower() for short in _ABBREVIATION.findall(topic.name)}
    named = any(f" {one} " in text for one in names if one)
    return NAMED * named + len(own & words)


@lru_cache(maxsize=4)  # an import asks for every row of one campaign
def _own_words(topics: tuple[Topic, ...]) -> dict[str, set[str]]:
    """For each pillar the telling words of its name and narrative that no other pillar uses."""
    used = {
        topic.code: {
            word
            for word in _words(f"{topic.name} {topic.narrative}")
            if len(word) >= SHORTEST and word not in _COMMON
        }
        for topic in topics
    }
    return {
        code: words.difference(*(others for other, others in used.items() if other != code))
        for code, words in used.items()
    }


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
