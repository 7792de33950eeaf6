from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from campaigns.models.campaign import Campaign
from campaigns.models.metrics import MetricColumns
from campaigns.models.post import Post


class PostCounters(MetricColumns):
    """The newest counts of one post, in a narrow row that a tally can read by the million.

    A pure function of the post, its readings and voids, and the campaign's counted grades; written only by
    the statements of `campaigns.counters`. Metrics stay unindexed so that updates are HOT (performance.md).
    """

    post = models.OneToOneField(Post, on_delete=models.CASCADE, primary_key=True, related_name="counters")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)
    platform = models.CharField(max_length=12)
    pillar_id = models.BigIntegerField(null=True)
    day = models.DateField(null=True)  # campaign day of publication; null while it is not known
    is_counted = models.BooleanField(default=False)
    taken_at = models.DateTimeField(null=True)  # newest reading that gave any of the above

    class Meta:
        verbose_name = _("penghitung unggahan")
        verbose_name_plural = _("penghitung unggahan")

    def __str__(self) -> str:
        return str(self.post_id)
