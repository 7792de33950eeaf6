"""Agencies hear of doubts about their posts by one mail for a quarter of an hour, however many there are.

Raised doubts and those that verifiers dismissed are told together. An upheld one, from which the time to
object runs, is told at once (`campaigns.actions.notices`).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from agencies import access, addressees
from agencies.actions import mail
from agencies.models import Agency, User
from agencies.notices import FLAG_DIGEST
from campaigns import doubts
from campaigns.models import PostFlag
from campaigns.states import FREE
from summitcomms.jobs.actions import enqueue
from summitcomms.lib import numbers

KIND = "flags.tell"
WINDOW = timedelta(minutes=15)
GRACE = timedelta(minutes=5)
"""Longer than a job may take: what it raised within the window is seen only when it ends."""

MOST_LISTED = 10


def ask(agencies: Iterable[int], *, at: datetime) -> None:
    """Ask for a mail to these agencies, by primary key, once the quarter of an hour can be seen whole."""
    until = at.astimezone(UTC)
    until -= timedelta(minutes=until.minute % 15, seconds=until.second, microseconds=until.microsecond)
    until += WINDOW
    for agency_id in sorted(set(agencies)):
        enqueue(
            kind=KIND,
            key=_subject(agency_id, until),
            payload={"agency": agency_id, "until": until.isoformat()},
            due_at=until + GRACE,
        )


def tell(*, agency_id: int, until: datetime, at: datetime) -> int:
    """Tell an agency what was raised or dismissed in the quarter before `until`; how many people are told.

    What a verifier has settled within it is not worth two mails: an upheld doubt has its own, and one that
    was dismissed before anybody heard of it has none.
    """
    agency = Agency.objects.get(pk=agency_id)
    first = until - WINDOW
    about = PostFlag.objects.filter(post__agency=agency).exclude(post__state__in=FREE)
    about = about.select_related("post__campaign", "post__submitted_by").order_by("raised_at", "pk")
    raised = list(about.filter(raised_at__gte=first, raised_at__lt=until, outcome=""))
    dismissed = list(
        about.filter(
            raised_at__lt=first,
            outcome=PostFlag.Outcome.DISMISSED,
            decided_at__gte=first,
            decided_at__lt=until,
        ).exclude(raised_at__gte=first - WINDOW, decided_at__lt=first + GRACE)
    )
    if not raised and not dismissed:
        return 0
    people = _readers(agency, [*raised, *dismissed])
    for person in people:
        mail.send(
            kind=FLAG_DIGEST.code,
            to=person,
            subject_id=_subject(agency_id, until),
            context=_words(agency, raised, dismissed, person),
            at=at,
        )
    return len(people)


def _readers(agency: Agency, flags: Sequence[PostFlag]) -> list[User]:
    """Whoever answers for the agency, and who sent the posts and is still there; each once."""
    senders = {flag.post.submitted_by for flag in flags}
    present = sorted((one for one in senders if access.belongs_to(one, agency)), key=lambda one: one.pk)
    return list(dict.fromkeys([*addressees.of([agency.pk])[agency.pk], *present]))


def _words(
    agency: Agency, raised: Sequence[PostFlag], dismissed: Sequence[PostFlag], person: User
) -> dict[str, str | int]:
    with translation.override(person.language):
        return {
            "agency": agency.short_name,
            "raised": len(raised),
            "doubts": _listed(raised, person),
            "dismissed": len(dismissed),
            "settled": _listed(dismissed, person),
            "days": min((flag.post.campaign.objection_days for flag in raised), default=0),
            "url": settings.SITE_URL + reverse("campaigns:flag-list"),
        }


def _listed(flags: Sequence[PostFlag], person: User) -> str:
    """One line for each of the first, and how many more there are."""
    lines = [
        f"- {flag.post.code}: {doubts.sentence(flag.code, flag.facts, person.zone)}"
        for flag in flags[:MOST_LISTED]
    ]
    if more := len(flags) - len(lines):
        lines.append(_("- dan %(count)s lagi") % {"count": numbers.thousands(more)})
    return "\n".join(lines)


def _subject(agency_id: int, until: datetime) -> str:
    return f"{agency_id}:{until:%Y%m%dT%H%MZ}"
