from django.db import models

from campaigns.readings import INTERACTIONS, METRICS

__all__ = ["INTERACTIONS", "METRICS", "MetricColumns"]


class MetricColumns(models.Model):
    """One nullable column per metric; null means not measured, never zero."""

    views = models.BigIntegerField(null=True)
    reach = models.BigIntegerField(null=True)
    impressions = models.BigIntegerField(null=True)
    likes = models.BigIntegerField(null=True)
    comments = models.BigIntegerField(null=True)
    shares = models.BigIntegerField(null=True)
    saves = models.BigIntegerField(null=True)
    clicks = models.BigIntegerField(null=True)
    watch_seconds = models.BigIntegerField(null=True)
    followers = models.BigIntegerField(null=True)

    class Meta:
        abstract = True
