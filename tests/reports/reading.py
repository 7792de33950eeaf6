"""What the tests of pages share: opening one, and counting what it asks the database."""

from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.models import TallyRun


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


def sums(run: TallyRun) -> tuple[int, int, int]:
    """Contents, likes and interactions of a run, over all agencies."""
    found = run.agencies.aggregate(*(Sum(name, default=0) for name in ("posts", "likes", "interactions")))
    return found["posts__sum"], found["likes__sum"], found["interactions__sum"]
