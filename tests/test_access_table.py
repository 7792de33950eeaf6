"""The permission table holds: every route has its lines, and every line is what the portal answers."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from types import ModuleType
from typing import Any
from zlib import crc32

import pytest
import time_machine
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from agencies.middleware import SET_UP
from agencies.models import AccountProof, Agency
from awards.actions import certificate_sheets
from campaigns.actions import imports, post_imports
from campaigns.models import DisputeEvidence, Evidence, ReadingPicture
from summitcomms import urls
from tests.access.table import CALLS, DEBUG_ONLY, LEAVES_A_NOTE, NO_SUCH_IS_TOLD, PAGES, Row, routes
from tests.access.trial import ask, letter_of, tracing, undone, walk
from tests.access.world import SCOPES, Thing, World, signed_in, unknown
from tests.builders import NOW

pytestmark = pytest.mark.django_db

CLAIMS = {"campaigns:post-verify", "campaigns:post-next"}
"""The only pages that write when they are read: opening a post takes it for ten minutes."""
LISTED = {row.route for row in PAGES + CALLS}
SIGNS_IN = {"mfa_authenticate", "mfa_login_webauthn"}
"""Steps of signing in: they send away whoever is not on the way in, but are closed to nobody."""


def _asks_for_a_thing(row: Row) -> bool:
    """Whether an unknown thing is a 404; Django's admin goes back to its list and says so."""
    return row.thing != "-" and row.route not in NO_SUCH_IS_TOLD and not row.route.startswith("admin")


def _notes(route: str) -> set[str]:
    """The tables in which a refusal may leave a note."""
    return {"agencies_auditevent"} if route in LEAVES_A_NOTE else set()


by_page = pytest.mark.parametrize("route", routes(PAGES))
by_call = pytest.mark.parametrize("route", routes(CALLS))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once and undone at the end; every request of a test is undone by itself (`tried`)."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), undone():
        yield World()


@pytest.fixture(scope="module")
def cookies(world: World) -> dict[str, dict[str, str]]:
    """The session of everybody who is signed in, kept here since signing out would eat a client's."""
    people = world.people | {"unproven": world.unproven}
    return {
        name: {key: morsel.value for key, morsel in signed_in(user).cookies.items()}
        for name, user in people.items()
    }


@pytest.fixture
def visitor(cookies: dict[str, dict[str, str]]) -> Any:
    """`visitor("verifier")`: a fresh client with that person's session."""

    def client(name: str, **options: Any) -> Client:
        made = Client(**options)
        made.cookies.load(cookies[name])
        return made

    return client


@pytest.fixture(autouse=True)
def files_are_kept(world: World) -> None:
    """Files of imports, proofs and screenshots lie in the media folder, which each test has for itself."""
    for name in ("import.analyst", "import.colleague"):
        default_storage.save(imports.refused_file(world.things[name].args[0]), ContentFile(b"Alasan\n"))
    [job_id] = world.things["post-import.officer"].args
    default_storage.save(post_imports.refused_file(job_id), ContentFile(b"PK"))
    for document in (str(world.minutes.file.name), certificate_sheets.file_of(world.sheets.public_id)):
        default_storage.save(document, ContentFile(b"berkas"))
    for proof in AccountProof.objects.all():
        default_storage.save(proof.image.name, ContentFile(b"gambar"))
    pictures = (Evidence, DisputeEvidence, ReadingPicture)
    for shot in chain.from_iterable(model.objects.all() for model in pictures):
        for file in (shot.image, shot.thumbnail):
            default_storage.save(file.name, ContentFile(b"gambar"))


def rows_of(route: str, table: list[Row]) -> list[Row]:
    """The lines of a route, completed by those that need not be written: other methods are refused."""
    known = routes(table)[route]
    first = known[0]
    earlier = "LUF" if route.startswith("admin") else "LU"  # who is refused before the method is looked at
    closed = "".join(letter if letter in earlier else "M" for letter in first.letters)
    missing = sorted({"GET", "POST"} - {row.method for row in known})
    return [*known, *(replace(first, method=method, letters=closed) for method in missing)]


def alike(row: Row, people: list[str]) -> dict[str, str]:
    """One person of the agencies and one of the others for each letter of a row, with that letter.

    Who it is goes round with the name of the route, so that everybody is asked often.
    """
    letters = dict(zip(people, row.letters, strict=True))
    turn = crc32(row.route.encode()) % len(people)
    found = {
        (letters[name], name.endswith(("_sultra", "_mimika"))): name for name in people[turn:] + people[:turn]
    }
    return {name: letters[name] for name in found.values()}


def tried(row: Row, thing: Thing, clients: dict[str, Client]) -> tuple[str, set[str]]:
    """The letters of `row` as the portal gives them, and the tables that were written to without a right.

    Reading must not write either; a request that may write is undone by itself.
    """
    letters = {}
    may_write = row.method != "GET" or row.route in CLAIMS
    writers = {name for name, letter in zip(clients, row.letters, strict=True) if letter == "+" and may_write}
    with undone(), tracing() as wrote:
        for name in clients.keys() - writers:
            letters[name] = letter_of(ask(clients[name], row, thing), row.route)
    for name in writers:
        with undone():
            letters[name] = letter_of(ask(clients[name], row, thing), row.route)
    return "".join(letters[name] for name in clients), wrote


@by_page
def test_a_page_answers_everybody_as_the_table_says(route: str, world: World, visitor: Any) -> None:
    """And the key of a partner like nobody, and a person of the centre without a second factor not at all."""
    for row in rows_of(route, PAGES):
        clients = {name: visitor(name) for name in world.people}
        clients["partner"] = Client(headers={"Authorization": f"Bearer {world.keys[SCOPES]}"})
        expected = row.letters + row.letters[0]
        if row.letters[0] == "L" and route not in SET_UP | SIGNS_IN:
            clients["unproven"] = visitor("unproven")
            expected += "S"

        letters, wrote = tried(replace(row, letters=expected), world.things[row.thing], clients)

        assert f"{row} {letters}" == f"{row} {expected}"
        assert wrote <= _notes(route), f"{row} wrote for somebody who may not"


@pytest.mark.parametrize("route", routes(row for row in PAGES if _asks_for_a_thing(row)))
def test_what_does_not_exist_is_not_found(route: str, world: World, visitor: Any) -> None:
    """Or refused as before; nobody learns by asking whether something is there."""
    for row in routes(PAGES)[route]:
        thing = world.things[row.thing]
        if thing.args:
            asked = alike(row, list(world.people))
            known = replace(row, letters="".join(asked.values()))
            letters, wrote = tried(known, unknown(thing), {name: visitor(name) for name in asked})

            assert all(
                new == "H" or (new == old and old in "LFP")
                for old, new in zip(known.letters, letters, strict=True)
            ), f"{row} {asked} {letters}"
            assert wrote <= _notes(route)


@pytest.mark.parametrize("route", routes(row for row in PAGES if row.method == "POST" and "+" in row.letters))
def test_nothing_is_posted_without_its_token(route: str, world: World, visitor: Any) -> None:
    """Asked as somebody who would be let in, so that nothing else can be the reason."""
    for row in routes(PAGES)[route]:
        if row.method == "POST" and "+" in row.letters:
            name = list(world.people)[row.letters.index("+")]
            with tracing() as wrote:
                response = ask(visitor(name, enforce_csrf_checks=True), row, world.things[row.thing])

            assert (str(row), response.status_code) == (str(row), 403)
            assert not wrote


@by_call
def test_the_api_answers_every_key_as_the_table_says(route: str, world: World, visitor: Any) -> None:
    keys = [key for scopes, key in world.keys.items() if len(scopes) < 2]
    callers = {key: Client(headers={"Authorization": f"Bearer {key}"}) for key in keys}
    for row in rows_of(route, CALLS):
        nobody = row.letters[0]
        assert nobody == row.letters[1], "people do not sign in to the API"
        strangers = replace(row, letters=nobody * len(world.people))
        people = {name: visitor(name) for name in world.people}
        of_keys = replace(row, letters=row.letters[2:])

        as_people, wrote = tried(strangers, world.things[row.thing], people)
        as_keys, wrote_by_keys = tried(of_keys, world.things[row.thing], callers)

        assert f"{row} {as_people}" == f"{row} {strangers.letters}"
        assert f"{row} {as_keys}" == f"{row} {of_keys.letters}"
        assert wrote_by_keys <= {"agencies_auditevent"}, "a key without the scope leaves a note of it only"
        assert not wrote


@by_call
def test_the_api_refuses_in_problem_documents(route: str, world: World) -> None:
    for row in routes(CALLS)[route]:
        for key, letter in [("", row.letters[0]), (world.keys[()], row.letters[2])]:
            client = Client(headers={"Authorization": f"Bearer {key}"} if key else {})
            response = ask(client, row, world.things[row.thing])

            if letter != "+":
                assert response["Content-Type"] == "application/problem+json"
                assert response.json()["code"]


@pytest.mark.parametrize("debug", [False, True])
def test_every_route_has_a_row_and_every_row_a_route(settings: Any, debug: bool) -> None:
    settings.DEBUG = debug
    found = {name for name, _ in walk(runpy.run_path(urls.__file__)["urlpatterns"])}

    assert found - LISTED == (DEBUG_ONLY if debug else set())
    assert LISTED - found == set()


def test_a_route_without_a_row_is_found() -> None:
    forgotten = [path("lupa/", HttpResponse, name="forgotten"), path("lupa/juga/", HttpResponse)]

    found = {
        name
        for name, _ in walk(
            [path("healthz", HttpResponse, name="healthz"), path("dalam/", include(forgotten))]
        )
    }

    assert found - LISTED == {"forgotten", "dalam/lupa/juga/"}


@login_not_required
def careless(request: HttpRequest) -> HttpResponse:
    """A known-bad view: open to everybody, and it writes before it thinks."""
    Agency.objects.update(is_active=False)
    if not request.user.is_authenticated:
        raise PermissionDenied
    return HttpResponse("terbuka")


def test_a_careless_view_is_found(world: World, visitor: Any, settings: Any) -> None:
    urlconf = ModuleType("urlconf_of_a_careless_view")
    urlconf.urlpatterns = [*urls.urlpatterns, path("lalai/", careless, name="careless")]  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = urlconf
    row = Row("careless", "POST", "-", "L" + 12 * "F")

    letters, wrote = tried(row, Thing(), {name: visitor(name) for name in world.people})

    assert letters == "F" + 12 * "+"
    assert wrote == {"agencies_agency"}
