"""The databases of the benchmark: which may be used, and making one that is filled and then kept.

Nothing here imports Django: the address of the database is settled before the settings are read.
"""

import os
import shutil
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from bench import tune
from bench.sizes import GIB, Size

PREFIX = "bench_"
FOLDER = "bench"


class Refused(Exception):
    """The benchmark does not run here; the text says why."""


def url_of(server: str, size: Size) -> str:
    """The address of the size's database on the server that the address `server` names."""
    return urlunsplit(urlsplit(server)._replace(path=f"/{size.database}"))


def check_name(name: str) -> None:
    """Refuse a database that is not named for the benchmark: it is filled, and rewritten in every run."""
    if not name.startswith(PREFIX):
        raise Refused(f"the database {name!r} is not named {PREFIX}…: the benchmark would fill it")


def check_disk(folder: Path, size: Size) -> None:
    """Refuse a size for which the disk of `folder` has no room."""
    free = shutil.disk_usage(folder).free
    if free < size.needs:
        raise Refused(
            f"size {size.name} needs {size.needs // GIB} GiB of free disk, {free / GIB:.1f} GiB are left"
        )


def prepare(server: str, size: Size) -> str:
    """Make the database of `size` where it is missing; return its address.

    Refused: a server whose data does not lie in a folder named for the benchmark, or too little disk.
    """
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            [[shown]] = cursor.fetchall()
            folder = Path(shown)
            if folder.parent.name != FOLDER:
                raise Refused(f"{folder} is not a cluster of the benchmark's own; run it with make bench")
            cursor.execute("SHOW shared_buffers")
            [[shown]] = cursor.fetchall()
            if shown != tune.SETTINGS["shared_buffers"]:
                raise Refused(f"the cluster runs with shared_buffers {shown}: stop it and run make bench")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [size.database])
            if not cursor.fetchone():
                check_disk(folder, size)
                cursor.execute(f"CREATE DATABASE {size.database}")
    return url_of(server, size)


def use(url: str) -> None:
    """Let the settings of the portal find this database; its name has been checked before."""
    check_name(urlsplit(url).path.removeprefix("/"))
    os.environ["DATABASE_URL"] = url
