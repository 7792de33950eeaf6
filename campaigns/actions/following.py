"""Disputes go with their link: whoever takes a link takes over what others dispute about it.

The constraint on posts keeps a link for one writer, and only that one moves or ends what is disputed about
it. A denial may come between, so every change asks that the dispute still waits; nobody locks it before the
link.
"""

from datetime import datetime

from agencies import audit
from agencies.models import User
from campaigns import counters, facts
from campaigns.actions import trust
from campaigns.evidence_files import Picture, keep
from campaigns.models import Dispute, DisputeEvidence, Evidence, Outcome, Post
from campaigns.screening import screen


def follow(post: Post, *, by: audit.Actor, at: datetime) -> None:
    """Let what is disputed about the link that `post` has just taken be about `post`.

    What its own agency disputed is over: it has the link, and the screenshot that came with the dispute is
    filed with the post. For the transaction that wrote the post.
    """
    waiting = Dispute.objects.waiting().about(post)
    for dispute in waiting.filter(agency=post.agency_id).select_related("post"):
        if not close(dispute, Outcome.GRANTED, by=None, note="", at=at):
            continue
        audit.record(
            by=by,
            action="post.dispute_settled",
            target=dispute.post,
            after={"dispute": str(dispute.public_id), "post": post.code},
        )
        bring(dispute, post, at=at)
    waiting.exclude(post=post).update(post=post)


def close(dispute: Dispute, outcome: Outcome, *, by: User | None, note: str, at: datetime) -> bool:
    """Decide the dispute, unless somebody was faster; `by` None: a rule."""
    change = {"outcome": outcome, "decided_by": by, "decided_at": at, "note": note}
    if not Dispute.objects.waiting().filter(pk=dispute.pk).update(**change):
        return False
    for name, value in change.items():
        setattr(dispute, name, value)
    return True


def bring(dispute: Dispute, post: Post, *, at: datetime) -> None:
    """File the screenshot that came with the dispute, if any, with the post that was won."""
    for picture in DisputeEvidence.objects.filter(dispute=dispute).select_related("added_by"):
        attach(post, picture, by=picture.added_by, at=at)


def attach(post: Post, picture: Picture, *, by: User, at: datetime) -> Evidence:
    """File a screenshot with a post that is filed already, and screen the post again.

    What the screening finds now refuses nothing. For the transaction that holds the post.
    """
    screening = screen(facts.gather(post, at=at, pictures=[picture.dhash]))
    post.screening, post.risk = screening.as_json(), screening.risk
    post.save(update_fields=["screening", "risk"])
    audit.record(by=by, action="post.evidence", target=post, after={"sha256": picture.sha256})
    if trust.consider(post, screening, at=at):
        counters.refresh([post.pk])
    return keep(post, picture, by=by, at=at)
