"""The plan of KTT ke-42, Labuan Bajo: what agencies posted, adding up to the figures of the chairmanship."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from agencies.platforms import Platform
from campaigns.states import PostState
from reports.demo import metrics, story
from reports.demo.metrics import Audience
from reports.demo.posts import Composer, Decision, Office, PlannedPost, Reading, Window, shares

TAKING_PART = {"ministry": 30, "institution": 34, "province": 30}
"""How many of each kind posted at all; the regencies and cities of `story.NAMES` come on top."""
WINNER_POSTS = {"K-007": (44, 31), "L-114": (36, 27), "D-74": (40, 29)}
"""(posts, active days) of those who were awarded: more than anybody else in their category."""
WINNER_APPEAL = 1.4
COMMENTS, SHARES = 430, 390
SAVES = story.INTERACTIONS - story.LIKES - COMMENTS - SHARES
PLATFORMS = (
    (Platform.INSTAGRAM, 44),
    (Platform.X, 20),
    (Platform.FACEBOOK, 15),
    (Platform.TIKTOK, 9),
    (Platform.YOUTUBE, 5),
    (Platform.WEBSITE, 7),
)
"""How often each platform is used; Threads did not exist yet."""
MONITOR, EXPORT, DECLARED = "pemantau-peragaan", "ekspor-peragaan", "pernyataan-peragaan"


def plan(composer: Composer, offices: Sequence[Office], shift: timedelta) -> list[PlannedPost]:
    """805 verified posts with their readings; the newest counts are 23,000 likes and 24,000 interactions."""
    rng = composer.rng
    summit = story.LABUAN_BAJO
    window = Window(summit.starts_at + shift, summit.ends_at + shift)
    taking_part = _taking_part(rng, offices)
    posts = [
        _verified(composer, office, platform, at, window)
        for office, count in zip(taking_part, _counts(rng, taking_part), strict=True)
        for platform, at in _occasions(rng, office, count, window)
    ]
    return _measure(rng, posts, story.LAST_MEASURED + shift)


def _taking_part(rng: Random, offices: Sequence[Office]) -> list[Office]:
    chosen = [office for office in offices if office.kind not in TAKING_PART]
    for kind, number in TAKING_PART.items():
        others = [office for office in offices if office.kind == kind and office.code not in story.WINNERS]
        chosen += rng.sample(others, number - 1)
    chosen += [office for office in offices if office.code in story.WINNERS]
    return sorted(chosen, key=lambda office: office.code)


def _counts(rng: Random, offices: Sequence[Office]) -> list[int]:
    """Posts of each office, 805 together: some post once, nobody as often as a winner."""
    rest = story.CONTENTS - sum(posts for posts, _ in WINNER_POSTS.values())
    weights = [0.0 if office.code in WINNER_POSTS else 0.1 + rng.random() ** 3 for office in offices]
    return [
        WINNER_POSTS[office.code][0] if office.code in WINNER_POSTS else count
        for office, count in zip(offices, shares(rest, weights), strict=True)
    ]


def _occasions(rng: Random, office: Office, count: int, window: Window) -> list[tuple[Platform, datetime]]:
    """Where and when an office posts; busiest around the summit, winners on nearly every day."""
    length = (window.ends_at - window.starts_at).days
    summit = (story.LABUAN_BAJO.first_day - story.LABUAN_BAJO.starts_at.date()).days
    busy = [1 + 3 * math.exp(-(((day - summit) / 5) ** 2)) for day in range(length)]
    days = rng.choices(range(length), busy, k=count)
    if office.code in WINNER_POSTS:
        active = WINNER_POSTS[office.code][1]
        chosen = sorted(rng.sample(range(length), active))
        days = chosen + rng.choices(chosen, k=count - active)
    platforms = rng.choices([p for p, _ in PLATFORMS], [weight for _, weight in PLATFORMS], k=count)
    return [
        (platform, window.starts_at + timedelta(days=day, hours=rng.uniform(7, 20)))
        for platform, day in zip(platforms, days, strict=True)
    ]


def _verified(
    composer: Composer, office: Office, platform: Platform, at: datetime, window: Window
) -> PlannedPost:
    rng = composer.rng
    pillar = rng.choice(story.PILLARS).code
    submitted_at = at + timedelta(minutes=rng.uniform(5, 150))
    post = composer.post(composer.draft(office, platform, at, pillar=pillar), window, submitted_at)
    decided_at = submitted_at + timedelta(hours=rng.uniform(0.3, 20))
    decision = Decision(PostState.VERIFIED, decided_at, rng.randrange(2))
    return replace(post, state=PostState.VERIFIED, decision=decision)


def _measure(rng: Random, posts: Sequence[PlannedPost], at: datetime) -> list[PlannedPost]:
    """Share the sums out over the posts, and let every source see its part of them."""
    appeal = [
        metrics.APPEAL[post.draft.platform]
        * (WINNER_APPEAL if post.draft.office.code in story.WINNERS else rng.uniform(0.5, 1.1))
        * rng.lognormvariate(0, 0.5)
        for post in posts
    ]
    can_be_saved = [
        weight if post.draft.platform in metrics.SAVES else 0.0
        for post, weight in zip(posts, appeal, strict=True)
    ]
    sums = zip(
        posts,
        shares(story.LIKES, appeal),
        shares(COMMENTS, appeal),
        shares(SHARES, appeal),
        shares(SAVES, can_be_saved),
        strict=True,
    )
    return [
        replace(
            post,
            readings=_readings(
                rng, post, Audience(likes, comments, shared, saves, metrics.seen_by(rng, likes)), at
            ),
        )
        for post, likes, comments, shared, saves in sums
    ]


def _readings(rng: Random, post: PlannedPost, people: Audience, at: datetime) -> tuple[Reading, ...]:
    """The partner early and at the end; some officers export too, or declare, which never counts."""
    last = metrics.measured(post.draft.platform, people)
    early = post.submitted_at + timedelta(days=2)
    found = [
        Reading(MONITOR, early, metrics.grown(last, rng.uniform(0.4, 0.7))),
        Reading(MONITOR, at, last),
    ]
    if post.draft.platform is Platform.INSTAGRAM and post.draft.office.code in ("D-74", "K-059"):
        found.append(Reading(EXPORT, early + timedelta(days=1), metrics.grown(last, rng.uniform(0.75, 0.9))))
    if rng.random() < 0.05:
        found.append(Reading(DECLARED, at + timedelta(hours=3), metrics.grown(last, rng.uniform(1.2, 1.6))))
    return tuple(found)
