from django.db import models
from django.urls import reverse

from agencies.models.agency import Agency


class Certificate(models.Model):
    """A certificate whose code anyone may check. `facts` is all that is drawn, as it stood when issued."""

    code = models.CharField("kode", max_length=16, unique=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="certificates", verbose_name="instansi"
    )
    title = models.CharField("judul", max_length=120)
    recipient = models.CharField("penerima", max_length=200)
    facts = models.JSONField("isi")
    is_demo = models.BooleanField("peragaan", default=False)
    issued_at = models.DateTimeField("diterbitkan")
    revoked_at = models.DateTimeField("dicabut", null=True, blank=True)
    revoked_reason = models.CharField("alasan dicabut", max_length=200, blank=True)

    class Meta:
        verbose_name = "sertifikat"
        verbose_name_plural = "sertifikat"
        ordering = ("-issued_at", "code")
        constraints = (
            models.CheckConstraint(
                name="certificate_is_revoked_with_a_reason",
                condition=models.Q(revoked_at=None, revoked_reason="")
                | (models.Q(revoked_at__isnull=False) & ~models.Q(revoked_reason="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.recipient}"

    def get_absolute_url(self) -> str:
        return reverse("agencies:certificate-check", args=[self.code])
