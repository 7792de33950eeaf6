"""What the tests of pages share: opening one, and counting what it asks the database."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def text_of(client: Client, url: str, **query: str) -> str:
    """The page at `url`, which must be there."""
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def queries(client: Client, url: str) -> int:
    """How many statements the page needs, the reader's session and memberships included."""
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)
