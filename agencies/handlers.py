"""Work of the agencies' floor that outlives a request."""

from typing import Any

from django.utils.translation import gettext as _

from agencies import audit, directory_plan, invitees, notices, rates
from agencies.actions import (
    bulk_invitations,
    deliveries,
    departures,
    directory_import,
    invitations,
    mail,
    seals,
    stale_accounts,
)
from agencies.api import idempotency
from agencies.models import AuditSeal, User
from summitcomms.jobs.registry import MAIL_QUEUE, handles
from summitcomms.jobs.running import BadInput, NeedsOperator, RunningJob


@handles("audit.seal")
def seal_audit(job: RunningJob) -> dict[str, Any]:
    """Chain what was committed since the last seal."""
    return {"sealed": seals.seal()}


@handles("audit.verify")
def verify_audit(job: RunningJob) -> dict[str, Any]:
    """Follow the chain from the first seal on; whoever broke it is a matter for people."""
    if broken := seals.first_break():
        raise NeedsOperator(seals.broken_at(broken))
    return {"verified": AuditSeal.objects.count()}


@handles(mail.JOB, queue=MAIL_QUEUE)
def send_mail(job: RunningJob) -> dict[str, Any]:
    """Send one mail, unless what it is about is over or its recipient does not want it any more."""
    if job.payload["notice"] == notices.INVITATION.code:
        letter = invitations.letter(public_id=job.payload["invitation"], at=job.at)
    else:
        letter = mail.letter(job.payload, at=job.at)
    if letter:
        mail.deliver(letter, job_id=job.public_id)
    return {"sent": letter is not None}


@handles(bulk_invitations.KIND, queue="imports")
def invite_many(job: RunningJob) -> dict[str, Any]:
    """Invite the people of a list, with the rights that whoever sent it has now."""
    by = audit.actor(job.requested_by)
    if not isinstance(by, User):
        raise BadInput(_("Hanya orang yang dapat mengundang orang."))
    rows = [invitees.Invitee(*row) for row in job.payload["rows"]]
    return bulk_invitations.carry_out(by=by, rows=rows, at=job.at, progress=job.progress)


@handles(directory_import.KIND, queue="imports")
def import_directory(job: RunningJob) -> dict[str, Any]:
    """Do what the plan has shown, with the rights that whoever confirmed it has now."""
    by = audit.actor(job.requested_by)
    if not isinstance(by, User):
        raise BadInput(_("Hanya orang yang dapat mengubah direktori."))
    steps = directory_plan.from_json(job.payload["steps"])
    return directory_import.carry_out(by=by, steps=steps, progress=job.progress)


@handles("webhooks.forget")
def forget_deliveries(job: RunningJob) -> dict[str, Any]:
    """Let go of what partners were told a month ago."""
    return {"deleted": deliveries.forget(at=job.at)}


@handles("calls.forget")
def forget_calls(job: RunningJob) -> dict[str, Any]:
    """Let go of yesterday's answers to repeated calls, and of counts that nobody adds to."""
    return {"answers": idempotency.forget(at=job.at), "counts": rates.forget(at=job.at)}


@handles("people.forget")
def forget_people(job: RunningJob) -> dict[str, Any]:
    """Let go of people, addresses and sessions whose time is over."""
    return departures.as_result(departures.forget(at=job.at))


@handles(stale_accounts.KIND)
def ask_stale_accounts(job: RunningJob) -> dict[str, Any]:
    """Ask agencies about accounts that nobody has confirmed for half a year."""
    return {"asked": stale_accounts.ask(at=job.at)}
