from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AuditEvent(models.Model):
    """Who did what to what, before and after. Append-only by trigger; no foreign keys, so nobody waits."""

    at = models.DateTimeField(_("waktu"), db_default=Now(), db_index=True)
    actor_kind = models.CharField(_("jenis pelaku"), max_length=8)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField(_("pelaku"), max_length=200)
    action = models.CharField(_("tindakan"), max_length=64)
    target_type = models.CharField(_("jenis sasaran"), max_length=64)
    target_id = models.CharField(max_length=64)
    target_label = models.CharField(_("sasaran"), max_length=255)
    before = models.JSONField(_("sebelum"), default=dict)
    after = models.JSONField(_("sesudah"), default=dict)
    reason = models.TextField(_("alasan"), blank=True)
    address = models.GenericIPAddressField(_("alamat"), null=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("catatan audit")
        verbose_name_plural = _("catatan audit")
        ordering = ("-id",)
        indexes = (models.Index(fields=("target_type", "target_id"), name="audit_of_one_target"),)

    def __str__(self) -> str:
        return f"{self.action} {self.target_label}"


class AuditSeal(models.Model):
    """One link of the hash chain over committed events, in the order in which they were sealed."""

    sequence = models.PositiveBigIntegerField(_("urutan"), primary_key=True)
    event_id = models.PositiveBigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(_("disegel"), db_default=Now())

    class Meta:
        verbose_name = _("segel audit")
        verbose_name_plural = _("segel audit")
        ordering = ("sequence",)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"
