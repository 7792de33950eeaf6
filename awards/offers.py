"""The categories that a committee may put into a round, with the sizes of regencies and cities. Pure.

Populations of regencies differ two hundred times; the bounds part both kinds into thirds, more or less.
"""

from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from summitcomms.lib.numbers import thousands

SMALL, LARGE = 200_000, 500_000
"""Below the first bound an agency is small, from the second on it is large."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A category ready to be chosen; `basis` and `agency_kind` are values of the model."""

    code: str
    title: Promise
    basis: str = "score"
    agency_kind: str = ""
    population_from: int | None = None
    population_to: int | None = None


OFFERS = (
    Offer("kementerian", pgettext_lazy("category of agencies", "Kementerian"), agency_kind="ministry"),
    Offer("lembaga", pgettext_lazy("category of agencies", "Lembaga"), agency_kind="institution"),
    Offer(
        "pemerintah-provinsi",
        pgettext_lazy("category of agencies", "Pemerintah Provinsi"),
        agency_kind="province",
    ),
    Offer("kabupaten", pgettext_lazy("category of agencies", "Kabupaten"), agency_kind="regency"),
    Offer(
        "kabupaten-kecil",
        pgettext_lazy("category of agencies", "Kabupaten kecil"),
        agency_kind="regency",
        population_to=SMALL,
    ),
    Offer(
        "kabupaten-sedang",
        pgettext_lazy("category of agencies", "Kabupaten sedang"),
        agency_kind="regency",
        population_from=SMALL,
        population_to=LARGE,
    ),
    Offer(
        "kabupaten-besar",
        pgettext_lazy("category of agencies", "Kabupaten besar"),
        agency_kind="regency",
        population_from=LARGE,
    ),
    Offer("kota", pgettext_lazy("category of agencies", "Kota"), agency_kind="city"),
    Offer(
        "kota-kecil",
        pgettext_lazy("category of agencies", "Kota kecil"),
        agency_kind="city",
        population_to=SMALL,
    ),
    Offer(
        "kota-sedang",
        pgettext_lazy("category of agencies", "Kota sedang"),
        agency_kind="city",
        population_from=SMALL,
        population_to=LARGE,
    ),
    Offer(
        "kota-besar",
        pgettext_lazy("category of agencies", "Kota besar"),
        agency_kind="city",
        population_from=LARGE,
    ),
    Offer(
        "peningkatan-terbaik",
        pgettext_lazy("category of agencies", "Peningkatan terbaik"),
        basis="improvement",
    ),
    Offer("konten-terbaik", pgettext_lazy("category of agencies", "Konten terbaik"), basis="content"),
    Offer(
        "klarifikasi-terbaik",
        pgettext_lazy("category of agencies", "Klarifikasi terbaik"),
        basis="clarification",
    ),
)
BY_CODE = {offer.code: offer for offer in OFFERS}


def range_words(population_from: int | None, population_to: int | None) -> str:
    """Which populations a stratum takes, in words; empty where it takes all."""
    names = {"least": thousands(population_from or 0), "most": thousands(population_to or 0)}
    if population_from is not None and population_to is not None:
        return _("%(least)s sampai di bawah %(most)s penduduk") % names
    if population_from is not None:
        return _("%(least)s penduduk atau lebih") % names
    if population_to is not None:
        return _("di bawah %(most)s penduduk") % names
    return ""


class Competition(Protocol):
    """Who competes for what: an offer, or a category of a round."""

    @property
    def basis(self) -> str: ...
    @property
    def agency_kind(self) -> str: ...
    @property
    def population_from(self) -> int | None: ...
    @property
    def population_to(self) -> int | None: ...


def overlap(one: Competition, other: Competition) -> bool:
    """Whether an agency could compete for the same thing in both."""
    if one.basis != other.basis:
        return False
    if one.agency_kind and other.agency_kind and one.agency_kind != other.agency_kind:
        return False
    return _starts_below(one, other) and _starts_below(other, one)


def _starts_below(one: Competition, other: Competition) -> bool:
    """Whether the populations of one begin before those of the other end."""
    return other.population_to is None or (one.population_from or 0) < other.population_to
