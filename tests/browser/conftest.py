"""Chromium and a portal for it to open: the real server, in this process, on this worker's test database.

The server runs in a thread here rather than as a process of its own, so that the clock of a test is the
server's clock too.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from time import time
from typing import Any

import pytest
import time_machine
from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connections
from django.http import HttpRequest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from agencies.actions.sessions import SIGNED_IN_AT
from agencies.models import User
from tests.browser.world import world
from tests.builders import NOW

__all__ = ["world"]  # a fixture

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",  # the tests may run as root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--js-flags=--no-opt --always-sparkplug",  # most pages live too briefly for optimised code to pay off
]
PATIENCE = 30_000
"""Milliseconds after which something that should have appeared is said to be missing."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = f"{Path(__file__).parent}{os.sep}"
    for item in items:
        if str(item.path).startswith(here):  # a string, for there are ten thousand to be asked
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this folder that a worker runs.

    Playwright keeps an event loop running in this thread while it lives. Django takes the tests for
    asynchronous code then: it would refuse every query, and it keeps a connection for them beside the
    thread's usual one. Nothing here is asynchronous and no query runs beside another, so the refusal is off
    for as long, and that connection closed at the end.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture(scope="package")
def portal(django_db_setup: None) -> Iterator[str]:
    """The address of the running portal, without a slash at the end. What it shows must be committed."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def open_context(chromium: Browser, portal: str) -> Iterator[Callable[..., BrowserContext]]:
    """`open_context(user, width=390, java_script_enabled=False)`: a browser of somebody's own, signed in."""
    opened: list[BrowserContext] = []

    def open_one(user: User | None = None, **options: Any) -> BrowserContext:
        opened.append(new_context(chromium, portal, user, **options))
        return opened[-1]

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def phone(open_context: Callable[..., BrowserContext]) -> Page:
    """A page at 390 pixels, signed out."""
    return open_context(width=390).new_page()


@pytest.fixture
def seven_days_before_the_summit() -> Iterator[None]:
    """The clock stands still: on a slow machine no sign-in code and no deadline runs out meanwhile."""
    with time_machine.travel(NOW, tick=False):
        yield


def new_context(
    chromium: Browser, portal: str, user: User | None = None, *, width: int = 390, **options: Any
) -> BrowserContext:
    """A context in Indonesian; with a `user`, in the session of somebody who has just given the password."""
    context = chromium.new_context(
        viewport={"width": width, "height": 844},
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        reduced_motion="reduce",
        **options,
    )
    context.set_default_timeout(PATIENCE)
    if user:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        request = HttpRequest()
        request.session = client.session
        record_authentication(request, user, method="password", reauthenticated=True)
        request.session[SIGNED_IN_AT] = int(time())
        request.session.save()
        key = str(request.session.session_key)
        UserSession.objects.create(
            user=user, session_key=key, ip="127.0.0.1", user_agent="Mozilla/5.0 (X11; Linux) Chrome/140.0.0.0"
        )
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": portal}])
    return context
