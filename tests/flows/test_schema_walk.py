"""Every operation of the schema is called with what it allows and with what it does not, all checks on.

No answer is a 5xx, none is a status, a media type, a header or a shape that the schema does not name; what
breaks the schema is refused, and no key opens nothing.
"""

from typing import Any

import pytest
import schemathesis
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples
from pytest_django.live_server_helper import LiveServer
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import negative_data_rejection
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok

from agencies import audit
from campaigns.actions import sandbox
from tests import builders

EXAMPLES = 6
"""Of each operation and each kind of data; always the same ones."""
RULES_OF_THEIR_OWN = ["2xx", "400", "401", "403", "404", "422"]
"""What data that keeps to the schema may meet: no schema says which campaigns, posts and fields there are."""
CHECKS = {"positive_data_acceptance": {"expected-statuses": RULES_OF_THEIR_OWN}}
TIMEOUT = 60
"""Seconds; how long an answer takes is measured elsewhere."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_nothing_breaks_and_nothing_is_undocumented(
    mode: GenerationMode, live_server: LiveServer, settings: Any
) -> None:
    settings.API_CALLS_PER_MINUTE = 100_000
    builders.agency("K-007")
    sandbox.keep(by=audit.SYSTEM, at=timezone.now())
    key = builders.partner()[1]
    config = SchemathesisConfig.from_dict({"checks": CHECKS})
    schema = schemathesis.openapi.from_url(f"{live_server.url}/api/schema/", config=config, timeout=TIMEOUT)

    faults = ""
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        faults += faults_of(found.ok(), mode, key)

    assert not faults, faults


def faults_of(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, key: str) -> str:
    """What the checks find, "" for nothing; an empty filter of a list is none."""
    lenient = [negative_data_rejection] if operation.method == "get" else []

    @examples(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def walk(case: Case) -> None:
        case.call_and_validate(
            headers={"Authorization": f"Bearer {key}"}, excluded_checks=lenient, timeout=TIMEOUT
        )

    try:
        walk()
    except (FailureGroup, Failure) as fault:
        return f"{operation.label}: {fault}\n"
    return ""
