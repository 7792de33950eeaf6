from __future__ import annotations

import json
import uuid
from datetime import datetime
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.hooks import words
from agencies.models.partner import Partner


class WebhookEvent(models.TextChoices):
    """What partners are told; the values are the event types of the wire."""

    POST_VERIFIED = "post.verified", pgettext_lazy("event", "Unggahan terverifikasi")
    POST_RETURNED = "post.returned", _("Unggahan dikembalikan")
    TALLY_FINISHED = "tally.finished", _("Penghitungan selesai")
    ROUND_FROZEN = "round.frozen", _("Peringkat dibekukan")
    AWARD_PUBLISHED = "award.published", _("Hasil penghargaan diterbitkan")
    PING = "ping", _("Uji kirim")


class WebhookEndpoint(models.Model):
    """An address of a partner that wants to be told of events, and the secret that signs what it is told.

    The secrets are kept as they are: signing needs them. While one replaces another, both sign, until
    `former_until`. `failing_since` is the first failure after the last success; a day later the endpoint is
    paused and its owner told. Until `held_until` nobody calls it: a worker does so already, or it rests.
    """

    class Pause(models.TextChoices):
        """Why an endpoint is told nothing."""

        BY_HAND = "by_hand", _("dijeda")
        FAILING = "failing", _("gagal selama sehari")
        GONE = "gone", _("penerima menjawab 410")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="webhooks", verbose_name=_("mitra")
    )
    url = models.URLField(_("alamat tujuan"), max_length=500)
    events = ArrayField(
        models.CharField(max_length=20, choices=WebhookEvent.choices), verbose_name=_("peristiwa")
    )
    secret = models.CharField(max_length=80, editable=False)
    former_secret = models.CharField(max_length=80, editable=False, blank=True, default="", db_default="")
    former_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("dicatat"))
    failing_since = models.DateTimeField(_("gagal sejak"), null=True, blank=True)
    held_until = models.DateTimeField(null=True, editable=False)
    paused_at = models.DateTimeField(_("dijeda"), null=True, blank=True)
    paused_why = models.CharField(
        _("alasan jeda"), max_length=7, choices=Pause.choices, blank=True, default="", db_default=""
    )
    removed_at = models.DateTimeField(_("dihapus"), null=True, blank=True)

    class Meta:
        verbose_name = _("tujuan webhook")
        verbose_name_plural = _("tujuan webhook")
        ordering = ("partner", "created_at")
        constraints = (
            models.UniqueConstraint(
                fields=("partner", "url"),
                condition=models.Q(removed_at=None),
                name="webhook_address_is_registered_once",
            ),
            models.CheckConstraint(
                name="webhook_pause_has_a_reason",
                condition=models.Q(paused_at=None, paused_why="")
                | models.Q(paused_at__isnull=False) & ~models.Q(paused_why=""),
            ),
            models.CheckConstraint(
                name="former_secret_signs_until_a_time",
                condition=models.Q(former_secret="", former_until=None)
                | models.Q(former_until__isnull=False) & ~models.Q(former_secret=""),
            ),
        )

    def __str__(self) -> str:
        return self.url

    @property
    def audit_label(self) -> str:
        """Without the path, in which receivers like to hide a secret."""
        return urlsplit(self.url).netloc

    def keys(self, at: datetime) -> list[str]:
        """What signs at `at`, the newest first."""
        is_replaced = self.former_until is not None and at < self.former_until
        return [self.secret, self.former_secret] if is_replaced else [self.secret]


class WebhookDelivery(models.Model):
    """One event for one endpoint, with what became of it. `message_id` is the id that receivers dedupe by."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Menunggu")
        DELIVERED = "delivered", _("Terkirim")
        FAILED = "failed", _("Gagal")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.UUIDField(default=uuid.uuid4)
    event = models.CharField(_("peristiwa"), max_length=20, choices=WebhookEvent.choices)
    payload = models.JSONField(_("isi"))
    state = models.CharField(_("keadaan"), max_length=9, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0)
    due_at = models.DateTimeField(_("dicoba"), null=True)
    last_status = models.PositiveSmallIntegerField(_("jawaban"), null=True)
    last_error = models.CharField(_("kesalahan"), max_length=200, blank=True)
    happened_at = models.DateTimeField(_("terjadi"))
    delivered_at = models.DateTimeField(_("terkirim"), null=True)

    class Meta:
        verbose_name = _("pengiriman webhook")
        verbose_name_plural = _("pengiriman webhook")
        ordering = ("-happened_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("endpoint", "message_id"), name="event_is_delivered_once"),
            models.CheckConstraint(
                name="delivery_waits_with_a_time_or_is_over",
                condition=models.Q(state="waiting", due_at__isnull=False, delivered_at=None)
                | models.Q(state="delivered", due_at=None, delivered_at__isnull=False)
                | models.Q(state="failed", due_at=None, delivered_at=None),
            ),
        )
        indexes = (
            models.Index(fields=("due_at",), condition=models.Q(state="waiting"), name="delivery_due"),
            models.Index(fields=("endpoint", "-happened_at"), name="delivery_of_an_endpoint"),
        )

    def __str__(self) -> str:
        return f"{self.event} {self.message_id}"

    @property
    def why(self) -> str:
        """Why the last attempt did not succeed, in words; empty if it did."""
        return words.of(self.last_error) if self.last_error else ""

    @property
    def data(self) -> str:
        """What is said of the event, to be read by people."""
        return json.dumps(self.payload, ensure_ascii=False, indent=2)
