"""A plain loop over the ORM: each verified post, its readings from new to old, sums in dictionaries."""

from collections import defaultdict
from datetime import date

from bench.generator import CAMPAIGN
from bench.peers.frames import Ranks, ranks
from campaigns.models import INTERACTIONS, Campaign, Post


def tallied() -> Ranks:
    """Tally and rank, post by post."""
    campaign = Campaign.objects.get(code=CAMPAIGN)
    interactions: dict[int, int] = defaultdict(int)
    reach: dict[int, int] = defaultdict(int)
    pillars: dict[int, set[int]] = defaultdict(set)
    days: dict[tuple[int, date], int] = defaultdict(int)
    for post in Post.objects.verified().filter(campaign=campaign):
        if not campaign.contains(post.published_at):
            continue
        newest = {}
        for reading in post.readings.order_by("-taken_at"):
            for name in ("reach", *INTERACTIONS):
                if newest.get(name) is None:
                    newest[name] = getattr(reading, name)
        interactions[post.agency_id] += sum(newest.get(name) or 0 for name in INTERACTIONS)
        reach[post.agency_id] += newest.get("reach") or 0
        if post.pillar_id:
            pillars[post.agency_id].add(post.pillar_id)
        days[post.agency_id, campaign.day_of(post.published_at)] += 1
    totals = {pk: (interactions[pk], reach[pk], len(pillars[pk])) for pk in interactions}
    return ranks(totals, ((pk, day, posts) for (pk, day), posts in days.items()))
