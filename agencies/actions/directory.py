"""Bring the directory of regions and agencies up to the project's own data files."""

import csv
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from agencies import audit, directory_search
from agencies.actions import reference
from agencies.models import Agency, AgencyAlias, AgencyKind, AuditEvent, Region
from summitcomms.lib import clock

DATA = Path(__file__).resolve().parent.parent / "data"
REGION_FIELDS = ("former_code", "name", "level", "province", "timezone", "population")
AGENCY_FIELDS = (
    "kind",
    "short_name",
    "name",
    "slug",
    "region",
    "parent",
    "timezone",
    "population",
)
ALIASES = "agency.aliases"
"""The action under which a change of what an agency is also called stands in the trail."""

_KIND_WORDS = {
    AgencyKind.PROVINCE: ("Pemprov", "Pemerintah Provinsi"),
    AgencyKind.REGENCY: ("Pemkab", "Pemerintah Kabupaten"),
    AgencyKind.CITY: ("Pemkot", "Pemerintah Kota"),
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows the directory holds after a load."""

    regions: int
    agencies: int
    aliases: int


@transaction.atomic
def load(*, by: audit.Actor, data: Path = DATA) -> Loaded:
    """Add what is new in the files of `data`, correct what differs, remove nothing.

    Idempotent. Codes are never reused, so a row is found again by its code; former codes become aliases.
    What a person has changed in the directory outlives the files: their word is newer.
    Raises ValueError naming file and line when a row cannot be used.
    """
    places = list(_rows(data / "regions.csv", ("code", "name", "level", "timezone", "population")))
    offices = list(_rows(data / "ministries_institutions.csv", ("kind", "short_name", "name")))
    spoken = list(_rows(data / "aliases.csv", ("code", "text")))
    provinces = [row for row in places if row["level"] == Region.Level.PROVINCE]
    members = [row for row in places if row["level"] != Region.Level.PROVINCE]

    _upsert_regions(provinces)
    _upsert_regions(members)
    regions = Region.objects.in_bulk(field_name="code")
    corrected = _corrected()
    _upsert_agencies(
        [_office(row) for row in offices] + [_diskominfo(regions[row["code"]], None) for row in provinces],
        corrected,
    )
    parents = Agency.objects.filter(kind=AgencyKind.PROVINCE).in_bulk(field_name="code")
    _upsert_agencies(
        [_diskominfo(regions[row["code"]], parents[f"D-{row['province_code']}"]) for row in members],
        corrected,
    )

    agencies = Agency.objects.in_bulk(field_name="code")
    aliases = [alias for row in places for alias in _aliases(agencies[f"D-{row['code']}"], row)]
    aliases += [AgencyAlias(agency=agencies[row["code"]], text=row["text"]) for row in spoken]
    AgencyAlias.objects.bulk_create(
        (one for one in aliases if one.is_code or "aliases" not in corrected.get(one.agency.code, ())),
        ignore_conflicts=True,
    )
    refresh_search(Agency.objects.all())
    loaded = Loaded(len(regions), len(agencies), AgencyAlias.objects.count())
    audit.record(
        by=by,
        action="directory.load",
        target=Agency,
        after={"regions": loaded.regions, "agencies": loaded.agencies, "aliases": loaded.aliases},
    )
    return loaded


@transaction.atomic
def save_alias(*, by: audit.Actor, alias: AgencyAlias, fields: Collection[str] | None = None) -> AgencyAlias:
    """Add or change another way to name an agency, and let the search find it under that name.

    It is kept as the table of the directory would write it, where a semicolon parts one name from the next.
    `fields` as for `reference.save`.
    """
    alias.text = " ".join(alias.text.replace(";", " ").split())
    touched = {alias.agency_id, *AgencyAlias.objects.filter(pk=alias.pk).values_list("agency_id", flat=True)}
    reference.save(by=by, obj=alias, fields=fields)
    refresh_search(Agency.objects.filter(pk__in=touched))
    return alias


def refresh_search(agencies: QuerySet[Agency]) -> None:
    """Write anew what agencies are found by: names, code and every alias."""
    changed = []
    for agency in agencies.prefetch_related("aliases"):
        aliases = sorted(agency.aliases.all(), key=lambda alias: alias.text)
        names = (alias.text for alias in aliases if not alias.is_code)
        codes = (alias.text for alias in aliases if alias.is_code)
        text = directory_search.text(
            (agency.short_name, agency.name, *names, *_KIND_WORDS.get(AgencyKind(agency.kind), ())),
            (agency.code, *codes),
        )
        if agency.search != text:
            agency.search = text
            changed.append(agency)
    Agency.objects.bulk_update(changed, ["search"], batch_size=500)


def _rows(path: Path, required: Iterable[str]) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            missing = [name for name in required if not row.get(name)]
            if missing:
                raise ValueError(f"{path.name}, line {reader.line_num}: {', '.join(missing)} is empty")
            yield row


def _upsert_regions(rows: list[dict[str, str]]) -> None:
    provinces = Region.objects.filter(level=Region.Level.PROVINCE).in_bulk(field_name="code")
    Region.objects.bulk_create(
        (
            Region(
                code=row["code"],
                former_code=row["former_code"],
                name=row["name"],
                level=row["level"],
                province=provinces[row["province_code"]] if row["province_code"] else None,
                timezone=row["timezone"],
                population=int(row["population"]),
            )
            for row in rows
        ),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=REGION_FIELDS,
    )


def _corrected() -> dict[str, set[str]]:
    """The fields that people have changed, by code of the agency; "aliases" among them."""
    found: dict[str, set[str]] = {}
    changes = AuditEvent.objects.filter(
        action__in=("agency.change", ALIASES), target_type=Agency._meta.label_lower, actor_kind="person"
    )
    for code, before in changes.values_list("target_id", "before"):
        found.setdefault(code, set()).update(before)
    return found


def _upsert_agencies(agencies: list[Agency], corrected: dict[str, set[str]]) -> None:
    stored = Agency.objects.in_bulk(corrected, field_name="code")
    for agency in agencies:
        for name in corrected.get(agency.code, set()).intersection(AGENCY_FIELDS):
            setattr(agency, name, getattr(stored[agency.code], name))
    Agency.objects.bulk_create(
        agencies, update_conflicts=True, unique_fields=["code"], update_fields=AGENCY_FIELDS
    )


def _office(row: dict[str, str]) -> Agency:
    """A ministry or institution: K-059 and L-114 by budget code, L-BI by short name where there is none."""
    letter = "K" if row["kind"] == AgencyKind.MINISTRY else "L"
    code = f"{letter}-{row['budget_code'] or slugify(row['short_name']).upper()}"
    return Agency(
        code=code,
        kind=row["kind"],
        short_name=row["short_name"],
        name=row["name"],
        slug=slugify(row["short_name"]),
        timezone=clock.WIB,
    )


def _diskominfo(region: Region, parent: Agency | None) -> Agency:
    """The communications office of a province, regency or city, under the region's code."""
    kind = AgencyKind(region.level)
    short_name = f"Diskominfo {region.name}"
    name = f"Dinas Kominfo {'Provinsi ' if parent is None else ''}{region.name}"
    return Agency(
        code=f"D-{region.code}",
        kind=kind,
        short_name=short_name,
        name=name,
        slug=slugify(short_name),
        region=region,
        parent=parent,
        timezone=region.timezone,
        population=region.population,
    )


def _aliases(agency: Agency, row: dict[str, str]) -> Iterator[AgencyAlias]:
    """The former code of a renumbered region, and what everyday speech calls the office."""
    if row["former_code"]:
        yield AgencyAlias(agency=agency, text=f"D-{row['former_code']}", is_code=True)
    yield AgencyAlias(
        agency=agency, text=f"Kominfo {row['name'].removeprefix('Kabupaten ').removeprefix('Kota ')}"
    )
