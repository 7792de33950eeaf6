"""A plain loop over the ORM: each verified post, its readings from new to old, sums in dictionaries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from bench.generator import CAMPAIGN
from bench.peers.frames import BEST, INTERACTIONS, SUMMED, Tallied, store
from campaigns.models import Campaign, Post


def run() -> None:
    """Tally and rank, post by post."""
    campaign = Campaign.objects.get(code=CAMPAIGN)
    sums: dict[int, Counter[str]] = defaultdict(Counter)
    pillars: dict[int, set[int]] = defaultdict(set)
    days: dict[tuple[int, date], Counter[str]] = defaultdict(Counter)
    best: list[tuple[int, int, int]] = []
    for post in Post.objects.verified().filter(campaign=campaign):
        if not campaign.contains(post.published_at):
            continue
        newest = dict.fromkeys(SUMMED)
        measured = False
        for reading in post.readings.order_by("-taken_at"):
            measured = True
            for name in SUMMED:
                if newest[name] is None:
                    newest[name] = getattr(reading, name)
        counts = {name: number or 0 for name, number in newest.items()}
        interactions = sum(counts[name] for name in INTERACTIONS)
        sums[post.agency_id].update(counts, posts=1, measured=int(measured), interactions=interactions)
        if post.pillar_id:
            pillars[post.agency_id].add(post.pillar_id)
        days[post.agency_id, campaign.day_of(post.published_at)].update(posts=1, interactions=interactions)
        if interactions:
            best.append((-interactions, post.pk, counts["views"]))
    active = Counter(pk for pk, _day in days)
    store(
        Tallied(
            agencies=_csv(
                (
                    pk,
                    found["posts"],
                    active[pk],
                    len(pillars[pk]),
                    found["measured"],
                    *(found[name] for name in SUMMED),
                    found["interactions"],
                )
                for pk, found in sums.items()
            ),
            days=_csv((*key, found["posts"], found["interactions"]) for key, found in days.items()),
            top=_csv(
                (pk, place, -less, views) for place, (less, pk, views) in enumerate(sorted(best)[:BEST], 1)
            ),
            totals={
                pk: (found["interactions"], found["reach"], len(pillars[pk])) for pk, found in sums.items()
            },
            per_day=((*key, found["posts"]) for key, found in days.items()),
        )
    )


def _csv(rows: Iterable[Iterable[object]]) -> str:
    return "".join(",".join(map(str, row)) + "\n" for row in rows)
