"""Work of the agencies' floor that outlives a request."""

from typing import Any

from agencies.actions import seals
from agencies.models import AuditSeal
from summitcomms.jobs.registry import handles
from summitcomms.jobs.running import NeedsOperator, RunningJob


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
