"""What every view that partners read from has in common: pages, and the fields they ask for."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView
from rest_framework.request import Request

from agencies.api.base import PartnerView
from agencies.api.pagination import Fields, KeysetPagination

PARAMETER = "fields"


class Sparse(serializers.Serializer[Any]):
    """Writes only the fields in `?fields=code,name`, if the view was asked for some."""

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        is_top = self.parent is None or getattr(self.parent, "parent", None) is None
        asked = self.context.get(PARAMETER) if is_top else None
        return {name: field for name, field in fields.items() if asked is None or name in asked}


class MomentFilter(filters.IsoDateTimeFilter):
    """A moment, asked for in UTC: the database knows no zone that is 16 hours or more away from it."""

    def filter(self, rows: QuerySet[Any], value: datetime | None) -> QuerySet[Any]:
        return super().filter(rows, value and _in_utc(value))


def _in_utc(at: datetime) -> datetime:
    """The same moment; on the first and the last day of the calendar perhaps a day beside it."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return at.replace(tzinfo=UTC)


def only(request: Request, known: Iterable[str]) -> None:
    """Refuse other query parameters: a misspelt filter must not answer with everything."""
    for name in request.query_params.keys() - set(known):
        raise ValidationError(
            {name: [f"Parameter ini tidak dikenal. Pilihannya: {', '.join(known)}."]}, "unknown"
        )


class Read(PartnerView, GenericAPIView[Any]):
    """Knows which fields are asked for; those that there are not are refused by name."""

    queryset: Any = None
    serializer_class: Any = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        only(request, self.parameters())

    def parameters(self) -> list[str]:
        """Names of the query parameters that there are."""
        return [PARAMETER]

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), PARAMETER: self._asked()}

    def _asked(self) -> set[str] | None:
        text = self.request.query_params.get(PARAMETER)
        if not text:
            return None
        known = self.serializer_class().fields
        asked = {name.strip() for name in text.split(",")}
        if not asked <= set(known):
            raise ValidationError({PARAMETER: [f"Pilihannya: {', '.join(known)}."]}, code="invalid_choice")
        return asked


class ReadList(Read, ListAPIView[Any]):
    """A list in pages; `orderings` as `KeysetPagination` wants them."""

    pagination_class = KeysetPagination
    filterset_class: type[filters.FilterSet] | None = None
    orderings: dict[str, Fields] = {"code": ("code",), "-code": ("-code",)}

    def parameters(self) -> list[str]:
        filtered = self.filterset_class.base_filters if self.filterset_class else ()
        return [*filtered, *KeysetPagination.parameters, *super().parameters()]


class ReadOne(Read, RetrieveAPIView[Any]):
    """One thing by its UUID."""

    lookup_field = "public_id"
    lookup_url_kwarg = "id"


class ReadByCode(ReadOne):
    """One thing by its official code."""

    lookup_field = "code"
    lookup_url_kwarg = "code"
