"""Readings: the road on which partners push what they measured, and what they pushed."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.batches import Batch, BatchView, as_json
from agencies.api.reads import MomentFilter, ReadList
from agencies.api.schema import batch_parameters, batch_problems, batch_request, described
from agencies.models import PartnerKey
from campaigns.actions import readings, sources
from campaigns.api.campaigns import named
from campaigns.api.posts import visible_to
from campaigns.api.reading_rows import read_rows
from campaigns.api.serializers import (
    BatchResultSerializer,
    ReadingBatchSerializer,
    ReadingRowSerializer,
    ReadingSerializer,
)
from campaigns.models import MetricReading, ReadingVoid

_EXAMPLE = OpenApiExample(
    "Two readings",
    value={
        "campaign": "ktt-43",
        "rows": [
            {"post": "x:1696312345678901234", "taken_at": "2023-08-29T09:00:00+07:00", "likes": 120},
            {
                "post": "https://www.instagram.com/p/CwT9hXQy1aB/",
                "taken_at": "2023-08-29T02:00:00Z",
                "views": 5400,
                "likes": 310,
                "comments": 12,
            },
        ],
    },
    request_only=True,
)


class ReadingBatch(BatchView):
    """Push up to 10,000 readings. Good rows are stored, bad ones come back with index, code and sentence.

    A repeat changes nothing: post, partner and moment are the key of a reading, so after a lost connection
    send the same batch again.
    """

    write_scope = PartnerKey.ScopeCode.READINGS_WRITE

    @extend_schema(
        operation_id="readings_batch",
        tags=["readings"],
        parameters=batch_parameters(has_campaign=True),
        request=batch_request(ReadingBatchSerializer, ReadingRowSerializer),
        responses={200: BatchResultSerializer} | batch_problems(),
        examples=[_EXAMPLE],
    )
    def post(self, request: Request) -> Response:
        return self.respond(request)

    def take(self, batch: Batch, *, at: datetime) -> dict[str, Any]:
        campaign = named(batch.campaign)
        read = read_rows(batch.rows)
        partner = self.call.key.partner
        result = readings.ingest(
            by=partner, campaign=campaign, source=sources.of_partner(partner), rows=read.rows, at=at
        )
        # The ingest counted the rows it was given; partners count those they sent.
        refused = [replace(refusal, index=read.indexes[refusal.index]) for refusal in result.refused]
        return {
            "batch": str(result.batch),
            "stored": result.stored,
            "unchanged": result.unchanged,
            "refused": as_json([*refused, *read.refused]),
        }


class ReadingFilter(filters.FilterSet):
    taken_since = MomentFilter(field_name="taken_at", lookup_expr="gte")
    taken_before = MomentFilter(field_name="taken_at", lookup_expr="lt")


@described("posts_readings")
class PostReadings(ReadList):
    """What you pushed of one post, every revision of it; what others pushed is theirs."""

    scope = PartnerKey.ScopeCode.POSTS_READ
    queryset = MetricReading.objects.none()
    serializer_class = ReadingSerializer
    filterset_class = ReadingFilter
    orderings = {
        "-taken_at": ("-taken_at", "-revision"),
        "taken_at": ("taken_at", "revision"),
    }

    def get_queryset(self) -> QuerySet[MetricReading]:
        partner = self.call.key.partner
        post = get_object_or_404(visible_to(partner), code=self.kwargs["code"])
        own = MetricReading.objects.filter(post=post, source__partner=partner)
        key = ("post_id", "source_id", "taken_at", "revision")
        void = ReadingVoid.objects.filter(**{name: OuterRef(name) for name in key})
        return own.annotate(is_void=Exists(void))
