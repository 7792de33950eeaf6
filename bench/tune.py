"""Settings of the benchmark's cluster, from its next start on: `python -m bench.tune`."""

import os
from contextlib import closing

import psycopg2

SETTINGS = {"shared_buffers": "2GB", "max_wal_size": "8GB", "checkpoint_timeout": "30min"}
"""What docs/operations.md gives the server of a large portal; no checkpoint falls into one side of a pair."""


def main() -> None:
    """Set them, whatever stood there before."""
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for name, value in SETTINGS.items():
                cursor.execute(f"ALTER SYSTEM SET {name} = '{value}'")


if __name__ == "__main__":
    main()
