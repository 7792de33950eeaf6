"""The cast and the ground rules of every test.

The cast is the same everywhere, so that a test only says who acts: central staff, a coordinator and two
people of Sulawesi Tenggara's Diskominfo, an officer of Kabupaten Mimika, and an outsider without a role.
"""

from __future__ import annotations

import gc
import itertools
import logging
import os
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.signals import setting_changed
from django.test import Client
from django.test.client import ClientHandler

from agencies.models import Agency, Partner, User
from campaigns import tally
from campaigns.models import Campaign
from summitcomms import catalogue
from tests import builders

pytest_plugins = ("tests.database", "tests.services", "tests.skips")


NUMBERS = itertools.count(1)

hypothesis.settings.register_profile(
    "portal",
    deadline=None,  # how long an example takes says more about the machine than about the code
    derandomize=bool(os.environ.get("CI")),  # no change fails there for what chance found elsewhere
)
hypothesis.settings.load_profile("portal")


def pytest_configure(config: pytest.Config) -> None:
    """Without DEBUG from collection on, for the addresses depend on it; and what differs from production.

    English is compiled before there are workers that read it. The flush of transactional tests may truncate
    append-only tables, and passwords are hashed quickly (the portal's own way is tried in
    tests/agencies/test_passwords.py). Only errors are logged, for every line would be rendered three times,
    refusals with their traceback; a test that asks for a line says so with `caplog.set_level`.
    """
    gc.disable()  # all that collection makes is kept
    if not hasattr(config, "workerinput"):
        catalogue.compile_if_older()
    settings.DEBUG = False
    logging.disable(logging.WARNING)
    database = settings.DATABASES["default"]
    database["OPTIONS"]["options"] += " -c summitcomms.allow_truncate=on"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


def pytest_collection_finish() -> None:
    """Half a million objects stay to the end: the collector need not walk over them again and again."""
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def _invented_tallies() -> Iterator[None]:
    """The tallies of `tests.awards.results`, which name no definitions, have no posts to be counted again."""
    differs = tally.differs
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tally, "differs", lambda run: bool(run.definitions) and differs(run))
        yield


@pytest.fixture(autouse=True, scope="session")
def _one_chain_of_middleware() -> Iterator[None]:
    """Test clients share the chain, as the requests to a server do.

    Only `setting_changed` makes a new one: whatever else a test patches, the middleware is not made anew.
    """
    load, shared = ClientHandler.load_middleware, list[ClientHandler]()

    def load_once(handler: ClientHandler, is_async: bool = False) -> None:
        if not shared:
            load(handler, is_async)
            shared.append(handler)
        handler._middleware_chain = shared[0]._middleware_chain  # type: ignore[attr-defined]

    def forget(*, setting: str, **_: Any) -> None:
        if setting != "MEDIA_ROOT":  # which every test has for itself, and no middleware reads
            shared.clear()

    setting_changed.connect(forget)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load_once)
        yield
    setting_changed.disconnect(forget)


@pytest.fixture
def campaign(db: None) -> Campaign:
    return builders.campaign()


@pytest.fixture
def sultra(db: None) -> Agency:
    return builders.agency("D-74", "Diskominfo Sulawesi Tenggara")


@pytest.fixture
def mimika(db: None) -> Agency:
    return builders.agency("D-94.04", "Diskominfo Kabupaten Mimika", timezone="Asia/Jayapura")


@pytest.fixture
def pusat_admin(db: None) -> User:
    return builders.user("admin@contoh.go.id", "administrator", full_name="Ayu Administrator")


@pytest.fixture
def pusat_editor(db: None) -> User:
    return builders.user("editor@contoh.go.id", "editor", full_name="Eko Penyunting")


@pytest.fixture
def verifier(db: None) -> User:
    return builders.user("verifikator@contoh.go.id", "verifier", full_name="Vina Verifikator")


@pytest.fixture
def committee(db: None) -> User:
    return builders.user("panitia@contoh.go.id", "committee", full_name="Panji Panitia")


@pytest.fixture
def second_committee(db: None) -> User:
    return builders.user("panitia2@contoh.go.id", "committee", full_name="Putri Panitia")


@pytest.fixture
def analyst(db: None) -> User:
    return builders.user("analis@contoh.go.id", "analyst", full_name="Anton Analis")


@pytest.fixture
def coordinator_sultra(sultra: Agency) -> User:
    return builders.user("koordinator@sultra.go.id", "coordinator", sultra, full_name="Kadir Koordinator")


@pytest.fixture
def lead_sultra(sultra: Agency) -> User:
    return builders.user("pimpinan@sultra.go.id", "lead", sultra, full_name="Lina Penanggung Jawab")


@pytest.fixture
def officer_sultra(sultra: Agency) -> User:
    return builders.user("petugas@sultra.go.id", "officer", sultra, full_name="Sari Petugas")


@pytest.fixture
def officer_mimika(mimika: Agency) -> User:
    return builders.user("petugas@mimika.go.id", "officer", mimika, full_name="Marten Petugas")


@pytest.fixture
def outsider(db: None) -> User:
    return builders.user("luar@contoh.id", full_name="Orang Luar")


@pytest.fixture
def partner(db: None) -> tuple[Partner, str]:
    """The partner and its key in clear text."""
    return builders.partner()


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    """`as_user(officer_sultra).get(…)`: the test client, signed in."""

    def sign_in(user: User) -> Client:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture(autouse=True)
def _media_in_a_folder_of_the_test(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Made by the first file that is saved: most tests save none, and `tmp_path` makes one for each."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / f"media-{next(NUMBERS)}"
