from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies import audit
from agencies.models import AuditEvent
from campaigns.actions import readings
from campaigns.models import Campaign, Post, PostCounters, ReadingVoid
from campaigns.readings import ReadingRow
from tests import builders
from tests.builders import NOW

TAKEN_AT = "2023-08-29T10:00+07:00"
"""The moment of `NOW`, as an operator types it."""


@pytest.fixture
def post(campaign: Campaign) -> Post:
    """A verified post with one wrong measurement."""
    made = builders.post(campaign=campaign, state="verified")
    row = ReadingRow(made.code, NOW, {"likes": 5_000_000})
    readings.ingest(by=audit.SYSTEM, campaign=campaign, source=builders.source(), rows=[row], at=NOW)
    return made


def void(post: Post, **changes: str) -> str:
    out = StringIO()
    given = {"source": "mitra-uji", "taken-at": TAKEN_AT, "reason": "Salah satuan."} | changes
    call_command(
        "void_reading", post.code, *(f"--{name}={value}" for name, value in given.items()), stdout=out
    )
    return out.getvalue().strip()


def test_a_wrong_measurement_counts_no_more(post: Post) -> None:
    assert PostCounters.objects.get(post=post).likes == 5_000_000

    assert void(post) == f"1 hasil ukur {post.code} dari mitra-uji dibatalkan."

    assert PostCounters.objects.get(post=post).likes is None
    assert AuditEvent.objects.get(action="readings.void").reason == "Salah satuan."


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"source": "tidak-ada"}, "Yang ada: mitra-uji"),
        ({"taken-at": "2023-08-29T10:01+07:00"}, "Periksa waktu ukurnya"),
        ({"taken-at": "2023-08-29T10:00"}, "tidak menyebut zona"),
        ({"reason": " "}, "memerlukan alasan"),
    ],
)
def test_it_refuses_in_words(post: Post, changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        void(post, **changes)

    assert not ReadingVoid.objects.exists()
