"""Report many posts in one go, under one receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from agencies import audit
from agencies.models import Agency, User
from campaigns.actions import posts, reports
from campaigns.actions.posts import Report
from campaigns.actions.reports import Result
from campaigns.links import Link, LinkError, canonicalise
from campaigns.models import Campaign, Dispute, Post, Receipt
from campaigns.previews import already_sent
from summitcomms.lib.codes import random_code
from summitcomms.lib.refusals import Refused


@dataclass(frozen=True, slots=True)
class Outcome:
    """One report and what became of it: the agency's post, its dispute about another's, or why neither."""

    report: Report
    result: Result
    post: Post | None = None
    dispute: Dispute | None = None
    refusal: Refused | None = None


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
    has reported is *already sent*, and so is everything that is sent twice, even at the same moment: senders
    of one agency wait for each other. Raises Refused: not_allowed.
    """
    posts.require_agency(by, agency)
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    links = [_link(report) for report in reports]
    sent = already_sent(campaign=campaign, agency=agency, links=[link for link in links if link])
    receipt: Receipt | None = None
    found: dict[int, Outcome] = {}
    # In key order: of two agencies that send the same links at once, one waits for the other at most.
    for place in sorted(range(len(links)), key=lambda place: _key(links[place])):
        link, report = links[place], reports[place]
        if link and link.url in sent:
            found[place] = Outcome(report, Result.ALREADY_SENT, sent[link.url])
            continue
        receipt = receipt or Receipt.objects.create(
            code=random_code(), campaign=campaign, agency=agency, filed_by=by, filed_at=at
        )
        found[place] = _file(by=by, receipt=receipt, report=report, at=at)
        if link and (post := found[place].post):
            sent[link.url] = post
    outcomes = [found[place] for place in range(len(links))]
    filed = [outcome.post for outcome in outcomes if outcome.result is Result.ACCEPTED and outcome.post]
    if receipt and not filed:
        receipt.delete()
        receipt = None
    if receipt:
        codes = [post.code for post in filed]
        audit.record(by=by, action="receipt.filed", target=receipt, after={"posts": codes})
    return Sent(receipt, tuple(outcomes))


def _file(*, by: User, receipt: Receipt, report: Report, at: datetime) -> Outcome:
    """Report in a savepoint of its own."""
    campaign, agency = receipt.campaign, receipt.agency
    try:
        filed = reports.report(by=by, campaign=campaign, agency=agency, report=report, at=at, receipt=receipt)
    except Refused as refusal:
        return Outcome(report, Result.REFUSED, refusal=refusal)
    if isinstance(filed, Dispute):
        return Outcome(report, Result.DISPUTED, dispute=filed)
    return Outcome(report, Result.ACCEPTED, filed)


def _link(report: Report) -> Link | None:
    try:
        return canonicalise(report.url)
    except LinkError:
        return None


def _key(link: Link | None) -> tuple[str, str]:
    return (link.platform.value, link.native_id or link.url) if link else ("", "")
