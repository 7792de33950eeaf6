from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from agencies import invitations
from agencies.models.agency import Agency
from agencies.models.membership import Membership
from agencies.models.user import User
from agencies.roles import CENTRAL, CHOICES, ROLES, Role


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; the time may have run out."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def pending(self, at: datetime) -> InvitationQuerySet:
        """Those whose link still opens the door."""
        return self.unanswered().filter(expires_at__gt=at)

    def for_people(self) -> InvitationQuerySet:
        """What the list of an agency's people shows."""
        return self.select_related("agency", "invited_by", "succeeds__user")


class Invitation(models.Model):
    """A role held out to an e-mail address: accepted once, withdrawn, or left to expire. Never deleted.

    The secrets of its links are not here, only their SHA-256: one for the link that the inviter shares, one
    for the link in the mail. Either opens the invitation, and both are spent by the first that does.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("surel"))
    full_name = models.CharField(_("nama lengkap"), max_length=150, blank=True)
    role = models.CharField(_("peran"), max_length=16, choices=CHOICES)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("instansi"),
    )
    reason = models.CharField(_("alasan merangkap pusat dan instansi"), max_length=200, blank=True)
    succeeds = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successions",
        verbose_name=_("menggantikan"),
        help_text=_("Keanggotaan yang berakhir ketika undangan ini diterima."),
    )
    link_sha256 = models.CharField(max_length=64, null=True, unique=True, editable=False)
    mail_sha256 = models.CharField(max_length=64, null=True, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="invitations_made", verbose_name=_("diundang oleh")
    )
    invited_at = models.DateTimeField(_("diundang"))
    expires_at = models.DateTimeField(_("berlaku sampai"))
    accepted_at = models.DateTimeField(_("diterima"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations_accepted",
        verbose_name=_("diterima oleh"),
    )
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("undangan")
        verbose_name_plural = _("undangan")
        constraints = (
            models.CheckConstraint(
                name="invitation_is_central_or_to_an_agency",
                condition=models.Q(role__in=CENTRAL, agency=None)
                | (~models.Q(role__in=CENTRAL) & models.Q(agency__isnull=False)),
            ),
            models.CheckConstraint(
                name="invitation_email_is_in_lower_case", condition=models.Q(email=Lower("email"))
            ),
            models.CheckConstraint(
                name="invitation_is_accepted_by_somebody",
                condition=models.Q(accepted_at=None, accepted_by=None)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_has_one_end",
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="invitation_expires_later", condition=models.Q(expires_at__gt=models.F("invited_at"))
            ),
            models.UniqueConstraint(
                fields=("email", "agency"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                nulls_distinct=False,
                name="invitation_is_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email}, {self.role_rules.name}, {self.agency or 'pusat'}"

    @property
    def audit_label(self) -> str:
        """The role and the place, without the address: that stands here only, where it can be forgotten."""
        return f"{self.role_rules.name}, {self.agency or 'pusat'}"

    @property
    def role_rules(self) -> Role:
        return ROLES[self.role]

    def state(self, at: datetime) -> invitations.State:
        return invitations.state_of(
            accepted_at=self.accepted_at,
            withdrawn_at=self.withdrawn_at,
            expires_at=self.expires_at,
            at=at,
        )
