"""Work of the agencies' floor that outlives a request."""

from typing import Any

from agencies.actions import seals
from summitcomms.jobs.registry import handles
from summitcomms.jobs.running import RunningJob


@handles("audit.seal")
def seal_audit(job: RunningJob) -> dict[str, Any]:
    """Chain what was committed since the last seal."""
    return {"sealed": seals.seal()}
