from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from summitcomms.lib import clock


class Region(models.Model):
    """A province, regency or city, under the code of the Ministry of Home Affairs (11, 94.04, 31.71)."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("Provinsi")
        REGENCY = "regency", _("Kabupaten")
        CITY = "city", _("Kota")

    class Zone(models.TextChoices):
        WIB = clock.WIB, "WIB (UTC+7)"
        WITA = clock.WITA, "WITA (UTC+8)"
        WIT = clock.WIT, "WIT (UTC+9)"

    code = models.CharField(_("kode"), max_length=8, unique=True)
    former_code = models.CharField(_("kode lama"), max_length=8, blank=True)
    name = models.CharField(_("nama"), max_length=100)
    level = models.CharField(_("tingkat"), max_length=8, choices=Level.choices)
    province = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name=_("provinsi"),
    )
    timezone = models.CharField(_("zona waktu"), max_length=32, choices=Zone.choices)
    population = models.PositiveIntegerField(_("penduduk"))

    class Meta:
        verbose_name = _("wilayah")
        verbose_name_plural = pgettext_lazy("several", "wilayah")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="region_is_a_province_or_lies_in_one",
                condition=models.Q(level="province", province=None)
                | (~models.Q(level="province") & models.Q(province__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return self.name
