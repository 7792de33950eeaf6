"""What people say about the columns of files that the portal does not know."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import User
from agencies.roles import Permission
from campaigns.imports import fingerprint
from campaigns.imports.columns import mapped
from campaigns.models import ColumnMapping
from summitcomms.lib.refusals import Refused


def of(header: Sequence[str], *, by: User) -> ColumnMapping | None:
    """What the centre has said about files with this header, else what the agency of `by` has."""
    said = ColumnMapping.objects.filter(
        Q(agency=None) | Q(agency=_owner(by)), fingerprint=fingerprint(header)
    ).select_related("said_by")
    return said.order_by(F("agency").asc(nulls_first=True)).first()


@transaction.atomic
def remember(*, by: User, header: Sequence[str], roles: Mapping[str, str], at: datetime) -> ColumnMapping:
    """Keep what `by` says about files with this header, in place of what the same agency said before.

    What the centre says holds for the files of all. Raises ColumnsError for roles that do not make a reading;
    Refused: said_by_centre, for an agency after the centre has said it.
    """
    access.require_somewhere(by, Permission.IMPORT_READINGS)
    mapped(header, roles)
    said = ColumnMapping(
        fingerprint=fingerprint(header),
        agency_id=_owner(by),
        header=[name[:200] for name in header],
        roles=dict(roles),
        said_by=by,
        said_at=at,
    )
    like_this = ColumnMapping.objects.filter(fingerprint=said.fingerprint)
    if said.agency_id and like_this.filter(agency=None).exists():
        raise Refused(
            "said_by_centre",
            _("Arti kolom berkas seperti ini sudah ditetapkan pusat. Hubungi pusat bila keliru."),
        )
    ColumnMapping.objects.bulk_create([said], ignore_conflicts=True)
    known = like_this.select_for_update().get(agency=said.agency_id)
    before = {} if known.said_by_id == by.pk and known.said_at == at else {"roles": known.roles}
    known.header, known.roles, known.said_by, known.said_at = said.header, said.roles, by, at
    known.save()
    audit.record(by=by, action="mapping.said", target=known, before=before, after={"roles": known.roles})
    return known


def _owner(by: User) -> int | None:
    """For whose files `by` speaks: None for all, else the agency; of several the one known longest."""
    if access.can(by, Permission.IMPORT_READINGS):
        return None
    return min(
        (
            each.agency_id
            for each in by.active_memberships
            if each.agency_id and Permission.IMPORT_READINGS in each.role_rules.permissions
        ),
        default=0,  # no agency at all, and not the centre
    )
