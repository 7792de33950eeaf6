from django.db import models

METRICS = (
    "views",
    "reach",
    "impressions",
    "likes",
    "comments",
    "shares",
    "saves",
    "clicks",
    "watch_seconds",
    "followers",
)
"""Every metric that is measured, in the order in which they are listed everywhere."""

INTERACTIONS = ("likes", "comments", "shares", "saves")
"""The metrics whose sum is *interaksi* (definition of the KPI `interactions`, version 1)."""


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
