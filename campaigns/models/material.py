from __future__ import annotations

import hashlib
import json
import uuid
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from campaigns.models.agenda import Pillar
from campaigns.models.campaign import Campaign


class Standing(models.TextChoices):
    """Where material stands at a moment: only a draft can still be changed."""

    DRAFT = "rancangan", _("Rancangan")
    SCHEDULED = "terjadwal", _("Terjadwal")
    OUT = "terbit", _("Terbit")
    WITHDRAWN = "ditarik", _("Ditarik")

    @property
    def kind(self) -> str:
        """The colour it is shown in."""
        return {"terbit": "success", "terjadwal": "info", "ditarik": "warning"}.get(self, "neutral")


class MaterialQuerySet(models.QuerySet["Material"]):
    def published(self, at: datetime) -> MaterialQuerySet:
        """Out at `at`: its time has come and it has not been taken back."""
        return self.filter(published_at__lte=at, withdrawn_at=None)

    def standing(self, standing: str, at: datetime) -> MaterialQuerySet:
        """What stands so at `at`."""
        match standing:
            case Standing.DRAFT:
                return self.filter(published_at=None)
            case Standing.SCHEDULED:
                return self.filter(published_at__gt=at)
            case Standing.WITHDRAWN:
                return self.filter(withdrawn_at__isnull=False)
            case _:
                return self.published(at)

    def visible_to(self, user: User | AnonymousUser, at: datetime) -> MaterialQuerySet:
        """Editors see all; whoever has a role sees what is out, and that something was taken back.

        Anybody else sees what is out and meant for the public.
        """
        if access.can(user, Permission.EDIT_AGENDA):
            return self
        has_begun = self.exclude(campaign__state=Campaign.State.DRAFT)
        if isinstance(user, User) and user.active_memberships:
            return has_begun.filter(published_at__lte=at)
        return has_begun.published(at).filter(is_public=True)

    def newest_first(self) -> MaterialQuerySet:
        """Drafts, which have no time yet, by when they were begun."""
        return self.order_by("-published_at", "-created_at", "-pk")


class Material(models.Model):
    """What the centre gives agencies to publish: ready words, a pillar, and where the pictures are.

    A draft has no `published_at`; one in the future is an embargo. Material that is out is never changed
    under the officers' hands: it is taken back with a reason, and another takes its place.
    """

    class Kind(models.TextChoices):
        NARRATIVE = "narrative", _("Narasi")
        INFOGRAPHIC = "infographic", _("Infografis")
        VIDEO = "video", _("Video")
        CLARIFICATION = "clarification", _("Klarifikasi hoaks")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="materials", verbose_name=_("kampanye")
    )
    pillar = models.ForeignKey(
        Pillar,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="materials",
        verbose_name=_("pilar"),
    )
    kind = models.CharField(_("jenis"), max_length=14, choices=Kind.choices, default=Kind.NARRATIVE)
    title = models.CharField(_("judul"), max_length=120)
    caption = models.TextField(_("takarir siap pakai"), max_length=2200)
    caption_key = models.CharField(max_length=64, blank=True, editable=False)
    link = models.URLField(_("tautan berkas"), max_length=2000, blank=True)
    is_public = models.BooleanField(
        _("untuk umum"), default=True, help_text=_("Juga tampil di halaman publik, tanpa masuk.")
    )
    published_at = models.DateTimeField(_("terbit"), null=True, blank=True)
    published_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("diterbitkan oleh"),
    )
    withdrawn_at = models.DateTimeField(_("ditarik"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("alasan ditarik"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("disusun oleh"),
    )
    created_at = models.DateTimeField(_("disusun"))

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("materi")
        verbose_name_plural = _("materi")
        ordering = ("campaign", "-published_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="material_is_withdrawn_after_it_was_out_and_with_a_reason",
                condition=models.Q(withdrawn_at=None, withdrawn_reason="")
                | (
                    models.Q(published_at__isnull=False, withdrawn_at__isnull=False)
                    & models.Q(withdrawn_at__gte=models.F("published_at"))
                    & ~models.Q(withdrawn_reason="")
                ),
            ),
            models.CheckConstraint(
                name="material_draft_was_published_by_nobody",
                condition=models.Q(published_at__isnull=False) | models.Q(published_by=None),
            ),
        )
        indexes = (models.Index(fields=("campaign", "caption_key"), name="material_by_caption"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("campaigns:material-detail", args=[self.public_id])

    def standing(self, at: datetime) -> Standing:
        """Where it stands at `at`."""
        if self.published_at is None:
            return Standing.DRAFT
        if self.withdrawn_at:
            return Standing.WITHDRAWN
        return Standing.OUT if self.published_at <= at else Standing.SCHEDULED

    @property
    def version(self) -> str:
        """Changes with whatever an editor wrote: what a page showed is told from what stands now."""
        written = [
            self.kind,
            self.title,
            self.caption,
            self.pillar_id,
            self.link,
            self.is_public,
            self.published_at and self.published_at.isoformat(),
        ]
        return hashlib.sha256(json.dumps(written).encode()).hexdigest()[:16]
