from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.api.reads import Sparse
from agencies.models import Agency, SocialAccount


class AccountSerializer(serializers.ModelSerializer[SocialAccount]):
    """An account that the centre has verified."""

    id = serializers.UUIDField(source="public_id", read_only=True)

    class Meta:
        model = SocialAccount
        fields = ("id", "platform", "handle", "url")
        read_only_fields = fields


class AgencySerializer(Sparse, serializers.ModelSerializer[Agency]):
    """An agency under its official code, which is never reused."""

    province = serializers.SerializerMethodField(
        help_text="Code of the province (Ministry of Home Affairs), e.g. 74; null for central agencies."
    )
    parent = serializers.SlugRelatedField[Agency](  # type: ignore[assignment]  # a field, not the attribute
        slug_field="code", read_only=True, allow_null=True, help_text="Agency of the province, by code."
    )

    accounts = AccountSerializer(source="verified_accounts", many=True, read_only=True)

    class Meta:
        model = Agency
        fields = (
            "code",
            "kind",
            "short_name",
            "name",
            "province",
            "parent",
            "timezone",
            "population",
            "is_active",
            "accounts",
        )
        read_only_fields = fields

    @extend_schema_field({"type": ["string", "null"], "examples": ["74"]})
    def get_province(self, agency: Agency) -> str | None:
        return agency.province_code or None
