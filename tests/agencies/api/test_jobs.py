"""The work that a partner's calls have asked for."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job
from tests.api import Caller, caller, problem

pytestmark = pytest.mark.django_db
PATH = "/api/v1/jobs/"


def ask(key: str, by: str = "mitra-uji") -> Job:
    return enqueue(kind="tally.run", key=key, by_id=by, by_label=by)


@pytest.fixture
def them(db: None) -> Caller:
    return caller("campaigns:read")


def test_a_partner_sees_its_own_work_alone(them: Caller) -> None:
    own, other = ask("satu"), ask("dua", by="mitra-lain")

    body = them.get(f"{PATH}{own.public_id}/").json()

    assert (body["id"], body["kind"], body["state"], body["result"]) == (
        str(own.public_id),
        "tally.run",
        "queued",
        None,
    )
    assert "payload" not in body
    assert [job["id"] for job in them.get(PATH).json()["results"]] == [str(own.public_id)]
    problem(them.get(f"{PATH}{other.public_id}/"), 404, "not_found")
    problem(them.get(f"{PATH}{uuid4()}/"), 404, "not_found")


def test_work_is_narrowed_by_state_and_kind(them: Caller) -> None:
    ask("satu")

    assert len(them.get(PATH, state="queued", kind="tally.run").json()["results"]) == 1
    assert them.get(PATH, state="done").json()["results"] == []
    problem(them.get(PATH, state="lost"), 400, "query_invalid")


def test_the_number_of_queries_does_not_depend_on_the_number_of_jobs(them: Caller) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert them.get(PATH).status_code == 200
        return len(seen)

    ask("0")
    one = queries()
    for number in range(1, 20):
        ask(str(number))

    assert queries() == one
