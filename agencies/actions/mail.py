"""Mail is a Job, known by (kind, recipient, subject id): asked for inside the action that gives rise to it.

Nothing is sent during a request, and nothing is sent twice for the same thing. What is written at once are
values; the words are made when the mail is sent, in the recipient's language and zone. Values that open
something (a login code, a link to a new password) wait encrypted under SECRET_KEY and are worth nothing after
`SECRETS_LAST`, as what they open is: whoever reads the table, then or later, reads no secret. Whoever asked
for them sits and waits, so they have a queue before all other mail.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from agencies import audit
from agencies.models import Partner, User
from agencies.notices import NOTICES, Notice
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job
from summitcomms.jobs.registry import MAIL_QUEUE, URGENT_QUEUE
from summitcomms.lib import clock, sealing

JOB = "mail.send"
SECRETS_LAST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent to whom, ready to be put into words; `words` may hold rows, for it is never stored."""

    notice: Notice
    email: str
    language: str
    zone: str
    words: Mapping[str, Any]


def send(
    *, kind: str, to: User, subject_id: str, context: Mapping[str, str | int], at: datetime
) -> Job | None:
    """Ask for one mail to a person; None if they are out of service or have muted this kind.

    `context` has exactly what `notices` says the kind needs (ValueError otherwise); `subject_id`, at most 60
    characters, is what the mail is about: the second one for the same thing is the first one.
    """
    notice = NOTICES[kind]
    if not _wants(to, notice):
        return None
    return ask(notice, recipient=str(to.public_id), subject_id=subject_id, context=context, at=at)


def send_to_stranger(
    *, kind: str, email: str, subject_id: str, context: Mapping[str, str | int], at: datetime
) -> Job:
    """Ask for one mail to an address that is no user's, in the language of the page that asks."""
    known = {"email": email, "language": translation.get_language() or settings.LANGUAGE_CODE}
    return ask(
        NOTICES[kind],
        recipient=hashlib.sha256(email.lower().encode()).hexdigest()[:32],
        subject_id=subject_id,
        context=context,
        at=at,
        payload={"sealed_to": sealing.seal(known, secret=settings.SECRET_KEY, at=at)},
    )


def send_to_partner(
    *, kind: str, partner: Partner, subject_id: str, context: Mapping[str, str | int], at: datetime
) -> Job:
    """Ask for one mail to whoever is the partner's contact when it is sent, in Indonesian."""
    return ask(
        NOTICES[kind],
        recipient=partner.code,
        subject_id=subject_id,
        context=context,
        at=at,
        payload={"partner": partner.code},
    )


def ask(
    notice: Notice,
    *,
    recipient: str,
    subject_id: str,
    context: Mapping[str, str | int],
    at: datetime,
    payload: Mapping[str, Any] | None = None,
    by: audit.Actor = audit.SYSTEM,
) -> Job:
    """Write the job down. `recipient` is a person's public id, or stands for an address without saying it."""
    if context.keys() != notice.needs:
        raise ValueError(f"{notice.code} needs {sorted(notice.needs)}, was given {sorted(context)}")
    values: dict[str, Any] = {"context": dict(context)}
    if notice.is_secret:
        values = {"sealed": sealing.seal(context, secret=settings.SECRET_KEY, at=at)}
    return enqueue(
        kind=JOB,
        key=f"{notice.code}:{recipient}:{subject_id}",
        payload={"notice": notice.code, "to": recipient, "at": at.isoformat()} | values | dict(payload or {}),
        by_id=by.actor_id,
        by_label=by.actor_label,
        due_at=at,
        queue=URGENT_QUEUE if notice.is_secret else MAIL_QUEUE,
    )


def letter(payload: Mapping[str, Any], *, at: datetime) -> Letter | None:
    """What a job of one of the above is to send; None if nobody wants it any more.

    That is: the person was taken out of service or has muted the kind, or its secret opens nothing by now.
    """
    notice = NOTICES[payload["notice"]]
    try:
        words = _open(payload["sealed"], at) if notice.is_secret else dict(payload["context"])
        if "sealed_to" in payload:
            stranger = _open(payload["sealed_to"], at)
            email, language, zone = str(stranger["email"]), str(stranger["language"]), clock.WIB
        elif "partner" in payload:
            email = Partner.objects.get(code=payload["partner"]).contact_email
            language, zone = settings.LANGUAGE_CODE, clock.WIB
        else:
            person = User.objects.get(public_id=UUID(payload["to"]))
            if not _wants(person, notice):
                return None
            email, language, zone = person.email, person.language, person.zone
            words["person"] = person
    except sealing.Unreadable:
        return None
    asked_at = datetime.fromisoformat(payload["at"])
    return Letter(notice, email, language, zone, words | {"asked_at": asked_at})


def deliver(letter: Letter, *, job_id: UUID) -> None:
    """Put the letter into words and hand it to the mail server; raises what the server raises.

    A job that is started twice because its worker died in between sends again, with the same Message-ID:
    mail programs show such mails as one.
    """
    words = {
        "notice": letter.notice,
        "site": settings.SITE_URL,
        "profile_url": settings.SITE_URL + reverse("agencies:profile"),
        "password_url": settings.SITE_URL + reverse("account_reset_password"),
        "zone": letter.zone,
        "email": letter.email,
    } | dict(letter.words)
    with translation.override(letter.language):
        subject = render_to_string(f"{letter.notice.template}.subject.txt", words)
        body = render_to_string(f"{letter.notice.template}.body.txt", words)
    EmailMessage(
        " ".join(subject.split()),
        body.strip() + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [letter.email],
        headers={
            "Message-ID": f"<{job_id}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",  # no answers from people on leave
        },
    ).send()


def _wants(person: User, notice: Notice) -> bool:
    has_mailbox = not person.email.endswith(".invalid")  # the system of an agency has none
    return person.is_active and has_mailbox and not (notice.is_mutable and notice.code in person.muted)


def _open(token: str, at: datetime) -> dict[str, Any]:
    return sealing.unseal(token, secret=settings.SECRET_KEY, at=at, lasts=SECRETS_LAST)
