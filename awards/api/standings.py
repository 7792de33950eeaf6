"""Standings as partners read them."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from agencies.api.base import PartnerView
from agencies.api.reads import only
from agencies.api.schema import problems
from agencies.models import PartnerKey
from awards.api import documents, kept
from awards.api.serializers import StandingsQuery, StandingsSerializer
from campaigns.api.campaigns import VISIBLE


class Standings(PartnerView):
    """The standings of one category in one document: ranks, scores and every component."""

    scope = PartnerKey.ScopeCode.STANDINGS_READ

    @extend_schema(
        operation_id="standings_read",
        tags=["standings"],
        parameters=[StandingsQuery],
        responses={200: StandingsSerializer} | problems(400, 404),
    )
    def get(self, request: Request) -> HttpResponse:
        only(request, ("campaign", "category"))
        query = request.query_params
        key = (query.get("campaign", ""), query.get("category", ""), get_language())
        document = kept.get(key) or _render(key, query)
        response = HttpResponse(document.content, content_type="application/json")
        response["ETag"] = document.etag
        answer = get_conditional_response(request._request, etag=document.etag, response=response)
        return answer or response


def _render(key: kept.Key, query: Mapping[str, str]) -> kept.Kept:
    StandingsQuery(data=query).is_valid(raise_exception=True)
    campaign = get_object_or_404(VISIBLE, code=key[0])
    version = kept.version(campaign.pk)
    document = documents.standings(campaign, category_code=key[1])
    if document is None:
        raise Http404("no such category of it")
    return kept.keep(key, JSONRenderer().render(StandingsSerializer(document).data), version)
