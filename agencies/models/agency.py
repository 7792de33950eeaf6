from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies import directory_search
from agencies.models.region import Region
from agencies.roles import Permission, Scope

if TYPE_CHECKING:
    from agencies.models.user import User


class AgencyKind(models.TextChoices):
    MINISTRY = "ministry", _("Kementerian")
    INSTITUTION = "institution", _("Lembaga")
    PROVINCE = "province", _("Pemerintah Provinsi")
    REGENCY = "regency", _("Pemerintah Kabupaten")
    CITY = "city", _("Pemerintah Kota")


class AgencyQuerySet(models.QuerySet["Agency"]):
    def active(self) -> AgencyQuerySet:
        return self.filter(is_active=True)

    def within_reach_of(self, user: User, permission: Permission) -> AgencyQuerySet:
        """Agencies for which `user` holds `permission`: all, the own province's, or the own."""
        reach = models.Q(pk__in=[])
        for membership in user.active_memberships:
            if permission not in membership.role_rules.permissions:
                continue
            if membership.role_rules.scope is Scope.EVERYTHING:
                return self.all()
            reach |= models.Q(pk=membership.agency_id)
            if membership.role_rules.scope is Scope.PROVINCE:
                reach |= models.Q(parent=membership.agency_id)
        return self.filter(reach)

    def in_province(self, code: str) -> AgencyQuerySet:
        """The Diskominfo of the province with this region code (74), and of its regencies and cities."""
        return self.filter(models.Q(code=f"D-{code}") | models.Q(parent__code=f"D-{code}"))

    def matching(self, text: str) -> AgencyQuerySet:
        """Agencies whose name, short name, code or alias has every word of `text`."""
        found = self
        for needle in directory_search.needles(text):
            found = found.filter(search__contains=needle)
        return found

    def nearest_first(self, text: str) -> AgencyQuerySet:
        """Those that hold `text` as whole words before those that hold only its parts; then by code."""
        whole = models.Q(search__contains=f" {directory_search.fold(text)} ")
        place = models.Case(models.When(whole, then=0), default=1, output_field=models.SmallIntegerField())
        return self.order_by(place, "code")


class Agency(models.Model):
    """One office that reports posts. The code is official, unique and never reused (design.md, codes)."""

    code = models.CharField(_("kode"), max_length=32, unique=True)
    kind = models.CharField(_("jenis"), max_length=12, choices=AgencyKind.choices, db_index=True)
    short_name = models.CharField(_("nama singkat"), max_length=80)
    name = models.CharField(_("nama"), max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    region = models.OneToOneField(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agency",
        verbose_name=_("wilayah"),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("provinsi"),
    )
    timezone = models.CharField(_("zona waktu"), max_length=32, choices=Region.Zone.choices)
    population = models.PositiveIntegerField(_("penduduk"), null=True, blank=True)
    is_active = models.BooleanField(_("aktif"), default=True)
    search = models.TextField(editable=False, default="")

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("instansi")
        verbose_name_plural = pgettext_lazy("several", "instansi")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="agency_code_says_its_kind",
                condition=models.Q(kind="ministry", code__startswith="K-")
                | models.Q(kind="institution", code__startswith="L-")
                | models.Q(
                    kind__in=("province", "regency", "city"), code__startswith="D-", region__isnull=False
                ),
            ),
        )

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("reports:agency-detail", args=[self.slug])

    @property
    def province_code(self) -> str:
        """Region code of the province an agency belongs to; empty for ministries and institutions."""
        return self.code.removeprefix("D-")[:2] if self.code.startswith("D-") else ""


class AgencyAlias(models.Model):
    """Another way people or older data name an agency: a former code, an older or popular name."""

    agency = models.ForeignKey(
        Agency, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("instansi")
    )
    text = models.CharField(_("sebutan"), max_length=200)
    is_code = models.BooleanField(_("kode lama"), default=False)

    class Meta:
        verbose_name = _("sebutan lain")
        verbose_name_plural = pgettext_lazy("several", "sebutan lain")
        constraints = (
            models.UniqueConstraint(fields=("agency", "text"), name="agency_alias_is_listed_once"),
            models.UniqueConstraint(
                fields=("text",), condition=models.Q(is_code=True), name="agency_former_code_names_one_agency"
            ),
        )

    def __str__(self) -> str:
        return self.text


def fold(text: str) -> str:
    """Lower case, single spaces: the form in which a name in a list is compared with those on record."""
    return " ".join(text.casefold().split())
