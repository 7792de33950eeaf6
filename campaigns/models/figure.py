from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.campaign import Campaign


class KpiDefinition(models.Model):
    """What one figure means, in words and with a version: a changed meaning is a new version."""

    class Unit(models.TextChoices):
        COUNT = "count", _("Jumlah")
        SHARE = "share", _("Persen")

    code = models.SlugField(_("kode"), max_length=40)
    version = models.PositiveSmallIntegerField(_("versi"), default=1)
    name = models.CharField(_("nama"), max_length=80)
    meaning = models.TextField(_("arti"))
    unit = models.CharField(_("satuan"), max_length=6, choices=Unit.choices)
    is_tallied = models.BooleanField(
        _("dihitung portal"), help_text=_("Tidak: diukur mitra dan dicatat dengan sumbernya.")
    )
    position = models.PositiveSmallIntegerField(_("urutan"))

    class Meta:
        verbose_name = _("definisi angka utama")
        verbose_name_plural = pgettext_lazy("several", "definisi angka utama")
        ordering = ("position", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("code", "version"), name="kpi_definition_has_one_text_per_version"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} (v{self.version})"


class KpiFigure(models.Model):
    """A figure that somebody else measured for a campaign, with its source and the moment it holds for."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="figures", verbose_name=_("kampanye")
    )
    definition = models.ForeignKey(
        KpiDefinition, on_delete=models.PROTECT, related_name="figures", verbose_name=_("definisi")
    )
    value = models.DecimalField(pgettext_lazy("figure", "nilai"), max_digits=16, decimal_places=4)
    as_of = models.DateTimeField(_("per"))
    source = models.CharField(_("sumber"), max_length=160)

    class Meta:
        verbose_name = _("angka utama")
        verbose_name_plural = pgettext_lazy("several", "angka utama")
        ordering = ("campaign", "definition", "-as_of")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "definition", "as_of"), name="kpi_figure_holds_once"),
            models.CheckConstraint(name="kpi_figure_is_not_negative", condition=models.Q(value__gte=0)),
        )

    def __str__(self) -> str:
        return f"{self.definition.name}: {self.value}"


class KpiTarget(models.Model):
    """What a campaign set out to reach, and where that is written down."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="targets", verbose_name=_("kampanye")
    )
    code = models.SlugField(_("kode"), max_length=40)
    value = models.DecimalField(pgettext_lazy("figure", "nilai"), max_digits=16, decimal_places=4)
    source = models.CharField(_("sumber"), max_length=160)

    class Meta:
        verbose_name = _("sasaran")
        verbose_name_plural = pgettext_lazy("several", "sasaran")
        ordering = ("campaign", "code")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "code"), name="kpi_target_is_set_once"),
            models.CheckConstraint(name="kpi_target_is_positive", condition=models.Q(value__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.value}"
