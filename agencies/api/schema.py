"""What the OpenAPI document says of every view: how to sign in, and how errors look."""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_view,
)
from rest_framework import serializers

from agencies.api.problems import MEDIA_TYPE
from agencies.api.reads import PARAMETER, Read, ReadList, Sparse

View = TypeVar("View", bound=Read)


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


class RefusedRowSerializer(serializers.Serializer[None]):
    """A row that was not taken; the others were, unless the batch was `atomic`."""

    index = serializers.IntegerField(help_text="Place of the row in the batch, from 0.")
    code = serializers.CharField()
    sentence = serializers.CharField(help_text="In Indonesian: which rule, and how to mend the row.")


class BatchProblemSerializer(ProblemSerializer):
    """An error of a whole batch; `refused` names the rows where `atomic` was asked for."""

    refused = RefusedRowSerializer(many=True, required=False)


class Schema(AutoSchema):
    """Knows that the fields of an answer may be chosen: then none of them is sure to be there."""

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        if self.method == "GET" and _is_sparse(getattr(self.view, "serializer_class", None)):
            parameters.append(
                OpenApiParameter(PARAMETER, str, description="Names with commas between; all without.")
            )
        return parameters

    def _map_serializer(self, serializer: Any, direction: str, bypass_extensions: bool = False) -> Any:
        schema = super()._map_serializer(serializer, direction, bypass_extensions)
        if _is_sparse(type(serializer)):
            schema.pop("required", None)
        return schema


def _is_sparse(serializer: Any) -> bool:
    return isinstance(serializer, type) and issubclass(serializer, Sparse)


_MEANINGS = {
    400: "A query parameter or the body cannot be read.",
    401: "The key is missing, empty, unknown, revoked or expired, or its partner is inactive.",
    403: "The key does not open this scope, or not from this address.",
    404: "Nothing here, or a cursor that is none.",
    406: "Only application/json is spoken.",
    409: "The first call with this Idempotency-Key is not over yet; see Retry-After.",
    411: "The body comes without its length.",
    413: "The body is too large or has too many rows.",
    415: "The body is neither JSON nor lines of JSON, or packed by something else than gzip.",
    422: "The body was read and breaks a rule, or the Idempotency-Key was used for something else.",
    429: "Too many requests; see Retry-After.",
    503: "A lock or the database took too long, nothing was stored; see Retry-After.",
}
_ALWAYS = (401, 403, 406, 429, 503)
_OF_A_BATCH = (400, 409, 411, 413, 415, 422)


def problems(*statuses: int, of: type[ProblemSerializer] = ProblemSerializer) -> dict[Any, OpenApiResponse]:
    """Responses for `extend_schema`: what any call may meet, and the given statuses."""
    return {
        (status, MEDIA_TYPE): OpenApiResponse(
            of if status in statuses else ProblemSerializer, description=_MEANINGS[status]
        )
        for status in sorted({*_ALWAYS, *statuses})
    }


def described(operation_id: str) -> Callable[[type[View]], type[View]]:
    """Say of a view for reading what it answers; `operation_id` begins with what it is about."""

    def decorate(view: type[View]) -> type[View]:
        answer = view.serializer_class(many=issubclass(view, ReadList))
        operation = extend_schema(
            operation_id=operation_id,
            tags=[operation_id.partition("_")[0]],
            responses={200: answer} | problems(400, 404),
        )
        return extend_schema_view(get=operation)(view)

    return decorate


def batch_problems() -> dict[Any, OpenApiResponse]:
    """What a batch may meet as a whole."""
    return problems(*_OF_A_BATCH, of=BatchProblemSerializer)


def batch_request(batch: type[serializers.Serializer[Any]], row: type[serializers.Serializer[Any]]) -> Any:
    """The bodies of a batch: an object, an array of rows, or a row on every line."""
    either = PolymorphicProxySerializer(
        component_name=f"{batch.__name__.removesuffix('Serializer')}OrRows",
        serializers=[batch, row(many=True)],
        resource_type_field_name=None,
        many=False,
    )
    lines = {"type": "string", "description": f"One {row.__name__.removesuffix('Serializer')} on every line."}
    return {"application/json": either, "application/x-ndjson": lines}


def batch_parameters(*, has_campaign: bool) -> list[OpenApiParameter]:
    """What stands beside the body of a batch."""
    named = [
        OpenApiParameter("atomic", bool, description="All rows or none; also a field of the object."),
        OpenApiParameter(
            "Idempotency-Key",
            str,
            OpenApiParameter.HEADER,
            description="1 to 255 ASCII characters. A repeat within 24 hours gets the first answer.",
        ),
        OpenApiParameter(
            "Content-Encoding",
            str,
            OpenApiParameter.HEADER,
            enum=["identity", "gzip"],
            description="gzip for a packed body.",
        ),
    ]
    campaign = OpenApiParameter("campaign", str, description="Its code, where the body is no object.")
    return [campaign, *named] if has_campaign else named


_RATE = {
    "RateLimit-Policy": "How many calls a key has in how many seconds.",
    "RateLimit": "How many are left, and the seconds until all are there again.",
}


def finish(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Say in the document what every view does: unknown fields are refused, and every call is counted."""
    for name, component in result["components"]["schemas"].items():
        if name.endswith("Request") and "properties" in component:
            component["additionalProperties"] = False
    headers = {name: {"description": text, "schema": {"type": "string"}} for name, text in _RATE.items()}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if status != "401":
                    response["headers"] = headers
    return result
