"""Migrations are walked once: every worker's database is a copy of one that was migrated before.

`tests/conftest.py` loads this module as a plugin (`pytest_plugins`). The copy is migrated as ever, so that
what the original lacks would be made up for. The original stays on the server for the next run, until a
migration changes. With --reuse-db each worker has its database already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    pytestconfig: pytest.Config,
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    """A hook of pytest-django, run before the databases are made."""
    if pytestconfig.option.reuse_db:
        return
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Begun by the process that hands out the tests: it has nothing to do while the workers collect them."""
    if session.config.pluginmanager.hasplugin("dsession") and not session.config.option.reuse_db:
        with session.config.stash[blocking_manager_key].unblock():
            migrated()


def migrated() -> str:
    """The name of the database to copy; whoever comes first makes it, the other workers wait."""
    begin = f"migrated_{connection.settings_dict['NAME']}_"
    name, unfinished = begin + _digest(), begin + "unfinished"
    with connection._nodb_cursor() as server:
        server.execute(
            "SET lock_timeout = 0; SET statement_timeout = 0; SELECT pg_advisory_lock(%s)", [4_711]
        )
        server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [begin])
        known = {found for (found,) in server.fetchall()}
        if name not in known:
            for outdated in known:
                server.execute(f'DROP DATABASE "{outdated}"')
            server.execute(f'CREATE DATABASE "{unfinished}"')
            with _connected_to(unfinished):
                call_command("migrate", verbosity=0)
            server.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def _digest() -> str:
    """Of every migration, those of Django and other packages as well."""
    digest = hashlib.sha256()
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
