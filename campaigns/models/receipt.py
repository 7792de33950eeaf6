from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from agencies.roles import Permission
from campaigns.models.campaign import Campaign


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def visible_to(self, user: User) -> ReceiptQuerySet:
        """The receipts of the agencies whose posts `user` may see."""
        return self.filter(
            campaign__is_sandbox=False, agency__in=Agency.objects.within_reach_of(user, Permission.VIEW_POSTS)
        )


class Receipt(models.Model):
    """What an agency reported in one go, under a number that an officer can quote."""

    code = models.CharField(_("nomor"), max_length=16, unique=True)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="receipts", verbose_name=_("kampanye")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="receipts", verbose_name=_("instansi")
    )
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("pengirim"))
    filed_at = models.DateTimeField(_("dikirim"))

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("tanda terima")
        verbose_name_plural = _("tanda terima")
        ordering = ("-filed_at", "-pk")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.code}"

    def get_absolute_url(self) -> str:
        return reverse("campaigns:receipt-detail", args=[self.code])
