"""The table of the API: every route against every scope. A route without a row fails."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory

from agencies.api.base import PartnerView
from agencies.models import AuditEvent, Partner, PartnerKey
from summitcomms.api import urlpatterns
from tests.api import caller, problem

pytestmark = pytest.mark.django_db
Scope = PartnerKey.ScopeCode

ROUTES: list[tuple[str, str, str, str]] = [
    ("api-agency-list", "get", "/api/v1/agencies/", Scope.CAMPAIGNS_READ),
    ("api-agency-detail", "get", "/api/v1/agencies/K-007/", Scope.CAMPAIGNS_READ),
    ("api-campaign-list", "get", "/api/v1/campaigns/", Scope.CAMPAIGNS_READ),
    ("api-campaign-detail", "get", "/api/v1/campaigns/ktt-43/", Scope.CAMPAIGNS_READ),
    ("api-standings", "get", "/api/v1/standings/", Scope.STANDINGS_READ),
    ("api-readings-batch", "post", "/api/v1/readings/batch", Scope.READINGS_WRITE),
]
PUBLIC = {"api-schema", "api-docs", "api-unknown"}


def test_every_route_stands_in_the_table() -> None:
    assert {pattern.name for pattern in urlpatterns} == {row[0] for row in ROUTES} | PUBLIC


@pytest.mark.parametrize(("name", "method", "path", "scope"), ROUTES)
def test_a_route_opens_to_its_scope_and_to_no_other(name: str, method: str, path: str, scope: str) -> None:
    own = caller(scope, code="dengan")
    others = caller(*(set(Scope) - {Scope(scope)}), code="tanpa")

    assert getattr(own.client, method)(path).status_code not in (401, 403)
    assert scope in problem(getattr(others.client, method)(path), 403, "scope_missing")["detail"]


@pytest.mark.parametrize(("name", "method", "path", "scope"), ROUTES)
def test_no_route_opens_without_a_key(name: str, method: str, path: str, scope: str) -> None:
    problem(getattr(Client(), method)(path), 401, "key_missing")


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
