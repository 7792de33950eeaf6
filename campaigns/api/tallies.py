"""Tallies as partners read them: what every agency has reached."""

from typing import Any

from django.db.models import QuerySet, Sum
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view

from agencies.api.reads import Read, ReadList, ReadOne
from agencies.api.schema import problems
from agencies.models import PartnerKey
from campaigns.api.campaigns import VISIBLE
from campaigns.api.serializers import AgencyTallySerializer, TallySerializer
from campaigns.models import AgencyTally, TallyRun


class TallyFilter(filters.FilterSet):
    campaign = filters.CharFilter(field_name="campaign__code", max_length=40)
    cutoff_since = filters.IsoDateTimeFilter(field_name="cutoff", lookup_expr="gte")
    cutoff_before = filters.IsoDateTimeFilter(field_name="cutoff", lookup_expr="lt")


class _Tallies(Read):
    scope = PartnerKey.ScopeCode.STANDINGS_READ
    queryset = TallyRun.objects.none()
    serializer_class = TallySerializer

    def get_queryset(self) -> QuerySet[TallyRun]:
        runs = TallyRun.objects.filter(campaign__in=VISIBLE).select_related("campaign")
        return runs.annotate(posts=Sum("agencies__posts", default=0))


@extend_schema_view(
    get=extend_schema(
        operation_id="tallies_list",
        tags=["tallies"],
        responses={200: TallySerializer(many=True)} | problems(400, 404),
    )
)
class TallyList(_Tallies, ReadList):
    """Recounts of campaigns, the newest first; older ones are thinned to one an hour, then one a day."""

    filterset_class = TallyFilter
    orderings = {"-cutoff": ("-cutoff", "-public_id"), "cutoff": ("cutoff", "public_id")}


@extend_schema_view(
    get=extend_schema(
        operation_id="tallies_read", tags=["tallies"], responses={200: TallySerializer} | problems(400, 404)
    )
)
class TallyDetail(_Tallies, ReadOne):
    """One recount by its id."""

    lookup_field = "public_id"
    lookup_url_kwarg = "id"


class AgencyTallyFilter(filters.FilterSet):
    agency = filters.CharFilter(field_name="agency__code", max_length=40)


@extend_schema_view(
    get=extend_schema(
        operation_id="tallies_agencies",
        tags=["tallies"],
        responses={200: AgencyTallySerializer(many=True)} | problems(400, 404),
    )
)
class TallyAgencies(ReadList):
    """What each agency has reached in one recount."""

    scope = PartnerKey.ScopeCode.STANDINGS_READ
    queryset = AgencyTally.objects.none()
    serializer_class = AgencyTallySerializer
    filterset_class = AgencyTallyFilter
    orderings = {"agency": ("agency__code",), "-agency": ("-agency__code",)}

    def get_queryset(self) -> QuerySet[AgencyTally]:
        runs: Any = TallyRun.objects.filter(campaign__in=VISIBLE)
        run = get_object_or_404(runs, public_id=self.kwargs["id"])
        return AgencyTally.objects.filter(run=run).select_related("agency")
