from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from rest_framework_api_key.models import AbstractAPIKey

from agencies.models.agency import Agency
from agencies.models.user import User


class Partner(models.Model):
    """A system of somebody else that reads or pushes through the API. Not a user: it signs in with keys."""

    code = models.SlugField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("nama"), max_length=120)
    contact_email = models.EmailField(_("surel narahubung"))
    is_active = models.BooleanField(_("aktif"), default=True)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="systems",
        verbose_name=_("instansi"),
        help_text=_("Hanya untuk sistem milik instansi, yang melaporkan unggahannya sendiri."),
    )
    service_account = models.OneToOneField(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="system",
        verbose_name=_("akun layanan"),
    )
    """Under whose name the system of an agency reports posts; nobody signs in with it."""
    created_at = models.DateTimeField(_("dicatat"), auto_now_add=True)

    actor_kind = "partner"
    is_authenticated = True  # what the API framework asks of whoever sends a request

    class Meta:
        verbose_name = _("mitra")
        verbose_name_plural = pgettext_lazy("several", "mitra")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name

    @property
    def actor_id(self) -> str:
        return self.code

    @property
    def actor_label(self) -> str:
        return self.name


class PartnerKey(AbstractAPIKey):
    """A key of a partner: shown once, hashed at rest, with the scopes it opens and an optional expiry."""

    class ScopeCode(models.TextChoices):
        CAMPAIGNS_READ = "campaigns:read", _("Membaca kampanye dan instansi")
        STANDINGS_READ = "standings:read", _("Membaca peringkat")
        POSTS_READ = "posts:read", _("Membaca unggahan dan materi")
        READINGS_WRITE = "readings:write", _("Mengirim hasil ukur")
        POSTS_WRITE = "posts:write", _("Melaporkan unggahan instansi sendiri")
        FOLLOWERS_WRITE = "followers:write", _("Mengirim jumlah pengikut")

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="keys", verbose_name=_("mitra")
    )
    scopes = ArrayField(models.CharField(max_length=32, choices=ScopeCode.choices), verbose_name=_("cakupan"))
    networks = ArrayField(
        models.CharField(max_length=43),
        verbose_name=_("alamat yang diizinkan"),
        default=list,
        db_default=[],
        blank=True,
        help_text=_("Alamat atau jaringan IP, misalnya 203.0.113.0/24; kosong: dari mana pun."),
    )
    replaced_by = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("digantikan oleh"),
    )

    class Meta(AbstractAPIKey.Meta):
        verbose_name = _("kunci mitra")  # type: ignore[assignment]  # a plain str in the library
        verbose_name_plural = _("kunci mitra")  # type: ignore[assignment]

    @property
    def public_id(self) -> str:
        """What names the key in lists and in the trail: the part before the dot, which opens nothing."""
        return str(self.prefix)


class PartnerUsage(models.Model):
    """How much one key was used on one day (Jakarta), and when last. Written by one atomic upsert a call."""

    key = models.ForeignKey(PartnerKey, on_delete=models.CASCADE, related_name="usage")
    day = models.DateField(_("hari"))
    calls = models.PositiveIntegerField(_("panggilan"), default=0)
    refused = models.PositiveIntegerField(_("ditolak"), default=0)
    rows = models.PositiveBigIntegerField(_("baris"), default=0)
    last_at = models.DateTimeField(_("terakhir"))
    last_error = models.CharField(_("kesalahan terakhir"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("pemakaian kunci")
        verbose_name_plural = _("pemakaian kunci")
        ordering = ("key", "-day")
        constraints = (models.UniqueConstraint(fields=("key", "day"), name="usage_is_counted_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.key_id} {self.day}: {self.calls}"


class IdempotentCall(models.Model):
    """A call that carries an Idempotency-Key: key row, effect and stored answer are one transaction.

    `fingerprint` is the hash of method, path and body; `status` is 0 only inside that transaction.
    """

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    began_at = models.DateTimeField()

    class Meta:
        verbose_name = _("panggilan idempoten")
        verbose_name_plural = _("panggilan idempoten")
        constraints = (
            models.UniqueConstraint(
                fields=("partner", "key"), name="idempotency_key_is_used_once_by_a_partner"
            ),
        )
        indexes = (models.Index(fields=("began_at",), name="idempotent_call_by_age"),)

    def __str__(self) -> str:
        return self.key
