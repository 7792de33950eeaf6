"""Counting a campaign, and reading what was counted."""

import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import User
from agencies.roles import Permission
from campaigns import tally
from campaigns.actions import announcing
from campaigns.models import (
    INTERACTIONS,
    AgencyDayTally,
    Campaign,
    PostCounters,
    TallyRun,
    TopPost,
)
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job, JobState
from summitcomms.lib.refusals import Refused

LONGEST = timedelta(seconds=140)
"""A recount of the past reads every reading; beyond the web's limit, within that of a job."""
TOP_POSTS = 10
"""How many of the best posts a run keeps."""


def request(*, campaign: Campaign, by: User, at: datetime) -> Job:
    """Ask for a tally of the present; asking again within the same minute is the same job, unless it failed.

    The person is part of the key because a job is shown to nobody but who asked for it.
    """
    access.require(by, Permission.RUN_TALLY)
    key = f"{campaign.code}:{at:%Y-%m-%dT%H:%M}:{by.actor_id}"
    earlier = Job.objects.filter(kind="tally.run", key__startswith=key).order_by("pk").last()
    if earlier and (not earlier.is_finished or earlier.state == JobState.DONE):
        return earlier
    if earlier:
        key = f"{key}:{earlier.pk}"
    return enqueue(
        kind="tally.run",
        key=key,
        payload={"campaign": campaign.code, "trigger": TallyRun.Trigger.PERSON},
        by_id=by.actor_id,
        by_label=by.actor_label,
        due_at=at,
    )


@transaction.atomic
def run(
    *,
    campaign_code: str,
    at: datetime | None,
    now: datetime,
    trigger: TallyRun.Trigger,
    by: audit.Actor,
) -> TallyRun:
    """Count the campaign as of `at`: None or not before `now` from the newest counts, else from the readings.

    Idempotent: a cutoff that has been counted is answered with its run. One at a time per campaign, and
    whole or not at all. A count of the present lists its best posts too.

    Refused: campaign_unknown, tally_running.
    """
    campaign = Campaign.objects.filter(code=campaign_code).first()
    if campaign is None:
        raise Refused(
            "campaign_unknown",
            _("Kampanye dengan kode “%(code)s” tidak ada.") % {"code": campaign_code},
        )
    _lock(campaign)
    live = at is None or at >= now
    cutoff = now if at is None or live else at
    if counted := TallyRun.objects.filter(campaign=campaign, cutoff=cutoff).first():
        return counted
    clock = time.monotonic()
    made = TallyRun.objects.create(
        campaign=campaign,
        cutoff=cutoff,
        trigger=trigger,
        definitions=tally.definitions(campaign),
        started_at=now,
        finished_at=now,
    )
    from_counters = live and not tally.is_behind(campaign)
    tally.count(made, live=from_counters)
    if from_counters:
        _list_top_posts(made)
    made.finished_at = now + timedelta(seconds=time.monotonic() - clock)
    made.save(update_fields=["finished_at"])
    audit.record(
        by=by,
        action="tally.run",
        target=made,
        after={"campaign": campaign.code, "cutoff": cutoff.isoformat(), "live": live},
    )
    if live:
        announcing.counted(made)
    return made


def _lock(campaign: Campaign) -> None:
    """Hold the campaign's tally until the end of the transaction, or refuse because another one does.

    Taken before the lock of the campaign's row, which nobody shall wait for while posts are counted. Since
    it is never waited for itself, it has no part in a deadlock.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0)),"
            " set_config('statement_timeout', %s, true)",
            [f"tally:{campaign.code}", f"{LONGEST.seconds}s"],
        )
        is_ours = cursor.fetchone()[0]
    if not is_ours:
        raise Refused(
            "tally_running",
            _("Penghitungan %(campaign)s sedang berjalan. Tunggu sampai selesai, lalu coba lagi.")
            % {"campaign": campaign.short_name},
        )


def _list_top_posts(made: TallyRun) -> None:
    """Keep the posts with most interactions; found in the narrow table alone, by one pass over it."""
    first, *others = (Coalesce(F(name), 0) for name in INTERACTIONS)
    best = (
        PostCounters.objects.filter(campaign=made.campaign_id, is_counted=True, taken_at__lte=made.cutoff)
        .annotate(interactions=sum(others, first))
        .filter(interactions__gt=0)
        .order_by("-interactions", "pk")
        .values_list("pk", "interactions", Coalesce(F("views"), 0))[:TOP_POSTS]
    )
    TopPost.objects.bulk_create(
        TopPost(run=made, post_id=pk, position=position, interactions=interactions, views=views)
        for position, (pk, interactions, views) in enumerate(best, start=1)
    )


def forget_details(made: TallyRun, *, keep: Iterable[int]) -> None:
    """Remove the day rows and best posts of the campaign's other runs, except of the newest and of `keep`.

    `keep` are primary keys of runs that a freeze needs. They are asked for while the campaign's row is held,
    as whoever freezes holds it.
    """
    newest = TallyRun.objects.newest(made.campaign) or made
    kept = {made.pk, newest.pk, *keep}
    for details in (AgencyDayTally, TopPost):
        details.objects.filter(run__campaign=made.campaign).exclude(run__in=kept).delete()


def trend(tallied: TallyRun) -> list[tuple[date, int, int]]:
    """(campaign day, posts, interactions) for every day of the window up to the cutoff, empty days as zero.

    Interactions stand on the day on which the post was published. Empty when the run keeps no day rows: only
    the newest run and frozen ones do.
    """
    rows = AgencyDayTally.objects.filter(run=tallied).values_list("day").order_by("day")
    found = {day: (p, n) for day, p, n in rows.annotate(Sum("posts"), Sum("interactions"))}
    if not found:
        return []
    campaign = tallied.campaign
    first = campaign.day_of(campaign.starts_at)
    last = campaign.day_of(min(tallied.cutoff, campaign.ends_at - timedelta(microseconds=1)))
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [(day, *found.get(day, (0, 0))) for day in days]
