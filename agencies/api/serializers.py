from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.models import Agency


class AgencySerializer(serializers.ModelSerializer[Agency]):
    """An agency under its official code, which is never reused."""

    province = serializers.SerializerMethodField(
        help_text="Code of the province (Ministry of Home Affairs), e.g. 74; null for central agencies."
    )
    parent = serializers.SlugRelatedField[Agency](  # type: ignore[assignment]  # a field, not the attribute
        slug_field="code", read_only=True, allow_null=True, help_text="Agency of the province, by code."
    )

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
        )
        read_only_fields = fields

    @extend_schema_field({"type": ["string", "null"], "examples": ["74"]})
    def get_province(self, agency: Agency) -> str | None:
        return agency.province_code or None
