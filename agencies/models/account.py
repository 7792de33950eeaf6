from __future__ import annotations

import uuid

from django.db import models

from agencies.handles import profile_url
from agencies.models.agency import Agency
from agencies.platforms import CHOICES, Platform


class SocialAccountQuerySet(models.QuerySet["SocialAccount"]):
    def current(self) -> SocialAccountQuerySet:
        """Accounts that count: proposed or verified, not archived."""
        return self.exclude(state=SocialAccount.State.ARCHIVED)


class SocialAccount(models.Model):
    """An agency's account on one platform. `handle` keeps the spelling, `folded` is what is compared."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Diusulkan"
        VERIFIED = "verified", "Terverifikasi"
        ARCHIVED = "archived", "Diarsipkan"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="accounts", verbose_name="instansi"
    )
    platform = models.CharField("platform", max_length=12, choices=CHOICES)
    handle = models.CharField("nama akun", max_length=100)
    folded = models.CharField(max_length=100, editable=False)
    state = models.CharField("keadaan", max_length=10, choices=State.choices, default=State.PROPOSED)
    created_at = models.DateTimeField("dicatat", auto_now_add=True)

    objects = SocialAccountQuerySet.as_manager()

    class Meta:
        verbose_name = "akun media sosial"
        verbose_name_plural = "akun media sosial"
        ordering = ("platform", "folded")
        constraints = (
            models.UniqueConstraint(
                fields=("platform", "folded"),
                condition=~models.Q(state="archived"),
                name="social_account_belongs_to_one_agency",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_platform_display()} {self.handle}"

    @property
    def url(self) -> str:
        return profile_url(Platform(self.platform), self.handle)
