from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import User


class ColumnMapping(models.Model):
    """Which column of a file holds what, as a person once said for files with this very header.

    `header` are the column names as the file has them, `fingerprint` the hash of their folded forms in
    order. `roles` maps a position (as text) to "code", "link", "moment", "reason" or the name of a metric.
    """

    fingerprint = models.CharField(max_length=64, unique=True)
    header = ArrayField(models.CharField(max_length=200), verbose_name=_("kolom berkas"))
    roles = models.JSONField(_("arti kolom"))
    said_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("ditetapkan oleh")
    )
    said_at = models.DateTimeField(_("ditetapkan"))

    class Meta:
        verbose_name = _("pemetaan kolom")
        verbose_name_plural = _("pemetaan kolom")
        ordering = ("-said_at",)

    def __str__(self) -> str:
        return ", ".join(self.header)
