from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Agency
from campaigns.models.campaign import Campaign
from campaigns.models.post import Post


class TallyRunQuerySet(models.QuerySet["TallyRun"]):
    def newest(self, campaign: Campaign) -> TallyRun | None:
        """The run with the latest cutoff; runs are stored whole or not at all, so every row is finished."""
        return self.filter(campaign=campaign).order_by("-cutoff", "-pk").first()


class TallyRun(models.Model):
    """One full recount of a campaign as of `cutoff`. It is written in one transaction with its rows."""

    class Trigger(models.TextChoices):
        BEAT = "beat", _("terjadwal")
        PERSON = "person", _("atas permintaan")
        COMMAND = "command", _("perintah")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="tally_runs", verbose_name=_("kampanye")
    )
    cutoff = models.DateTimeField(_("per"))
    trigger = models.CharField(_("pemicu"), max_length=8, choices=Trigger.choices)
    definitions = models.JSONField(_("definisi"))
    started_at = models.DateTimeField(_("mulai"))
    finished_at = models.DateTimeField(_("selesai"))

    objects = TallyRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("penghitungan")
        verbose_name_plural = _("penghitungan")
        ordering = ("-cutoff",)
        constraints = (
            models.UniqueConstraint(fields=("campaign", "cutoff"), name="tally_has_one_run_per_cutoff"),
        )

    def __str__(self) -> str:
        return f"{self.campaign} {self.cutoff:%Y-%m-%d %H:%M}"


class AgencyTally(models.Model):
    """What one agency reached in one run. Sums are over verified posts in the window, newest counts each."""

    run = models.ForeignKey(TallyRun, on_delete=models.CASCADE, related_name="agencies")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="tallies")
    posts = models.PositiveIntegerField()
    active_days = models.PositiveIntegerField()
    pillars = models.PositiveIntegerField()
    measured_posts = models.PositiveIntegerField()
    views = models.PositiveBigIntegerField()
    reach = models.PositiveBigIntegerField()
    likes = models.PositiveBigIntegerField()
    comments = models.PositiveBigIntegerField()
    shares = models.PositiveBigIntegerField()
    saves = models.PositiveBigIntegerField()
    interactions = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("hitungan instansi")
        verbose_name_plural = _("hitungan instansi")
        constraints = (models.UniqueConstraint(fields=("run", "agency"), name="tally_counts_an_agency_once"),)

    def __str__(self) -> str:
        return f"{self.agency_id}: {self.posts}"


class AgencyDayTally(models.Model):
    """The same by campaign day, non-zero rows only; kept for the newest and for frozen runs.

    By far the most rows of a run, so one index is all they have and no foreign keys of their own: the
    `AgencyTally` beside them holds agency and run in place.
    """

    pk = models.CompositePrimaryKey("run", "agency", "day")
    run = models.ForeignKey(
        TallyRun, on_delete=models.CASCADE, related_name="days", db_index=False, db_constraint=False
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    day = models.DateField()
    posts = models.PositiveIntegerField()
    interactions = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("hitungan harian instansi")
        verbose_name_plural = _("hitungan harian instansi")

    def __str__(self) -> str:
        return f"{self.agency_id} {self.day}: {self.posts}"


class TopPost(models.Model):
    """One of the best posts of a run, by interactions; kept for the newest run and for frozen ones."""

    run = models.ForeignKey(TallyRun, on_delete=models.CASCADE, related_name="top_posts")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    interactions = models.PositiveBigIntegerField()
    views = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("unggahan teratas")
        verbose_name_plural = _("unggahan teratas")
        ordering = ("run", "position")
        constraints = (
            models.UniqueConstraint(fields=("run", "position"), name="tally_has_one_post_at_a_position"),
            models.UniqueConstraint(fields=("run", "post"), name="tally_lists_a_top_post_once"),
        )

    def __str__(self) -> str:
        return f"{self.position}: {self.post_id}"


class ComponentInput(models.Model):
    """What scoring needs of an agency from outside the tally, with its sample and source.

    `component` is a code that recipes know (such as "tone"); `value` a share between 0 and 1 or a count, as
    the component says; `n` how many observations stand behind it. The newest `as_of` up to a cutoff holds.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="component_inputs")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    component = models.SlugField(_("komponen"), max_length=40)
    value = models.DecimalField(pgettext_lazy("figure", "nilai"), max_digits=16, decimal_places=6)
    n = models.PositiveIntegerField(_("jumlah pengamatan"))
    source = models.CharField(_("sumber"), max_length=160)
    as_of = models.DateTimeField(_("per"))

    class Meta:
        verbose_name = _("masukan komponen")
        verbose_name_plural = _("masukan komponen")
        ordering = ("campaign", "component", "agency", "-as_of")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "agency", "component", "as_of"), name="component_input_holds_once"
            ),
            models.CheckConstraint(name="component_input_is_not_negative", condition=models.Q(value__gte=0)),
        )

    def __str__(self) -> str:
        return f"{self.agency_id} {self.component}: {self.value}"
