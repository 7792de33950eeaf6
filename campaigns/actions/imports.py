"""A file of readings: checked before anything is stored, carried out by a job, refused rows given back."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import User
from agencies.roles import Permission
from campaigns import imports, matching
from campaigns.actions import kept_files, mappings, readings, sources
from campaigns.imports import Broken, Export
from campaigns.matching import Matched
from campaigns.models import Campaign, ReadingSource
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job
from summitcomms.lib import clock, collector, tables
from summitcomms.lib.refusals import Refused

KIND = "readings.import"
FOLDER = "imports"
MOST_SHOWN = 100  # refused rows in the job's result; all of them are in the file beside it
REASON_COLUMN = "Alasan penolakan"


@dataclass(frozen=True, slots=True)
class Asked:
    """A file that was handed in and kept, and what was said about it so far.

    `measured_at` is the moment of its export (ISO, empty while nobody has said it), `source` the code of the
    source for a list that names none, `roles` what a person said about its columns.
    """

    file: str
    name: str
    sha256: str
    campaign: str
    zone: str
    measured_at: str = ""
    source: str = ""
    roles: Mapping[str, str] | None = None

    @property
    def moment(self) -> datetime | None:
        return datetime.fromisoformat(self.measured_at) if self.measured_at else None

    def token(self, by: User) -> str:
        """The signed words with which `by`, and nobody else, goes on with this file."""
        return kept_files.token(by, asdict(self), use=KIND)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would become of a file, and what is still to be said about it before it can.

    `asked` has the meaning of the columns with it, so that the import does what was shown.
    """

    asked: Asked
    export: Export
    source: ReadingSource | None
    matched: Matched

    @property
    def is_ready(self) -> bool:
        return bool(self.source and self.matched.rows and not self.export.needs_moment)


@dataclass(frozen=True, slots=True)
class Requested:
    """The job of a file; `is_new` is False when an earlier job does, or did, the same work."""

    job: Job
    is_new: bool


def keep(*, by: User, campaign: Campaign, zone: str, name: str, content: bytes) -> Asked:
    """Keep a file under a random name; times in it without a zone are of `zone`."""
    access.require_somewhere(by, Permission.IMPORT_READINGS)
    kept = kept_files.keep(FOLDER, content)
    return Asked(kept, name[:200], hashlib.sha256(content).hexdigest(), campaign.code, zone)


def opened(*, by: User, token: str) -> Asked:
    """What `Asked.token` has signed. Raises Refused: expired."""
    return Asked(**kept_files.opened(by, token, use=KIND))


def plan(*, by: User, asked: Asked, at: datetime) -> Plan:
    """Say what would become of every row; nothing is stored.

    Raises Refused (file_gone, file_unreadable, source_of_partner), imports.ColumnsError for columns that
    neither the portal nor anybody so far knows.
    """
    campaign = Campaign.objects.get(code=asked.campaign)
    asked, export = _explained(by, asked)
    return Plan(
        asked=asked,
        export=export,
        source=sources.of_import(by, export.kind, asked.source),
        matched=matching.checked(_matched(asked, export, campaign, by=by, at=at), campaign, at=at),
    )


@transaction.atomic
def request(*, by: User, asked: Asked, at: datetime) -> Requested:
    """Ask for the import of a kept file.

    The same bytes from the same people for the same campaign, source, zone and columns are one job, whatever
    the file is called, while that job is not over or when it took every row in. Otherwise they are a new job:
    the posts may have been reported since, and a reading that is stored already stays as it is.

    Refused: as `plan`; columns_missing; incomplete, when the moment or the source has not been said;
    file_known, when the earlier job is somebody else's; file_of_other_moment, when the same numbers were said
    to be of another moment: counts that are older than what was measured since would pass for new.
    """
    access.require_somewhere(by, Permission.IMPORT_READINGS)
    try:
        asked, export = _explained(by, asked)
    except imports.ColumnsError as error:
        raise Refused("columns_missing", str(error)) from error
    source = sources.of_import(by, export.kind, asked.source)
    if source is None or export.needs_moment:
        raise Refused("incomplete", _("Lengkapi waktu ekspor dan sumber berkas ini lebih dahulu."))
    key = _key(by, asked, source)
    earlier = Job.objects.filter(kind=KIND, key__startswith=key).order_by("pk").last()
    if earlier and _settles(earlier):
        return _known(earlier, by, asked)
    if earlier:
        _refuse_other_moment(earlier, asked, by)
        key = f"{key}:{earlier.pk}"  # whoever else asks again after that job gets the same new one
    payload = asdict(asked) | {"source": source.code}
    job = enqueue(kind=KIND, key=key, payload=payload, by_id=by.actor_id, by_label=by.actor_label, due_at=at)
    if job.payload["file"] != asked.file:  # somebody was faster by less than this transaction
        return _known(job, by, asked)
    audit.record(by=by, action=KIND, target=source, after={"campaign": asked.campaign, "name": asked.name})
    return Requested(job, is_new=True)


def _key(by: User, asked: Asked, source: ReadingSource) -> str:
    """What makes two imports the same: the posts that `by` may measure are part of it."""
    own = matching.agencies_of(by)
    said = (
        asked.sha256,
        asked.zone,
        sorted(asked.roles.items()) if asked.roles else (),
        None if own is None else sorted(own),
    )
    return f"{asked.campaign}:{source.code}:{hashlib.sha256(repr(said).encode()).hexdigest()}"


def _settles(job: Job) -> bool:
    """Whether nothing would be gained by another import of the same file."""
    if not job.is_finished:
        return True
    return job.result is not None and not job.result["refused"] and not job.result.get("unmatched")


def _known(job: Job, by: User, asked: Asked) -> Requested:
    if job.requested_by != by.actor_id:
        raise Refused(
            "file_known",
            _("Berkas ini sudah dikirim oleh %(person)s, %(time)s.")
            % {"person": job.requested_label, "time": clock.show(job.created_at, by.zone)},
        )
    _refuse_other_moment(job, asked, by)
    return Requested(job, is_new=False)


def _refuse_other_moment(job: Job, asked: Asked, by: User) -> None:
    """Whatever is, or may yet be, stored from these bytes is of the moment that was said first."""
    said = job.payload.get("measured_at", "")
    holds = any(map((job.result or {}).get, ("stored", "unchanged"))) or not job.is_finished
    if holds and said and said != asked.measured_at:
        raise Refused(
            "file_of_other_moment",
            _(
                "Berkas yang sama sudah diimpor sebagai hasil ukur %(time)s. Angkanya tidak bertambah baru "
                "karena diunggah lagi. Unduh ekspor baru dari platform, lalu unggah berkas itu."
            )
            % {"time": clock.show(datetime.fromisoformat(said), by.zone)},
        )


@collector.paused()
def carry_out(
    *,
    asked: Mapping[str, Any],
    job_id: uuid.UUID,
    by: audit.Actor,
    at: datetime,
    progress: Callable[..., None],
) -> dict[str, Any]:
    """Read the file and take its readings in; return what is kept as the job's result.

    Result: rows, stored, unchanged, refused (counts) · unmatched, rows of an export about posts that the
    campaign does not know · problems, the first refused rows as {line, code, sentence} · warnings about the
    file · download, the address of all refused rows, or "".

    Refused: file_gone, file_unreadable.
    """
    file = Asked(**asked)
    campaign = Campaign.objects.get(code=file.campaign)
    source = ReadingSource.objects.get(code=file.source)
    progress(0, note=_("Membaca berkas"))
    export = _read(file)
    total = len(export.rows) + len(export.problems)
    progress(len(export.problems), total=total, note=_("Memeriksa dan menyimpan baris"))
    matched = _matched(file, export, campaign, by=by, at=at)
    result = readings.ingest(
        by=by, campaign=campaign, source=source, rows=matched.rows, at=at, posts=matched.posts
    )
    lines = [row.line or 0 for row in matched.rows]
    broken = [Broken(lines[each.index], each.code, each.sentence) for each in result.refused]
    refused = sorted([*matched.refused, *broken], key=lambda each: each.line)
    kept_files.keep_refused(refused_file(job_id), *_returned(export, refused))
    progress(total, total=total, note=_("Selesai"))
    return {
        "rows": total,
        "stored": result.stored,
        "unchanged": result.unchanged,
        "refused": len(refused),
        "unmatched": len(matched.unmatched),
        "problems": [
            {"line": each.line, "code": each.code, "sentence": each.sentence} for each in refused[:MOST_SHOWN]
        ],
        "warnings": list(export.warnings),
        "download": reverse("campaigns:reading-refused", args=[job_id]) if refused else "",
    }


def refused_file(job_id: uuid.UUID) -> str:
    """Where the refused rows of a job are kept, as the storage knows it."""
    return f"{FOLDER}/{job_id}-refused.csv"


def _explained(by: User, asked: Asked) -> tuple[Asked, Export]:
    """The file by what its columns are recognised as, or else by what was said about such files before."""
    try:
        return asked, _read(asked)
    except imports.ColumnsError as unknown:
        known = mappings.of(unknown.header, by=by)
        if asked.roles is not None or known is None:
            raise
        asked = replace(asked, roles=known.roles)
        return asked, _read(asked)


def _matched(asked: Asked, export: Export, campaign: Campaign, *, by: audit.Actor, at: datetime) -> Matched:
    return matching.match(export, campaign, by=by, measured_at=asked.moment or at)


def _read(asked: Asked) -> Export:
    content = kept_files.read(asked.file)
    try:
        return imports.read(content, zone=asked.zone, measured_at=asked.moment, roles=asked.roles)
    except tables.TableError as error:
        raise Refused(
            "file_unreadable", _("Berkas tidak dapat dibaca. %(error)s") % {"error": _sentence(str(error))}
        ) from error


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _returned(export: Export, refused: list[Broken]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of the file in which these go back: as they stood, with the reason."""
    blank = ("",) * len(export.header)
    rows = [(*export.cells.get(each.line, blank), f"Baris {each.line}: {each.sentence}") for each in refused]
    return (*export.header, REASON_COLUMN), rows
