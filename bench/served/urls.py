"""The portal's addresses, an empty view behind the same door, and the usual way to take in a batch."""

from typing import Any

from django.db import transaction
from django.urls import path
from rest_framework import serializers
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.base import PartnerView
from agencies.models import PartnerKey
from bench.batches import Known
from bench.peers import bulk_create
from campaigns.actions import sources
from campaigns.models import METRICS, MetricReading, Post
from campaigns.readings import ReadingRow
from summitcomms import urls


class Empty(PartnerView):
    """Nothing, for a partner that may read standings."""

    scope = PartnerKey.ScopeCode.STANDINGS_READ

    def get(self, request: Request) -> Response:
        return Response({})


class RowSerializer(serializers.ModelSerializer[MetricReading]):
    """One reading of a batch, its post by "platform:native id"."""

    post = serializers.CharField()

    class Meta:
        model = MetricReading
        fields = ("post", "taken_at", *METRICS)


class PlainBatch(PartnerView):
    """A ModelSerializer for every row, and bulk_create into both tables."""

    write_scope = PartnerKey.ScopeCode.READINGS_WRITE
    parser_classes = (JSONParser,)

    @transaction.atomic
    def post(self, request: Request) -> Response:
        rows = RowSerializer(data=request.data["rows"], many=True)
        rows.is_valid(raise_exception=True)
        known = self._posts(request.data["campaign"], rows.validated_data)
        batch = [
            (known[row.pop("post")], ReadingRow("", row.pop("taken_at"), row)) for row in rows.validated_data
        ]
        bulk_create.store(batch, sources.of_partner(self.call.key.partner).pk)
        return Response({"stored": len(batch)})

    def _posts(self, campaign: str, rows: list[dict[str, Any]]) -> dict[str, Known]:
        native = {row["post"].partition(":")[2] for row in rows}
        posts = Post.objects.filter(campaign__code=campaign, native_id__in=native)
        found = (Known(*row) for row in posts.values_list("pk", "code", "platform", "native_id"))
        return {post.key: post for post in found}


urlpatterns = [
    path("api/v1/bench/empty", Empty.as_view()),
    path("api/v1/bench/plain", PlainBatch.as_view()),
    *urls.urlpatterns,
]
