from __future__ import annotations

import uuid
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models.region import Region
from agencies.roles import Permission
from summitcomms.lib import clock

if TYPE_CHECKING:
    from agencies.models.membership import Membership


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an account that signs in with `email`; without a password only login codes open it."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person. What a person may do is said by memberships alone: there are no groups and no superuser."""

    class Language(models.TextChoices):
        INDONESIAN = "id", "Bahasa Indonesia"
        ENGLISH = "en", "English"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("surel"))
    full_name = models.CharField(_("nama lengkap"), max_length=150)
    timezone = models.CharField(
        _("zona waktu"),
        max_length=32,
        choices=Region.Zone.choices,
        blank=True,
        help_text=_("Kosong: zona instansi."),
    )
    language = models.CharField(
        _("bahasa"), max_length=2, choices=Language.choices, default=Language.INDONESIAN, db_default="id"
    )
    muted = ArrayField(
        models.CharField(max_length=32),
        verbose_name=_("pemberitahuan yang dimatikan"),
        default=list,
        db_default=[],
        blank=True,
        help_text=_("Kode pemberitahuan yang tidak ingin diterima lewat surel."),
    )
    is_active = models.BooleanField(_("aktif"), default=True)
    joined_at = models.DateTimeField(_("bergabung"), auto_now_add=True)
    forget_requested_at = models.DateTimeField(_("meminta dilupakan"), null=True, blank=True, editable=False)
    pseudonymised_at = models.DateTimeField(_("disamarkan"), null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    actor_kind = "person"
    audit_label = ""
    """The audit trail knows people by their ids alone."""

    class Meta:
        verbose_name = _("pengguna")
        verbose_name_plural = pgettext_lazy("several", "pengguna")
        constraints = (
            models.UniqueConstraint(Lower("email"), name="user_email_is_unique_in_any_case"),
            models.CheckConstraint(
                name="user_pseudonymised_is_out_of_service",
                condition=models.Q(pseudonymised_at=None) | models.Q(is_active=False),
            ),
        )

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def actor_id(self) -> str:
        return str(self.public_id)

    @property
    def actor_label(self) -> str:
        return str(self)

    @cached_property
    def active_memberships(self) -> list[Membership]:
        """What this person is now, central roles first; read once per request."""
        central_first = models.F("agency__code").asc(nulls_first=True)
        return list(self.memberships.active().select_related("agency").order_by(central_first, "role"))

    @cached_property
    def zone(self) -> str:
        """IANA name of the zone in which this person reads times: the own choice or the default."""
        return self.timezone or self.default_zone

    @property
    def default_zone(self) -> str:
        """The zone of whoever has chosen none: the agency's, or WIB."""
        agencies = [m.agency for m in self.active_memberships if m.agency]
        return agencies[0].timezone if agencies else clock.WIB

    @property
    def is_central(self) -> bool:
        return any(membership.agency_id is None for membership in self.active_memberships)

    # Django's admin asks these three; the answer is the administrator's role, nothing finer.
    @property
    def is_staff(self) -> bool:
        return any(Permission.ADMINISTER in m.role_rules.permissions for m in self.active_memberships)

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        return self.is_active and self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff
