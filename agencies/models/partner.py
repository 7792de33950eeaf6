from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from rest_framework_api_key.models import AbstractAPIKey


class Partner(models.Model):
    """A system of somebody else that reads or pushes through the API. Not a user: it signs in with keys."""

    code = models.SlugField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("nama"), max_length=120)
    contact_email = models.EmailField(_("surel narahubung"))
    is_active = models.BooleanField(_("aktif"), default=True)
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
        READINGS_WRITE = "readings:write", _("Mengirim hasil ukur")

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="keys", verbose_name=_("mitra")
    )
    scopes = ArrayField(models.CharField(max_length=32, choices=ScopeCode.choices), verbose_name=_("cakupan"))

    class Meta(AbstractAPIKey.Meta):
        verbose_name = _("kunci mitra")  # type: ignore[assignment]  # a plain str in the library
        verbose_name_plural = _("kunci mitra")  # type: ignore[assignment]

    @property
    def public_id(self) -> str:
        """What names the key in lists and in the trail: the part before the dot, which opens nothing."""
        return str(self.prefix)
