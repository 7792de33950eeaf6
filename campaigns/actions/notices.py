"""Mail about posts and objections, asked for inside the transaction of what gives rise to it.

Only who belongs to the agency is told.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from agencies import access, addressees
from agencies.actions import mail
from agencies.models import User
from campaigns import doubts
from campaigns.models import Appeal, Dispute, Post, PostFlag
from campaigns.states import PostState
from summitcomms.lib import clock

TOLD = (PostState.RETURNED, PostState.REJECTED)


def tell_of_decision(post: Post) -> None:
    """Tell whoever sent `post` that it came back or was refused, once per decision.

    Good news needs no mail: it stands in the list of posts.
    """
    person = post.submitted_by
    if post.state not in TOLD or post.decided_at is None or not access.belongs_to(person, post.agency):
        return
    mail.send(
        kind="post.decided",
        to=person,
        subject_id=f"{post.code}:{post.decided_at.isoformat()}",
        context=_why(post, person) | {"outcome": post.state, "rule": post.decided_by_rule},
        at=post.decided_at,
    )


def tell_of_deadline(post: Post, *, at: datetime) -> None:
    """Remind whoever sent the returned `post` of the time by which it is to be mended; once per deadline."""
    person = post.submitted_by
    if post.mend_by is None or not access.belongs_to(person, post.agency):
        return
    mail.send(
        kind="post.deadline",
        to=person,
        subject_id=f"{post.code}:{post.mend_by.isoformat()}",
        context=_why(post, person),
        at=at,
    )


def tell_of_appeal(appeal: Appeal) -> None:
    """Tell whoever appealed what became of it."""
    person, post = appeal.filed_by, appeal.post
    if appeal.decided_at is None or not access.belongs_to(person, post.agency):
        return
    mail.send(
        kind="appeal.decided",
        to=person,
        subject_id=str(appeal.public_id),
        context={
            "outcome": appeal.outcome,
            "post": _name(post, person),
            "url": settings.SITE_URL + post.get_absolute_url(),
            "note": appeal.note,
        },
        at=appeal.decided_at,
    )


def tell_of_dispute(dispute: Dispute) -> None:
    """Tell whoever disputed what became of it; the agency of the other post is told of the post."""
    person = dispute.filed_by
    if dispute.decided_at is None or not access.belongs_to(person, dispute.agency):
        return
    mail.send(
        kind="dispute.decided",
        to=person,
        subject_id=str(dispute.public_id),
        context={
            "outcome": dispute.outcome,
            "link": dispute.url,
            "url": settings.SITE_URL + reverse("campaigns:dispute-detail", args=[dispute.public_id]),
            "note": dispute.note,
        },
        at=dispute.decided_at,
    )


def tell_of_flag(flag: PostFlag) -> None:
    """Tell whoever sent the post which doubt about it holds, what follows, and until when to object.

    Where that person has left the agency, whoever answers for it is told.
    """
    post, sender = flag.post, flag.post.submitted_by
    if flag.decided_at is None or flag.object_until is None:
        return
    present = access.belongs_to(sender, post.agency)
    for person in [sender] if present else addressees.of([post.agency_id])[post.agency_id]:
        with translation.override(person.language):
            said = doubts.sentence(flag.code, flag.facts, person.zone)
        mail.send(
            kind="flag.upheld",
            to=person,
            subject_id=str(flag.public_id),
            context={
                "effect": flag.effect,
                "post": _name(post, person),
                "url": settings.SITE_URL + flag.get_absolute_url(),
                "doubt": said,
                "note": flag.note,
                "deadline": clock.show(flag.object_until, person.zone),
            },
            at=flag.decided_at,
        )


def tell_of_ruling(flag: PostFlag) -> None:
    """Tell whoever objected to a doubt what became of it."""
    person, post = flag.objected_by, flag.post
    if person is None or flag.ruled_at is None or not access.belongs_to(person, post.agency):
        return
    mail.send(
        kind="flag.ruled",
        to=person,
        subject_id=str(flag.public_id),
        context={
            "outcome": flag.ruling,
            "post": _name(post, person),
            "url": settings.SITE_URL + flag.get_absolute_url(),
            "note": flag.ruling_note,
        },
        at=flag.ruled_at,
    )


def _why(post: Post, person: User) -> dict[str, str]:
    """What is to be mended, why and by when, in words for `person`."""
    with translation.override(person.language):
        return {
            "post": _name(post, person),
            "url": settings.SITE_URL + post.get_absolute_url(),
            "reason": str(post.get_reason_code_display()),
            "note": post.reason_note,
            "deadline": clock.show(post.mend_by, person.zone) if post.mend_by else "",
        }


def _name(post: Post, person: User) -> str:
    with translation.override(person.language):
        return str(post)
