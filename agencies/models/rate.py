from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RateCount(models.Model):
    """How often something has happened since its window began; written by `agencies.rates` alone.

    Not logged: a crash forgets it.
    """

    name = models.CharField(max_length=80, primary_key=True)
    began_at = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("hitungan kerap")
        verbose_name_plural = _("hitungan kerap")
        indexes = (models.Index(fields=("began_at",), name="rate_count_by_age"),)

    def __str__(self) -> str:
        return f"{self.name}: {self.count}"
