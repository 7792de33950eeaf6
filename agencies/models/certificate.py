from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models.agency import Agency


class Certificate(models.Model):
    """A certificate whose code anyone may check. `facts` is all that is drawn, as it stood when issued."""

    code = models.CharField(_("kode"), max_length=16, unique=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("instansi")
    )
    title = models.CharField(_("judul"), max_length=120)
    recipient = models.CharField(_("penerima"), max_length=200)
    facts = models.JSONField(_("isi"))
    is_demo = models.BooleanField(_("peragaan"), default=False)
    issued_at = models.DateTimeField(_("diterbitkan"))
    revoked_at = models.DateTimeField(_("dicabut"), null=True, blank=True)
    revoked_reason = models.CharField(_("alasan dicabut"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("sertifikat")
        verbose_name_plural = _("sertifikat")
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
