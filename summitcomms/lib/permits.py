"""The answer of a rule that may refuse: `Allowed()`, or `Denied` with the sentence for people.

A permit is truthy or falsy, so a rule reads as `if permit := can_move(…)`, and a page that greys out a
button still has the reason at hand in `permit.reason`.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes. Truthy; the reason is always empty, so templates need no case distinction."""

    @property
    def reason(self) -> str:
        return ""

    def __bool__(self) -> Literal[True]:
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """No. Falsy; `reason` is a whole Indonesian sentence: which rule and, if possible, the way out."""

    reason: str

    def __post_init__(self) -> None:
        """Refuse an empty reason: a refusal without one is the fault this class exists to prevent."""
        if not self.reason.strip():
            raise ValueError("a refusal needs a reason")

    def __bool__(self) -> Literal[False]:
        return False


Permit = Allowed | Denied
