"""Answers to requests that Django refuses to read, and to those that the database has no time for."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request as unreadable

from agencies.api.problems import BUSY_RETRY_SECONDS


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Tell somebody who sent too much what to do; everything else is a plain 400."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return unreadable(request, exception)


class BusyMiddleware:
    """Answers 503 where a lock or a statement took too long: nothing was stored, and a retry will pass.

    An import holds its links until it ends; whoever reports one of them meanwhile meets this page. The API
    answers by the same rule (`agencies.api.problems`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError):
            return None
        headers = {"Retry-After": str(BUSY_RETRY_SECONDS)}
        return HttpResponse(render(request, "503.html").content, status=503, headers=headers)
