from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from agencies.platforms import CHOICES as PLATFORMS
from campaigns.models.agenda import Pillar
from campaigns.models.evidence import Screenshot
from campaigns.models.post import Post
from campaigns.states import FREE

DECIDED_OR_OPEN = models.Q(decided_at=None, decided_by=None, outcome="") | (
    models.Q(decided_at__isnull=False) & ~models.Q(outcome="")
)
"""An objection is open, with nothing of a decision, or decided with an outcome and a time."""


class Outcome(models.TextChoices):
    GRANTED = "granted", _("dikabulkan")
    DENIED = "denied", _("tidak dikabulkan")


class Appeal(models.Model):
    """An agency's only objection to the rejection of its post; another verifier decides.

    `against` is who rejected the post, copied when the appeal is filed: the database refuses that person's
    decision. Rejections by a rule have nobody there.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.OneToOneField(
        Post, on_delete=models.PROTECT, related_name="appeal", verbose_name=_("unggahan")
    )
    grounds = models.CharField(_("alasan banding"), max_length=1000)
    filed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("diajukan oleh")
    )
    filed_at = models.DateTimeField(_("diajukan"))
    against = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("putusan"), max_length=8, blank=True, choices=Outcome.choices)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pemutus")
    )
    decided_at = models.DateTimeField(_("diputus"), null=True, blank=True)
    note = models.CharField(_("catatan"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("banding")
        verbose_name_plural = _("banding")
        ordering = ("filed_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="appeal_is_open_or_decided",
                condition=DECIDED_OR_OPEN & (models.Q(outcome="") | models.Q(decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="appeal_is_decided_by_another",
                condition=models.Q(decided_by=None)
                | models.Q(against=None)
                | ~models.Q(decided_by=models.F("against")),
            ),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.post.code}"


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def for_people(self) -> DisputeQuerySet:
        """Not about what partners try in their sandbox."""
        return self.filter(post__campaign__is_sandbox=False)

    def waiting(self) -> DisputeQuerySet:
        """Those about which nobody has decided."""
        return self.filter(outcome="")

    def about(self, post: Post) -> DisputeQuerySet:
        """Those about the link that `post` names, whichever post they are filed against."""
        return self.filter(
            post__campaign=post.campaign_id, platform=post.platform, native_id=post.native_id or None
        )


class Dispute(models.Model):
    """A second agency reports a post that another one has filed. The account registry decides, or a verifier.

    It is about a link, and so about the post that holds the link: whoever takes the link takes the dispute
    over (`actions.following`). `handle` is the account that published it, as the link or else the officer
    says. Granted: the link goes to the agency that disputes it, with what that agency reported.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="disputes", verbose_name=_("unggahan")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="disputes", verbose_name=_("instansi")
    )
    platform = models.CharField(_("platform"), max_length=12, choices=PLATFORMS, default="", db_default="")
    native_id = models.CharField(max_length=200, default="", db_default="")
    url = models.URLField(_("tautan"), max_length=2000)
    handle = models.CharField(
        _("nama akun pada tautan"), max_length=100, blank=True, default="", db_default=""
    )
    caption = models.TextField(_("takarir"), blank=True)
    published_at = models.DateTimeField(_("terbit"), null=True, blank=True)
    pillar = models.ForeignKey(
        Pillar, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pilar")
    )
    filed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("diajukan oleh")
    )
    filed_at = models.DateTimeField(_("diajukan"))
    outcome = models.CharField(_("putusan"), max_length=8, blank=True, choices=Outcome.choices)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pemutus")
    )
    decided_at = models.DateTimeField(_("diputus"), null=True, blank=True)
    note = models.CharField(_("catatan"), max_length=500, blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("sengketa unggahan")
        verbose_name_plural = _("sengketa unggahan")
        ordering = ("filed_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("post", "agency", "platform", "native_id"),
                condition=models.Q(outcome=""),
                name="dispute_is_open_once_for_a_link",
            ),
            models.CheckConstraint(name="dispute_is_open_or_decided", condition=DECIDED_OR_OPEN),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.post.code}"

    @property
    def is_held(self) -> bool:
        """Whether the post still holds the link: its agency may have withdrawn it, or given it another."""
        post = self.post
        return post.state not in FREE and (post.platform, post.native_id) == (self.platform, self.native_id)


class DisputeEvidence(Screenshot):
    """The screenshot that came with a disputed report; granted, its files become evidence of the post too."""

    dispute = models.OneToOneField(
        Dispute, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("sengketa")
    )

    class Meta:
        verbose_name = _("bukti sengketa")
        verbose_name_plural = _("bukti sengketa")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.dispute.post.code}"
