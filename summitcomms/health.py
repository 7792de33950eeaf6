"""Is the portal alive, and is it fit to work? For load balancers and operators; numbers only, no names."""

from datetime import datetime

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from campaigns.models import Campaign, TallyRun
from summitcomms.jobs.models import Job, JobState, Pulse

REDIS_SECONDS = 1  # a broker that hangs must not hang the answer
BEAT_IS_LATE = 60  # seconds; it ticks every second
JOB_IS_LATE = 300  # seconds after its due time
TALLY_IS_LATE = 1800  # seconds; a running campaign is counted every ten minutes

logger = structlog.get_logger(__name__)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers; asks nothing of anybody."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, 503 when not; everything else is a warning beside the ages.

    {"status", "warnings": [codes], "beat_age_seconds", "oldest_due_job_seconds", "jobs_needing_operator",
    "tally_age_seconds"}; an age is null when there is nothing to be old.
    """
    try:
        facts = _work(timezone.now())
    except DatabaseError:
        logger.exception("database_not_ready")
        return JsonResponse({"status": "unavailable", "warnings": ["database_unreachable"]}, status=503)
    return JsonResponse({"status": "ready", "warnings": _warnings(facts), **facts})


def _work(at: datetime) -> dict[str, int | None]:
    beat = Pulse.objects.filter(name="beat").values_list("at", flat=True).first()
    oldest = Job.objects.due(at).values_list("due_at", flat=True).first()
    return {
        "beat_age_seconds": _age(beat, at),
        "oldest_due_job_seconds": _age(oldest, at),
        "jobs_needing_operator": Job.objects.filter(state=JobState.NEEDS_OPERATOR).count(),
        "tally_age_seconds": _tally_age(at),
    }


def _tally_age(at: datetime) -> int | None:
    """How old the newest tally is of that open campaign whose newest is oldest; never counted: its age."""
    newest = TallyRun.objects.filter(campaign=OuterRef("pk")).order_by("-cutoff").values("cutoff")[:1]
    counted = Campaign.objects.begun(at).annotate(counted_at=Coalesce(Subquery(newest), F("starts_at")))
    return _age(counted.order_by("counted_at").values_list("counted_at", flat=True).first(), at)


def _age(since: datetime | None, at: datetime) -> int | None:
    return None if since is None else max(0, int((at - since).total_seconds()))


def _warnings(facts: dict[str, int | None]) -> list[str]:
    beat, oldest = facts["beat_age_seconds"], facts["oldest_due_job_seconds"]
    tally = facts["tally_age_seconds"]
    found = {
        "redis_unreachable": not _redis_answers(),
        "beat_late": beat is None or beat > BEAT_IS_LATE,
        "jobs_late": oldest is not None and oldest > JOB_IS_LATE,
        "jobs_need_operator": bool(facts["jobs_needing_operator"]),
        "tally_late": tally is not None and tally > TALLY_IS_LATE,
    }
    return [code for code, holds in found.items() if holds]


def _redis_answers() -> bool:
    """Whether the broker says PONG within a second; asked once, without Celery's patient retries."""
    url = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")
    client = Redis.from_url(
        url, socket_connect_timeout=REDIS_SECONDS, socket_timeout=REDIS_SECONDS, retry=Retry(NoBackoff(), 0)
    )
    try:
        return bool(client.ping())
    except RedisError as error:
        logger.warning("redis_not_ready", error=repr(error))
        return False
    finally:
        client.close()
