import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Certificate
from awards.models.round import AwardRound, Category
from campaigns.models import Post


class Award(models.Model):
    """A place given to an agency from a published round, with its certificate."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(
        AwardRound, on_delete=models.PROTECT, related_name="awards", verbose_name=_("putaran")
    )
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="awards", verbose_name=_("kategori")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="awards", verbose_name=_("instansi")
    )
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("unggahan")
    )
    place = models.PositiveSmallIntegerField(_("peringkat"))
    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, related_name="award", verbose_name=_("sertifikat")
    )

    class Meta:
        verbose_name = _("penghargaan")
        verbose_name_plural = _("penghargaan")
        ordering = ("round", "category__position", "place", "agency__code")
        constraints = (
            models.UniqueConstraint(fields=("category", "agency"), name="award_is_given_once_in_a_category"),
        )

    def __str__(self) -> str:
        return f"{self.category} {self.place}: {self.agency}"
