"""Long lists in pages, each with the address of the next one."""

import base64
import binascii
import json
import re
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError as FieldError
from django.db import models
from django.db.models import Q
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

Fields = tuple[str, ...]
_NUMBER = re.compile("[0-9]{1,9}")


class KeysetPagination(BasePagination):
    """Pages that begin after the last row of the one before: stable while rows are added, and never counted.

    The view's `orderings` say by which fields rows may be ordered, the first one if nobody asks. The fields
    of an ordering are never null and together unique, so that no row is lost or told twice.
    """

    parameters = ("cursor", "page_size", "ordering")
    page_size = 50
    max_page_size = 100

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.address = request.build_absolute_uri()
        self.name, self.fields = _ordering(request, view.orderings)
        size = self._size(request)
        rows = queryset.order_by(*self.fields)
        if text := request.query_params.get("cursor"):
            rows = rows.filter(_beyond(self.fields, self._position(text, queryset.model)))
        found = list(rows[: size + 1])
        self.last = found[size - 1] if len(found) > size else None
        return found[:size]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self._next(), "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": {"type": ["string", "null"], "format": "uri"}, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        names = list(view.orderings)
        order = {"type": "string", "enum": names, "default": names[0]}
        return [
            _parameter("cursor", {"type": "string"}, "From `next`; opaque."),
            _parameter("page_size", size, "Rows on a page."),
            _parameter("ordering", order, "With a minus sign: descending."),
        ]

    def _size(self, request: Request) -> int:
        text = request.query_params.get("page_size", str(self.page_size))
        if _NUMBER.fullmatch(text) and 1 <= int(text) <= self.max_page_size:
            return int(text)
        sentence = f"Isi dengan bilangan dari 1 sampai {self.max_page_size}."
        raise ValidationError({"page_size": [sentence]}, code="invalid")

    def _next(self) -> str | None:
        if self.last is None:
            return None
        values = [attrgetter(_path(name))(self.last) for name in self.fields]
        text = json.dumps([self.name, *(_text(value) for value in values)])
        cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return replace_query_param(self.address, "cursor", cursor)

    def _position(self, text: str, model: type[models.Model]) -> list[Any]:
        """The values of the last row seen; NotFound if the text is no cursor of this ordering."""
        try:
            name, *values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            if name != self.name or len(values) != len(self.fields):
                raise ValueError("a cursor of another ordering")
            return [_value(model, field, value) for field, value in zip(self.fields, values, strict=True)]
        except (ValueError, TypeError, OverflowError, RecursionError, FieldError, binascii.Error) as error:
            raise NotFound("no cursor") from error


def newest_first(moment: str, *, then: str = "public_id") -> dict[str, Fields]:
    """Orderings by `moment`, the newest first unless asked for otherwise; `then` tells equal ones apart."""
    return {f"-{moment}": (f"-{moment}", f"-{then}"), moment: (moment, then)}


def _ordering(request: Request, offered: dict[str, Fields]) -> tuple[str, Fields]:
    name = request.query_params.get("ordering", next(iter(offered)))
    if name not in offered:
        raise ValidationError({"ordering": [f"Pilihannya: {', '.join(offered)}."]}, code="invalid_choice")
    return name, offered[name]


def _beyond(fields: Fields, values: list[Any]) -> Q:
    """The rows after these values. The first field alone is bounded as well, which an index can use."""
    first, *rest = fields
    step = "lt" if first.startswith("-") else "gt"
    name = first.removeprefix("-")
    if not rest:
        return Q(**{f"{name}__{step}": values[0]})
    equal = Q(**{name: values[0]}) & _beyond(tuple(rest), values[1:])
    return Q(**{f"{name}__{step}e": values[0]}) & (Q(**{f"{name}__{step}": values[0]}) | equal)


def _path(field: str) -> str:
    return field.removeprefix("-").replace("__", ".")


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _value(model: type[models.Model], name: str, text: Any) -> Any:
    """The text of a cursor as a value of the field; ValueError or FieldError if it is none."""
    if not isinstance(text, str) or "\x00" in text:
        raise ValueError("no value")
    text.encode()  # half a character is no text
    field: Any = None
    for part in _path(name).split("."):
        field = model._meta.get_field(part)
        model = field.related_model or model
    value = field.to_python(text)
    if not isinstance(value, datetime):
        return value
    if value.utcoffset() is None:
        raise ValueError("a moment without its zone")
    return value.astimezone(UTC)  # the database knows no zone that is 16 hours or more away from it


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
