import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from agencies.actions import second_factors
from agencies.models import AuditEvent, User
from agencies.roles import ADMINISTRATOR
from summitcomms.jobs.models import Job
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.agencies.test_sign_in import sign_in, totp
from tests.builders import NOW


def test_every_factor_and_session_ends_and_the_person_is_told(pusat_admin: User, verifier: User) -> None:
    RecoveryCodes.activate(verifier)
    phone = Client()
    sign_in(phone, verifier.email)
    phone.post(reverse("mfa_authenticate"), {"code": totp()})
    assert UserSession.objects.filter(user=verifier).exists()

    second_factors.reset(by=pusat_admin, user=verifier, at=NOW)

    assert not Authenticator.objects.filter(user=verifier).exists()
    assert not UserSession.objects.filter(user=verifier).exists()
    assert phone.get(reverse("reports:control-room"))["Location"].startswith(reverse("account_login"))
    event = AuditEvent.objects.get(action="user.factors_reset")
    assert (event.actor_id, event.target_id) == (pusat_admin.actor_id, verifier.actor_id)
    assert event.before == {"factors": ["recovery_codes", "totp"]}
    notice = Job.objects.get(payload__notice="second_factor_reset")
    assert (notice.payload["to"], notice.payload["context"]) == (
        verifier.actor_id,
        {"by": "Ayu Administrator"},
    )


def test_the_centre_sets_up_a_new_app_before_anything_else(pusat_admin: User, verifier: User) -> None:
    second_factors.reset(by=pusat_admin, user=verifier, at=NOW)

    client = Client()
    assert sign_in(client, verifier.email)["Location"] == reverse("reports:home")
    assert client.get(reverse("reports:home"))["Location"] == reverse("mfa_activate_totp")


def test_nobody_resets_their_own(pusat_admin: User) -> None:
    with pytest.raises(Refused) as refused:
        second_factors.reset(by=pusat_admin, user=pusat_admin, at=NOW)

    assert refused.value.code == "own_factors"
    assert Authenticator.objects.filter(user=pusat_admin).exists()


def test_an_administrator_is_helped_by_another(pusat_admin: User) -> None:
    second = builders.user(role=ADMINISTRATOR.code)

    second_factors.reset(by=second, user=pusat_admin, at=NOW)

    assert not Authenticator.objects.filter(user=pusat_admin).exists()


def test_only_administrators_reset(verifier: User, lead_sultra: User, officer_sultra: User) -> None:
    Authenticator.objects.create(user=officer_sultra, type=Authenticator.Type.TOTP, data={"secret": "x"})

    for by in (verifier, lead_sultra):
        with pytest.raises(PermissionDenied):
            second_factors.reset(by=by, user=officer_sultra, at=NOW)

    assert Authenticator.objects.filter(user=officer_sultra).exists()


def test_the_second_time_there_is_nothing_left(pusat_admin: User, verifier: User) -> None:
    second_factors.reset(by=pusat_admin, user=verifier, at=NOW)

    with pytest.raises(Refused) as refused:
        second_factors.reset(by=pusat_admin, user=verifier, at=NOW)

    assert refused.value.code == "nothing_to_reset"
    assert Job.objects.filter(payload__notice="second_factor_reset").count() == 1
