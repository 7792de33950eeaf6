"""The directory from a list: the job that does what the plan has shown, and refuses what is no longer so."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies import access, audit, directory_plan
from agencies.actions import directory, reference
from agencies.directory_plan import Change, Step
from agencies.directory_rows import YES, parted
from agencies.models import Agency, AgencyAlias, AgencyKind, AuditEvent, Region, User
from agencies.roles import Permission
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused

KIND = "directory.import"
MOST_SHOWN = 500  # refused rows in the job's result
STEP = 25  # rows between two words about the progress
_LISTS = {"aliases": False, "former_codes": True}
"""The columns kept as aliases, and whether those are codes."""

_KIND_OF_LETTER = {"K": AgencyKind.MINISTRY, "L": AgencyKind.INSTITUTION}


@transaction.atomic
def request(*, by: User, steps: Sequence[Step], planned_at: datetime, at: datetime) -> Job:
    """Ask for the job; confirming the same plan twice is one job."""
    access.require(by, Permission.ADMINISTER)
    payload = {"steps": directory_plan.as_json(steps)}
    sha256 = hashlib.sha256(json.dumps(payload).encode()).hexdigest()
    key = f"{by.actor_id}:{planned_at.isoformat()}:{sha256}"
    job = enqueue(kind=KIND, key=key, payload=payload, by_id=by.actor_id, by_label=by.actor_label, due_at=at)
    audit.record(by=by, action="directory.request", target=Agency, after={"rows": len(steps)})
    return job


def carry_out(*, by: User, steps: Sequence[Step], progress: Callable[..., None]) -> dict[str, Any]:
    """Take every step that the record still allows; return the job's result.

    Result: rows, added, changed, refused (counts) · problems, the first refused rows as {line, code,
    sentence}.
    """
    access.require(by, Permission.ADMINISTER)
    problems: list[dict[str, Any]] = []
    counts = {"added": 0, "changed": 0, "refused": 0}
    # Provinces come before what lies in them, and locks are always taken in the same order.
    for done, step in enumerate(sorted(steps, key=lambda one: one.code)):
        if done % STEP == 0:
            progress(done, total=len(steps), note=_("Mencatat"))
        if sentence := _refusal(by, step):
            counts["refused"] += 1
            if len(problems) < MOST_SHOWN:
                problems.append({"line": step.line, "code": step.code, "sentence": sentence})
        else:
            counts["added" if step.is_new else "changed"] += 1
    progress(len(steps), total=len(steps), note=_("Selesai"))
    return {"rows": len(steps), **counts, "problems": sorted(problems, key=lambda one: one["line"])}


def _refusal(by: User, step: Step) -> str:
    """Take a step whole or not at all; why it was refused in the language of the record, or empty."""
    with override("id"):
        try:
            with transaction.atomic():
                _take(by, step)
        except Refused as refusal:
            return refusal.sentence
        except IntegrityError:  # somebody has taken the same code or name at this very moment
            return _("Data instansi ini diubah orang lain pada saat yang sama. Periksa daftar sekali lagi.")
    return ""


def _take(by: User, step: Step) -> None:
    """Do to the record what the plan has shown, or refuse because it is no longer the same record."""
    agency = Agency.objects.select_for_update().filter(code=step.code).first()
    _check(step, agency, by.zone)
    if agency is None:
        agency = _new(step)
    for change in step.changes:
        _set(agency, change)
    reference.save(by=by, obj=agency)
    _save_names(by, agency, [change for change in step.changes if change.column in _LISTS])
    directory.refresh_search(Agency.objects.filter(pk=agency.pk))


def _check(step: Step, agency: Agency | None, zone: str) -> None:
    """Raise Refused unless the record still is what the plan has shown, and no code is used twice."""
    if agency and step.is_new:
        words = {"code": step.code, "first": _who_was_first(step.code, "code", zone)}
        raise Refused("exists", _("Instansi %(code)s sudah ditambahkan oleh %(first)s.") % words)
    record = directory_plan.record_of(agency) if agency else {}
    for change in step.changes:
        if record and record[change.column] != change.before:
            words = {
                "column": change.title,
                "now": record[change.column] or "–",
                "first": _who_was_first(step.code, change.column, zone),
            }
            raise Refused(
                "changed_meanwhile",
                _(
                    "Kolom “%(column)s” sudah diubah menjadi “%(now)s” oleh %(first)s, setelah daftar "
                    "diperiksa. Periksa daftar sekali lagi."
                )
                % words,
            )
    former = [code for one in step.changes if one.column == "former_codes" for code in parted(one.after)]
    named = AgencyAlias.objects.filter(text__in=(*former, step.code), is_code=True).exclude(agency=agency)
    used = Agency.objects.filter(code__in=former)
    if owner := used.first() or Agency.objects.filter(aliases__in=named).first():
        raise Refused(
            "code_used",
            _("Kodenya sudah dipakai %(owner)s, dan kode tidak pernah dipakai ulang.")
            % {"owner": owner.code},
        )


def _who_was_first(code: str, column: str, zone: str) -> str:
    """Who gave the column its present value, and when; "Sistem" for what the data files brought."""
    field = "is_active" if column == "active" else column
    changes = AuditEvent.objects.filter(
        target_type=Agency._meta.label_lower,
        target_id=code,
        action__in=("agency.add", "agency.change", directory.ALIASES),
        after__has_key=field,
    )
    event = changes.order_by("pk").last()
    if event is None:
        return audit.SYSTEM.actor_label
    name = audit.who(event, audit.names_of([event.actor_id]))
    return f"{name} ({clock.show(event.at, zone)})"


def _new(step: Step) -> Agency:
    """An agency that is not stored yet, with what its code says."""
    number = step.code.removeprefix("D-")
    region = Region.objects.filter(code=number).first() if step.code.startswith("D-") else None
    kind = AgencyKind(region.level) if region else _KIND_OF_LETTER[step.code[0]]
    parent = Agency.objects.get(code=f"D-{number[:2]}") if region and "." in number else None
    short_name = next(one.after for one in step.changes if one.column == "short_name")
    slug = slugify(short_name)[:60]
    if not slug or Agency.objects.filter(slug=slug).exists():
        slug = slugify(f"{slug[:45]} {step.code}")
    return Agency(code=step.code, kind=kind, region=region, parent=parent, slug=slug)


def _set(agency: Agency, change: Change) -> None:
    """Write one cell into its field; kind and province follow from the code, lists are kept as aliases."""
    if change.column in ("short_name", "name"):
        setattr(agency, change.column, change.after)
    elif change.column == "timezone":
        agency.timezone = clock.zone_info(change.after).key
    elif change.column == "population":
        agency.population = int(change.after) if change.after else None
    elif change.column == "active":
        agency.is_active = change.after == YES


def _save_names(by: User, agency: Agency, lists: Sequence[Change]) -> None:
    """Write aliases and former codes as the plan has shown, and record both lists before and after."""
    for change in lists:
        wanted, had = parted(change.after), parted(change.before)
        dropped = set(had) - set(wanted)
        AgencyAlias.objects.filter(agency=agency, is_code=False, text__in=dropped).delete()
        AgencyAlias.objects.bulk_create(
            AgencyAlias(agency=agency, text=text, is_code=_LISTS[change.column])
            for text in wanted
            if text not in had
        )
    if lists:
        audit.record(
            by=by,
            action=directory.ALIASES,
            target=agency,
            before={change.column: parted(change.before) for change in lists},
            after={change.column: parted(change.after) for change in lists},
        )
