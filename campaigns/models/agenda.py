from django.db import models

from campaigns.models.campaign import Campaign


class Pillar(models.Model):
    """One of the pillars under which a campaign speaks."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="pillars", verbose_name="kampanye"
    )
    code = models.SlugField("kode", max_length=40)
    name = models.CharField("nama", max_length=120)
    narrative = models.TextField("narasi")
    position = models.PositiveSmallIntegerField("urutan")

    class Meta:
        verbose_name = "pilar"
        verbose_name_plural = "pilar"
        ordering = ("campaign", "position")
        constraints = (models.UniqueConstraint(fields=("campaign", "code"), name="pillar_code_is_unique"),)

    def __str__(self) -> str:
        return self.name


class FocusArea(models.Model):
    """A subject that every pillar carries into the posts of agencies."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="focus_areas", verbose_name="kampanye"
    )
    name = models.CharField("nama", max_length=200)
    position = models.PositiveSmallIntegerField("urutan")

    class Meta:
        verbose_name = "bidang fokus"
        verbose_name_plural = "bidang fokus"
        ordering = ("campaign", "position")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "position"), name="focus_area_position_is_unique"),
        )

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """A meeting of the summit's agenda that the President leads."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="meetings", verbose_name="kampanye"
    )
    name = models.CharField("nama", max_length=160)
    starts_at = models.DateTimeField("mulai")
    place = models.CharField("tempat", max_length=160)

    class Meta:
        verbose_name = "pertemuan"
        verbose_name_plural = "pertemuan"
        ordering = ("campaign", "starts_at", "name")
        constraints = (models.UniqueConstraint(fields=("campaign", "name"), name="meeting_is_listed_once"),)

    def __str__(self) -> str:
        return self.name
