"""Awards as partners read them: given, and so public."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers

from agencies.api.reads import Read, ReadList, ReadOne, Sparse
from agencies.api.schema import described
from agencies.models import PartnerKey
from awards.models import Award
from awards.states import RoundState
from campaigns.api.campaigns import VISIBLE


class AwardSerializer(Sparse, serializers.ModelSerializer[Award]):
    """A place given to an agency, with the code that checks its certificate, and whether that still holds."""

    id = serializers.UUIDField(source="public_id", read_only=True)
    campaign = serializers.CharField(source="round.campaign.code", read_only=True)
    round = serializers.UUIDField(source="round.public_id", read_only=True)
    category = serializers.CharField(source="category.code", read_only=True)
    agency = serializers.CharField(source="agency.code", read_only=True)
    post = serializers.CharField(source="post.code", read_only=True, allow_null=True, default=None)
    certificate = serializers.CharField(source="certificate.code", read_only=True)
    revoked_at = serializers.DateTimeField(
        source="certificate.revoked_at",
        read_only=True,
        allow_null=True,
        help_text="Since when the certificate is no longer valid; null while it is.",
    )

    class Meta:
        model = Award
        fields = (
            "id",
            "campaign",
            "round",
            "category",
            "agency",
            "place",
            "post",
            "certificate",
            "revoked_at",
        )
        read_only_fields = fields


class AwardFilter(filters.FilterSet):
    campaign = filters.CharFilter(field_name="round__campaign__code", max_length=40)
    round = filters.UUIDFilter(field_name="round__public_id")
    category = filters.CharFilter(field_name="category__code", max_length=40)
    agency = filters.CharFilter(field_name="agency__code", max_length=40)


class _Awards(Read):
    scope = PartnerKey.ScopeCode.STANDINGS_READ
    queryset = Award.objects.none()
    serializer_class = AwardSerializer

    def get_queryset(self) -> QuerySet[Award]:
        given = Award.objects.filter(round__state=RoundState.AWARDED, round__campaign__in=VISIBLE)
        return given.select_related("round__campaign", "category", "agency", "post", "certificate")


@described("awards_list")
class AwardList(_Awards, ReadList):
    """Awards of rounds that were published and given."""

    filterset_class = AwardFilter
    orderings = {
        "agency": ("agency__code", "public_id"),
        "place": ("place", "public_id"),
    }


@described("awards_read")
class AwardDetail(_Awards, ReadOne):
    """One award by its id."""
