from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.account_states import CHOICES as STATES
from agencies.account_states import STALE_AFTER, AccountState, is_stale
from agencies.handles import fold, profile_url
from agencies.models.agency import Agency
from agencies.models.user import User
from agencies.platforms import CHOICES, Platform
from agencies.roles import Permission


class SocialAccountQuerySet(models.QuerySet["SocialAccount"]):
    def current(self) -> SocialAccountQuerySet:
        """Accounts that count: proposed or verified, not archived."""
        return self.exclude(state=AccountState.ARCHIVED)

    def proposed(self) -> SocialAccountQuerySet:
        """Accounts that wait for the centre."""
        return self.filter(state=AccountState.PROPOSED)

    def stale(self, at: datetime) -> SocialAccountQuerySet:
        """Verified accounts that nobody has confirmed for half a year."""
        return self.filter(state=AccountState.VERIFIED, confirmed_at__lte=at - STALE_AFTER)

    def visible_to(self, user: User) -> SocialAccountQuerySet:
        """Accounts of the agencies within the reader's reach."""
        return self.filter(agency__in=Agency.objects.within_reach_of(user, Permission.VIEW_ACCOUNTS))

    def known_as(self, platform: str, handle: str) -> SocialAccountQuerySet:
        """Who holds this handle, then whoever held it before, the last one first; `first()` is who is meant.

        A handle that somebody holds now is theirs, whoever had it before. One query.
        """
        folded = fold(handle)
        former = AccountRename.objects.filter(folded=folded)
        holders = self.model._default_manager.filter(folded=folded).values("pk")
        until = former.filter(account=models.OuterRef("pk")).order_by("-until").values("until")[:1]
        return (
            self.current()
            .filter(platform=platform, pk__in=holders.union(former.values("account")))
            .annotate(held_until=models.Subquery(until))
            .order_by(
                models.Case(models.When(folded=folded, then=0), default=1), models.F("held_until").desc()
            )
        )

    def for_list(self) -> SocialAccountQuerySet:
        """All that a row of a list shows: the agency, the newest follower count, whether there is proof."""
        newest = FollowerReading.objects.filter(account=models.OuterRef("pk")).order_by("-taken_at", "-pk")
        return self.select_related("agency").annotate(
            followers=models.Subquery(newest.values("followers")[:1]),
            counted_at=models.Subquery(newest.values("taken_at")[:1]),
            has_proof=models.Exists(AccountProof.objects.filter(account=models.OuterRef("pk"))),
        )


class SocialAccount(models.Model):
    """An agency's account on one platform. `handle` keeps the spelling, `folded` is what is compared."""

    State = AccountState

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="accounts", verbose_name=_("instansi")
    )
    platform = models.CharField(_("platform"), max_length=12, choices=CHOICES)
    handle = models.CharField(_("nama akun"), max_length=100)
    folded = models.CharField(max_length=100, editable=False)
    state = models.CharField(_("keadaan"), max_length=10, choices=STATES, default=State.PROPOSED)
    reason = models.CharField(
        _("alasan"), max_length=300, blank=True, help_text=_("Mengapa akun ini diarsipkan.")
    )
    proposed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts_proposed",
        verbose_name=_("diusulkan oleh"),
    )
    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts_decided",
        verbose_name=_("diputuskan oleh"),
    )
    decided_at = models.DateTimeField(_("diputuskan"), null=True, blank=True)
    confirmed_at = models.DateTimeField(
        _("terakhir dipastikan"),
        null=True,
        blank=True,
        help_text=_("Kapan akun ini terakhir dinyatakan masih milik instansi."),
    )
    created_at = models.DateTimeField(_("dicatat"), auto_now_add=True)

    objects = SocialAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("akun media sosial")
        verbose_name_plural = pgettext_lazy("several", "akun media sosial")
        ordering = ("platform", "folded")
        constraints = (
            models.UniqueConstraint(
                fields=("platform", "folded"),
                condition=~models.Q(state="archived"),
                name="social_account_belongs_to_one_agency",
            ),
            models.CheckConstraint(
                name="social_account_is_verified_at_a_time",
                condition=~models.Q(state="verified") | models.Q(confirmed_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_platform_display()} {self.handle}"

    def get_absolute_url(self) -> str:
        return reverse("agencies:account-detail", args=[self.public_id])

    @property
    def url(self) -> str:
        """The profile on its platform."""
        return profile_url(Platform(self.platform), self.handle)

    @property
    def is_renamed(self) -> bool:
        """Whether the centre knows the account under a former name and has yet to look at the present one."""
        return self.state == AccountState.PROPOSED and self.confirmed_at is not None

    def is_stale(self, at: datetime) -> bool:
        """Whether the agency is to say again that this is its account."""
        return is_stale(self.state, self.confirmed_at, at)


class AccountProof(models.Model):
    """A picture that shows whose account it is. Never changed; a better one is added beside it."""

    class Kind(models.TextChoices):
        LETTER = "letter", _("Surat")
        SCREENSHOT = "screenshot", _("Tangkapan layar")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        SocialAccount, on_delete=models.PROTECT, related_name="proofs", verbose_name=_("akun")
    )
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind.choices)
    image = models.ImageField(_("gambar"), upload_to="akun/", max_length=120)
    sha256 = models.CharField(max_length=64, editable=False)
    added_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="proofs_added", verbose_name=_("ditambahkan oleh")
    )
    added_at = models.DateTimeField(_("ditambahkan"))

    class Meta:
        verbose_name = _("bukti kepemilikan akun")
        verbose_name_plural = _("bukti kepemilikan akun")
        ordering = ("-added_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("account", "sha256"), name="account_proof_is_filed_once"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.account}"


class AccountRename(models.Model):
    """A handle the account used to have, until `until`: links copied before still name it."""

    account = models.ForeignKey(
        SocialAccount, on_delete=models.PROTECT, related_name="renames", verbose_name=_("akun")
    )
    handle = models.CharField(_("nama lama"), max_length=100)
    folded = models.CharField(max_length=100, editable=False)
    until = models.DateTimeField(_("sampai"))
    renamed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts_renamed",
        verbose_name=_("diubah oleh"),
    )

    class Meta:
        verbose_name = _("nama lama akun")
        verbose_name_plural = _("nama lama akun")
        ordering = ("-until", "-pk")
        indexes = (models.Index(fields=("folded",), name="account_by_former_handle"),)

    def __str__(self) -> str:
        return self.handle


class FollowerReading(models.Model):
    """How many followed an account at a moment, and who says so. Append-only: a correction is a later row."""

    class Source(models.TextChoices):
        PARTNER = "partner", _("Mitra pemantau")
        CENTRE = "centre", _("Pusat")
        AGENCY = "agency", _("Instansi sendiri")

    account = models.ForeignKey(
        SocialAccount, on_delete=models.PROTECT, related_name="follower_readings", verbose_name=_("akun")
    )
    taken_at = models.DateTimeField(_("diukur"))
    followers = models.PositiveBigIntegerField(_("pengikut"))
    source = models.CharField(_("sumber"), max_length=8, choices=Source.choices)
    noted_by = models.CharField(_("dicatat oleh"), max_length=64, help_text=_("Pengenal pelaku."))
    noted_at = models.DateTimeField(_("dicatat"), auto_now_add=True)

    class Meta:
        verbose_name = _("jumlah pengikut")
        verbose_name_plural = _("jumlah pengikut")
        ordering = ("-taken_at", "-pk")
        indexes = (models.Index(fields=("account", "-taken_at"), name="followers_of_one_account"),)

    def __str__(self) -> str:
        return f"{self.account}: {self.followers}"
