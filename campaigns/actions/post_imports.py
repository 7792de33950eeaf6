"""A file of posts: checked before anything is reported, carried out by a job, refused rows given back."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies import audit
from agencies.models import Agency, User
from agencies.naming import AgencyNames
from campaigns import post_tables
from campaigns.actions import kept_files, mass_reports, posts
from campaigns.actions.mass_reports import Desk, Entry, Outcome, Result
from campaigns.actions.posts import Report
from campaigns.guesses import PillarGuess
from campaigns.imports.columns import fold
from campaigns.models import Campaign, Pillar
from campaigns.post_tables import Broken, PostRow, PostTable
from campaigns.states import PostState
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job
from summitcomms.lib.refusals import Refused

KIND = "posts.import"
FOLDER = "post-imports"
MOST_SHOWN = 100
"""Refused rows in the job's result; all of them are in the file beside it."""
MOST_CHECKED = 1_000
"""Rows that the check before the import screens; the job screens all."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was handed in, and for whom."""

    campaign: Campaign
    agency: Agency
    zone: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """One row and what becomes of it; `sentence` says why, where there is something to say."""

    line: int
    url: str
    agency: Agency | None
    result: Result
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would become of a file. `token` starts its import; `checked` of `rows` rows were screened."""

    table: PostTable
    rows: int
    checked: int
    lines: tuple[Line, ...]
    token: str

    def count(self, result: Result) -> int:
        return sum(line.result is result for line in self.lines)


def plan(*, by: User, upload: Upload, at: datetime) -> Plan:
    """Say what would become of every row, up to `MOST_CHECKED`, and keep the file for its import.

    Nothing is reported. Raises Refused: not_allowed, file_unreadable.
    """
    posts.require_agency(by, upload.agency)
    table = _read(upload.content, upload.zone)
    sorter = _Sorter(by=by, campaign=upload.campaign, agency=upload.agency, at=at)
    sorted_rows = [sorter.entry(row) for row in table.rows[:MOST_CHECKED]]
    entries = [each for each in sorted_rows if isinstance(each, Entry)]
    desk = Desk(by=by, campaign=upload.campaign, entries=entries, at=at)
    lines = [_refused(broken) for broken in table.broken]
    for row, each in zip(table.rows, sorted_rows, strict=False):
        if isinstance(each, Broken):
            lines.append(_refused(each, row.link.url))
        else:
            lines.append(_line(row, each, desk.judge(each)))
    return Plan(
        table=table,
        rows=len(table.rows) + len(table.broken),
        checked=len(lines),
        lines=tuple(sorted(lines, key=lambda each: each.line)),
        token=_keep(by, upload) if table.rows else "",
    )


@transaction.atomic
def request(*, by: User, token: str, at: datetime) -> Job:
    """Ask for the import of a file that `plan` has kept; the same token is the same job.

    Raises Refused: expired, not_allowed.
    """
    asked = kept_files.opened(by, token, use=KIND)
    agency = Agency.objects.get(code=asked["agency"])
    posts.require_agency(by, agency)
    payload = {name: asked[name] for name in ("file", "name", "campaign", "agency", "zone")}
    job = enqueue(
        kind=KIND,
        key=asked["file"],
        payload=payload,
        by_id=by.actor_id,
        by_label=by.actor_label,
        due_at=at,
    )
    audit.record(by=by, action=KIND, target=agency, after={"name": asked["name"], "sha256": asked["sha256"]})
    return job


def carry_out(
    *,
    asked: Mapping[str, str],
    job_id: uuid.UUID,
    by: User,
    at: datetime,
    progress: Callable[..., None],
) -> dict[str, Any]:
    """Read the file and report its rows; return what is kept as the job's result.

    Result: rows, accepted, verified, needs_link, already_sent, disputed, refused (counts) · receipts, their
    codes · problems, the first refused rows as {line, url, sentence} · warnings about the file · download,
    the address of all refused rows, or "". Everything happens in one transaction, the caller's.

    Refused: file_gone, file_unreadable, not_allowed.
    """
    campaign = Campaign.objects.get(code=asked["campaign"])
    agency = Agency.objects.get(code=asked["agency"])
    progress(0, note=_("Membaca berkas"))
    table = _read(kept_files.read(asked["file"]), asked["zone"])
    posts.require_agency(by, agency)
    sorter = _Sorter(by=by, campaign=campaign, agency=agency, at=at)
    lines: dict[int, PostRow] = {row.line: row for row in table.rows}
    refused = list(table.broken)
    entries: list[Entry] = []
    places: list[PostRow] = []
    for row in table.rows:
        match sorter.entry(row):
            case Broken() as broken:
                refused.append(broken)
            case Entry() as entry:
                entries.append(entry)
                places.append(row)
    sent = mass_reports.send(by=by, campaign=campaign, entries=entries, at=at, progress=progress)
    for row, outcome in zip(places, sent.outcomes, strict=True):
        if outcome.refusal:
            refused.append(Broken(row.line, outcome.refusal.code, outcome.refusal.sentence))
    refused.sort(key=lambda each: each.line)
    kept_files.keep_refused(refused_file(job_id), *table.returned(refused))
    transaction.on_commit(lambda: default_storage.delete(asked["file"]))
    accepted = [each.post for each in sent.outcomes if each.result is Result.ACCEPTED and each.post]
    return {
        "rows": len(table.rows) + len(table.broken),
        "accepted": len(accepted),
        "verified": sum(post.state == PostState.VERIFIED for post in accepted),
        "needs_link": sum(post.state == PostState.NEEDS_LINK for post in accepted),
        "already_sent": sum(each.result is Result.ALREADY_SENT for each in sent.outcomes),
        "disputed": sum(each.result is Result.DISPUTED for each in sent.outcomes),
        "refused": len(refused),
        "receipts": [receipt.code for receipt in sent.receipts],
        "problems": [
            {
                "line": each.line,
                "url": lines[each.line].link.url if each.line in lines else "",
                "sentence": each.sentence,
            }
            for each in refused[:MOST_SHOWN]
        ],
        "warnings": list(table.warnings),
        "download": reverse("campaigns:post-refused", args=[job_id]) if refused else "",
    }


def refused_file(job_id: uuid.UUID) -> str:
    """Where the refused rows of a job are kept, as the storage knows it."""
    return f"{FOLDER}/{job_id}-refused.xlsx"


class _Sorter:
    """Finds the agency and the pillar that a row names; the same few queries for any number of rows.

    Where a row names no pillar, it is guessed from the caption.
    """

    def __init__(self, *, by: User, campaign: Campaign, agency: Agency, at: datetime) -> None:
        self._by, self._agency = by, agency
        self._names: AgencyNames | None = None
        self._permits: dict[int, str] = {}
        self._pillars: dict[str, Pillar] = {}
        self._choice = []
        offered = list(campaign.pillars.all())
        self._guess = PillarGuess(campaign, offered, at)
        for pillar in offered:
            self._pillars |= {fold(pillar.code): pillar, fold(pillar.name): pillar}
            self._choice.append(pillar.name)

    def entry(self, row: PostRow) -> Entry | Broken:
        agency = self._agency_of(row.agency)
        if agency is None:
            return Broken(
                row.line,
                "agency_unknown",
                _("Instansi “%(agency)s” tidak dikenal. Tuliskan kodenya, misalnya D-74 atau K-059.")
                % {"agency": row.agency[:80]},
            )
        if agency.pk not in self._permits:
            self._permits[agency.pk] = posts.may_report(self._by, agency).reason
        if reason := self._permits[agency.pk]:
            return Broken(row.line, "not_allowed", reason)
        pillar = self._pillars.get(fold(row.pillar))
        if row.pillar and pillar is None:
            return Broken(
                row.line,
                "pillar",
                _("Pilar “%(pillar)s” tidak dikenal. Pilihannya: %(choice)s.")
                % {"pillar": row.pillar[:80], "choice": ", ".join(self._choice)},
            )
        try:
            caption = posts.plain_caption(row.caption)
        except Refused as refusal:
            return Broken(row.line, refusal.code, refusal.sentence)
        pillar = pillar or self._guess.of(caption)
        report = Report(row.link.url, caption, row.published_at, pillar, row.handle)
        return Entry(agency, row.link, report)

    def _agency_of(self, name: str) -> Agency | None:
        if not name or fold(name) == fold(self._agency.code):
            return self._agency
        self._names = self._names or AgencyNames()
        return self._names.find(name)


def _read(content: bytes, zone: str) -> PostTable:
    try:
        return post_tables.read(content, zone=zone)
    except post_tables.PostTableError as error:
        raise Refused("file_unreadable", str(error)) from error


def _keep(by: User, upload: Upload) -> str:
    """Keep the file; the signed words with which it can be imported by `by` alone."""
    return kept_files.token(
        by,
        {
            "file": kept_files.keep(FOLDER, upload.content),
            "name": upload.name[:200],
            "sha256": hashlib.sha256(upload.content).hexdigest(),
            "campaign": upload.campaign.code,
            "agency": upload.agency.code,
            "zone": upload.zone,
        },
        use=KIND,
    )


def _line(row: PostRow, entry: Entry, outcome: Outcome) -> Line:
    sentence = outcome.refusal.sentence if outcome.refusal else ""
    if outcome.result is Result.ALREADY_SENT and outcome.post:
        sentence = _("Sudah dilaporkan instansi ini dengan kode %(code)s.") % {"code": outcome.post.code}
    return Line(row.line, row.link.url, entry.agency, outcome.result, sentence)


def _refused(broken: Broken, url: str = "") -> Line:
    return Line(broken.line, url, None, Result.REFUSED, broken.sentence)
