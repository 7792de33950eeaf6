from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from awards import reasons
from awards.models.round import AwardRound, Category
from campaigns.models import Post, TallyRun


class RankingQuerySet(models.QuerySet["Ranking"]):
    def newest(self, award_round: AwardRound) -> Ranking | None:
        return (
            self.filter(round=award_round).select_related("tally").order_by("-tally__cutoff", "-pk").first()
        )

    def last_freeze(self) -> Ranking | None:
        """The end of the chain of freezes, of whatever campaign: the sealed ranking that none follows yet."""
        followed = self.filter(sealed_at__isnull=False).values("previous")
        ends = self.filter(sealed_at__isnull=False).exclude(head__in=followed)
        return ends.order_by("-sealed_at", "-pk").first()


class Ranking(models.Model):
    """One round's recipe applied to one tally. The freeze seals it: from then on nothing of it changes.

    `previous` is the head of the freeze before, of whatever round; empty for the first one of all. Together
    the sealed rankings make one chain without forks.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(AwardRound, on_delete=models.CASCADE, related_name="rankings")
    tally = models.ForeignKey(TallyRun, on_delete=models.PROTECT, related_name="rankings")
    recipe_data = models.JSONField(_("resep yang dipakai"))
    computed_at = models.DateTimeField(_("dihitung"))
    sealed_at = models.DateTimeField(_("disegel"), null=True)
    previous = models.CharField(
        _("sidik jari pembekuan sebelumnya"), max_length=64, blank=True, db_default=""
    )
    head = models.CharField(_("kepala rantai"), max_length=64, blank=True)

    objects = RankingQuerySet.as_manager()

    class Meta:
        verbose_name = _("peringkat")
        verbose_name_plural = _("peringkat")
        ordering = ("-computed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("round", "tally"), name="ranking_of_a_tally_is_unique_in_its_round"
            ),
            models.CheckConstraint(
                name="ranking_is_sealed_with_its_head",
                condition=models.Q(sealed_at=None, head="")
                | (models.Q(sealed_at__isnull=False) & ~models.Q(head="")),
            ),
            models.UniqueConstraint(
                fields=("previous",),
                name="freeze_is_followed_by_one_freeze",
                condition=models.Q(sealed_at__isnull=False) & ~models.Q(previous=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.round} {self.computed_at:%Y-%m-%d %H:%M}"


class Standing(models.Model):
    """One agency's place in one category of a ranking, with every component. Written once, never changed."""

    ranking = models.ForeignKey(Ranking, on_delete=models.CASCADE, related_name="standings")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="standings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="standings")
    position = models.PositiveIntegerField(_("urutan tampil"))
    rank = models.PositiveIntegerField(_("peringkat"), null=True)
    total = models.DecimalField(_("nilai"), max_digits=7, decimal_places=2)
    automatic = models.DecimalField(_("nilai otomatis"), max_digits=7, decimal_places=2, null=True)
    jury = models.DecimalField(_("nilai juri"), max_digits=7, decimal_places=2, null=True)
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("unggahan")
    )
    reason = models.CharField(_("mengapa tanpa peringkat"), max_length=200, blank=True)
    components = models.JSONField(_("komponen"))
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("peringkat instansi")
        verbose_name_plural = _("peringkat instansi")
        ordering = ("ranking", "category", "position")
        constraints = (
            models.UniqueConstraint(
                fields=("ranking", "category", "agency"), name="standing_is_held_once_in_a_category"
            ),
            models.UniqueConstraint(
                fields=("ranking", "category", "position"), name="standing_position_is_unique_in_its_category"
            ),
            models.CheckConstraint(
                name="standing_has_a_rank_or_a_reason",
                condition=(models.Q(rank__isnull=False) & models.Q(reason=""))
                | (models.Q(rank=None) & ~models.Q(reason="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.rank or '–'} {self.agency_id}"

    @property
    def reason_said(self) -> str:
        """The kept reason in the language of the reader."""
        return reasons.said(self.reason)
