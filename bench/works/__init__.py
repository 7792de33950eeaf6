"""What is measured: each module yields its works, ready to run on one size."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bench.measure import ROUNDS, Run


@dataclass(frozen=True, slots=True)
class Work:
    """One line of the table. `check` raises AssertionError where the two sides differ.

    With a peer both are timed; without, `value` gives the figure. `parts` is the breakdown of ours.
    """

    gate: str
    ours: Run | None = None
    peer: Run | None = None
    value: Callable[[], float] | None = None
    check: Callable[[], None] = lambda: None
    rounds: int = ROUNDS
    parts: Callable[[], dict[str, float]] = field(default=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """A line that cannot be run here, and why."""

    gate: str
    reason: str
