"""How two ways of doing the same are compared: back to back, many times, with a control. Pure."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 7
NOISE = 0.10
"""How far the control, ours against ours, may be off before no answer is given."""

Run = Callable[[], float]
"""Does the work once and returns how many seconds it took; what is not timed happens before and after."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Seconds of every run, in order; the control is a second run of ours right after the peer's."""

    ours: tuple[float, ...]
    peer: tuple[float, ...]
    control: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """Ours ÷ peer of each pair."""
        return tuple(mine / other for mine, other in zip(self.ours, self.peer, strict=True))

    @property
    def ratio(self) -> float:
        """The median of the pairs."""
        return statistics.median(self.ratios)

    @property
    def spread(self) -> tuple[float, float]:
        """The lower and the upper quartile of the pairs; the only pair twice where there is one."""
        if len(self.ratios) < 2:
            return self.ratios[0], self.ratios[0]
        lower, _, upper = statistics.quantiles(self.ratios, n=4, method="inclusive")
        return lower, upper

    @property
    def drift(self) -> float:
        """How far the control is from 1."""
        pairs = zip(self.ours, self.control, strict=True)
        return abs(statistics.median(mine / again for mine, again in pairs) - 1)

    @property
    def is_noisy(self) -> bool:
        """Whether ours differs from ours by more than may be."""
        return self.drift > NOISE


def compare(ours: Run, peer: Run, *, rounds: int = ROUNDS) -> Comparison:
    """One warm-up of each, then A B A for every round: the pair, and ours once more as the control."""
    if rounds > 1:
        ours()
        peer()
    runs = [(ours(), peer(), ours()) for _ in range(rounds)]
    mine, other, control = zip(*runs, strict=True)
    return Comparison(mine, other, control)
