from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.campaign import Campaign


class Pillar(models.Model):
    """One of the pillars under which a campaign speaks."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="pillars", verbose_name=_("kampanye")
    )
    code = models.SlugField(_("kode"), max_length=40)
    name = models.CharField(_("nama"), max_length=120)
    narrative = models.TextField(_("narasi"))
    position = models.PositiveSmallIntegerField(_("urutan"))

    class Meta:
        verbose_name = _("pilar")
        verbose_name_plural = pgettext_lazy("several", "pilar")
        ordering = ("campaign", "position")
        constraints = (models.UniqueConstraint(fields=("campaign", "code"), name="pillar_code_is_unique"),)

    def __str__(self) -> str:
        return self.name


class FocusArea(models.Model):
    """A subject that every pillar carries into the posts of agencies."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="focus_areas", verbose_name=_("kampanye")
    )
    name = models.CharField(_("nama"), max_length=200)
    position = models.PositiveSmallIntegerField(_("urutan"))

    class Meta:
        verbose_name = _("bidang fokus")
        verbose_name_plural = pgettext_lazy("several", "bidang fokus")
        ordering = ("campaign", "position")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "position"), name="focus_area_position_is_unique"),
        )

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """A meeting of the summit's agenda that the President leads."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="meetings", verbose_name=_("kampanye")
    )
    name = models.CharField(_("nama"), max_length=160)
    starts_at = models.DateTimeField(_("mulai"))
    place = models.CharField(_("tempat"), max_length=160)

    class Meta:
        verbose_name = _("pertemuan")
        verbose_name_plural = pgettext_lazy("several", "pertemuan")
        ordering = ("campaign", "starts_at", "name")
        constraints = (models.UniqueConstraint(fields=("campaign", "name"), name="meeting_is_listed_once"),)

    def __str__(self) -> str:
        return self.name
