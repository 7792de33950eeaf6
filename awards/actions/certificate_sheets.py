"""All certificates of a round in one file: drawn by a job, since each takes most of a second."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies import access
from agencies.actions import certificates
from agencies.models import User
from agencies.roles import Permission
from awards.models import Award, AwardRound
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job
from summitcomms.jobs.running import BadInput
from summitcomms.lib.refusals import Refused

KIND = "certificates.draw"
DRAWING = gettext_noop("Menggambar sertifikat")


@transaction.atomic
def request(*, round_id: UUID, by: User, at: datetime) -> Job:
    """Ask for the certificates that are in force now; refused when the round has none."""
    access.require(by, Permission.DECIDE_ROUNDS)
    award_round = AwardRound.objects.get(public_id=round_id)
    if not in_force(award_round).exists():
        raise Refused("no_certificates", _("Putaran ini tidak memiliki sertifikat yang berlaku."))
    return enqueue(
        kind=KIND,
        key=f"{award_round.public_id}:{at.isoformat()}",
        payload={"round": str(award_round.public_id)},
        by_id=by.actor_id,
        by_label=by.actor_label,
        due_at=at,
    )


def draw(*, round_id: UUID, by: User, name: UUID, progress: Callable[..., None]) -> dict[str, Any]:
    """Draw every certificate in force, as PNG and PDF, into one zip named after the job."""
    access.require(by, Permission.DECIDE_ROUNDS)
    awards = list(in_force(AwardRound.objects.get(public_id=round_id)))
    if not awards:
        raise BadInput(_("Putaran ini tidak memiliki sertifikat yang berlaku."))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as sheets:
        for number, award in enumerate(awards, start=1):
            certificate = award.certificate
            stem = f"{slugify(award.category.name)}-{award.place}-{certificate.code}"
            sheets.writestr(f"{stem}.png", certificates.image(certificate))
            sheets.writestr(f"{stem}.pdf", certificates.document(certificate))
            progress(number, total=len(awards), note=DRAWING)
    path = file_of(name)
    default_storage.delete(path)  # a second attempt takes the place of the first
    default_storage.save(path, ContentFile(target.getvalue()))
    return {"certificates": len(awards)}


def in_force(award_round: AwardRound) -> Any:
    """The awards of a round whose certificates are not revoked, in the order of the page."""
    found = Award.objects.filter(round=award_round, certificate__revoked_at=None)
    return found.select_related("category", "certificate").order_by(
        "category__position", "place", "agency__code"
    )


def file_of(job_id: UUID) -> str:
    """Where the sheets of a job are kept."""
    return f"sertifikat/{job_id}.zip"
