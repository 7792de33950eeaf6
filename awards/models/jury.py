from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Agency, User
from awards.models.round import AwardRound, Category, Nomination


class JurorQuerySet(models.QuerySet["Juror"]):
    def serving(self) -> JurorQuerySet:
        """Those who judge: not the ones whom the committee has let go."""
        return self.filter(dismissed_at=None)


class Juror(models.Model):
    """Somebody whom the committee asked to judge a round.

    One who was named by mistake is dismissed with a reason: the points stay on record and do not count.
    """

    round = models.ForeignKey(
        AwardRound, on_delete=models.CASCADE, related_name="jurors", verbose_name=_("putaran")
    )
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="juries", verbose_name=_("juri"))
    named_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("ditunjuk oleh")
    )
    named_at = models.DateTimeField(_("ditunjuk"))
    dismissed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dilepas oleh"),
    )
    dismissed_at = models.DateTimeField(_("dilepas"), null=True, blank=True)
    dismissal = models.CharField(_("alasan dilepas"), max_length=300, blank=True, default="", db_default="")

    objects = JurorQuerySet.as_manager()

    class Meta:
        verbose_name = _("juri")
        verbose_name_plural = _("juri")
        ordering = ("round", "pk")
        constraints = (
            models.UniqueConstraint(fields=("round", "user"), name="juror_is_named_once_in_a_round"),
            models.CheckConstraint(
                name="juror_is_dismissed_by_somebody_with_a_reason",
                condition=models.Q(dismissed_at=None, dismissed_by=None, dismissal="")
                | (
                    models.Q(dismissed_at__isnull=False, dismissed_by__isnull=False) & ~models.Q(dismissal="")
                ),
            ),
        )

    def __str__(self) -> str:
        return str(self.user)


class JurorConflict(models.Model):
    """A juror says: of this agency I must not judge. It cannot be taken back."""

    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="conflicts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("instansi"))
    reason = models.CharField(_("alasan"), max_length=300)
    declared_at = models.DateTimeField(_("dinyatakan"))

    class Meta:
        verbose_name = _("benturan kepentingan")
        verbose_name_plural = _("benturan kepentingan")
        constraints = (models.UniqueConstraint(fields=("juror", "agency"), name="conflict_is_declared_once"),)

    def __str__(self) -> str:
        return f"{self.juror}: {self.agency}"


class JuryScoreQuerySet(models.QuerySet["JuryScore"]):
    def counted(self) -> JuryScoreQuerySet:
        """Without what dismissed jurors gave, or others before a conflict with the agency was declared.

        Nor what was given before the agency's present nomination: it was for another post, or another reason.
        """
        agency = models.OuterRef("agency")
        conflict = JurorConflict.objects.filter(juror=models.OuterRef("juror"), agency=agency)
        since = Nomination.objects.filter(
            category=models.OuterRef("category"),
            agency=agency,
            nominated_at__gt=models.OuterRef("given_at"),
        )
        return self.filter(~models.Exists(conflict), ~models.Exists(since), juror__dismissed_at=None)


class JuryScore(models.Model):
    """What one juror gives one finalist: whole points from 1 to 100 per criterion of the rubric.

    Jurors see neither each other's points nor the automatic score. Final once judging is closed.
    """

    juror = models.ForeignKey(Juror, on_delete=models.PROTECT, related_name="scores")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="jury_scores")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("instansi"))
    points = models.JSONField(_("nilai per kriteria"))
    note = models.CharField(_("catatan"), max_length=500, blank=True)
    given_at = models.DateTimeField(_("dinilai"))

    objects = JuryScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("nilai juri")
        verbose_name_plural = _("nilai juri")
        ordering = ("category", "agency", "juror")
        constraints = (
            models.UniqueConstraint(
                fields=("juror", "category", "agency"), name="juror_judges_a_finalist_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.juror}: {self.agency}"


class Minutes(models.Model):
    """The minutes (berita acara) of a sealed round as the file that was signed off, with its hash."""

    round = models.OneToOneField(AwardRound, on_delete=models.PROTECT, related_name="minutes")
    number = models.CharField(_("nomor"), max_length=60, unique=True)
    file = models.FileField(_("berkas"), upload_to="berita-acara/", max_length=120)
    sha256 = models.CharField(max_length=64, editable=False)
    made_by = models.CharField(_("dibuat oleh"), max_length=200)
    made_at = models.DateTimeField(_("dibuat"))

    class Meta:
        verbose_name = _("berita acara")
        verbose_name_plural = pgettext_lazy("several", "berita acara")

    def __str__(self) -> str:
        return self.number
