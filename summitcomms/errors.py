"""Answers to requests that Django refuses to read."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request as unreadable


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Tell somebody who sent too much what to do; everything else is a plain 400."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return unreadable(request, exception)
