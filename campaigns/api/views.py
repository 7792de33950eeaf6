"""Campaigns as partners read them, and the readings they push."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.validators import slug_re
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.base import PartnerView
from agencies.api.batches import Batch, BatchView, as_json
from agencies.api.pagination import CodePagination
from agencies.api.problems import Problem
from agencies.api.schema import batch_parameters, batch_problems, batch_request, problems
from agencies.models import PartnerKey
from campaigns.actions import readings, sources
from campaigns.api.reading_rows import read_rows
from campaigns.api.serializers import (
    BatchResultSerializer,
    CampaignDetailSerializer,
    CampaignSerializer,
    ReadingBatchSerializer,
    ReadingRowSerializer,
)
from campaigns.models import Campaign

_VISIBLE = Campaign.objects.exclude(state=Campaign.State.DRAFT).select_related("predecessor")


@extend_schema_view(
    get=extend_schema(
        operation_id="campaigns_list",
        tags=["campaigns"],
        responses={200: CampaignSerializer(many=True)} | problems(404),
    )
)
class CampaignList(PartnerView, ListAPIView[Campaign]):
    """Campaigns in the order of their codes; drafts are nobody's business yet."""

    scope = PartnerKey.ScopeCode.CAMPAIGNS_READ
    queryset = _VISIBLE.prefetch_related("pillars")
    serializer_class = CampaignSerializer
    pagination_class = CodePagination


@extend_schema_view(
    get=extend_schema(
        operation_id="campaigns_read",
        tags=["campaigns"],
        responses={200: CampaignDetailSerializer} | problems(404),
    )
)
class CampaignDetail(PartnerView, RetrieveAPIView[Campaign]):
    """One campaign with its key figures: those measured by others, and the newest tally of the portal."""

    scope = PartnerKey.ScopeCode.CAMPAIGNS_READ
    queryset = _VISIBLE.prefetch_related("pillars")
    serializer_class = CampaignDetailSerializer
    lookup_field = "code"

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "at": timezone.now()}


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
        campaign = _campaign(batch.campaign)
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


def _campaign(code: str) -> Campaign:
    """The campaign readings are meant for; `Problem` when there is none of this code."""
    campaign = _VISIBLE.filter(code=code).first() if slug_re.match(code) else None
    if campaign is None:
        raise Problem(422, "campaign_unknown", "Tidak ada kampanye dengan kode ini. Periksa isi campaign.")
    return campaign
