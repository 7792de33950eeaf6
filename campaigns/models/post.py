from __future__ import annotations

from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, SocialAccount, User
from agencies.platforms import CHOICES as PLATFORMS
from agencies.roles import Permission
from campaigns import screening
from campaigns.models.agenda import Pillar
from campaigns.models.campaign import Campaign
from campaigns.models.material import Material
from campaigns.models.receipt import Receipt
from campaigns.states import APPEAL_WITHIN, FREE, REASON_CHOICES, PostState
from campaigns.states import CHOICES as STATES


class PostQuerySet(models.QuerySet["Post"]):
    def verified(self) -> PostQuerySet:
        return self.filter(state=PostState.VERIFIED)

    def awaiting(self) -> PostQuerySet:
        """Posts that wait for a verifier."""
        return self.filter(state=PostState.SUBMITTED)

    def holding(self, campaign: Campaign, platform: str, native_id: str) -> PostQuerySet:
        """The post that holds this link in this campaign: at most one, by constraint."""
        return self.filter(campaign=campaign, platform=platform, native_id=native_id).exclude(state__in=FREE)

    def samples(self) -> PostQuerySet:
        """Posts that a rule accepted and that were drawn for a person to look at, oldest first."""
        drawn = self.filter(state=PostState.VERIFIED, is_sampled=True, sample_checked_at=None)
        return drawn.order_by("decided_at", "pk")

    def for_people(self) -> PostQuerySet:
        """Not what partners try in their sandbox."""
        return self.filter(campaign__is_sandbox=False)

    def visible_to(self, user: User) -> PostQuerySet:
        """Central staff see all, coordinators their province's, agency members their agency's posts."""
        return self.for_people().filter(
            agency__in=Agency.objects.within_reach_of(user, Permission.VIEW_POSTS)
        )

    def for_list(self) -> PostQuerySet:
        """Everything a list row shows."""
        return self.select_related("campaign", "agency", "account", "pillar", "submitted_by", "decided_by")

    def with_step(self) -> PostQuerySet:
        """What the next step depends on besides the post: its appeal, and whether another has its link."""
        same = {name: models.OuterRef(name) for name in ("campaign", "platform", "native_id")}
        others = Post.objects.filter(**same).exclude(state__in=FREE).exclude(pk=models.OuterRef("pk"))
        return self.select_related("appeal").annotate(is_taken=models.Exists(others))

    def for_queue(self, at: datetime) -> PostQuerySet:
        """What a row of the queue shows; riskiest first, then oldest, those that somebody looks at last.

        `outcome` is what the rules of the screening said, in their order: posts of one kind share it.
        """
        claimed = models.Q(claimed_until__gt=at)
        return (
            self.for_list()
            .select_related("claimed_by")
            .annotate(
                is_claimed=models.Case(models.When(claimed, then=True), default=False),
                outcome=models.Func(
                    models.F("screening"),
                    template="jsonb_path_query_array(%(expressions)s, '$[*].verdict')",
                    output_field=models.JSONField(),
                ),
            )
            .order_by("is_claimed", "-risk", "submitted_at", "pk")
        )


class Post(models.Model):
    """One unggahan that an agency reports. The state moves only as `campaigns.states` allows.

    `native_id` is the platform's own id, case-sensitive (for websites the hash of the canonical address);
    null for an opaque short link, which never counts until the full link is known.
    """

    class DecidedByKind(models.TextChoices):
        PERSON = "person", _("orang")
        RULE = "rule", _("aturan")

    code = models.CharField(_("kode"), max_length=16, unique=True)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="posts", verbose_name=_("kampanye")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="posts", verbose_name=_("instansi")
    )
    account = models.ForeignKey(
        SocialAccount,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("akun"),
    )
    pillar = models.ForeignKey(
        Pillar, on_delete=models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("pilar")
    )
    material = models.ForeignKey(
        Material,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("materi yang dipakai"),
    )
    receipt = models.ForeignKey(
        Receipt,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("tanda terima"),
    )
    state = models.CharField(_("keadaan"), max_length=10, choices=STATES)

    platform = models.CharField(_("platform"), max_length=12, choices=PLATFORMS)
    native_id = models.CharField(max_length=200, null=True, blank=True)  # null: not known yet
    url = models.URLField(_("tautan"), max_length=2000)
    handle = models.CharField(_("nama akun pada tautan"), max_length=100, blank=True)
    is_soft = models.BooleanField(_("id tidak pasti"), default=False)
    caption = models.TextField(_("takarir"), blank=True)
    caption_key = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    published_at = models.DateTimeField(_("terbit"), null=True, blank=True)
    id_time = models.DateTimeField(_("waktu pada tautan"), null=True, blank=True)

    submitted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="submitted_posts", verbose_name=_("pengirim")
    )
    submitted_at = models.DateTimeField(_("dikirim"))
    screening = models.JSONField(_("hasil pemeriksaan awal"), default=list)
    risk = models.PositiveSmallIntegerField(_("risiko"), default=0)

    claimed_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sedang diperiksa"),
    )
    claimed_until = models.DateTimeField(null=True, blank=True)

    decision = models.CharField(_("putusan"), max_length=10, blank=True, choices=STATES)
    decided_at = models.DateTimeField(_("diputus"), null=True, blank=True)
    decided_by_kind = models.CharField(max_length=6, blank=True, choices=DecidedByKind.choices)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("pemutus")
    )
    decided_by_rule = models.CharField(max_length=100, blank=True)
    reason_code = models.CharField(_("alasan"), max_length=20, blank=True, choices=REASON_CHOICES)
    reason_note = models.CharField(_("catatan"), max_length=500, blank=True)
    mend_by = models.DateTimeField(_("batas perbaikan"), null=True, blank=True)
    is_sampled = models.BooleanField(
        _("contoh untuk diperiksa ulang"), default=False, db_default=False, editable=False
    )
    sample_checked_at = models.DateTimeField(_("diperiksa ulang"), null=True, blank=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("unggahan")
        verbose_name_plural = _("unggahan")
        ordering = ("-submitted_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "platform", "native_id"),
                condition=models.Q(native_id__isnull=False) & ~models.Q(state__in=FREE),
                name="post_is_filed_once_in_a_campaign",
            ),
            models.UniqueConstraint(
                fields=("campaign", "agency", "url"),
                condition=models.Q(state="needs_link"),
                name="post_waits_once_for_its_link",
            ),
            models.CheckConstraint(
                name="post_without_native_id_needs_its_link",
                condition=models.Q(native_id__isnull=False) | models.Q(state__in=("needs_link", "withdrawn")),
            ),
            models.CheckConstraint(
                name="post_decision_is_complete_or_empty",
                condition=models.Q(
                    decision="", decided_at=None, decided_by_kind="", decided_by=None, decided_by_rule=""
                )
                | (
                    models.Q(decision__in=("verified", "returned", "rejected"), decided_at__isnull=False)
                    & (
                        models.Q(decided_by_kind="person", decided_by__isnull=False, decided_by_rule="")
                        | (models.Q(decided_by_kind="rule", decided_by=None) & ~models.Q(decided_by_rule=""))
                    )
                ),
            ),
            models.CheckConstraint(
                name="post_state_follows_its_decision",
                condition=models.Q(state__in=("needs_link", "submitted", "withdrawn"), decision="")
                | models.Q(state__in=("verified", "returned", "rejected"), decision=models.F("state")),
            ),
            models.CheckConstraint(
                name="post_is_mended_by_a_time_only_while_returned",
                condition=models.Q(mend_by=None) | models.Q(state="returned"),
            ),
            models.CheckConstraint(
                name="post_sample_is_of_a_rule",
                condition=models.Q(is_sampled=False) | models.Q(decided_by_kind="rule", state="verified"),
            ),
            models.CheckConstraint(
                name="post_claim_is_complete_or_empty",
                condition=models.Q(claimed_by=None, claimed_until=None)
                | models.Q(claimed_by__isnull=False, claimed_until__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                fields=("campaign", "-risk", "submitted_at"),
                condition=models.Q(state="submitted"),
                name="post_queue",
            ),
            models.Index(fields=("agency", "campaign", "-submitted_at"), name="post_of_agency"),
            models.Index(fields=("submitted_at", "code"), name="post_by_time_of_report"),
            models.Index(fields=("campaign", "decided_at"), name="post_by_time_of_decision"),
            models.Index(
                fields=("campaign", "caption_key"),
                condition=~models.Q(caption_key=""),
                name="post_by_caption",
            ),
            models.Index(fields=("mend_by",), condition=models.Q(state="returned"), name="post_to_be_mended"),
            models.Index(
                fields=("campaign", "decided_at"),
                condition=models.Q(is_sampled=True, sample_checked_at=None),
                name="post_sample_to_check",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_platform_display()} {self.code}"

    def get_absolute_url(self) -> str:
        return reverse("campaigns:post-detail", args=[self.code])

    @property
    def appeal_until(self) -> datetime | None:
        """Until when the agency may appeal against the rejection; None for other posts."""
        is_rejected = self.state == PostState.REJECTED and self.decided_at is not None
        return self.decided_at + APPEAL_WITHIN if is_rejected and self.decided_at else None

    @property
    def needs_evidence(self) -> bool:
        """Whether the campaign wants a screenshot and there is none in which anything can be seen."""
        missing = screening.load(self.screening).verdict(screening.Rule.IMAGE) is screening.Verdict.UNKNOWN
        return self.campaign.evidence_required and missing
