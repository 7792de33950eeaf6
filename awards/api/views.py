"""Standings as partners read them."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.base import PartnerView
from agencies.api.schema import problems
from agencies.models import PartnerKey
from awards.api import documents
from awards.api.serializers import StandingsQuery, StandingsSerializer
from campaigns.models import Campaign


class Standings(PartnerView):
    """The standings of one category in one document: ranks, scores and every component."""

    scope = PartnerKey.ScopeCode.STANDINGS_READ

    @extend_schema(
        operation_id="standings_read",
        tags=["standings"],
        parameters=[StandingsQuery],
        responses={200: StandingsSerializer} | problems(400, 404),
    )
    def get(self, request: Request) -> Response:
        query = StandingsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        public = Campaign.objects.exclude(state=Campaign.State.DRAFT)
        campaign = public.filter(code=query.validated_data["campaign"]).first()
        if campaign is None:
            raise Http404("no such campaign")
        document = documents.standings(campaign, query.validated_data["category"])
        if document is None:
            raise Http404("no such category")
        return Response(StandingsSerializer(document).data)
