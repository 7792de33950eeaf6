"""What can be told about a reported post before anybody opens it: one small decider per rule.

A decider looks at plain facts and answers with a `Finding`: a verdict and the sentence that officer and
verifier both read. `RULES` is the order in which they run and are shown. A failed rule refuses the report at
the door, so that it is mended by the officer and not found by the verifier; the other verdicts let it through
and add to its risk, which orders the verifier's queue. In words, with all numbers: docs/screening.md.
"""

from collections.abc import Callable

from campaigns.screening.captions import caption, hashtag
from campaigns.screening.facts import Alike, Facts, Filed
from campaigns.screening.findings import (
    CHOICES,
    WEIGHTS,
    Finding,
    Level,
    Moment,
    Rule,
    Screening,
    Verdict,
    level,
    load,
)
from campaigns.screening.links import account, already_filed, filed, link
from campaigns.screening.pictures import image
from campaigns.screening.times import BURST_POSTS, BURST_WINDOW, CLOCK_SKEW, TOLERANCE, burst, times, window
from campaigns.screening.trust import grounds, is_sampled

__all__ = [
    "BURST_POSTS",
    "BURST_WINDOW",
    "CHOICES",
    "CLOCK_SKEW",
    "RULES",
    "TOLERANCE",
    "WEIGHTS",
    "Alike",
    "Facts",
    "Filed",
    "Finding",
    "Level",
    "Moment",
    "Rule",
    "Screening",
    "Verdict",
    "already_filed",
    "grounds",
    "is_sampled",
    "level",
    "load",
    "screen",
]

RULES: tuple[Callable[[Facts], Finding], ...] = (
    link,
    filed,
    account,
    hashtag,
    window,
    times,
    image,
    caption,
    burst,
)
"""The deciders in the order in which they run and are shown."""


def screen(facts: Facts) -> Screening:
    """Ask every rule, in order."""
    return Screening(tuple(rule(facts) for rule in RULES))
