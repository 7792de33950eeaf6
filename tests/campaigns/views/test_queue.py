"""The verifier's queue: its parts, what comes next, and one decision on many posts."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains

from campaigns.actions import decisions
from campaigns.models import Post
from campaigns.states import PostState
from tests import builders
from tests.builders import NOW

QUEUE = "/posts/queue/"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock(campaign):
    """`clock.shift(seconds)` moves on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def second_verifier(db):
    return builders.user("verifikator2@contoh.go.id", "verifier", full_name="Vito Verifikator")


@pytest.fixture
def post(sultra) -> Post:
    return builders.post(sultra)


def address(name: str, post: Post) -> str:
    return reverse(f"campaigns:post-{name}", args=[post.code])


def seen(post: Post, **fields: str) -> dict[str, str]:
    return {"seen": post.submitted_at.isoformat(), **fields}


def codes(answer) -> list[str]:
    return [row.post.code for row in answer.context["rows"]]


# --- queue -----------------------------------------------------------------------------------------------


def test_the_queue_puts_risk_first_then_age(as_user, verifier, sultra, mimika):
    old = builders.post(sultra, submitted_at=NOW - 3 * HOUR)
    risky = builders.post(mimika, risk=60, submitted_at=NOW - HOUR)
    new = builders.post(sultra, submitted_at=NOW - HOUR)
    builders.post(sultra, state=PostState.VERIFIED)
    answer = as_user(verifier).get(QUEUE)
    assert codes(answer) == [risky.code, old.code, new.code]
    assertContains(answer, "3 unggahan menunggu; yang paling lama dikirim 3 jam lalu")
    assertContains(answer, "tinggi 60")


def test_the_queue_is_ordered_by_time_or_agency_on_request(as_user, verifier, sultra, mimika):
    old = builders.post(sultra, submitted_at=NOW - 3 * HOUR)
    risky = builders.post(mimika, risk=60, submitted_at=NOW - HOUR)
    client = as_user(verifier)
    assert codes(client.get(QUEUE, {"urut": "waktu"})) == [old.code, risky.code]
    assert codes(client.get(QUEUE, {"urut": "instansi"})) == [risky.code, old.code]
    assert codes(client.get(QUEUE, {"urut": "\0"})) == [risky.code, old.code]


def test_the_queue_says_who_looks_at_what(as_user, verifier, second_verifier, post, sultra):
    decisions.claim(by=second_verifier, post=post, at=NOW)
    other = builders.post(sultra)
    answer = as_user(verifier).get(QUEUE)
    assert codes(answer) == [other.code, post.code]
    assertContains(answer, "Vito Verifikator")
    assertContains(answer, "10.10 WIB")


def test_an_empty_queue_says_so(as_user, verifier):
    assertContains(as_user(verifier).get(QUEUE), "Tidak ada unggahan yang menunggu verifikasi")


@pytest.mark.parametrize("who", ["officer_sultra", "coordinator_sultra", "committee", "outsider"])
def test_the_queue_is_for_verifiers(as_user, request, who):
    assert as_user(request.getfixturevalue(who)).get(QUEUE).status_code == 403


def test_the_queue_needs_as_many_queries_for_twenty_posts_as_for_one(
    as_user, verifier, second_verifier, sultra, mimika, django_assert_num_queries
):
    client, agencies = as_user(verifier), (sultra, mimika)
    for rows in (1, 19):
        for n in range(rows):
            builders.post(agencies[n % 2], claimed_by=second_verifier, claimed_until=NOW + HOUR)
        with django_assert_num_queries(13):
            assert client.get(QUEUE).status_code == 200
