"""How a row is tried: a request, its answer as a letter, and what was written meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from tests.access.table import Row
from tests.access.world import Thing

OF_THE_REQUEST = {"django_session", "cache", "agencies_ratecount", "agencies_partnerusage"}
"""Tables that serve the request itself: the session with its messages, and what counts calls."""
LETTERS = {401: "U", 403: "F", 404: "H", 405: "M", 422: "?"} | dict.fromkeys((200, 302, 304), "+")
REDIRECTS = {
    "account_login": "L",
    "account_reauthenticate": "P",
    "mfa_reauthenticate": "P",
    "mfa_reauthenticate_webauthn": "P",
    "mfa_activate_totp": "S",
}
"""Where a redirect may lead instead of to a success; S: to the set-up of the second factor."""


def walk(
    patterns: list[URLPattern | URLResolver] | None = None, space: str = "", prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """Every route as (name, pattern), however deep; one without a name is called by its whole pattern."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        whole = prefix + str(one.pattern).removeprefix("^")
        if isinstance(one, URLResolver):
            yield from walk(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space, whole)
        else:
            yield (f"{space}{one.name}" if one.name else whole), whole


def address(route: str, thing: Thing) -> str:
    """The path that asks `route` about `thing`; it must lead there and nowhere else."""
    if "/" in route:  # a route without a name
        literal = route.partition("<")[0].partition("(")[0]
        path = f"/{literal}{'/'.join(str(arg) for arg in thing.args)}"
        path += "/" if route.endswith("/") else ""
    elif route == "api-unknown":
        path = reverse(route) + str(thing.args[0])
    else:
        path = reverse(route, args=thing.args)
    assert leads_to(path, route), f"{path} does not lead to {route}"
    return path


def leads_to(path: str, route: str) -> bool:
    match = resolve(path)
    return route in (match.view_name, match.route.replace("^", ""))


def ask(client: Client, row: Row, thing: Thing) -> Any:
    """The answer to the request of `row` about `thing`."""
    path = address(row.route, thing)
    if row.method != "POST":
        response = client.generic(row.method, path, QUERY_STRING=urlencode(thing.query))
    elif path.startswith("/api/"):
        response = client.post(path, thing.sent(), content_type="application/json")
    else:
        response = client.post(path, thing.sent())
    if response.streaming:
        response.getvalue()  # read to the end, which closes the file
    return response


def letter_of(response: Any, route: str) -> str:
    """What an answer means in the table; a status that no row may have is told as it is."""
    if response.status_code == 302:
        target = resolve(urlsplit(response["Location"]).path).view_name
        if target == "admin:login":  # whose own row says what is answered there
            return "F" if response.wsgi_request.user.is_authenticated else "L"
        if target != route and target in REDIRECTS:
            return REDIRECTS[target]
    return LETTERS.get(response.status_code, str(response.status_code))


@contextmanager
def tracing() -> Iterator[set[str]]:
    """The tables that are written to inside, undone or not, besides those of every request."""
    before, found = _written(), set[str]()
    yield found
    found |= set(_written() - before) - OF_THE_REQUEST


def _written() -> Counter[str]:
    """Rows inserted, updated and deleted by table in the transaction so far, undone ones included."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return Counter(dict(cursor.fetchall()))


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
