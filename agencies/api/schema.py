"""What the OpenAPI document says of every view: how to sign in, and how errors look."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from agencies.api.problems import MEDIA_TYPE


class PartnerKeyScheme(OpenApiAuthenticationExtension):
    """The key of a partner as a bearer token."""

    target_class = "agencies.api.authentication.PartnerAuthentication"
    name = "partnerKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "prefix.secret",
            "description": "The key of a partner, shown once when it is issued.",
        }


class ProblemErrorSerializer(serializers.Serializer):
    """One fault of a query parameter or of one place in the body."""

    pointer = serializers.CharField(required=False, help_text="JSON pointer into the body.")
    parameter = serializers.CharField(required=False, help_text="Name of the query parameter.")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """An error (RFC 9457). Programs look at `code`, people read `detail`."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField(help_text="A sentence in Indonesian: which rule, and the way out.")
    request_id = serializers.CharField(help_text="Quote it when you report a fault.")
    errors = ProblemErrorSerializer(many=True, required=False)  # type: ignore[assignment]  # a field


_MEANINGS = {
    400: "A query parameter or the JSON cannot be read.",
    401: "The key is missing, empty, unknown, revoked or expired, or its partner is inactive.",
    403: "The key does not open this scope.",
    404: "Nothing here, or a cursor that is none.",
    406: "Only application/json is spoken.",
    413: "The body is too large or has too many rows.",
    415: "The body is not plain application/json.",
    422: "The body was read and breaks a rule.",
    429: "Too many requests; see Retry-After.",
    503: "A lock or the database took too long, nothing was stored; see Retry-After.",
}
_ALWAYS = (401, 403, 406, 429, 503)


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """Responses for `extend_schema`: what any call may meet, and the given statuses."""
    return {
        (status, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, description=_MEANINGS[status])
        for status in sorted({*_ALWAYS, *statuses})
    }


def close_requests(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Say in the document what the parsers do: a field that is not named is refused."""
    for name, component in result["components"]["schemas"].items():
        if name.endswith("Request"):
            component["additionalProperties"] = False
    return result
