"""Every error of the API as `application/problem+json` (RFC 9457): a stable code and a sentence."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from agencies import audit
from summitcomms.lib.refusals import Refused

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:summitcomms:problem:"
BUSY_RETRY_SECONDS = 5
THROTTLED_RETRY_SECONDS = 60

# Code and sentence of errors that need no more than their status to be explained.
_BY_STATUS: dict[int, tuple[str, str]] = {
    400: ("request_broken", "Permintaan ini tidak dapat dibaca."),
    401: ("key_missing", "Sertakan kunci mitra pada header Authorization: Bearer."),
    403: ("forbidden", "Permintaan ini tidak diizinkan."),
    404: ("not_found", "Tidak ada apa pun di alamat ini. Periksa kode dan garis miring di akhir alamat."),
    405: ("method_not_allowed", "Metode ini tidak berlaku di alamat ini. Lihat header Allow."),
    406: ("not_acceptable", "Jawaban hanya tersedia sebagai application/json."),
    413: ("body_too_large", "Isi permintaan terlalu besar. Bagi menjadi beberapa kiriman."),
    415: (
        "media_type_unsupported",
        "Kirim isi sebagai application/json atau application/x-ndjson, polos atau dengan gzip.",
    ),
    500: ("server_error", "Terjadi gangguan pada portal. Sebutkan request_id bila Anda melaporkannya."),
    503: ("busy", "Portal sedang sibuk dan tidak ada yang disimpan. Kirim ulang sesaat lagi."),
}
# What an action refuses is wrong in what was asked (422), except for these.
_REFUSED: dict[str, int] = {"source_foreign": 403, "tally_running": 409}


class Problem(exceptions.APIException):
    """An error that names itself: status, stable code, Indonesian sentence; `more` goes into the document."""

    def __init__(
        self,
        status: int,
        code: str,
        sentence: str,
        *,
        more: Mapping[str, Any] = MappingProxyType({}),
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(sentence, code)
        self.status_code = status
        self.code = code
        self.sentence = sentence
        self.more = more
        self.headers = headers


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    code: str
    detail: str
    more: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def handler(exc: Exception, context: dict[str, Any]) -> Response:
    """The answer to `exc`, whatever it is; what nobody foresaw is signalled, and so logged, like any 500."""
    request: Request = context["request"]
    answer = _answer(exc, request)
    if answer.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        got_request_exception.send(sender=handler, request=request._request)
    body: dict[str, Any] = {
        "type": TYPE_PREFIX + answer.code,
        "title": HTTPStatus(answer.status).phrase,
        "status": answer.status,
        "code": answer.code,
        "detail": answer.detail,
        "request_id": audit.origin.get().request_id,
    }
    body |= answer.more
    return Response(body, status=answer.status, headers=dict(answer.headers), content_type=MEDIA_TYPE)


def _answer(exc: Exception, request: Request) -> _Answer:
    match exc:
        case Problem():
            return _Answer(exc.status_code, exc.code, exc.sentence, exc.more, exc.headers)
        case exceptions.ValidationError():
            return _invalid(exc, request)
        case exceptions.NotAuthenticated():
            return _plain(401, _challenge(exc))
        case exceptions.AuthenticationFailed():
            return _Answer(401, str(exc.get_codes()), str(exc.detail), headers=_challenge(exc))
        case exceptions.Throttled():
            seconds = math.ceil(getattr(exc, "wait", None) or THROTTLED_RETRY_SECONDS)
            sentence = f"Terlalu banyak permintaan. Coba lagi dalam {seconds} detik."
            return _Answer(429, "rate_exceeded", sentence, headers={"Retry-After": str(seconds)})
        case Refused():
            return _Answer(_REFUSED.get(exc.code, 422), exc.code, exc.sentence)
        case Http404():
            return _plain(404)
        case DjangoPermissionDenied():
            return _plain(403)
        case RequestDataTooBig():
            return _plain(413)
        case SuspiciousOperation():
            return _plain(400)
        case OperationalError():  # a lock or a statement took too long, or the database is away
            return _plain(503, {"Retry-After": str(BUSY_RETRY_SECONDS)})
        case exceptions.APIException():
            return _plain(exc.status_code)
    return _plain(500)


def _plain(status: int, headers: dict[str, str] | None = None) -> _Answer:
    code, sentence = _BY_STATUS[status]
    return _Answer(status, code, sentence, headers=headers or {})


def _challenge(exc: exceptions.APIException) -> dict[str, str]:
    """RFC 9110: a 401 says how to sign in. The framework leaves the words on the exception."""
    return {"WWW-Authenticate": getattr(exc, "auth_header", "Bearer")}


def _invalid(exc: exceptions.ValidationError, request: Request) -> _Answer:
    """400 for the query, 422 for a body that was read and breaks a rule; `errors` says where and why."""
    if request.method in ("GET", "HEAD"):
        errors = [
            {"parameter": path.strip("/"), "code": code, "detail": sentence}
            for path, code, sentence in _flatten(exc.get_full_details())
        ]
        return _Answer(
            400, "query_invalid", "Parameter permintaan tidak dapat digunakan.", {"errors": errors}
        )
    errors = [
        {"pointer": path, "code": code, "detail": sentence}
        for path, code, sentence in _flatten(exc.get_full_details())
    ]
    return _Answer(422, "body_invalid", "Isi permintaan tidak sesuai dengan skema.", {"errors": errors})


def _flatten(details: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """(JSON pointer, code, sentence) of each leaf of what the framework collected."""
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        yield path, str(details["code"]), str(details["message"])
    elif isinstance(details, dict):
        for name, inner in details.items():
            step = str(name).replace("~", "~0").replace("/", "~1")
            yield from _flatten(inner, f"{path}/{step}")
    else:
        for inner in details:
            yield from _flatten(inner, path)
