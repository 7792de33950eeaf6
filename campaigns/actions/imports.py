"""A file of readings: taken from a person, carried out by a job, with every refused row given back."""

import hashlib
import io
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import User
from agencies.roles import Permission
from campaigns import imports
from campaigns.actions import readings
from campaigns.imports import Broken, Export
from campaigns.models import Campaign, ReadingSource
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job
from summitcomms.lib import clock, tables
from summitcomms.lib.refusals import Refused

KIND = "readings.import"
FOLDER = "imports"
MOST_SHOWN = 100  # refused rows in the job's result; all of them are in the file beside it
REASON_COLUMN = "Alasan penolakan"

_XLSX = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Requested:
    """The job of a file; `is_new` is False when an earlier job does, or did, the same work."""

    job: Job
    is_new: bool


@transaction.atomic
def request(
    *,
    by: User,
    campaign: Campaign,
    source: ReadingSource,
    zone: str,
    name: str,
    content: bytes,
    at: datetime,
) -> Requested:
    """Keep the file under a random name and ask for its import; times without a zone are of `zone`.

    The same bytes, campaign, source and zone are one job, whatever the file is called, while that job is not
    over or when it took every row in. Otherwise they are a new job: the posts may have been reported since,
    and a reading that is stored already stays as it is.

    Refused: source_of_partner · file_known, when the earlier job is somebody else's.
    """
    access.require(by, Permission.IMPORT_READINGS)
    if source.partner_id:
        raise Refused(
            "source_of_partner",
            _("Hasil ukur %(source)s dikirim oleh mitranya sendiri. Pilih sumber lain untuk berkas ini.")
            % {"source": source.name},
        )
    key = f"{campaign.code}:{source.code}:{zone}:{hashlib.sha256(content).hexdigest()}"
    earlier = Job.objects.filter(kind=KIND, key__startswith=key).order_by("pk").last()
    if earlier and _settles(earlier):
        return _known(earlier, by)
    if earlier:
        key = f"{key}:{earlier.pk}"  # whoever else asks again after that job gets the same new one
    kept = default_storage.save(f"{FOLDER}/{uuid.uuid4()}", ContentFile(content))
    payload = {
        "file": kept,
        "name": name[:200],
        "campaign": campaign.code,
        "source": source.code,
        "zone": zone,
    }
    job = enqueue(kind=KIND, key=key, payload=payload, by_id=by.actor_id, by_label=by.actor_label, due_at=at)
    if job.payload["file"] != kept:  # somebody was faster by less than this transaction
        default_storage.delete(kept)
        return _known(job, by)
    audit.record(
        by=by, action=KIND, target=source, after={"campaign": campaign.code, "name": payload["name"]}
    )
    return Requested(job, is_new=True)


def _settles(job: Job) -> bool:
    """Whether nothing would be gained by another import of the same file."""
    return not job.is_finished or (job.result is not None and job.result["refused"] == 0)


def _known(job: Job, by: User) -> Requested:
    if job.requested_by != by.actor_id:
        raise Refused(
            "file_known",
            _("Berkas ini sudah dikirim oleh %(person)s, %(time)s.")
            % {"person": job.requested_label, "time": clock.show(job.created_at, by.zone)},
        )
    return Requested(job, is_new=False)


def carry_out(
    *,
    asked: Mapping[str, str],
    job_id: uuid.UUID,
    by: audit.Actor,
    at: datetime,
    progress: Callable[..., None],
) -> dict[str, Any]:
    """Read the file and take its readings in; return what is kept as the job's result.

    Result: rows, stored, unchanged, refused (counts) · problems, the first refused rows as {line, code,
    sentence} · warnings about the file · download, the address of all refused rows, or "".

    Refused: file_gone, file_unreadable, columns_missing; or as `readings.ingest` refuses.
    """
    campaign = Campaign.objects.get(code=asked["campaign"])
    source = ReadingSource.objects.get(code=asked["source"])
    progress(0, note=_("Membaca berkas"))
    export = _read(asked["file"], asked["zone"])
    total = len(export.rows) + len(export.broken)
    progress(len(export.broken), total=total, note=_("Memeriksa dan menyimpan baris"))
    result = readings.ingest(by=by, campaign=campaign, source=source, rows=export.rows, at=at)
    lines = [row.line or 0 for row in export.rows]
    broken = [Broken(lines[each.index], each.code, each.sentence) for each in result.refused]
    refused = sorted([*export.broken, *broken], key=lambda each: each.line)
    _keep_refused(job_id, export, refused)
    progress(total, total=total, note=_("Selesai"))
    return {
        "rows": total,
        "stored": result.stored,
        "unchanged": result.unchanged,
        "refused": len(refused),
        "problems": [
            {"line": each.line, "code": each.code, "sentence": each.sentence} for each in refused[:MOST_SHOWN]
        ],
        "warnings": list(export.warnings),
        "download": reverse("campaigns:reading-refused", args=[job_id]) if refused else "",
    }


def refused_file(job_id: uuid.UUID) -> str:
    """Where the refused rows of a job are kept, as the storage knows it."""
    return f"{FOLDER}/{job_id}-refused.csv"


def _read(name: str, zone: str) -> Export:
    if not default_storage.exists(name):
        raise Refused("file_gone", _("Berkas tidak ditemukan lagi. Unggah sekali lagi."))
    with default_storage.open(name) as file:
        content = file.read()
    try:
        return imports.read(content, is_xlsx=content.startswith(_XLSX), zone=zone)
    except tables.TableError as error:
        raise Refused(
            "file_unreadable", _("Berkas tidak dapat dibaca. %(error)s") % {"error": _sentence(str(error))}
        ) from error
    except imports.ColumnsError as error:
        raise Refused("columns_missing", str(error)) from error


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _keep_refused(job_id: uuid.UUID, export: Export, refused: list[Broken]) -> None:
    """Write the refused rows as they stood, with the reason; a second attempt replaces the first one's."""
    name = refused_file(job_id)
    default_storage.delete(name)
    if not refused:
        return
    blank = ("",) * len(export.header)
    with io.BytesIO() as target:
        tables.write_csv(
            target,
            (*export.header, REASON_COLUMN),
            (
                (*export.cells.get(each.line, blank), f"Baris {each.line}: {each.sentence}")
                for each in refused
            ),
        )
        default_storage.save(name, ContentFile(target.getvalue()))
