"""Numbers of one post by hand: typed, corrected, declared void. All roads end in `actions.readings`."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import User
from agencies.roles import Permission
from campaigns import evidence_files, mending
from campaigns.actions import readings, sources
from campaigns.models import Grade, MetricReading, Post, ReadingSource
from campaigns.readings import ReadingRow
from campaigns.states import FREE
from summitcomms.lib.images import Clean
from summitcomms.lib.permits import Denied, Permit
from summitcomms.lib.refusals import Refused

Counts = Mapping[str, int | None]


def may_type(user: User, post: Post) -> Permit:
    """Whether `user` may say what the post has reached."""
    if post.state in FREE:
        return Denied(_("Unggahan yang ditolak atau ditarik tidak diukur."))
    return access.can(user, Permission.IMPORT_READINGS, post.agency)


@transaction.atomic
def by_hand(
    *, by: User, post: Post, taken_at: datetime, metrics: Counts, picture: Clean | None, at: datetime
) -> readings.IngestResult:
    """Store what `by` typed: read from a screenshot that comes with it, or declared.

    The same once more changes nothing. Raises Refused: not_allowed; or as `ingest` refuses.
    """
    _require(may_type(by, post))
    source = sources.typed(Grade.SCREENSHOT if picture else Grade.DECLARED)
    result = _stored(by, post, source, ReadingRow(_ref(post), taken_at, metrics), at)
    if picture and result.stored:
        evidence_files.keep_with_reading(post, picture, batch=result.batch, by=by, at=at)
    return result


@transaction.atomic
def correct(
    *,
    by: User,
    post: Post,
    source: ReadingSource,
    taken_at: datetime,
    metrics: Counts,
    reason: str,
    at: datetime,
) -> readings.IngestResult:
    """Put other numbers in place of what `source` said of that moment; the earlier ones stay on the record.

    Raises Refused: reading_unknown, not_allowed, reason_missing, unchanged; or as `ingest` refuses.
    """
    _require_mendable(by, post, source, taken_at)
    if not reason.strip():
        raise Refused("reason_missing", _("Koreksi hasil ukur memerlukan alasan."))
    result = _stored(by, post, source, ReadingRow(_ref(post), taken_at, metrics, reason), at)
    if result.unchanged:
        raise Refused("unchanged", _("Angka ini sama dengan yang sudah berlaku. Tidak ada yang dikoreksi."))
    return result


@transaction.atomic
def void(
    *,
    by: User,
    post: Post,
    source: ReadingSource,
    taken_at: datetime,
    revision: int | None,
    reason: str,
    at: datetime,
) -> int:
    """Declare a measurement void, or one revision of it; return how many revisions fell.

    Raises Refused: reading_unknown, not_allowed; or as `readings.void`.
    """
    _require_mendable(by, post, source, taken_at)
    return readings.void(
        by=by,
        post_code=post.code,
        source=source,
        taken_at=taken_at,
        revision=revision,
        reason=reason,
        at=at,
    )


def _require(permit: Permit) -> None:
    if not permit:
        raise Refused("not_allowed", permit.reason)


def _require_mendable(by: User, post: Post, source: ReadingSource, taken_at: datetime) -> None:
    rows = list(MetricReading.objects.filter(post=post, source=source, taken_at=taken_at))
    if not rows:
        raise Refused("reading_unknown", _("Tidak ada hasil ukur dari sumber ini untuk waktu tersebut."))
    senders = mending.senders_of(rows)
    _require(mending.may_mend(by, post, rows, senders=senders, own=mending.own_people(post, senders)))


def _ref(post: Post) -> str:
    return f"{post.platform}:{post.native_id}" if post.native_id else post.code


def _stored(
    by: audit.Actor, post: Post, source: ReadingSource, row: ReadingRow, at: datetime
) -> readings.IngestResult:
    """Take one reading in; what is refused of a batch is here refused as a whole."""
    result = readings.ingest(by=by, campaign=post.campaign, source=source, rows=[row], at=at)
    if result.refused:
        raise Refused(result.refused[0].code, result.refused[0].sentence)
    return result
