from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Partner
from campaigns.models.metrics import METRICS, MetricColumns


class Grade(models.TextChoices):
    """How far a number can be trusted; the order is the rank, best first."""

    PARTNER = "partner", _("Mitra pemantau")
    EXPORT = "export", _("Ekspor platform")
    SCREENSHOT = "screenshot", _("Tangkapan layar")
    DECLARED = "declared", _("Pernyataan sendiri")


class ReadingSource(models.Model):
    """Where readings come from: one partner, one kind of export, or what officers type."""

    code = models.SlugField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("nama"), max_length=120)
    grade = models.CharField(_("mutu"), max_length=12, choices=Grade.choices)
    partner = models.OneToOneField(
        Partner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="source",
        verbose_name=_("mitra"),
    )

    class Meta:
        verbose_name = _("sumber hasil ukur")
        verbose_name_plural = pgettext_lazy("several", "sumber hasil ukur")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="reading_source_of_a_partner_has_its_grade",
                # What the system of an agency says of its own posts is a declaration.
                condition=models.Q(grade__in=("partner", "declared")) | models.Q(partner=None),
            ),
        )

    def __str__(self) -> str:
        return self.name


class MetricReading(MetricColumns):
    """What one source saw of one post at one moment; blank means not measured, never zero.

    Append-only and partitioned by week of `taken_at`. A correction is the same key with the next `revision`
    and a reason. Counts are lifetime until `taken_at`: two readings are never added up.
    """

    pk = models.CompositePrimaryKey("post_id", "source_id", "taken_at", "revision")
    # That both exist is asked by a trigger once for each statement: thousands of rows come in one.
    post = models.ForeignKey(
        "campaigns.Post", on_delete=models.PROTECT, related_name="readings", db_constraint=False
    )
    source = models.ForeignKey(
        ReadingSource, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    taken_at = models.DateTimeField(_("diukur"))
    revision = models.PositiveSmallIntegerField(_("revisi"), default=0)
    batch = models.UUIDField(default=uuid.uuid4, help_text=_("Kiriman yang membawa hasil ukur ini."))
    reason = models.CharField(_("alasan koreksi"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("diterima"), db_default=Now())

    class Meta:
        verbose_name = _("hasil ukur")
        verbose_name_plural = _("hasil ukur")
        constraints = (
            models.CheckConstraint(
                name="reading_is_not_negative",
                condition=models.Q(*(models.Q(**{f"{m}__gte": 0}) | models.Q(**{m: None}) for m in METRICS)),
            ),
            models.CheckConstraint(
                name="reading_correction_has_a_reason",
                condition=models.Q(revision=0, reason="") | (models.Q(revision__gt=0) & ~models.Q(reason="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.post_id} {self.taken_at:%Y-%m-%d %H:%M}"


class ReadingVoid(models.Model):
    """A reading declared void, by its key: the reading stays, and no count uses it any more."""

    post = models.ForeignKey("campaigns.Post", on_delete=models.PROTECT, related_name="voids")
    source = models.ForeignKey(ReadingSource, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(_("diukur"))
    revision = models.PositiveSmallIntegerField(_("revisi"))
    reason = models.CharField(_("alasan"), max_length=200)
    voided_at = models.DateTimeField(_("dibatalkan"), db_default=Now())
    voided_by = models.CharField(_("oleh"), max_length=200)

    class Meta:
        verbose_name = _("pembatalan hasil ukur")
        verbose_name_plural = _("pembatalan hasil ukur")
        constraints = (
            models.UniqueConstraint(
                fields=("post", "source", "taken_at", "revision"), name="reading_is_voided_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.post_id} {self.taken_at:%Y-%m-%d %H:%M}"
