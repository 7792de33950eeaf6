from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User


class ColumnMapping(models.Model):
    """Which column of a file holds what, as a person once said for files with this very header.

    `header` are the column names as the file has them, `fingerprint` the hash of their folded forms in
    order. `roles` maps a position (as text) to "code", "link", "moment", "reason" or the name of a metric.
    It holds for the files of `agency`; without one it was said by the centre, and holds for all.
    """

    fingerprint = models.CharField(max_length=64)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("instansi")
    )
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
        constraints = (
            models.UniqueConstraint(
                fields=("fingerprint", "agency"), nulls_distinct=False, name="one_meaning_per_agency"
            ),
        )

    def __str__(self) -> str:
        return ", ".join(self.header)
