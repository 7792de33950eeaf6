"""The example handlers are known to every test here; `running` is a job somebody else holds."""

from datetime import UTC, datetime

import pytest

import tests.summitcomms.jobs.example_handlers  # noqa: F401
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job
from summitcomms.jobs.runner import claim


@pytest.fixture
def running(db: None) -> Job:
    at = datetime(2023, 5, 11, 1, 0, tzinfo=UTC)
    job = claim(enqueue(kind="example.write", key="held", payload={"names": ["a"]}, due_at=at).pk, at=at)
    assert job is not None
    return job
