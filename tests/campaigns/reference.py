"""The counting rules once more, in plain Python and as naively as possible, to compare the SQL with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from campaigns.models import (
    INTERACTIONS,
    METRICS,
    Campaign,
    Grade,
    MetricReading,
    Post,
    PostCounters,
    PostFlag,
    ReadingVoid,
)
from summitcomms.lib.clock import campaign_day


def in_force(post: Post, effect: str) -> set[str]:
    """The rules whose doubt about the post was upheld, and not lifted, with this effect."""
    return {
        flag.code
        for flag in PostFlag.objects.filter(post=post)
        if flag.effect == effect and flag.outcome == "upheld" and flag.ruling != "granted"
    }


def newest(post: Post, until: datetime | None = None) -> dict[str, Any]:
    """The metrics of a post and `taken_at`, by reading every row and walking from old to new."""
    campaign = Campaign.objects.get(pk=post.campaign_id)
    void = set(ReadingVoid.objects.filter(post=post).values_list("source_id", "taken_at", "revision"))
    doubts = in_force(post, "numbers")
    held: dict[tuple[int, datetime], MetricReading] = {}
    for reading in MetricReading.objects.filter(post=post).select_related("source").order_by("revision"):
        if (reading.source_id, reading.taken_at, reading.revision) in void:
            continue
        if reading.source.grade not in campaign.counted_grades:
            continue
        if doubts - {"declared_only"} or (doubts and reading.source.grade == "declared"):
            continue
        if reading.taken_at < campaign.starts_at - timedelta(days=60):
            continue
        if until is None or reading.taken_at <= until:
            held[reading.source_id, reading.taken_at] = reading
    trust = list(reversed(Grade.values))
    found: dict[str, Any] = dict.fromkeys(("taken_at", *METRICS))
    for reading in sorted(
        held.values(), key=lambda r: (r.taken_at, trust.index(r.source.grade), r.source.code.encode())
    ):
        found["taken_at"] = reading.taken_at
        found |= {name: n for name in METRICS if (n := getattr(reading, name)) is not None}
    return found


def counters_of(post: Post) -> dict[str, Any]:
    """The whole row of `PostCounters` that the post should have."""
    post = Post.objects.select_related("campaign").get(pk=post.pk)
    campaign = post.campaign
    known = post.published_at
    return newest(post) | {
        "post_id": post.pk,
        "campaign_id": campaign.pk,
        "agency_id": post.agency_id,
        "platform": post.platform,
        "pillar_id": post.pillar_id,
        "day": campaign_day(known, campaign.timezone) if known else None,
        "is_counted": post.state == "verified"
        and known is not None
        and campaign.contains(known)
        and not in_force(post, "post"),
    }


def stored_counters() -> dict[int, dict[str, Any]]:
    """Every stored row of `PostCounters` by post."""
    return {row["post_id"]: dict(row) for row in PostCounters.objects.values()}


def tally(campaign: Campaign, at: datetime, posts: Iterable[Post] | None = None) -> tuple[Any, Any]:
    """({agency: sums}, {(agency, day): (posts, interactions)}) as of `at`, post by post."""
    agencies: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    days: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    seen: dict[tuple[int, str], set[Any]] = defaultdict(set)
    for post in posts if posts is not None else Post.objects.filter(campaign=campaign):
        if post.state != "verified" or post.decided_at is None or post.decided_at > at:
            continue
        if post.published_at is None or not campaign.contains(post.published_at):
            continue
        if in_force(post, "post"):
            continue
        measured = newest(post, at)
        interactions = sum(measured[name] or 0 for name in INTERACTIONS)
        day = campaign_day(post.published_at, campaign.timezone)
        sums = agencies[post.agency_id]
        sums["posts"] += 1
        sums["measured_posts"] += measured["taken_at"] is not None
        sums["interactions"] += interactions
        for name in ("views", "reach", "likes", "comments", "shares", "saves"):
            sums[name] += measured[name] or 0
        seen[post.agency_id, "active_days"].add(day)
        if post.pillar_id:
            seen[post.agency_id, "pillars"].add(post.pillar_id)
        cell = days[post.agency_id, day]
        cell[0] += 1
        cell[1] += interactions
    for agency in agencies:
        for name in ("active_days", "pillars"):
            agencies[agency][name] = len(seen[agency, name])
    return {a: dict(s) for a, s in agencies.items()}, {key: tuple(cell) for key, cell in days.items()}
