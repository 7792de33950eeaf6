"""Who brought a reading in, and who may correct it or declare it void."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import AuditEvent, Membership, Partner, User
from agencies.roles import Permission
from campaigns.models import Grade, MetricReading, Post
from summitcomms.lib.permits import Allowed, Denied, Permit

Senders = Mapping[UUID, AuditEvent]
LONGEST_INGEST = timedelta(seconds=150)
"""How long the transaction of a job may last."""


def senders_of(rows: Iterable[MetricReading]) -> Senders:
    """The event under which each batch came in; none for a batch that the record does not name.

    The row of the record is written at the end of the transaction of its readings: the time of these, which
    is indexed there, leads to it.
    """
    arrived = {row.batch: row.received_at for row in rows}
    events = AuditEvent.objects.filter(
        reduce(or_, (Q(at__range=(at, at + LONGEST_INGEST)) for at in arrived.values()), Q(pk=None)),
        action="readings.ingest",
        after__batch__in=[str(batch) for batch in arrived],
    )
    return {UUID(event.after["batch"]): event for event in events}


def own_people(post: Post, senders: Senders) -> frozenset[str]:
    """Which of the senders serve, or have served, at the agency of the post, by the ids of the record.

    The agency's own systems are among them.
    """
    people = {event.actor_id for event in senders.values() if event.actor_kind == audit.PERSON}
    partners = {event.actor_id for event in senders.values() if event.actor_kind == Partner.actor_kind}
    serving = Membership.objects.filter(agency=post.agency_id, user__public_id__in=people)
    systems = Partner.objects.filter(agency=post.agency_id, code__in=partners)
    own = map(str, serving.values_list("user__public_id", flat=True))
    return frozenset([*own, *systems.values_list("code", flat=True)])


def may_mend(
    user: User, post: Post, rows: Sequence[MetricReading], *, senders: Senders, own: frozenset[str]
) -> Permit:
    """Whether `user` may correct or void `rows`, the revisions of one measurement of the post.

    The centre may mend all, but not those of an agency to which the person belongs. An agency mends what its
    own people and systems have brought in, and never what a partner measured.
    """
    permit = access.can(user, Permission.IMPORT_READINGS, post.agency)
    if not permit:
        return permit
    if access.can(user, Permission.IMPORT_READINGS) and not access.belongs_to(user, post.agency):
        return Allowed()
    if rows[0].source.grade == Grade.PARTNER:
        return Denied(_("Angka mitra pemantau hanya dapat dikoreksi atau dibatalkan oleh pusat."))
    if not all(row.batch in senders and senders[row.batch].actor_id in own for row in rows):
        return Denied(
            _("Angka ini tidak dimasukkan oleh instansi Anda. Hubungi pusat bila menurut Anda keliru.")
        )
    return Allowed()
