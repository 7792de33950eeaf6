"""What is measured of a planned post, platform by platform, and how it grows."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from agencies.platforms import Platform

APPEAL = {
    Platform.INSTAGRAM: 1.4,
    Platform.X: 0.5,
    Platform.FACEBOOK: 0.8,
    Platform.TIKTOK: 1.8,
    Platform.YOUTUBE: 0.6,
    Platform.THREADS: 0.4,
    Platform.WEBSITE: 0.0,
}
"""How readily people press like; nobody can on a website."""
SAVES = (Platform.INSTAGRAM, Platform.TIKTOK)
"""Platforms on which a post can be saved."""


@dataclass(frozen=True, slots=True)
class Audience:
    """What people did with one post in the end; `reach` is how many saw it."""

    likes: int
    comments: int
    shares: int
    saves: int
    reach: int


def measured(platform: Platform, people: Audience) -> Mapping[str, int]:
    """The metrics that this platform tells; what it does not tell is missing, never zero."""
    likes = {"likes": people.likes, "comments": people.comments}
    shared = likes | {"shares": people.shares}
    views = people.reach * 5 // 4
    return {
        Platform.INSTAGRAM: shared | {"saves": people.saves, "reach": people.reach},
        Platform.X: shared | {"impressions": views, "reach": people.reach},
        Platform.FACEBOOK: shared | {"reach": people.reach},
        Platform.TIKTOK: shared | {"saves": people.saves, "views": views, "reach": people.reach},
        Platform.YOUTUBE: shared | {"views": views},
        Platform.THREADS: shared | {"views": views},
        Platform.WEBSITE: {"views": views},
    }[platform]


def grown(metrics: Mapping[str, int], share: float) -> Mapping[str, int]:
    """The same post earlier, when `share` of it had happened; above 1 as somebody boasts of it."""
    return {name: int(value * share) for name, value in metrics.items()}


def seen_by(rng: Random, likes: int) -> int:
    """How many people a post reached that got so many likes."""
    return int(likes * rng.uniform(20, 34) + rng.uniform(80, 320))
