from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Region
from campaigns.kits import Kit
from campaigns.models.reading import Grade
from summitcomms.lib import clock

if TYPE_CHECKING:
    from campaigns.models.material import Material

LONGEST = timedelta(days=400)
"""How long a window may be; each week of it is a partition of readings."""
EARLIEST, LATEST = datetime(2015, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Between these a window begins: a mistyped year must not make room for centuries of readings."""

hashtag_validator = RegexValidator(
    r"\A(?=.*[^\W\d_])\w+\Z",
    _("Tulis tagar tanpa tanda pagar dan spasi: hanya huruf, angka, dan garis bawah; sedikitnya satu huruf."),
)


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def for_people(self) -> CampaignQuerySet:
        """What pages may speak of: neither drafts nor the sandbox of the partners."""
        return self.filter(is_sandbox=False).exclude(state=Campaign.State.DRAFT)

    def begun(self, at: datetime) -> CampaignQuerySet:
        """Open campaigns whose window has begun, also those whose window is over; not the sandbox.

        The last posts are verified and measured after the window: a campaign ends when it is closed.
        """
        return self.for_people().filter(state=Campaign.State.OPEN, starts_at__lte=at)

    def newest_first(self) -> CampaignQuerySet:
        return self.order_by("-starts_at")


class Campaign(models.Model):
    """One summit's campaign: the window [starts_at, ends_at), the hashtag, and what counts.

    `summit_on` is the first day of the summit itself, the day that H-n counts down to.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Rancangan")
        OPEN = "open", _("Berjalan")
        CLOSED = "closed", pgettext_lazy("campaign", "Selesai")

    code = models.SlugField(_("kode"), max_length=40, unique=True)
    name = models.CharField(_("nama"), max_length=120)
    short_name = models.CharField(_("nama singkat"), max_length=40)
    theme = models.CharField(_("tema"), max_length=120)
    predecessor = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successor",
        verbose_name=_("pendahulu"),
    )
    state = models.CharField(_("keadaan"), max_length=6, choices=State.choices, default=State.DRAFT)
    starts_at = models.DateTimeField(_("mulai"))
    ends_at = models.DateTimeField(
        _("berakhir"), help_text=_("Batas akhir, tidak termasuk saat itu sendiri.")
    )
    summit_on = models.DateField(_("hari pertama KTT"))
    summit_ends_on = models.DateField(_("hari terakhir KTT"))
    timezone = models.CharField(
        _("zona waktu"), max_length=32, choices=Region.Zone.choices, default=Region.Zone.WIB
    )
    hashtag = models.CharField(
        _("tagar"),
        max_length=60,
        validators=[hashtag_validator],
        help_text=_("Tanpa tanda pagar, misalnya ASEAN2023."),
    )
    counted_grades = ArrayField(
        models.CharField(max_length=16, choices=Grade.choices),
        verbose_name=_("mutu sumber yang dihitung"),
    )
    evidence_required = models.BooleanField(_("tangkapan layar wajib"), default=False, db_default=False)
    provinces_verify = models.BooleanField(
        _("koordinator provinsi ikut memverifikasi"),
        default=False,
        db_default=False,
        help_text=_("Koordinator memutus unggahan kabupaten dan kota di provinsinya."),
    )
    trusted_rules = ArrayField(
        models.CharField(max_length=16),
        verbose_name=_("aturan yang cukup tanpa verifikator"),
        default=list,
        db_default=[],
        blank=True,
        help_text=_(
            "Unggahan yang sesuai menurut semua aturan ini, dan tidak diragukan aturan lain, terverifikasi "
            "dengan sendirinya. Kosong: setiap unggahan diperiksa orang."
        ),
    )
    sampled_percent = models.PositiveSmallIntegerField(
        _("persen yang diperiksa ulang"),
        default=10,
        db_default=10,
        validators=[MaxValueValidator(100)],
        help_text=_("Bagian unggahan terverifikasi oleh aturan yang tetap diperiksa orang."),
    )
    mending_days = models.PositiveSmallIntegerField(
        _("hari untuk memperbaiki"),
        default=3,
        db_default=3,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Unggahan yang dikembalikan dan tidak diperbaiki sampai batas ini ditolak."),
    )
    objection_days = models.PositiveSmallIntegerField(
        _("hari untuk keberatan"),
        default=3,
        db_default=3,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("Batas instansi menyatakan keberatan atas tanda kejanggalan yang diberlakukan."),
    )
    is_sandbox = models.BooleanField(
        _("kotak pasir"),
        default=False,
        db_default=False,
        help_text=_("Tempat mitra mencoba; tidak tampil di halaman mana pun."),
    )
    is_demo = models.BooleanField(_("peragaan"), default=False)
    shifted_days = models.IntegerField(_("hari pergeseran peragaan"), default=0)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("kampanye")
        verbose_name_plural = pgettext_lazy("several", "kampanye")
        ordering = ("-starts_at",)
        constraints = (
            models.CheckConstraint(
                name="campaign_window_is_not_empty", condition=models.Q(starts_at__lt=models.F("ends_at"))
            ),
            models.CheckConstraint(
                name="campaign_window_is_bounded",
                condition=models.Q(
                    starts_at__gte=EARLIEST,
                    starts_at__lt=LATEST,
                    ends_at__lte=models.F("starts_at") + LONGEST,
                ),
                violation_error_message=(
                    format_lazy(
                        _(
                            "Kampanye paling lama {days} hari dan mulai antara tahun {first} dan {last}. "
                            "Periksa tahun pada waktu mulai dan berakhir."
                        ),
                        days=LONGEST.days,
                        first=EARLIEST.year,
                        last=LATEST.year - 1,
                    )
                ),
            ),
            models.CheckConstraint(
                name="campaign_summit_days_are_in_order",
                condition=models.Q(summit_on__lte=models.F("summit_ends_on")),
                violation_error_message=_("Hari terakhir KTT tidak boleh mendahului hari pertamanya."),
            ),
            models.CheckConstraint(
                name="campaign_samples_at_most_all", condition=models.Q(sampled_percent__lte=100)
            ),
            models.CheckConstraint(
                name="campaign_gives_days_to_mend",
                condition=models.Q(mending_days__gte=1, mending_days__lte=30),
            ),
            models.CheckConstraint(
                name="campaign_gives_days_to_object",
                condition=models.Q(objection_days__gte=1, objection_days__lte=30),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def day_of(self, at: datetime) -> date:
        """The campaign day that contains `at`: a day in the campaign's own zone."""
        return clock.campaign_day(at, self.timezone)

    def contains(self, at: datetime) -> bool:
        """Whether `at` lies in the half-open window."""
        return self.starts_at <= at < self.ends_at

    @property
    def days(self) -> int:
        """Length of the window in campaign days, a last part day counted as one."""
        return (self.day_of(self.ends_at - timedelta(microseconds=1)) - self.day_of(self.starts_at)).days + 1

    @property
    def first_day(self) -> datetime:
        """The first moment of the summit's first day: what H-n counts down to."""
        return clock.day_edges(self.summit_on, self.timezone)[0]

    @property
    def summit_span(self) -> str:
        """The days of the summit in words: "5–7 September 2023"."""
        return clock.date_span(self.summit_on, self.summit_ends_on)

    @cached_property
    def kit(self) -> Kit[Material]:
        """Its published material with the pillars, read once for this instance: one query for a batch."""
        return Kit(self.materials.filter(published_at__isnull=False).select_related("pillar"))
