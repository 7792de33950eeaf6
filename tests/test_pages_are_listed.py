"""Every route is looked at in a browser, or says why not: a new page without an entry fails here."""

from collections.abc import Callable, Iterator

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from tests.browser.pages import DEBUG_ONLY, NOT_OURS, NOT_PAGES, PAGES, POST_ONLY

View = Callable[..., HttpResponse]


def _routes(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, View]]:
    """Every route as `reverse` names it, with its view; one without a name by its pattern."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield namespace + (pattern.name or str(pattern.pattern)), pattern.callback
        else:
            yield from _routes(pattern, namespace + (f"{pattern.namespace}:" if pattern.namespace else ""))


ROUTES = dict(_routes(get_resolver()))
LISTED = {page.route for page in PAGES}


def test_every_route_is_listed() -> None:
    ours = {route for route in ROUTES if route.partition(":")[0] not in NOT_OURS}

    assert ours - DEBUG_ONLY.keys() - LISTED - NOT_PAGES.keys() == set()


def test_the_list_names_no_route_that_is_gone() -> None:
    assert (LISTED | NOT_PAGES.keys()) - ROUTES.keys() == set()


def test_no_route_is_both_a_page_and_none() -> None:
    assert LISTED & NOT_PAGES.keys() == set()


@pytest.mark.parametrize("route", [route for route, reason in NOT_PAGES.items() if reason == POST_ONLY])
def test_a_route_said_to_answer_to_post_only_refuses_get(route: str) -> None:
    assert ROUTES[route](RequestFactory().get("/")).status_code == 405


def test_names_of_pages_are_unique() -> None:
    names = [page.name for page in PAGES]

    assert len(names) == len(set(names))
