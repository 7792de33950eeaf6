from django.db import models
from django.db.models.functions import Now


class AuditEvent(models.Model):
    """Who did what to what, before and after. Append-only by trigger; no foreign keys, so nobody waits."""

    at = models.DateTimeField("waktu", db_default=Now(), db_index=True)
    actor_kind = models.CharField("jenis pelaku", max_length=8)
    actor_id = models.CharField(max_length=64)
    actor_label = models.CharField("pelaku", max_length=200)
    action = models.CharField("tindakan", max_length=64)
    target_type = models.CharField("jenis sasaran", max_length=64)
    target_id = models.CharField(max_length=64)
    target_label = models.CharField("sasaran", max_length=255)
    before = models.JSONField("sebelum", default=dict)
    after = models.JSONField("sesudah", default=dict)
    reason = models.TextField("alasan", blank=True)
    address = models.GenericIPAddressField("alamat", null=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "catatan audit"
        verbose_name_plural = "catatan audit"
        ordering = ("-id",)
        indexes = (models.Index(fields=("target_type", "target_id"), name="audit_of_one_target"),)

    def __str__(self) -> str:
        return f"{self.action} {self.target_label}"


class AuditSeal(models.Model):
    """One link of the hash chain over committed events, in the order in which they were sealed."""

    sequence = models.PositiveBigIntegerField("urutan", primary_key=True)
    event_id = models.PositiveBigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField("disegel", db_default=Now())

    class Meta:
        verbose_name = "segel audit"
        verbose_name_plural = "segel audit"
        ordering = ("sequence",)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"
