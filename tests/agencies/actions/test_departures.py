import json
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from agencies import audit, retention
from agencies.actions import acceptance, bulk_invitations, departures, handover, invitations, memberships
from agencies.actions.invitations import Offer
from agencies.models import Agency, AuditEvent, Invitation, Membership, User
from campaigns.models import Campaign
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
from tests.races import race

REASON = "Akun dipakai orang lain."
LONG_AGO = NOW - timedelta(days=731)


def deactivate(by: User, user: User) -> User:
    return departures.deactivate(by=by, user=user, reason=REASON, at=NOW)


def opened(client: Client, user: User) -> Client:
    """Signed in, with the note about the place that a real sign-in leaves."""
    assert client.get(reverse("reports:home")).status_code == 200
    UserSession.objects.create(
        user=user, session_key=client.session.session_key, ip="192.0.2.7", user_agent="Peramban Kirana"
    )
    return client


def leave_all(user: User, at: Any = NOW) -> None:
    user.memberships.update(ended_at=at)


def test_deactivating_ends_roles_and_says_why(pusat_admin: User, officer_sultra: User) -> None:
    person = deactivate(pusat_admin, officer_sultra)

    assert not person.is_active
    assert officer_sultra.memberships.get().ended_at == NOW
    ended, deactivated = AuditEvent.objects.order_by("pk")
    assert (ended.action, ended.reason) == ("membership.end", REASON)
    assert (deactivated.action, deactivated.reason) == ("user.deactivate", REASON)
    assert deactivated.after == {"is_active": False, "roles": 1, "invitations": 0}


def test_deactivating_ends_every_session_at_once(
    as_user: Any, pusat_admin: User, officer_sultra: User
) -> None:
    client = opened(as_user(officer_sultra), officer_sultra)

    deactivate(pusat_admin, officer_sultra)

    assert client.get(reverse("reports:home")).status_code == 302
    assert not UserSession.objects.filter(user=officer_sultra).exists()
    assert not Session.objects.exists()


def test_what_a_deactivated_person_offered_is_withdrawn(
    pusat_admin: User, lead_sultra: User, sultra: Agency
) -> None:
    sent = invitations.invite(by=lead_sultra, offer=Offer("baru@contoh.id", "officer", sultra), at=NOW)

    deactivate(pusat_admin, lead_sultra)

    assert Invitation.objects.get(pk=sent.invitation.pk).withdrawn_at == NOW


def test_a_verifier_taken_out_of_service_lets_go_of_the_posts(
    pusat_admin: User, verifier: User, sultra: Agency, campaign: Campaign
) -> None:
    post = builders.post(sultra, campaign, claimed_by=verifier, claimed_until=NOW)

    deactivate(pusat_admin, verifier)

    post.refresh_from_db()
    assert post.claimed_by is None


def test_keys_and_apps_stay_for_who_may_come_back(pusat_admin: User, verifier: User) -> None:
    deactivate(pusat_admin, verifier)
    back = departures.reactivate(by=pusat_admin, user=verifier, at=NOW)

    assert back.is_active
    assert Authenticator.objects.filter(user=verifier).exists()
    assert not back.memberships.active().exists()
    assert AuditEvent.objects.filter(action="user.reactivate").count() == 1


def test_only_administrators_take_people_out_and_back(lead_sultra: User, officer_sultra: User) -> None:
    with pytest.raises(PermissionDenied):
        deactivate(lead_sultra, officer_sultra)
    with pytest.raises(PermissionDenied):
        departures.reactivate(by=lead_sultra, user=officer_sultra, at=NOW)
    with pytest.raises(PermissionDenied):
        departures.pseudonymise(by=lead_sultra, user=officer_sultra, at=NOW)


def test_deactivating_needs_a_reason(pusat_admin: User, officer_sultra: User) -> None:
    with pytest.raises(Refused) as refused:
        departures.deactivate(by=pusat_admin, user=officer_sultra, reason="  ", at=NOW)

    assert refused.value.code == "reason_missing"


def test_the_last_administrator_stays_in_service(pusat_admin: User) -> None:
    with pytest.raises(Refused) as refused:
        deactivate(pusat_admin, pusat_admin)

    assert refused.value.code == "last_administrator"
    assert User.objects.get(pk=pusat_admin.pk).is_active


def test_nobody_takes_the_own_account_out_of_service(pusat_admin: User) -> None:
    builders.user(role="administrator")

    with pytest.raises(Refused) as refused:
        deactivate(pusat_admin, pusat_admin)

    assert refused.value.code == "own_account"


def test_whoever_comes_second_is_told_who_was_first(pusat_admin: User, officer_sultra: User) -> None:
    colleague = builders.user(role="administrator", full_name="Budi Administrator")
    deactivate(colleague, officer_sultra)

    with pytest.raises(Refused) as again:
        deactivate(pusat_admin, officer_sultra)
    departures.reactivate(by=colleague, user=officer_sultra, at=NOW)
    with pytest.raises(Refused) as back:
        departures.reactivate(by=pusat_admin, user=officer_sultra, at=NOW)

    assert (again.value.code, back.value.code) == ("changed_meanwhile", "changed_meanwhile")
    assert "Sari Petugas sudah dinonaktifkan oleh Budi Administrator" in again.value.sentence
    assert "Sari Petugas sudah aktif oleh Budi Administrator" in back.value.sentence


def test_an_account_closed_before_the_record_began_is_told_without_a_name(pusat_admin: User) -> None:
    gone = builders.user(full_name="Gita", is_active=False)

    with pytest.raises(Refused) as refused:
        deactivate(pusat_admin, gone)

    assert refused.value.sentence == "Akun Gita sudah dinonaktifkan."


def test_who_still_serves_cannot_ask_to_be_forgotten(officer_sultra: User) -> None:
    with pytest.raises(Refused) as refused:
        departures.ask_to_be_forgotten(by=officer_sultra, at=NOW)

    assert refused.value.code == "still_serving"


def test_asking_twice_keeps_the_first_moment(officer_sultra: User) -> None:
    leave_all(officer_sultra)

    departures.ask_to_be_forgotten(by=officer_sultra, at=NOW)
    person = departures.ask_to_be_forgotten(by=officer_sultra, at=NOW + timedelta(days=1))

    assert person.forget_requested_at == NOW
    assert AuditEvent.objects.filter(action="user.forget_requested").count() == 1


def test_nothing_of_a_forgotten_person_is_left_but_the_work(
    as_user: Any, pusat_admin: User, lead_sultra: User, sultra: Agency, campaign: Campaign
) -> None:
    """Through the real actions: invited, joined, signed in, posted, left, pseudonymised."""
    invited = invitations.invite(
        by=lead_sultra, offer=Offer("kirana@rahasia.id", "officer", sultra, "Kirana Rahasia"), at=NOW
    ).invitation
    person = builders.user("kirana@rahasia.id", full_name="Kirana Rahasia")
    EmailAddress.objects.create(user=person, email="kirana@lain.id", verified=True)
    acceptance.accept(by=person, invitation=invited, at=NOW)
    other = invitations.invite(
        by=pusat_admin, offer=Offer("kirana@lain.id", "reader", builders.agency(), "Kirana"), at=NOW
    ).invitation
    held = person.memberships.get()
    post = builders.post(sultra, campaign, submitted_by=person)
    job = enqueue(kind=bulk_invitations.KIND, key="k", by_id=person.actor_id, by_label=person.actor_label)
    LogEntry.objects.create(
        user=pusat_admin,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
        object_repr=str(person),
        action_flag=CHANGE,
        change_message="Kirana",
    )
    opened(as_user(person), person)
    handover.leave(by=person, membership=held, at=NOW)

    departures.pseudonymise(by=pusat_admin, user=person, at=NOW)

    person.refresh_from_db()
    post.refresh_from_db()
    assert str(post.submitted_by) == retention.pseudonym(person.public_id)
    assert person.memberships.get().ended_at == NOW
    assert (person.is_active, person.pseudonymised_at) == (False, NOW)
    assert not person.has_usable_password()
    assert Invitation.objects.get(pk=other.pk).withdrawn_at == NOW
    job.refresh_from_db()
    assert job.requested_label == str(person)
    everything = [
        list(model._default_manager.values())
        for model in (User, Invitation, Membership, AuditEvent, EmailAddress, LogEntry, UserSession)
    ]
    assert "irana" not in json.dumps([everything, list(Job.objects.values())], default=str)


def test_a_pseudonym_is_for_good(pusat_admin: User, officer_sultra: User) -> None:
    leave_all(officer_sultra)
    departures.pseudonymise(by=pusat_admin, user=officer_sultra, at=NOW)

    for again in (departures.pseudonymise, departures.reactivate):
        with pytest.raises(Refused) as refused:
            again(by=pusat_admin, user=officer_sultra, at=NOW)
        assert refused.value.code == "pseudonymised"


def test_who_still_serves_keeps_the_name(pusat_admin: User, officer_sultra: User) -> None:
    for person in (officer_sultra, pusat_admin):
        with pytest.raises(Refused) as refused:
            departures.pseudonymise(by=pusat_admin, user=person, at=NOW)
        assert refused.value.code == "still_serving"


def test_an_address_that_was_forgotten_may_be_invited_again(
    pusat_admin: User, officer_sultra: User, sultra: Agency
) -> None:
    address = officer_sultra.email
    leave_all(officer_sultra)
    departures.pseudonymise(by=pusat_admin, user=officer_sultra, at=NOW)

    invited = invitations.invite(by=pusat_admin, offer=Offer(address, "officer", sultra), at=NOW)

    assert invited.invitation.email == address


def test_time_forgets_who_left_long_ago_and_nobody_else(
    officer_sultra: User, officer_mimika: User, lead_sultra: User, sultra: Agency
) -> None:
    User.objects.update(joined_at=LONG_AGO)
    leave_all(officer_sultra, LONG_AGO)  # left long ago
    leave_all(officer_mimika, NOW - timedelta(days=729))  # left lately
    Membership.objects.create(user=lead_sultra, role="reader", agency=sultra, ended_at=LONG_AGO)  # serves
    fresh = builders.user()  # never had a role, came lately
    never = builders.user()
    User.objects.filter(pk=never.pk).update(joined_at=LONG_AGO)  # never had a role, came long ago

    forgotten = departures.forget(at=NOW)
    again = departures.forget(at=NOW)

    assert (forgotten.people, again.people) == (2, 0)
    gone = set(User.objects.exclude(pseudonymised_at=None))
    assert gone == {officer_sultra, never}
    assert fresh not in gone
    event = AuditEvent.objects.filter(action="user.pseudonymise").latest("pk")
    assert event.actor_id == audit.SYSTEM.actor_id


def test_time_forgets_invitations_that_nobody_accepted(lead_sultra: User, sultra: Agency) -> None:
    old = NOW - timedelta(days=retention.INVITATION_DAYS + 8)
    kept = [NOW - timedelta(days=retention.INVITATION_DAYS), NOW]
    for n, at in enumerate([old, *kept]):
        invitations.invite(by=lead_sultra, offer=Offer(f"n{n}@contoh.id", "reader", sultra, "N"), at=at)

    assert departures.forget(at=NOW).invitations == 1
    assert departures.forget(at=NOW).invitations == 0

    first, *others = Invitation.objects.order_by("pk")
    assert (first.email, first.full_name) == (retention.unreachable(first.public_id), "")
    assert [one.full_name for one in others] == ["N", "N"]


def test_time_forgets_lists_of_people_and_sessions_that_ran_out(as_user: Any, lead_sultra: User) -> None:
    job = enqueue(kind=bulk_invitations.KIND, key="k", by_id=lead_sultra.actor_id, by_label="L")
    Job.objects.filter(pk=job.pk).update(state="done", finished_at=NOW - timedelta(days=15))
    opened(as_user(lead_sultra), lead_sultra)
    Session.objects.update(expire_date=NOW - timedelta(hours=1))

    forgotten = departures.forget(at=NOW)

    assert (forgotten.lists, forgotten.sessions) == (1, 1)
    assert not Job.objects.filter(pk=job.pk).exists()
    assert not UserSession.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_deactivate_each_other_at_once_leave_one() -> None:
    first, second = (builders.user(role="administrator") for _ in range(2))

    outcomes = race(lambda: deactivate(first, second), lambda: deactivate(second, first))

    assert outcomes == ["done", "not_allowed"]
    assert User.objects.filter(is_active=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_deactivate_the_same_person_one_wins_and_the_other_is_told() -> None:
    first, second = (builders.user(role="administrator") for _ in range(2))
    person = builders.user(role="officer", agency=builders.agency("D-74"))

    outcomes = race(lambda: deactivate(first, person), lambda: deactivate(second, person))

    assert outcomes == ["changed_meanwhile", "done"]
    assert AuditEvent.objects.filter(action="user.deactivate").count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_is_deactivated_and_given_a_role_at_once_holds_none() -> None:
    admin = builders.user(role="administrator")
    agency = builders.agency("D-74")
    person = builders.user(role="officer", agency=agency)

    outcomes = race(
        lambda: deactivate(admin, person),
        lambda: memberships.grant(by=admin, user=person, role="lead", agency=agency),
    )

    assert outcomes in (["done", "done"], ["done", "person_inactive"])
    assert not person.memberships.filter(ended_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_role_that_is_changed_while_its_holder_is_deactivated_does_not_survive() -> None:
    admin, colleague = (builders.user(role="administrator") for _ in range(2))
    person = builders.user(role="officer", agency=builders.agency("D-74"))
    held = person.memberships.get()

    outcomes = race(
        lambda: deactivate(admin, person),
        lambda: handover.change_role(by=colleague, membership=held, role="reader", at=NOW),
    )

    assert "done" in outcomes
    assert not person.memberships.filter(ended_at=None).exists()
