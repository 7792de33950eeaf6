"""The door for reports: a link becomes a post or, where another agency has filed it, a dispute.

Who sends many takes the links first, in the order of their keys (`key`), and then disputes what others hold,
in the order of those posts: two senders, or a sender and whoever decides on many, never wait in a ring.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from agencies.models import Agency, User
from campaigns.actions import disputes, posts
from campaigns.actions.disputes import LetGo
from campaigns.actions.posts import NotAccepted, Report
from campaigns.links import Link, LinkError, canonicalise
from campaigns.models import Campaign, Dispute, Post, Receipt
from campaigns.previews import already_sent
from campaigns.screening import Rule
from summitcomms.lib.images import Clean
from summitcomms.lib.refusals import Refused


class Result(StrEnum):
    """What became of a report."""

    ACCEPTED = "accepted"
    ALREADY_SENT = "already_sent"
    DISPUTED = "disputed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of many reports: the agency's post, its dispute about another's, or why neither."""

    result: Result
    post: Post | None = None
    dispute: Dispute | None = None
    refusal: Refused | None = None


@dataclass(frozen=True, slots=True)
class Contest:
    """A report of a link that another agency's post holds."""

    held: Post
    report: Report
    receipt: Receipt


@transaction.atomic
def report(
    *,
    by: User,
    campaign: Campaign,
    agency: Agency,
    report: Report,
    at: datetime,
    receipt: Receipt | None = None,
    picture: Clean | None = None,
) -> Post | Dispute:
    """File what `agency` reports; or a dispute, when all that speaks against it is another agency's report.

    The dispute is already won where the registry of accounts says so: then the new post comes back. Otherwise
    `disputes.sentence` says who filed the link and what follows; the picture waits with the dispute.
    Raises as `posts.submit` does, and Refused: disputed, when a dispute about this link was denied before.
    """

    def file() -> Post:
        return posts.submit(
            by=by,
            campaign=campaign,
            agency=agency,
            report=report,
            at=at,
            receipt=receipt,
            picture=picture,
        )

    try:
        with transaction.atomic():
            return file()
    except NotAccepted as refusal:
        held = contested(refusal, campaign=campaign, agency=agency, report=report)
        if held is None:
            raise
    try:
        return disputes.file(
            by=by, held=held, agency=agency, report=report, at=at, receipt=receipt, picture=picture
        )
    except LetGo:
        return file()


def contested(refusal: Refused, *, campaign: Campaign, agency: Agency, report: Report) -> Post | None:
    """The post of another agency that holds the link, when that is all that speaks against the report."""
    if not isinstance(refusal, NotAccepted):
        return None
    if [finding.rule for finding in refusal.screening.refused] != [Rule.FILED]:
        return None
    return disputes.held_by_another(campaign, agency, report.url)


def try_one(*, by: User, receipt: Receipt, report: Report, at: datetime) -> Outcome | Contest:
    """File one of many, in a savepoint of its own; what another agency holds is left to `dispute_each`.

    What a colleague sent at the same moment is *already sent*.
    """
    campaign, agency = receipt.campaign, receipt.agency
    try:
        filed = posts.submit(by=by, campaign=campaign, agency=agency, report=report, at=at, receipt=receipt)
    except Refused as refusal:
        if held := contested(refusal, campaign=campaign, agency=agency, report=report):
            return Contest(held, report, receipt)
        link = readable(report)
        sent = already_sent(campaign=campaign, agency=agency, links=[link]) if link else {}
        for post in sent.values():
            return Outcome(Result.ALREADY_SENT, post)
        return Outcome(Result.REFUSED, refusal=refusal)
    return Outcome(Result.ACCEPTED, filed)


def dispute_each(contests: Iterable[tuple[int, Contest]], *, by: User, at: datetime) -> dict[int, Outcome]:
    """Dispute each, by its place: in the order of the posts, each in a savepoint of its own."""
    in_order = sorted(contests, key=lambda each: each[1].held.pk)
    return {place: _dispute(one, by=by, at=at) for place, one in in_order}


def _dispute(one: Contest, *, by: User, at: datetime) -> Outcome:
    try:
        filed = disputes.file(
            by=by, held=one.held, agency=one.receipt.agency, report=one.report, at=at, receipt=one.receipt
        )
    except Refused as refusal:
        return Outcome(Result.REFUSED, refusal=refusal)
    if isinstance(filed, Dispute):
        return Outcome(Result.DISPUTED, dispute=filed)
    return Outcome(Result.ACCEPTED, filed)


def readable(report: Report) -> Link | None:
    """The link of a report, if it names anything that can be reported."""
    try:
        return canonicalise(report.url)
    except LinkError:
        return None


def key(link: Link | None) -> tuple[str, str]:
    """The order in which links are taken; what is no link takes nothing."""
    return (link.platform.value, link.native_id or link.url) if link else ("", "")
