"""Addresses of the API, its schema and its documents; mounted at /api/."""

from typing import Any, NoReturn

from django.http import Http404
from django.urls import URLPattern, path, re_path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from agencies.api.agencies import AgencyDetail, AgencyList
from agencies.api.followers import FollowerBatch
from agencies.api.jobs import JobDetail, JobList
from awards.api.awards import AwardDetail, AwardList
from awards.api.standings import Standings
from campaigns.api.campaigns import CampaignAgenda, CampaignDetail, CampaignFigures, CampaignList, PillarList
from campaigns.api.post_batches import PostBatch
from campaigns.api.posts import MaterialDetail, MaterialList, PostDetail, PostList
from campaigns.api.readings import PostReadings, ReadingBatch
from campaigns.api.tallies import TallyAgencies, TallyDetail, TallyList

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
    path("v1/awards/", AwardList.as_view(), name="api-award-list"),
    path("v1/awards/<uuid:id>/", AwardDetail.as_view(), name="api-award-detail"),
    path("v1/campaigns/", CampaignList.as_view(), name="api-campaign-list"),
    re_path(rf"^v1/campaigns/{_CODE}/$", CampaignDetail.as_view(), name="api-campaign-detail"),
    re_path(rf"^v1/campaigns/{_CODE}/agenda/$", CampaignAgenda.as_view(), name="api-campaign-agenda"),
    re_path(rf"^v1/campaigns/{_CODE}/figures/$", CampaignFigures.as_view(), name="api-campaign-figures"),
    path("v1/followers/batch", FollowerBatch.as_view(), name="api-followers-batch"),
    path("v1/jobs/", JobList.as_view(), name="api-job-list"),
    path("v1/jobs/<uuid:id>/", JobDetail.as_view(), name="api-job-detail"),
    path("v1/materials/", MaterialList.as_view(), name="api-material-list"),
    path("v1/materials/<uuid:id>/", MaterialDetail.as_view(), name="api-material-detail"),
    path("v1/pillars/", PillarList.as_view(), name="api-pillar-list"),
    path("v1/posts/", PostList.as_view(), name="api-post-list"),
    path("v1/posts/batch", PostBatch.as_view(), name="api-posts-batch"),
    re_path(rf"^v1/posts/{_CODE}/$", PostDetail.as_view(), name="api-post-detail"),
    re_path(rf"^v1/posts/{_CODE}/readings/$", PostReadings.as_view(), name="api-post-readings"),
    path("v1/readings/batch", ReadingBatch.as_view(), name="api-readings-batch"),
    path("v1/standings/", Standings.as_view(), name="api-standings"),
    path("v1/tallies/", TallyList.as_view(), name="api-tally-list"),
    path("v1/tallies/<uuid:id>/", TallyDetail.as_view(), name="api-tally-detail"),
    path("v1/tallies/<uuid:id>/agencies/", TallyAgencies.as_view(), name="api-tally-agencies"),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
    re_path("", Unknown.as_view(), name="api-unknown"),
]
