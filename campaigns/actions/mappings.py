"""What people say about the columns of files that the portal does not know."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import User
from agencies.roles import Permission
from campaigns.imports import fingerprint
from campaigns.imports.columns import mapped
from campaigns.models import ColumnMapping
from summitcomms.lib.refusals import Refused


def of(header: Sequence[str]) -> ColumnMapping | None:
    """What was said about files with this header."""
    return ColumnMapping.objects.filter(fingerprint=fingerprint(header)).select_related("said_by").first()


@transaction.atomic
def remember(*, by: User, header: Sequence[str], roles: Mapping[str, str], at: datetime) -> ColumnMapping:
    """Keep what `by` says about files with this header, in place of what was said before.

    Raises ColumnsError for roles that do not make a reading; Refused: said_by_centre, since what the centre
    has said of a file holds for the files of every agency.
    """
    access.require_somewhere(by, Permission.IMPORT_READINGS)
    mapped(header, roles)
    said = ColumnMapping(
        fingerprint=fingerprint(header),
        header=[name[:200] for name in header],
        roles=dict(roles),
        said_by=by,
        said_at=at,
    )
    ColumnMapping.objects.bulk_create([said], ignore_conflicts=True)
    known = ColumnMapping.objects.select_for_update().get(fingerprint=said.fingerprint)
    before = {} if known.said_by_id == by.pk and known.said_at == at else {"roles": known.roles}
    if not access.can(by, Permission.IMPORT_READINGS) and access.can(
        known.said_by, Permission.IMPORT_READINGS
    ):
        raise Refused(
            "said_by_centre",
            _("Arti kolom berkas seperti ini sudah ditetapkan pusat. Hubungi pusat bila keliru."),
        )
    known.header, known.roles, known.said_by, known.said_at = said.header, said.roles, by, at
    known.save()
    audit.record(by=by, action="mapping.said", target=known, before=before, after={"roles": known.roles})
    return known
