"""What pasting leads to."""

from dataclasses import dataclass

MOST = 50
"""Reports in one go: as many as somebody can look through on a telephone before sending them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A report to be: the link as found, the words that belong to it, and where it stood."""

    url: str
    caption: str = ""
    line: int = 1
    """The line of the paste, counted from 1."""
    published: str = ""
    """The publish time as a spreadsheet's cell says it, readable by `imports.moments.parse`; or empty."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the paste that became no draft; `code` is stable, `sentence` is for people."""

    code: str
    sentence: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Pasted:
    """All that was found, in the order of the paste, each post once."""

    drafts: tuple[Draft, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def first(self) -> tuple[Draft, ...]:
        """What is looked through now."""
        return self.drafts[:MOST]

    @property
    def rest(self) -> tuple[Draft, ...]:
        """What waits until the first ones are sent."""
        return self.drafts[MOST:]
