from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from campaigns.flags import EFFECTS, FLAGS
from campaigns.models.objection import Outcome as Ruling
from campaigns.models.post import Post
from campaigns.states import FREE


class PostFlagQuerySet(models.QuerySet["PostFlag"]):
    def to_settle(self) -> PostFlagQuerySet:
        """Doubts about standing posts on which no verifier has decided."""
        return self.filter(outcome="").exclude(post__state__in=FREE)

    def to_rule(self) -> PostFlagQuerySet:
        """Objections of agencies about standing posts on which nobody has ruled."""
        return self.filter(ruling="").exclude(objected_at=None).exclude(post__state__in=FREE)

    def settled(self) -> PostFlagQuerySet:
        """Those for which no verifier has anything to do, whether or not the agency may still object."""
        return self.exclude(outcome="").filter(models.Q(objected_at=None) | ~models.Q(ruling=""))

    def in_force(self) -> PostFlagQuerySet:
        """Those whose effect holds; `campaigns.counters` says the same in SQL."""
        return self.filter(outcome=PostFlag.Outcome.UPHELD).exclude(ruling=Ruling.GRANTED)

    def to_object(self, at: datetime) -> PostFlagQuerySet:
        """Those to which the agency of the post may still object."""
        return self.filter(outcome=PostFlag.Outcome.UPHELD, objected_at=None, object_until__gte=at).exclude(
            post__state__in=FREE
        )


class PostFlag(models.Model):
    """A doubt about a post or its numbers, raised by a rule and settled by people.

    Open: it counts, and the doubt is shown. Upheld by a verifier: `effect` holds, and the agency may object
    until `object_until`. An objection is decided by another person: granted lifts the effect, denied keeps
    it. Dismissed: nothing ever happened. `about` tells two doubts of one rule apart (a moment, another post).
    """

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("berlaku")
        DISMISSED = "dismissed", _("tidak berlaku")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="flags", verbose_name=_("unggahan"))
    code = models.CharField(_("aturan"), max_length=16, choices=FLAGS)
    about = models.CharField(max_length=120, blank=True, editable=False)
    facts = models.JSONField(_("fakta"), default=dict)
    effect = models.CharField(_("akibat"), max_length=8, choices=EFFECTS)
    raised_at = models.DateTimeField(_("ditandai"))

    outcome = models.CharField(_("putusan"), max_length=9, blank=True, choices=Outcome.choices)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pemutus")
    )
    decided_at = models.DateTimeField(_("diputus"), null=True, blank=True)
    note = models.CharField(_("catatan"), max_length=500, blank=True)
    object_until = models.DateTimeField(_("batas keberatan"), null=True, blank=True)

    grounds = models.CharField(_("alasan keberatan"), max_length=1000, blank=True)
    objected_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("diajukan oleh"),
    )
    objected_at = models.DateTimeField(_("diajukan"), null=True, blank=True)
    ruling = models.CharField(_("putusan keberatan"), max_length=8, blank=True, choices=Ruling.choices)
    ruled_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pemutus")
    )
    ruled_at = models.DateTimeField(_("keberatan diputus"), null=True, blank=True)
    ruling_note = models.CharField(
        _("catatan putusan"), max_length=500, blank=True, default="", db_default=""
    )

    objects = PostFlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tanda kejanggalan")
        verbose_name_plural = _("tanda kejanggalan")
        ordering = ("-raised_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("post", "code", "about"), name="flag_is_raised_once_about_a_thing"
            ),
            models.CheckConstraint(
                name="flag_is_open_or_decided",
                condition=models.Q(outcome="", decided_by=None, decided_at=None, object_until=None)
                | (
                    ~models.Q(outcome="")
                    & models.Q(decided_by__isnull=False, decided_at__isnull=False)
                    & (models.Q(outcome="dismissed") | models.Q(object_until__isnull=False))
                ),
            ),
            models.CheckConstraint(
                name="flag_objection_is_complete_and_against_an_upheld_one",
                condition=models.Q(grounds="", objected_by=None, objected_at=None, ruling="")
                | (
                    models.Q(outcome="upheld", objected_by__isnull=False, objected_at__isnull=False)
                    & ~models.Q(grounds="")
                ),
            ),
            models.CheckConstraint(
                name="flag_ruling_is_complete_and_by_another",
                condition=models.Q(ruling="", ruled_by=None, ruled_at=None)
                | (
                    ~models.Q(ruling="")
                    & models.Q(ruled_by__isnull=False, ruled_at__isnull=False)
                    & ~models.Q(ruled_by=models.F("decided_by"))
                ),
            ),
        )
        indexes = (
            models.Index(fields=("raised_at",), condition=models.Q(outcome=""), name="flag_to_settle"),
            models.Index(
                fields=("post",),
                condition=models.Q(outcome="upheld") & ~models.Q(ruling="granted"),
                name="flag_in_force",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.post.code}"

    def get_absolute_url(self) -> str:
        return reverse("campaigns:flag-detail", args=[self.public_id])

    @property
    def is_in_force(self) -> bool:
        """Whether its effect holds now."""
        return self.outcome == self.Outcome.UPHELD and self.ruling != Ruling.GRANTED
