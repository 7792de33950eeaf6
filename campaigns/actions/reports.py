"""The door for reports: a link becomes a post or, where another agency has filed it, a dispute."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from agencies.models import Agency, User
from campaigns.actions import disputes, posts
from campaigns.actions.posts import NotAccepted, Report
from campaigns.models import Campaign, Dispute, Post, Receipt
from campaigns.screening import Rule
from summitcomms.lib.images import Clean


class Result(StrEnum):
    """What became of a report."""

    ACCEPTED = "accepted"
    ALREADY_SENT = "already_sent"
    DISPUTED = "disputed"
    REFUSED = "refused"


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
    `disputes.sentence` says who filed the link and what follows; no picture is kept with a dispute.
    Raises as `posts.submit` does, and Refused: disputed, when a dispute about this link was decided before.
    """
    try:
        with transaction.atomic():
            post = posts.submit(
                by=by,
                campaign=campaign,
                agency=agency,
                report=report,
                at=at,
                receipt=receipt,
                picture=picture,
            )
    except NotAccepted as refusal:
        if [finding.rule for finding in refusal.screening.refused] != [Rule.FILED]:
            raise
        held = disputes.held_by_another(campaign, agency, report.url)
        if held is None:
            raise
        return disputes.file(
            by=by, held=held, agency=agency, report=report, at=at, receipt=receipt, picture=picture
        )
    disputes.settle(post, by=by, at=at)
    return post
