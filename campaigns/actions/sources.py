"""Where readings come from."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import Partner, User
from agencies.roles import Permission
from campaigns.imports import Kind
from campaigns.models import Grade, ReadingSource
from summitcomms.lib.refusals import Refused


@transaction.atomic
def of_partner(partner: Partner) -> ReadingSource:
    """The partner's own source, made when it first sends something.

    What the system of an agency says of its own posts is a declaration like its officers'.

    Refused: source_code_taken, when another source already has the partner's code.
    """
    if known := ReadingSource.objects.filter(partner=partner).first():
        return known
    grade = Grade.DECLARED if partner.agency_id else Grade.PARTNER
    try:
        with transaction.atomic():
            made = ReadingSource.objects.create(
                code=partner.code, name=partner.name, grade=grade, partner=partner
            )
    except IntegrityError:  # two first batches at once, or a code that is taken
        if twin := ReadingSource.objects.filter(partner=partner).first():
            return twin
        raise Refused(
            "source_code_taken",
            _("Kode mitra ini sudah dipakai sumber hasil ukur lain. Hubungi pengelola portal."),
        ) from None
    audit.record(by=partner, action="source.created", target=made, after={"grade": made.grade})
    return made


TYPED = {
    Grade.SCREENSHOT: ("tangkapan-layar", "Tangkapan layar petugas"),
    Grade.DECLARED: ("pernyataan-petugas", "Pernyataan petugas"),
}
"""Code and name of the sources of numbers that people type: beside a screenshot of them, and without."""


def typed(grade: Grade) -> ReadingSource:
    """The source of numbers typed by hand, made when it is first needed."""
    return _made(*TYPED[grade], grade)


def of_import(by: User, kind: Kind, chosen: str) -> ReadingSource | None:
    """The source of a file: an export names it itself; for a list the centre chooses one, None until it has.

    What an agency lists by hand is its own declaration. Raises Refused: source_of_partner.
    """
    if kind.platform:
        return _made(kind.source, f"Ekspor {kind.platform.label}", Grade.EXPORT)
    if not access.can(by, Permission.IMPORT_READINGS):
        return typed(Grade.DECLARED)
    source = ReadingSource.objects.filter(code=chosen).first()
    if source and source.partner_id:
        raise Refused(
            "source_of_partner",
            _("Hasil ukur %(source)s dikirim oleh mitranya sendiri. Pilih sumber lain untuk berkas ini.")
            % {"source": source.name},
        )
    return source


def _made(code: str, name: str, grade: Grade) -> ReadingSource:
    return ReadingSource.objects.get_or_create(code=code, defaults={"name": name, "grade": grade})[0]
