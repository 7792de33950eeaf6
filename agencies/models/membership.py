from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models.agency import Agency
from agencies.models.user import User
from agencies.roles import CENTRAL, CHOICES, ROLES, Role, Scope


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> MembershipQuerySet:
        return self.filter(ended_at=None, user__is_active=True)


class Membership(models.Model):
    """A person's role: central (no agency), or in one agency. Ended, never deleted: decisions refer to it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("pengguna")
    )
    role = models.CharField(_("peran"), max_length=16, choices=CHOICES)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("instansi"),
    )
    reason = models.CharField(_("alasan merangkap pusat dan instansi"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("mulai"), auto_now_add=True)
    ended_at = models.DateTimeField(_("berakhir"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("keanggotaan")
        verbose_name_plural = pgettext_lazy("several", "keanggotaan")
        constraints = (
            models.CheckConstraint(
                name="membership_is_central_or_in_an_agency",
                condition=models.Q(role__in=CENTRAL, agency=None)
                | (~models.Q(role__in=CENTRAL) & models.Q(agency__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=("user", "role", "agency"),
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="membership_is_held_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role_rules.name}, {self.agency or 'pusat'}"

    @property
    def role_rules(self) -> Role:
        return ROLES[self.role]

    @property
    def is_coordinator(self) -> bool:
        return self.role_rules.scope is Scope.PROVINCE
