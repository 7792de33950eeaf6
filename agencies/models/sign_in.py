from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignInCount(models.Model):
    """How often one address has asked to sign in since its minute began. Not logged: a crash forgets it."""

    address = models.CharField(max_length=64, primary_key=True)
    began_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("hitungan masuk per alamat")
        verbose_name_plural = _("hitungan masuk per alamat")

    def __str__(self) -> str:
        return f"{self.address}: {self.count}"
