"""What every view for partners has in common."""

import hashlib
from datetime import UTC
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.api import calls


class PartnerView(APIView):
    """Answers GET with an ETag, and a repeated GET with 304 when nothing has changed.

    A subclass declares `scope` to be read and `write_scope` to be written to (`HasScope`).
    """

    http_method_names = ["get", "head", "post"]

    @property
    def call(self) -> calls.Call:
        """The present call: its key, and what is to be noted of it."""
        call = calls.of(self.request)
        if call is None:
            raise NotAuthenticated
        return call

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with timezone.override(UTC):  # programs get one zone, whoever asks
            return super().dispatch(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(answer, ["Authorization"])
        answer["Cache-Control"] = "private, no-cache"  # may be kept, must be asked for again
        if call := calls.of(request):
            for name, value in call.headers.items():
                answer[name] = value
            calls.end(call, answer)
        if request.method not in ("GET", "HEAD") or answer.status_code != 200 or answer.has_header("ETag"):
            return answer
        content = answer.render().content
        etag = f'"{hashlib.blake2b(content, digest_size=16).hexdigest()}"'
        answer["ETag"] = etag
        # 304 and 412 are plain responses of Django; the framework passes them on like its own.
        return cast(Response, get_conditional_response(request._request, etag=etag, response=answer))
