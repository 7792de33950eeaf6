"""How far the campaign reaches: which agencies have people, have accounts, are heard, or are silent.

Everything is counted by the database, in one statement however many agencies there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import AgencyKind, Membership, SocialAccount
from agencies.models.agency import AgencyQuerySet
from campaigns.models import AgencyTally, Campaign, Post, TallyRun
from campaigns.states import OCCUPYING
from summitcomms.lib import charts
from summitcomms.lib.charts.tiles import PLACES

STATES: dict[str, tuple[str, Q]] = {
    "senyap": (gettext_noop("Senyap"), Q(is_silent=True)),
    "menunggu": (gettext_noop("Menunggu verifikasi"), Q(is_silent=False, is_counted=False)),
    "aktif": (gettext_noop("Aktif"), Q(is_counted=True)),
    "belum-terdaftar": (gettext_noop("Belum terdaftar"), Q(is_registered=False)),
    "tanpa-akun": (gettext_noop("Tanpa akun terverifikasi"), Q(has_accounts=False)),
    "terdaftar": (gettext_noop("Terdaftar"), Q(is_registered=True)),
    "berakun": (gettext_noop("Akun terverifikasi"), Q(has_accounts=True)),
    "semua": (gettext_noop("Semua"), Q()),
}
"""Value of `?keadaan=`: its label, and which rows of `of_each` it keeps."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of agencies; every agency is active, waiting or silent, whoever serves it."""

    total: int = 0
    registered: int = 0
    with_accounts: int = 0
    active: int = 0
    silent: int = 0

    @property
    def waiting(self) -> int:
        return self.total - self.active - self.silent

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.total + other.total,
            self.registered + other.registered,
            self.with_accounts + other.with_accounts,
            self.active + other.active,
            self.silent + other.silent,
        )

    def of(self, state: str) -> int:
        """How many rows `STATES[state]` keeps."""
        return {
            "senyap": self.silent,
            "menunggu": self.waiting,
            "aktif": self.active,
            "belum-terdaftar": self.total - self.registered,
            "tanpa-akun": self.total - self.with_accounts,
            "terdaftar": self.registered,
            "berakun": self.with_accounts,
            "semua": self.total,
        }[state]


@dataclass(frozen=True, slots=True)
class Line:
    """A province or a kind of agency with its numbers; `code` is what the filter takes."""

    code: str
    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Coverage:
    """Numbers by (kind, province code or ""): what every table of the page is summed from."""

    cells: Mapping[tuple[str, str], Counts]

    def within(self, kind: str = "", province: str = "") -> Counts:
        """The numbers of one kind, one province, both or all."""
        return sum(
            (
                counts
                for (its_kind, its_province), counts in self.cells.items()
                if kind in ("", its_kind) and province in ("", its_province)
            ),
            Counts(),
        )

    def kinds(self) -> list[Line]:
        present = {kind for kind, _province in self.cells}
        return [
            Line(kind.value, str(kind.label), self.within(kind=kind))
            for kind in AgencyKind
            if kind in present
        ]

    def provinces(self, names: Mapping[str, str]) -> list[Line]:
        """The provinces in the order of their codes, their own Diskominfo included."""
        present = sorted({province for _kind, province in self.cells if province})
        return [Line(code, names.get(code, code), self.within(province=code)) for code in present]


def of_each(agencies: AgencyQuerySet, campaign: Campaign | None, run: TallyRun | None) -> AgencyQuerySet:
    """Every agency with is_registered, has_accounts, contents, is_counted and is_silent.

    Registered: somebody serves it. Counted: it has contents in `run`. Silent: it has reported nothing that
    stands in `campaign`; one whose posts only wait for verification is neither. Without a campaign nobody is
    counted or silent.
    """
    its = OuterRef("pk")
    tally = AgencyTally.objects.filter(run=run, agency=its)
    reported = Post.objects.filter(campaign=campaign, agency=its, state__in=OCCUPYING)
    is_counted: Any = Exists(tally.filter(posts__gt=0)) if run else Value(value=False)
    is_silent: Any = ~Exists(reported) & ~Q(is_counted=True) if campaign else Value(value=False)
    contents: Any = Coalesce(Subquery(tally.values("posts")[:1]), 0) if run else Value(0)
    return agencies.annotate(
        is_registered=Exists(Membership.objects.active().filter(agency=its)),
        has_accounts=Exists(SocialAccount.objects.filter(agency=its, state=SocialAccount.State.VERIFIED)),
        contents=contents,
        is_counted=is_counted,
    ).annotate(is_silent=is_silent)


def coverage(agencies: AgencyQuerySet) -> Coverage:
    """The numbers over the rows of `of_each`, in one statement."""
    cells: dict[tuple[str, str], Counts] = {}
    rows = (
        agencies.order_by()
        .values("kind", place=Coalesce(F("parent__code"), F("code")))
        .annotate(
            total=Count("pk"),
            registered=Count("pk", filter=Q(is_registered=True)),
            with_accounts=Count("pk", filter=Q(has_accounts=True)),
            counted=Count("pk", filter=Q(is_counted=True)),
            silent=Count("pk", filter=Q(is_silent=True)),
        )
    )
    for kind, place, *numbers in rows.values_list(
        "kind", "place", "total", "registered", "with_accounts", "counted", "silent"
    ):
        province = place.removeprefix("D-") if place.startswith("D-") else ""
        cells[kind, province] = cells.get((kind, province), Counts()) + Counts(*numbers)
    return Coverage(cells)


def state_of(agency: Any) -> str:
    """Which of silent, waiting and active a row of `of_each` is, as a key of `STATES`."""
    if agency.is_silent:
        return "senyap"
    return "aktif" if agency.is_counted else "menunggu"


def state_label(state: str) -> str:
    return _(STATES[state][0])


def province_map(lines: Iterable[Line], address: str) -> tuple[charts.Chart, list[charts.IslandGroup]]:
    """The share of active agencies by province, in whole per cent, as tiles and by island.

    A share above nothing is never shown as nothing. `address` is what a province's code is appended to.
    """
    tiles = {
        line.code: charts.Tile(
            line.name, -(-100 * line.counts.active // line.counts.total), f"{address}{line.code}"
        )
        for line in lines
        if line.code in PLACES
    }
    title, unit = _("Instansi yang aktif per provinsi"), _("persen instansi aktif")
    return charts.tile_map(tiles, title=title, unit=unit), charts.island_groups(tiles, unit=unit)
