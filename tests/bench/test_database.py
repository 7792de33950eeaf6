from __future__ import annotations

import ast
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.db import connection

from bench import database
from bench.sizes import SIZES, Size

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["summitcomms", "postgres", "my_bench_s", ""])
def test_only_a_database_named_for_the_benchmark_is_filled(name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)

    with pytest.raises(database.Refused, match="not named bench_"):
        database.use(f"postgresql://postgres@/{name}")


def test_the_name_of_a_size_is_one_that_may_be_used():
    for size in SIZES.values():
        url = database.url_of("postgresql://postgres@/summitcomms?host=/tmp/x", size)

        database.check_name(urlsplit(url).path.removeprefix("/"))
        assert url.endswith(f"/{size.database}?host=/tmp/x")


def test_a_size_without_room_on_the_disk_is_refused(tmp_path: Path):
    with pytest.raises(database.Refused, match="size X needs 1000000 GiB"):
        database.check_disk(tmp_path, Size("X", posts=1, needs=10**6 * 2**30))


@pytest.mark.django_db
def test_a_cluster_that_is_not_the_benchmarks_own_is_refused_before_anything_is_made():
    given = connection.get_connection_params()
    server = psycopg2.extensions.make_dsn(
        dbname=given["dbname"], user=given.get("user"), host=given.get("host"), port=given.get("port")
    )

    with pytest.raises(database.Refused, match="not a cluster of the benchmark's own"):
        database.prepare(server, SIZES["S"])


def test_nothing_of_the_portal_imports_the_benchmark():
    folders = ("agencies", "awards", "campaigns", "reports", "summitcomms")
    for path in (file for folder in folders for file in (ROOT / folder).rglob("*.py")):
        tree = ast.parse(path.read_text())
        named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        named |= {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
        assert not {name for name in named if name.partition(".")[0] == "bench"}, path
