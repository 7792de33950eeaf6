from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from agencies.models import Agency, AgencyKind, User
from awards import offers
from awards.scoring import Recipe
from awards.states import CHOICES as STATES
from awards.states import RoundState
from campaigns.models import Campaign, Post


class RecipeVersion(models.Model):
    """A scoring recipe as data; a change is a new version, so a ranking keeps the one it was made with."""

    code = models.SlugField(_("kode"), max_length=40)
    version = models.PositiveSmallIntegerField(_("versi"))
    name = models.CharField(_("nama"), max_length=120)
    data = models.JSONField(_("isi"))
    reason = models.CharField(_("alasan perubahan"), max_length=300, blank=True, default="", db_default="")
    created_at = models.DateTimeField(_("dicatat"), auto_now_add=True)
    created_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("disusun oleh"),
    )

    class Meta:
        verbose_name = _("resep penilaian")
        verbose_name_plural = pgettext_lazy("several", "resep penilaian")
        ordering = ("code", "-version")
        constraints = (models.UniqueConstraint(fields=("code", "version"), name="recipe_version_is_unique"),)

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("awards:recipe-detail", args=[self.code, self.version])

    @property
    def recipe(self) -> Recipe:
        return Recipe.from_data(self.data)


class AwardRoundQuerySet(models.QuerySet["AwardRound"]):
    def current(self, campaign: Campaign) -> AwardRound | None:
        """The round of a campaign that counts now: the newest version that is not superseded."""
        return (
            self.filter(campaign=campaign)
            .exclude(state=RoundState.SUPERSEDED)
            .select_related("campaign", "recipe", "frozen_ranking")
            .order_by("-version")
            .first()
        )


class AwardRound(models.Model):
    """One round of awards: draft → open → frozen (by A) → published (by B, not A) → awarded."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("kampanye")
    )
    name = models.CharField(_("nama"), max_length=120)
    version = models.PositiveSmallIntegerField(_("versi"), default=1)
    state = models.CharField(_("keadaan"), max_length=10, choices=STATES, default=RoundState.DRAFT)
    recipe = models.ForeignKey(
        RecipeVersion, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("resep")
    )
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("menggantikan"),
    )
    reason = models.CharField(_("alasan versi baru"), max_length=300, blank=True)
    frozen_ranking = models.OneToOneField(
        "awards.Ranking",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("peringkat beku"),
    )
    frozen_at = models.DateTimeField(_("dibekukan"), null=True, blank=True)
    frozen_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dibekukan oleh"),
    )
    published_at = models.DateTimeField(_("diterbitkan"), null=True, blank=True)
    published_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("diterbitkan oleh"),
    )
    judged_at = models.DateTimeField(_("penjurian ditutup"), null=True, blank=True)
    judged_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("penjurian ditutup oleh"),
    )
    awarded_at = models.DateTimeField(_("diberikan"), null=True, blank=True)
    awarded_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("diberikan oleh"),
    )

    objects = AwardRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("putaran penghargaan")
        verbose_name_plural = _("putaran penghargaan")
        ordering = ("-campaign__starts_at", "-version")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "name", "version"), name="round_version_is_unique"),
            models.CheckConstraint(
                name="round_is_frozen_with_ranking_time_and_person",
                condition=models.Q(
                    frozen_ranking=None, frozen_at=None, frozen_by=None, state__in=("draft", "open")
                )
                | (
                    models.Q(frozen_ranking__isnull=False, frozen_at__isnull=False, frozen_by__isnull=False)
                    & ~models.Q(state__in=("draft", "open"))
                ),
            ),
            models.CheckConstraint(
                name="round_is_published_with_time_and_person",
                condition=models.Q(
                    published_at=None, published_by=None, state__in=("draft", "open", "frozen")
                )
                | (
                    models.Q(published_at__isnull=False, published_by__isnull=False)
                    & models.Q(state__in=("published", "awarded", "superseded"))
                ),
            ),
            models.CheckConstraint(
                name="round_is_published_by_a_second_person",
                condition=models.Q(published_by=None) | ~models.Q(published_by=models.F("frozen_by")),
            ),
            models.CheckConstraint(
                name="round_is_awarded_with_time_and_person",
                condition=models.Q(awarded_at=None, awarded_by=None) & ~models.Q(state="awarded")
                | models.Q(
                    awarded_at__isnull=False, awarded_by__isnull=False, state__in=("awarded", "superseded")
                ),
            ),
            models.CheckConstraint(
                name="round_judging_is_closed_by_somebody",
                condition=models.Q(judged_at=None, judged_by=None)
                | models.Q(judged_at__isnull=False, judged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="round_new_version_has_a_reason",
                condition=models.Q(supersedes=None) | ~models.Q(reason=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} – {self.campaign.short_name}"

    def get_absolute_url(self) -> str:
        return reverse("awards:round-detail", args=[self.public_id])


class Category(models.Model):
    """A category of a round: who competes in it, for what, and how many receive an award.

    Agencies of one kind compete, of all kinds where `agency_kind` is empty; a stratum narrows them to
    populations in [population_from, population_to). `basis` says what is compared; `jury_percent` is the
    weight of the jury in the total, the rest is the automatic score.
    """

    class Basis(models.TextChoices):
        SCORE = "score", _("Nilai instansi")
        IMPROVEMENT = "improvement", _("Peningkatan terhadap kampanye pendahulu")
        CONTENT = "content", _("Konten terbaik")
        CLARIFICATION = "clarification", _("Klarifikasi terbaik")

    round = models.ForeignKey(
        AwardRound, on_delete=models.CASCADE, related_name="categories", verbose_name=_("putaran")
    )
    code = models.SlugField(_("kode"), max_length=40)
    name = models.CharField(_("nama"), max_length=80)
    basis = models.CharField(
        _("yang dinilai"), max_length=13, choices=Basis.choices, default=Basis.SCORE, db_default=Basis.SCORE
    )
    agency_kind = models.CharField(_("jenis instansi"), max_length=12, choices=AgencyKind.choices, blank=True)
    population_from = models.PositiveIntegerField(_("penduduk mulai"), null=True, blank=True)
    population_to = models.PositiveIntegerField(_("penduduk di bawah"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("jumlah penerima"), default=1)
    jury_percent = models.PositiveSmallIntegerField(
        _("bobot juri"), default=0, db_default=0, validators=[MaxValueValidator(100)]
    )
    position = models.PositiveSmallIntegerField(_("urutan"))
    finalists = models.JSONField(_("finalis"), null=True, blank=True)
    """The codes of those the jury had judged when judging was closed; None before, and without a jury."""

    class Meta:
        verbose_name = _("kategori")
        verbose_name_plural = _("kategori")
        ordering = ("round", "position")
        constraints = (
            models.UniqueConstraint(fields=("round", "code"), name="category_code_is_unique_in_its_round"),
            models.UniqueConstraint(
                fields=("round", "basis", "agency_kind", "population_from", "population_to"),
                name="category_of_a_kind_is_unique_in_its_round",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="category_jury_weighs_at_most_all", condition=models.Q(jury_percent__lte=100)
            ),
            models.CheckConstraint(
                name="category_stratum_is_not_empty",
                condition=models.Q(population_from=None)
                | models.Q(population_to=None)
                | models.Q(population_from__lt=models.F("population_to")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of agencies that may compete."""
        return (self.agency_kind,) if self.agency_kind else tuple(AgencyKind.values)

    @property
    def is_stratum(self) -> bool:
        """Whether population narrows who competes."""
        return self.population_from is not None or self.population_to is not None

    def spans(self, population: int | None) -> bool:
        """Whether the stratum takes this population; one that is not known stands there without a rank."""
        if population is None:
            return True
        least, most = self.population_from or 0, self.population_to
        return least <= population and (most is None or population < most)

    @property
    def is_for_regencies(self) -> bool:
        """Whether regencies or cities are compared here by their score."""
        kinds = {AgencyKind.REGENCY.value, AgencyKind.CITY.value}
        return self.basis == self.Basis.SCORE and not kinds.isdisjoint(self.kinds)

    def takes(self, agency: Agency) -> bool:
        """Whether the agency is among those that compete."""
        return agency.kind in self.kinds and self.spans(agency.population)

    def scores(self, agency: Agency) -> bool:
        """Whether the agency's own score, among its like, is what is compared."""
        return self.basis == self.Basis.SCORE and self.takes(agency)

    @property
    def label(self) -> str:
        """The name in the language of the reader, where it is one of `offers`; any other as it was given."""
        return pgettext("category of agencies", self.name)

    @property
    def rule_words(self) -> str:
        """How its automatic score comes about, as one sentence."""
        return str(_RULES[self.Basis(self.basis)])

    @property
    def range_words(self) -> str:
        """Which populations compete, in words; empty where all do."""
        return offers.range_words(self.population_from, self.population_to)


_RULES = {
    Category.Basis.SCORE: _("Jumlah poin semua komponen."),
    Category.Basis.IMPROVEMENT: _(
        "Kenaikan nilai dari kampanye pendahulu, keduanya dihitung dengan resep yang sama."
    ),
    Category.Basis.CONTENT: _(
        "Interaksi unggahan yang diusulkan, dibanding yang tertinggi pada skala logaritma."
    ),
    Category.Basis.CLARIFICATION: _(
        "Interaksi klarifikasi yang diusulkan, dibanding yang tertinggi pada skala logaritma."
    ),
}


class Exclusion(models.Model):
    """The committee leaves an agency out of a round, with a reason that is shown."""

    round = models.ForeignKey(AwardRound, on_delete=models.CASCADE, related_name="exclusions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("instansi"))
    reason = models.CharField(_("alasan"), max_length=150)
    excluded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("oleh"))
    excluded_at = models.DateTimeField(_("pada"))

    class Meta:
        verbose_name = _("instansi yang tidak dinilai")
        verbose_name_plural = pgettext_lazy("several", "instansi yang tidak dinilai")
        constraints = (
            models.UniqueConstraint(fields=("round", "agency"), name="agency_is_excluded_once_from_a_round"),
            models.CheckConstraint(name="exclusion_has_a_reason", condition=~models.Q(reason="")),
        )

    def __str__(self) -> str:
        return f"{self.agency}: {self.reason}"


class Nomination(models.Model):
    """A post that competes in a category of contents; an agency is in a category with one post at most."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="nominations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="nominations")
    note = models.CharField(_("alasan"), max_length=300, blank=True)
    nominated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("diusulkan oleh")
    )
    nominated_at = models.DateTimeField(_("diusulkan"))

    class Meta:
        verbose_name = _("nominasi")
        verbose_name_plural = _("nominasi")
        ordering = ("category", "nominated_at")
        constraints = (
            models.UniqueConstraint(
                fields=("category", "agency"), name="agency_nominates_one_post_in_a_category"
            ),
        )

    def __str__(self) -> str:
        return f"{self.category}: {self.post_id}"
