"""One test per way to fail, and the one way in."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.actions import partners
from agencies.models import AuditEvent, Partner, PartnerKey, User
from tests.api import Caller, problem

pytestmark = pytest.mark.django_db
PATH = "/api/v1/agencies/"


def refused(header: str | None, code: str) -> str:
    response = Client().get(PATH, headers={} if header is None else {"Authorization": header})
    assert response["WWW-Authenticate"].startswith("Bearer")
    return str(problem(response, 401, code)["detail"])


def test_a_partner_comes_in_with_its_key(partner: tuple[Partner, str]) -> None:
    assert Caller(partner[1]).get(PATH).status_code == 200


def test_the_word_bearer_may_be_written_in_any_case(partner: tuple[Partner, str]) -> None:
    assert Client().get(PATH, headers={"Authorization": f"bearer {partner[1]}"}).status_code == 200


@pytest.mark.parametrize("header", [None, "", "Basic abc", "Token abc", "Bearerabc"])
def test_a_call_without_a_key_is_told_to_bring_one(header: str | None) -> None:
    assert "Authorization: Bearer" in refused(header, "key_missing")


@pytest.mark.parametrize("header", ["Bearer", "Bearer   "])
def test_an_empty_key_is_named_as_such(header: str) -> None:
    refused(header, "key_empty")


@pytest.mark.parametrize("key", ["x", "abcdefgh." + "a" * 32, "a b", "\x00", "é" * 41, "a" * 9000])
def test_an_unknown_key_is_refused(key: str) -> None:
    refused(f"Bearer {key}", "key_invalid")


def test_a_known_prefix_with_another_secret_is_refused(partner: tuple[Partner, str]) -> None:
    prefix = partner[1].partition(".")[0]

    refused(f"Bearer {prefix}.{'a' * 32}", "key_invalid")


def test_a_revoked_key_cannot_be_told_from_an_unknown_one(partner: tuple[Partner, str]) -> None:
    PartnerKey.objects.update(revoked=True)

    assert refused(f"Bearer {partner[1]}", "key_invalid") == refused("Bearer x", "key_invalid")


def test_an_expired_key_is_told_that_it_expired(partner: tuple[Partner, str]) -> None:
    PartnerKey.objects.update(expiry_date=timezone.now() - timedelta(seconds=1))

    refused(f"Bearer {partner[1]}", "key_expired")


def test_expiry_is_not_told_to_whoever_knows_only_the_prefix(partner: tuple[Partner, str]) -> None:
    PartnerKey.objects.update(expiry_date=timezone.now() - timedelta(seconds=1))

    refused(f"Bearer {partner[1][:-1]}x", "key_invalid")


def test_keys_of_an_inactive_partner_open_nothing(partner: tuple[Partner, str]) -> None:
    Partner.objects.update(is_active=False)

    refused(f"Bearer {partner[1]}", "partner_inactive")


def test_a_signed_in_person_is_no_partner(client: Client, pusat_admin: User) -> None:
    client.force_login(pusat_admin, backend="allauth.account.auth_backends.AuthenticationBackend")

    problem(client.get(PATH), 401, "key_missing")


def test_the_text_of_a_key_is_kept_nowhere(partner: tuple[Partner, str]) -> None:
    secret = partner[1].partition(".")[2]
    stored = PartnerKey.objects.values().get()

    assert all(secret not in str(value) for value in stored.values())


def test_a_call_costs_one_statement_for_key_rate_and_usage(partner: tuple[Partner, str]) -> None:
    with CaptureQueriesContext(connection) as queries:
        Caller(partner[1]).get("/api/v1/agencies/K-999/")  # found, and nothing there

    ours = [query["sql"] for query in queries if "agencies_partner" in query["sql"]]
    assert len(ours) == 2  # the second one notes the 404


def test_a_key_that_is_being_replaced_opens_until_the_overlap_is_over(
    partner: tuple[Partner, str], pusat_admin: User
) -> None:
    old, at = PartnerKey.objects.get(), timezone.now()
    _, text = partners.rotate_key(prefix=old.prefix, overlap=timedelta(days=7), by=pusat_admin, at=at)

    assert [Caller(key).get(PATH).status_code for key in (partner[1], text)] == [200, 200]
    with time_machine.travel(at + timedelta(days=7)):
        refused(f"Bearer {partner[1]}", "key_expired")
        assert Caller(text).get(PATH).status_code == 200


def test_an_address_with_too_many_wrong_keys_is_told_to_wait_and_a_right_one_is_not(
    partner: tuple[Partner, str], settings: Any
) -> None:
    settings.API_WRONG_KEYS_PER_MINUTE = 2
    wrong = [Caller("falsch"), Caller("abcdefgh." + "a" * 32)]

    answers = [wrong[n % 2].get(PATH) for n in range(5)]

    assert [answer.status_code for answer in answers] == [401, 401, 429, 429, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert Caller(partner[1]).get(PATH).status_code == 200
    assert wrong[0].client.get(PATH, REMOTE_ADDR="203.0.113.9").status_code == 401
    assert AuditEvent.objects.filter(action="api.wrong_keys").count() == 1
