"""Addresses of the API, its schema and its documents; mounted at /api/."""

from typing import Any, NoReturn

from django.http import Http404
from django.urls import URLPattern, path, re_path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from agencies.api.views import AgencyDetail, AgencyList
from awards.api.views import Standings
from campaigns.api.views import CampaignDetail, CampaignList, ReadingBatch

_CODE = r"(?P<code>[A-Za-z0-9._-]{1,40})"


class Schema(SpectacularAPIView):
    """The OpenAPI document, for everybody."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()


class Docs(SpectacularSwaggerSplitView):
    """The OpenAPI document as a page, for everybody: own files only, no inline script or style."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()
    url_name = "api-schema"
    template_name = "api_docs.html"


@extend_schema(exclude=True)
class Unknown(APIView):
    """Any other address: a 404 that a program can read, to everybody and whatever the method."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        raise Http404("no such address")


urlpatterns: list[URLPattern] = [
    path("v1/agencies/", AgencyList.as_view(), name="api-agency-list"),
    re_path(rf"^v1/agencies/{_CODE}/$", AgencyDetail.as_view(), name="api-agency-detail"),
    path("v1/campaigns/", CampaignList.as_view(), name="api-campaign-list"),
    re_path(rf"^v1/campaigns/{_CODE}/$", CampaignDetail.as_view(), name="api-campaign-detail"),
    path("v1/standings/", Standings.as_view(), name="api-standings"),
    path("v1/readings/batch", ReadingBatch.as_view(), name="api-readings-batch"),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
    re_path("", Unknown.as_view(), name="api-unknown"),
]
