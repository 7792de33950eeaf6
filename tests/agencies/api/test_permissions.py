"""The table of the API: every route against every scope. A route without a row fails."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from agencies.api.base import PartnerView
from agencies.models import AuditEvent, Partner, PartnerKey
from summitcomms.api import urlpatterns
from summitcomms.jobs.actions import enqueue
from tests import builders
from tests.api import Caller, caller, problem

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"
Scope = PartnerKey.ScopeCode

SOME_ID = "0b6f1c1e-5f0e-4a55-9f53-0c7b7a0d6a11"
ROUTES: list[tuple[str, str, str, str]] = [
    ("api-agency-list", "get", "agencies/", Scope.CAMPAIGNS_READ),
    ("api-agency-detail", "get", "agencies/K-007/", Scope.CAMPAIGNS_READ),
    ("api-award-list", "get", "awards/", Scope.STANDINGS_READ),
    ("api-award-detail", "get", f"awards/{SOME_ID}/", Scope.STANDINGS_READ),
    ("api-campaign-list", "get", "campaigns/", Scope.CAMPAIGNS_READ),
    ("api-campaign-detail", "get", "campaigns/ktt-43/", Scope.CAMPAIGNS_READ),
    ("api-campaign-agenda", "get", "campaigns/ktt-43/agenda/", Scope.CAMPAIGNS_READ),
    ("api-campaign-figures", "get", "campaigns/ktt-43/figures/", Scope.CAMPAIGNS_READ),
    ("api-followers-batch", "post", "followers/batch", Scope.FOLLOWERS_WRITE),
    ("api-material-list", "get", "materials/", Scope.POSTS_READ),
    ("api-material-detail", "get", f"materials/{SOME_ID}/", Scope.POSTS_READ),
    ("api-pillar-list", "get", "pillars/", Scope.CAMPAIGNS_READ),
    ("api-post-list", "get", "posts/", Scope.POSTS_READ),
    ("api-post-detail", "get", "posts/ABCDEF2345/", Scope.POSTS_READ),
    ("api-post-readings", "get", "posts/ABCDEF2345/readings/", Scope.POSTS_READ),
    ("api-posts-batch", "post", "posts/batch", Scope.POSTS_WRITE),
    ("api-readings-batch", "post", "readings/batch", Scope.READINGS_WRITE),
    ("api-standings", "get", "standings/", Scope.STANDINGS_READ),
    ("api-tally-list", "get", "tallies/", Scope.STANDINGS_READ),
    ("api-tally-detail", "get", f"tallies/{SOME_ID}/", Scope.STANDINGS_READ),
    ("api-tally-agencies", "get", f"tallies/{SOME_ID}/agencies/", Scope.STANDINGS_READ),
]
TO_EVERY_KEY = [
    ("api-job-list", "get", "jobs/", ""),
    ("api-job-detail", "get", f"jobs/{SOME_ID}/", ""),
]
KEYS: dict[str, tuple[dict[str, Any], int, str]] = {
    "revoked": ({"revoked": True}, 401, "key_invalid"),
    "expired": ({"expiry_date": timezone.now() - timedelta(days=1)}, 401, "key_expired"),
    "elsewhere": ({"networks": ["203.0.113.0/24"]}, 403, "address_refused"),
}
PUBLIC = {"api-schema", "api-docs", "api-unknown"}


def test_every_route_stands_in_the_table() -> None:
    assert {pattern.name for pattern in urlpatterns} == {row[0] for row in ROUTES + TO_EVERY_KEY} | PUBLIC


@pytest.mark.parametrize(("name", "method", "path", "scope"), ROUTES)
def test_a_route_opens_to_its_scope_and_to_no_other(name: str, method: str, path: str, scope: str) -> None:
    own = caller(scope, code="dengan")
    others = caller(*(set(Scope) - {Scope(scope)}), code="tanpa")

    assert getattr(own.client, method)(V1 + path).status_code not in (401, 403)
    assert scope in problem(getattr(others.client, method)(V1 + path), 403, "scope_missing")["detail"]


@pytest.mark.parametrize(("name", "method", "path", "scope"), TO_EVERY_KEY)
def test_what_is_the_partners_own_opens_to_every_key(name: str, method: str, path: str, scope: str) -> None:
    assert getattr(caller(Scope.STANDINGS_READ).client, method)(V1 + path).status_code in (200, 404)


@pytest.mark.parametrize(("name", "method", "path", "scope"), ROUTES + TO_EVERY_KEY)
def test_no_route_opens_without_a_key(name: str, method: str, path: str, scope: str) -> None:
    problem(getattr(Client(), method)(V1 + path), 401, "key_missing")


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize(("name", "method", "path", "scope"), ROUTES + TO_EVERY_KEY)
def test_no_route_opens_to_a_key_that_does_not_hold(
    kind: str, name: str, method: str, path: str, scope: str
) -> None:
    them = caller()
    state, status, code = KEYS[kind]
    PartnerKey.objects.update(**state)

    problem(getattr(them.client, method)(V1 + path), status, code)


@pytest.mark.parametrize(("name", "method", "path", "scope"), ROUTES + TO_EVERY_KEY)
def test_no_route_opens_to_a_partner_that_is_inactive(name: str, method: str, path: str, scope: str) -> None:
    them = caller()
    Partner.objects.update(is_active=False)

    problem(getattr(them.client, method)(V1 + path), 401, "partner_inactive")


PRIVATE = {
    "api-job-list": "jobs/",
    "api-job-detail": "jobs/{job}/",
    "api-post-list": "posts/?agency=D-74",
    "api-post-detail": "posts/{post}/",
    "api-post-readings": "posts/{post}/readings/",
}
"""The routes on which one partner has what others may not see."""


@pytest.mark.parametrize("name", PRIVATE)
def test_what_is_another_partners_is_invisible(name: str) -> None:
    """A system of Sulawesi Tenggara, which sees its job and its returned post; and one of another agency."""
    sultra = builders.agency("D-74")
    owner, key = builders.partner("sistem-74", agency=sultra)
    post = builders.post(sultra, state="returned")
    job = enqueue(kind="tally.run", key="x", by_id=owner.actor_id, by_label=owner.actor_label)
    path = V1 + PRIVATE[name].format(job=job.public_id, post=post.code)
    others = [caller(code="lain"), caller(code="sistem-94", agency=builders.agency("D-94.04"))]

    assert Caller(key).get(path).status_code == 200
    for other in others:
        answer = other.get(path)
        if name.endswith("list"):
            assert answer.json()["results"] == []
        else:
            problem(answer, 404, "not_found")
    if name.endswith("list"):
        assert len(Caller(key).get(path).json()["results"]) == 1


def test_a_key_used_outside_its_scope_leaves_an_audit_row() -> None:
    them = caller(Scope.STANDINGS_READ)

    them.get("/api/v1/agencies/")

    event = AuditEvent.objects.get(action="api.scope_refused")
    assert (event.actor_kind, event.actor_id) == ("partner", "mitra-uji")
    assert event.target_id == PartnerKey.objects.get().prefix
    assert event.after == {"method": "GET", "path": "/api/v1/agencies/", "scope": "campaigns:read"}
    assert event.address == "127.0.0.1"
    assert event.request_id


def test_refused_calls_count_against_the_rate(settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = 2
    them = caller(Scope.STANDINGS_READ)

    answers = [them.get("/api/v1/agencies/").status_code for _ in range(4)]

    assert answers == [403, 403, 429, 429]
    assert AuditEvent.objects.filter(action="api.scope_refused").count() == 2


def test_a_loop_of_refused_calls_does_not_fill_the_trail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agencies.api.permissions.ON_RECORD", 3)
    them, other = caller(Scope.STANDINGS_READ), caller(Scope.STANDINGS_READ, code="lain")

    answers = [them.get("/api/v1/agencies/").status_code for _ in range(5)]
    other.get("/api/v1/agencies/")

    assert answers == [403] * 5
    recorded = AuditEvent.objects.filter(action="api.scope_refused").values_list("actor_id", flat=True)
    assert sorted(recorded) == ["lain", "mitra-uji", "mitra-uji", "mitra-uji"]


@pytest.mark.parametrize(
    ("network", "address", "is_in"),
    [
        ("203.0.113.0/24", "203.0.113.7", True),
        ("203.0.113.7/32", "203.0.113.7", True),
        ("2001:db8::/32", "2001:db8::7", True),
        ("203.0.113.0/24", "203.0.114.7", False),
        ("203.0.113.0/24", "2001:db8::7", False),
        ("2001:db8::/32", "203.0.113.7", False),
        ("203.0.113.0/24", "keine", False),
    ],
)
def test_a_key_opens_from_its_addresses_alone(network: str, address: str, is_in: bool) -> None:
    them = caller()
    PartnerKey.objects.update(networks=["198.51.100.0/24", network])

    answer = them.client.get("/api/v1/agencies/", REMOTE_ADDR=address)

    if is_in:
        assert answer.status_code == 200
    else:
        problem(answer, 403, "address_refused")
        event = AuditEvent.objects.get(action="api.address_refused")
        assert event.target_id == PartnerKey.objects.get().prefix
        assert event.after == {"method": "GET", "path": "/api/v1/agencies/"}


def test_an_address_that_the_client_makes_up_is_not_believed(settings: Any) -> None:
    them = caller()
    PartnerKey.objects.update(networks=["203.0.113.0/24"])
    forged = {"X-Forwarded-For": "203.0.113.7"}
    through_proxy = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}

    problem(them.client.get("/api/v1/agencies/", headers=forged), 403, "address_refused")
    settings.TRUSTED_PROXIES = 1

    assert them.client.get("/api/v1/agencies/", headers=through_proxy).status_code == 200


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_a_view_without_a_declared_scope_is_closed_to_every_key(
    method: str, partner: tuple[Partner, str]
) -> None:
    class Forgotten(PartnerView):
        def get(self, request: Any) -> Response:
            return Response("secret")

        post = get

    request = getattr(APIRequestFactory(), method)("/", headers={"Authorization": f"Bearer {partner[1]}"})

    assert Forgotten.as_view()(request).status_code == 403
