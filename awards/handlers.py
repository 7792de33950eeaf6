"""What the awards do in the background: documents that take seconds to make."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from agencies import audit
from agencies.models import User
from awards import minutes
from awards.actions import certificate_sheets
from awards.actions import minutes as minutes_actions
from summitcomms.jobs.registry import handles
from summitcomms.jobs.running import BadInput, NeedsOperator, RunningJob


@handles(minutes_actions.KIND, queue="documents")
def make_minutes(job: RunningJob) -> dict[str, Any]:
    """Write the minutes of a round with the rights that whoever asked has now."""
    made = minutes_actions.make(
        round_id=UUID(job.payload["round"]), by=_person(job), at=job.at, printed=as_pdf
    )
    return {"number": made.number, "sha256": made.sha256}


@handles(certificate_sheets.KIND, queue="documents")
def draw_certificates(job: RunningJob) -> dict[str, Any]:
    """Draw every certificate of a round, as PNG and PDF, into one file."""
    return certificate_sheets.draw(
        round_id=UUID(job.payload["round"]), by=_person(job), name=job.public_id, progress=job.progress
    )


def as_pdf(html: str) -> bytes:
    """The page as PDF. Nothing is fetched: what the page shows is inside it."""
    try:
        import weasyprint  # here alone: it loads Pango, which not every machine has
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise NeedsOperator(
            _("Berita acara belum dapat dibuat: pustaka Pango tidak terpasang pada mesin pekerja."),
            detail=str(error),
        ) from error
    page = weasyprint.HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=["data"]))
    data: bytes = page.write_pdf(stylesheets=[weasyprint.CSS(string=minutes.stylesheet())])
    return data


def _person(job: RunningJob) -> User:
    by = audit.actor(job.requested_by)
    if not isinstance(by, User):
        raise BadInput(_("Hanya orang yang dapat meminta dokumen ini."))
    return by
