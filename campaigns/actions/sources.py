"""Where readings come from."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies import audit
from agencies.models import Partner
from campaigns.models import Grade, ReadingSource
from summitcomms.lib.refusals import Refused


@transaction.atomic
def of_partner(partner: Partner) -> ReadingSource:
    """The partner's own source, made when it first sends something.

    Refused: source_code_taken, when another source already has the partner's code.
    """
    if known := ReadingSource.objects.filter(partner=partner).first():
        return known
    try:
        with transaction.atomic():
            made = ReadingSource.objects.create(
                code=partner.code, name=partner.name, grade=Grade.PARTNER, partner=partner
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
