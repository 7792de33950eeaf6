"""The database refuses usage and answers to calls that cannot be."""

from collections.abc import Callable

import pytest

from agencies.models import IdempotentCall, PartnerKey, PartnerUsage
from tests import builders
from tests.builders import NOW
from tests.constraints import again, refused

pytestmark = pytest.mark.django_db


def _a_day_twice() -> None:
    builders.partner()
    again(PartnerUsage.objects.create(key=PartnerKey.objects.get(), day=NOW.date(), last_at=NOW))


def _a_call_twice() -> None:
    partner, _ = builders.partner()
    again(IdempotentCall.objects.create(partner=partner, key="satu", fingerprint="x", began_at=NOW))


CASES: list[tuple[str, Callable[[], None]]] = [
    ("usage_is_counted_once_a_day", _a_day_twice),
    ("idempotency_key_is_used_once_by_a_partner", _a_call_twice),
]


@pytest.mark.parametrize(("constraint", "write"), CASES)
def test_the_database_refuses(constraint: str, write: Callable[[], None]) -> None:
    refused(constraint, write)
