from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.partner import Partner


class PartnerLink(models.Model):
    """A link in a mail to a partner's contact that opens the partner's own page. Only its hash is kept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="links", verbose_name=_("mitra")
    )
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(_("dikirim"))
    expires_at = models.DateTimeField(_("berlaku sampai"))
    opened_at = models.DateTimeField(_("terakhir dibuka"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("dicabut"), null=True, blank=True)

    class Meta:
        verbose_name = _("tautan mitra")
        verbose_name_plural = _("tautan mitra")
        ordering = ("-sent_at", "-pk")

    def __str__(self) -> str:
        return str(self.partner)

    def is_open(self, at: datetime) -> bool:
        """Whether the link still opens the page; the moment of expiry itself is too late."""
        return self.revoked_at is None and at < self.expires_at and self.partner.is_active
