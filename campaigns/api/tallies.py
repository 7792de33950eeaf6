"""Tallies as partners read them: what every agency has reached."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters

from agencies.api.pagination import newest_first
from agencies.api.reads import MomentFilter, Read, ReadList, ReadOne
from agencies.api.schema import described
from agencies.models import PartnerKey
from campaigns.api.campaigns import VISIBLE
from campaigns.api.filters import InCampaign
from campaigns.api.serializers import AgencyTallySerializer, TallySerializer
from campaigns.models import AgencyTally, TallyRun


class TallyFilter(InCampaign):
    cutoff_since = MomentFilter(field_name="cutoff", lookup_expr="gte")
    cutoff_before = MomentFilter(field_name="cutoff", lookup_expr="lt")


class _Tallies(Read):
    scope = PartnerKey.ScopeCode.STANDINGS_READ
    queryset = TallyRun.objects.none()
    serializer_class = TallySerializer

    def get_queryset(self) -> QuerySet[TallyRun]:
        runs = TallyRun.objects.filter(campaign__in=VISIBLE).select_related("campaign")
        # By run, so that only the runs of the page are summed up.
        sums = AgencyTally.objects.filter(run=OuterRef("pk")).values("run").annotate(sum=Sum("posts"))
        return runs.annotate(posts=Coalesce(Subquery(sums.values("sum")), 0))


@described("tallies_list")
class TallyList(_Tallies, ReadList):
    """Recounts of campaigns, the newest first; older ones are thinned to one an hour, then one a day."""

    filterset_class = TallyFilter
    orderings = newest_first("cutoff")


@described("tallies_read")
class TallyDetail(_Tallies, ReadOne):
    """One recount by its id."""


class AgencyTallyFilter(filters.FilterSet):
    agency = filters.CharFilter(field_name="agency__code", max_length=40)


@described("tallies_agencies")
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
