"""Report many posts in one go, under one receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from agencies import audit
from agencies.models import Agency, User
from campaigns.actions import posts
from campaigns.actions.posts import Report
from campaigns.actions.reports import Contest, Outcome, Result, dispute_each, key, readable, try_one
from campaigns.models import Campaign, Receipt
from campaigns.previews import already_sent
from summitcomms.lib.codes import random_code


@dataclass(frozen=True, slots=True)
class Sent:
    """All outcomes in the order of the reports; no receipt where nothing new was accepted."""

    receipt: Receipt | None
    outcomes: tuple[Outcome, ...]

    def of(self, result: Result) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.result is result]


@transaction.atomic
def send(*, by: User, campaign: Campaign, agency: Agency, reports: Sequence[Report], at: datetime) -> Sent:
    """File each report on its own: what is refused keeps no other from being accepted.

    A link that another agency holds is disputed, without being on the receipt. A link that the agency itself
    has reported is *already sent*, and so is everything that is sent twice, even at the same moment: the
    constraints on links say who was first. Raises Refused: not_allowed.
    """
    posts.require_agency(by, agency)
    links = [readable(report) for report in reports]
    sent = already_sent(campaign=campaign, agency=agency, links=[link for link in links if link])
    receipt: Receipt | None = None
    found: dict[int, Outcome] = {}
    contests: list[tuple[int, Contest]] = []
    for place in sorted(range(len(links)), key=lambda place: key(links[place])):
        link, report = links[place], reports[place]
        if link and link.url in sent:
            found[place] = Outcome(Result.ALREADY_SENT, sent[link.url])
            continue
        receipt = receipt or Receipt.objects.create(
            code=random_code(), campaign=campaign, agency=agency, filed_by=by, filed_at=at
        )
        match try_one(by=by, receipt=receipt, report=report, at=at):
            case Contest() as contest:
                contests.append((place, contest))
            case Outcome() as outcome:
                found[place] = outcome
                if link and outcome.post:
                    sent[link.url] = outcome.post
    found |= dispute_each(contests, by=by, at=at)
    outcomes = [found[place] for place in range(len(links))]
    filed = [outcome.post for outcome in outcomes if outcome.result is Result.ACCEPTED and outcome.post]
    if receipt and not filed:
        receipt.delete()
        receipt = None
    if receipt:
        codes = [post.code for post in filed]
        audit.record(by=by, action="receipt.filed", target=receipt, after={"posts": codes})
    return Sent(receipt, tuple(outcomes))
