"""What a list would do to the directory: row by row, before anything is changed.

The plan is made of steps that name what stands on record now and what shall stand there, so that the job can
take a step only while the record still says what the plan has shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from agencies import directory_rows
from agencies.directory_rows import COLUMNS, KINDS, NO, YES
from agencies.models import Agency, AgencyKind, Region
from summitcomms.lib import clock
from summitcomms.lib.lists import Row
from summitcomms.lib.refusals import Refused


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {
            "new": _("Baru"),
            "changed": _("Berubah"),
            "same": _("Tidak berubah"),
            "refused": _("Ditolak"),
        }[self.value]

    @property
    def kind(self) -> str:
        """The colour of its tag."""
        return {"new": "success", "changed": "info", "same": "neutral", "refused": "danger"}[self.value]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell: what stands on record, and what shall stand there; both in normal form."""

    column: str
    before: str
    after: str

    @property
    def title(self) -> str:
        return COLUMNS[self.column][0]


@dataclass(frozen=True, slots=True)
class Step:
    """What the plan does to one agency; `is_new` adds it."""

    line: int
    code: str
    is_new: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row with its verdict and, when refused, why; `step` is None for rows that change nothing."""

    line: int
    code: str
    name: str
    verdict: Verdict
    sentence: str = ""
    step: Step | None = None


def record_of(agency: Agency) -> dict[str, str]:
    """The agency as a row of the table, every cell in normal form; its aliases are read."""
    aliases = list(agency.aliases.all())
    listed = {
        "aliases": [alias.text for alias in aliases if not alias.is_code],
        "former_codes": [alias.text for alias in aliases if alias.is_code],
    }
    return {
        "code": agency.code,
        "kind": KINDS[agency.kind],
        "short_name": " ".join(agency.short_name.split()),
        "name": " ".join(agency.name.split()),
        "province": agency.province_code,
        "timezone": clock.zone_label(agency.timezone),
        "population": "" if agency.population is None else str(agency.population),
        "aliases": directory_rows.normal("aliases", directory_rows.joined(listed["aliases"])),
        "former_codes": directory_rows.joined(listed["former_codes"]),
        "active": YES if agency.is_active else NO,
    }


def plan(rows: Sequence[Row]) -> list[Outcome]:
    """What would become of every row, in their order, with a fixed number of queries. Nothing is changed."""
    planner = _Planner()
    return [planner.outcome(row) for row in rows]


def as_json(steps: Iterable[Step]) -> list[Any]:
    """The steps as plain lists, for the job and for the page that asks whether to go on."""
    return [
        [step.line, step.code, step.is_new, [[one.column, one.before, one.after] for one in step.changes]]
        for step in steps
    ]


def from_json(data: Iterable[Any]) -> list[Step]:
    """What `as_json` has written."""
    return [
        Step(line, code, is_new, tuple(Change(*change) for change in changes))
        for line, code, is_new, changes in data
    ]


@dataclass(slots=True)
class _Planner:
    """Judges row by row against the directory as it stands; everything is read once."""

    agencies: dict[str, Agency] = field(default_factory=dict)
    former: dict[str, str] = field(default_factory=dict)
    regions: dict[str, Region] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for agency in Agency.objects.prefetch_related("aliases"):
            self.agencies[agency.code] = agency
            self.former |= {alias.text: agency.code for alias in agency.aliases.all() if alias.is_code}
        self.regions = Region.objects.filter(agency=None).in_bulk(field_name="code")

    def outcome(self, row: Row) -> Outcome:
        shown = row.cells.get("code", "").strip()
        name = row.cells.get("short_name", "").strip()
        try:
            cells = {column: directory_rows.normal(column, text) for column, text in self._given(row)}
            code = cells["code"]
            if code in self.seen:
                raise Refused("twice", _("Kode ini sudah ada di baris %(line)s.") % {"line": self.seen[code]})
            self.seen[code] = row.line
            known = self.agencies.get(code)
            step = self._change(row.line, known, cells) if known else self._addition(row.line, cells)
        except Refused as refusal:
            return Outcome(row.line, shown, name, Verdict.REFUSED, refusal.sentence)
        name = known.short_name if known else cells["short_name"]
        if not step.changes:
            return Outcome(row.line, code, name, Verdict.SAME)
        return Outcome(row.line, code, name, Verdict.CHANGED if known else Verdict.NEW, "", step)

    def _given(self, row: Row) -> Iterable[tuple[str, str]]:
        """The cells that speak: where an agency is not known yet, its code stands in for some blanks."""
        try:
            is_new = directory_rows.normal("code", row.cells["code"]) not in self.agencies
        except Refused:
            is_new = False
        may_be_blank = ("kind", "timezone", "active") if is_new else ()
        return (
            (column, text) for column, text in row.cells.items() if text.strip() or column not in may_be_blank
        )

    def _change(self, line: int, agency: Agency, cells: Mapping[str, str]) -> Step:
        record = record_of(agency)
        self._check_fixed(record, cells)
        self._check_names(record | dict(cells), record["former_codes"])
        return Step(
            line,
            agency.code,
            False,
            tuple(
                Change(one, record[one], cells[one])
                for one in COLUMNS
                if record[one] != cells.get(one, record[one])
            ),
        )

    def _addition(self, line: int, cells: Mapping[str, str]) -> Step:
        code = cells["code"]
        if owner := self.former.get(code):
            raise Refused(
                "code_used",
                _("Kode tidak pernah dipakai ulang: %(code)s adalah kode lama %(owner)s.")
                % {"code": code, "owner": owner},
            )
        implied = self._implied(code)
        self._check_fixed(implied, cells)
        record = implied | dict(cells)
        for column in ("short_name", "name"):
            if column not in cells:
                directory_rows.normal(column, "")
        self._check_names(record, "")
        return Step(
            line, code, True, tuple(Change(one, "", record[one]) for one in COLUMNS if record.get(one))
        )

    def _implied(self, code: str) -> dict[str, str]:
        """What the code of a new agency says about it. Raises Refused for a region that is not at hand."""
        if not code.startswith("D-"):
            kind = AgencyKind.MINISTRY if code.startswith("K-") else AgencyKind.INSTITUTION
            return {"code": code, "kind": KINDS[kind], "province": "", "timezone": "WIB", "active": YES}
        region = self.regions.get(code.removeprefix("D-"))
        if region is None:
            raise Refused(
                "region_unknown",
                _("Wilayah %(code)s tidak ada dalam daftar wilayah Kemendagri di portal ini.")
                % {"code": code.removeprefix("D-")},
            )
        if "." in region.code and f"D-{region.code[:2]}" not in self.agencies:
            raise Refused(
                "province_missing",
                _("Provinsi D-%(code)s belum terdaftar. Tambahkan lebih dahulu.") % {"code": region.code[:2]},
            )
        return {
            "code": code,
            "kind": KINDS[region.level],
            "province": region.code[:2],
            "timezone": clock.zone_label(region.timezone),
            "population": str(region.population),
            "active": YES,
        }

    def _check_fixed(self, record: Mapping[str, str], cells: Mapping[str, str]) -> None:
        """Kind and province follow from the code, and codes never change."""
        for column in ("kind", "province"):
            if cells.get(column, record[column]) != record[column]:
                raise Refused(
                    "follows_code",
                    _(
                        "Kolom “%(column)s” mengikuti kode dan tidak dapat diubah: untuk %(code)s isinya "
                        "“%(value)s”."
                    )
                    % {"column": COLUMNS[column][0], "code": record["code"], "value": record[column] or "–"},
                )

    def _check_names(self, record: Mapping[str, str], before: str) -> None:
        """Former codes are only added to `before`, and each names one agency for ever."""
        code = record["code"]
        wanted = set(directory_rows.parted(record.get("former_codes", "")))
        if both := wanted & set(directory_rows.parted(record.get("aliases", ""))):
            raise Refused(
                "alias_is_code",
                _("%(codes)s tertulis sebagai sebutan lain sekaligus kode lama. Hapus dari sebutan lain.")
                % {"codes": ", ".join(sorted(both))},
            )
        if missing := set(directory_rows.parted(before)) - wanted:
            raise Refused(
                "former_code_dropped",
                _("Kode lama %(codes)s tidak dapat dihapus, karena kode tidak pernah dipakai ulang.")
                % {"codes": ", ".join(sorted(missing))},
            )
        for former in sorted(wanted):
            owner = former if former in self.agencies else self.former.setdefault(former, code)
            if owner != code or former == code:
                raise Refused(
                    "former_code_taken",
                    _("Kode lama %(former)s sudah menjadi kode %(owner)s.")
                    % {"former": former, "owner": owner},
                )
