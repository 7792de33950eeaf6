"""Old tallies are thinned, so that counting every ten minutes does not fill the database for ever.

Every tally of the last two days is kept, then one of each hour, and after two weeks one of each day: the last
that was ranked, or else the last. Hours and days are those of UTC, for this is housekeeping and no campaign
day. The newest tally of a campaign stays, and so does whatever a sealed ranking was made from.
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber, TruncDay, TruncHour

from agencies import audit
from awards.models import Ranking
from campaigns.models import TallyRun

HOURLY_AFTER = timedelta(days=2)
DAILY_AFTER = timedelta(days=14)
BATCH = 2_000
"""How many are removed at once: two weeks of one campaign, each with a row for every agency."""


@transaction.atomic
def thin(*, at: datetime, by: audit.Actor) -> int:
    """Remove the tallies that are too many as of `at`, their unsealed rankings first; return how many.

    The oldest go first, at most `BATCH`; once none is left, the same call removes nothing.
    """
    spare = sorted({*_spare(TruncDay, before=at - DAILY_AFTER), *_spare(TruncHour, before=at - HOURLY_AFTER)})
    spare = spare[:BATCH]
    if spare:
        Ranking.objects.filter(tally__in=spare, sealed_at=None).delete()
        TallyRun.objects.filter(pk__in=spare).delete()
        audit.record(by=by, action="tallies.thinned", target=TallyRun, after={"removed": len(spare)})
    return len(spare)


def _spare(period: type[TruncHour | TruncDay], *, before: datetime) -> list[int]:
    """Primary keys of the runs older than `before` but for the one that stays of each campaign and period."""
    rankings = Ranking.objects.filter(tally=OuterRef("pk"))
    later = TallyRun.objects.filter(campaign=OuterRef("campaign"), cutoff__gt=OuterRef("cutoff"))
    numbered = TallyRun.objects.filter(cutoff__lt=before).annotate(
        is_ranked=Exists(rankings),
        is_sealed=Exists(rankings.filter(sealed_at__isnull=False)),
        is_followed=Exists(later),
        number=Window(
            RowNumber(),
            partition_by=[F("campaign"), period("cutoff", tzinfo=UTC)],
            order_by=[F("is_ranked").desc(), F("cutoff").desc()],
        ),
    )
    # Decided here: in the same filter the database would leave the kept ones out before it numbers the rest.
    rows = numbered.filter(number__gt=1).values_list("pk", "is_sealed", "is_followed")
    return [pk for pk, is_sealed, is_followed in rows if is_followed and not is_sealed]
