"""The stored rows by psycopg2 alone, no Django in between."""

from functools import cache
from typing import Any

import psycopg2
from django.db import connection

_QUERY = """
SELECT a.code, s.rank, s.total, s.components
FROM awards_standing s JOIN agencies_agency a ON a.id = s.agency_id
WHERE s.ranking_id = %s AND s.category_id = %s
ORDER BY s.position
"""


@cache
def _connection(database: str) -> Any:
    known = connection.get_connection_params()
    opened = psycopg2.connect(
        **{name: known[name] for name in ("dbname", "user", "password", "host", "port") if name in known}
    )
    opened.autocommit = True
    return opened


def board(ranking: int, category: int) -> list[tuple]:
    """(code, rank, total, components) in the order of the page."""
    with _connection(connection.settings_dict["NAME"]).cursor() as cursor:
        cursor.execute(_QUERY, [ranking, category])
        return cursor.fetchall()
