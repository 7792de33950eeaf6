"""Agencies, as partners read them."""

from django.db.models import Prefetch, Q, QuerySet
from django_filters import rest_framework as filters

from agencies.api.reads import Read, ReadByCode, ReadList
from agencies.api.schema import described
from agencies.api.serializers import AgencySerializer
from agencies.models import Agency, AgencyKind, PartnerKey, SocialAccount

_VERIFIED = Prefetch(
    "accounts", SocialAccount.objects.filter(state=SocialAccount.State.VERIFIED), to_attr="verified_accounts"
)


class AgencyFilter(filters.FilterSet):
    """`kind`, `province` (two digits), `search` (every word in name, short name, code or alias)."""

    kind = filters.ChoiceFilter(choices=AgencyKind.choices)
    province = filters.CharFilter(method="in_province", max_length=2, help_text="Two digits, e.g. 74.")
    search = filters.CharFilter(
        method="matching", max_length=100, help_text="Every word occurs in name, short name, code or alias."
    )

    def in_province(self, agencies: QuerySet[Agency], name: str, code: str) -> QuerySet[Agency]:
        return agencies.filter(Q(region__code=code) | Q(region__province__code=code))

    def matching(self, agencies: QuerySet[Agency], name: str, text: str) -> QuerySet[Agency]:
        return agencies.filter(pk__in=Agency.objects.matching(text).values("pk"))


class _Agencies(Read):
    scope = PartnerKey.ScopeCode.CAMPAIGNS_READ
    queryset = Agency.objects.select_related("parent").prefetch_related(_VERIFIED)
    serializer_class = AgencySerializer


@described("agencies_list")
class AgencyList(_Agencies, ReadList):
    """Agencies with their verified accounts, inactive agencies included."""

    filterset_class = AgencyFilter
    orderings = ReadList.orderings | {"name": ("name", "code"), "-name": ("-name", "-code")}


@described("agencies_read")
class AgencyDetail(_Agencies, ReadByCode):
    """One agency by its code."""
