from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from agencies import audit
from agencies.actions import acceptance, handover, invitations, memberships
from agencies.actions.invitations import Offer
from agencies.invitations import State
from agencies.models import Agency, AuditEvent, Invitation, User
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
from tests.races import race

NEW = "baru@sultra.go.id"


def invite(
    by: User, agency: Agency | None, role: str = "officer", email: str = NEW, **more: Any
) -> Invitation:
    return invitations.invite(by=by, offer=Offer(email, role, agency, **more), at=NOW).invitation


def mailed(held: Invitation) -> str:
    """The secret of the link that the mail brings."""
    letter = invitations.letter(public_id=str(held.public_id), at=NOW)
    assert letter
    held.refresh_from_db()
    return str(letter.words["link"]).rstrip("/").rpartition("/")[2]


def join(held: Invitation, secret: str = "", name: str = "Budi", at: datetime = NOW) -> User:
    return acceptance.join(invitation=held, secret=secret or mailed(held), full_name=name, at=at)


def test_somebody_new_gets_account_address_and_role(lead_sultra: User, sultra: Agency) -> None:
    held = invite(lead_sultra, sultra)

    user = join(held, name=" Budi Baru ")

    assert (user.email, user.full_name, user.has_usable_password()) == (NEW, "Budi Baru", False)
    assert EmailAddress.objects.get(user=user, verified=True, primary=True).email == NEW
    assert user.memberships.active().get().agency == sultra
    held.refresh_from_db()
    assert (held.accepted_by, held.accepted_at) == (user, NOW)
    actions = set(AuditEvent.objects.filter(actor_id=user.actor_id).values_list("action", flat=True))
    assert actions == {"user.change", "membership.grant", "invitation.accept"}
    assert AuditEvent.objects.get(action="user.add").actor_kind == "visitor"


def test_the_shared_link_proves_nothing(lead_sultra: User, sultra: Agency) -> None:
    made = invitations.invite(by=lead_sultra, offer=Offer(NEW, "officer", sultra), at=NOW)
    shared = made.link.rstrip("/").rpartition("/")[2]
    own = mailed(made.invitation)

    assert acceptance.proves_address(made.invitation, own)
    assert not acceptance.proves_address(made.invitation, shared)
    for secret in (shared, "palsu"):
        with pytest.raises(Refused) as refused:
            join(made.invitation, secret)
        assert refused.value.code == "not_proven"
    assert not User.objects.filter(email=NEW).exists()


def test_the_link_of_an_earlier_attempt_to_mail_proves_nothing(lead_sultra: User, sultra: Agency) -> None:
    held = invite(lead_sultra, sultra)
    first = mailed(held)
    mailed(held)

    with pytest.raises(Refused) as refused:
        join(held, first)

    assert refused.value.code == "not_proven"


def test_reserving_opens_an_account_that_nothing_but_a_mail_opens(lead_sultra: User, sultra: Agency) -> None:
    held = invite(lead_sultra, sultra)

    user = acceptance.reserve(invitation=held, at=NOW)

    assert acceptance.reserve(invitation=held, at=NOW) == user
    assert (user.full_name, user.has_usable_password(), user.memberships.count()) == ("", False, 0)
    assert not EmailAddress.objects.get(user=user).verified
    assert acceptance.account_of(held) is None
    assert held.state(NOW) is State.PENDING


def test_reserving_leaves_an_account_as_it_is(
    lead_sultra: User, officer_mimika: User, sultra: Agency
) -> None:
    held = invite(lead_sultra, sultra, email=officer_mimika.email)
    before = User.objects.values().get(pk=officer_mimika.pk)

    assert acceptance.reserve(invitation=held, at=NOW) == officer_mimika

    assert User.objects.values().get(pk=officer_mimika.pk) == before
    assert acceptance.account_of(held) == officer_mimika
    assert not AuditEvent.objects.filter(action__startswith="user.").exists()


def test_nothing_is_reserved_for_a_dead_invitation(lead_sultra: User, sultra: Agency) -> None:
    held = invite(lead_sultra, sultra)

    with pytest.raises(Refused) as refused:
        acceptance.reserve(invitation=held, at=NOW + timedelta(days=7))

    assert refused.value.code == "closed"
    assert not User.objects.filter(email=NEW).exists()


def test_the_mailed_link_opens_an_account_that_was_only_reserved(lead_sultra: User, sultra: Agency) -> None:
    held = invite(lead_sultra, sultra)
    reserved = acceptance.reserve(invitation=held, at=NOW)

    assert join(held) == reserved

    assert EmailAddress.objects.get(user=reserved).verified


@pytest.mark.parametrize("trace", ["signed in", "password", "role", "out of service"])
def test_the_mailed_link_opens_no_account_that_is_somebodys(
    lead_sultra: User, sultra: Agency, mimika: Agency, trace: str
) -> None:
    held = invite(lead_sultra, sultra)
    user = acceptance.reserve(invitation=held, at=NOW)
    if trace == "signed in":
        user.last_login = NOW
    elif trace == "password":
        user.set_password("sungai-panjang-berliku")
    elif trace == "role":
        memberships.grant(by=audit.SYSTEM, user=user, role="officer", agency=mimika)
    else:
        user.is_active = False
    user.save()

    with pytest.raises(Refused) as refused:
        join(held)

    assert refused.value.code == "account_exists"
    assert acceptance.account_of(held) == user


def test_who_signs_in_by_code_gives_a_name_and_accepts(lead_sultra: User, sultra: Agency) -> None:
    held = invite(lead_sultra, sultra)
    user = acceptance.reserve(invitation=held, at=NOW)
    with pytest.raises(Refused) as refused:
        acceptance.accept(by=user, invitation=held, full_name="  ", at=NOW)
    assert refused.value.code == "name_missing"

    membership = acceptance.accept(by=user, invitation=held, full_name=" Budi Baru ", at=NOW)

    user.refresh_from_db()
    assert (user.full_name, membership.agency) == ("Budi Baru", sultra)


def test_a_name_that_is_known_stays(lead_sultra: User, officer_mimika: User, sultra: Agency) -> None:
    held = invite(lead_sultra, sultra, email=officer_mimika.email)

    acceptance.accept(by=officer_mimika, invitation=held, full_name="Orang Lain", at=NOW)

    officer_mimika.refresh_from_db()
    assert officer_mimika.full_name == "Marten Petugas"


def test_an_invitation_is_accepted_once(lead_sultra: User, sultra: Agency) -> None:
    held = invite(lead_sultra, sultra)
    secret = mailed(held)
    user = join(held, secret)

    with pytest.raises(Refused) as refused:
        acceptance.accept(by=user, invitation=held, at=NOW)
    assert refused.value.code == "closed"
    with pytest.raises(Refused):
        join(held, secret)


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_a_dead_invitation_is_not_accepted(lead_sultra: User, sultra: Agency, is_withdrawn: bool) -> None:
    held = invite(lead_sultra, sultra)
    secret = mailed(held)
    if is_withdrawn:
        invitations.withdraw(by=lead_sultra, invitation=held, at=NOW)

    with pytest.raises(Refused) as refused:
        join(held, secret, at=NOW + timedelta(days=7))

    assert refused.value.code == "closed"
    assert not User.objects.filter(email=NEW).exists()


def test_an_address_with_an_account_signs_in_instead(
    lead_sultra: User, officer_mimika: User, sultra: Agency
) -> None:
    held = invite(lead_sultra, sultra, email=officer_mimika.email)

    with pytest.raises(Refused) as refused:
        join(held)
    assert refused.value.code == "account_exists"

    acceptance.accept(by=officer_mimika, invitation=held, at=NOW)

    assert officer_mimika.memberships.active().count() == 2


def test_only_the_invited_address_accepts(lead_sultra: User, officer_mimika: User, sultra: Agency) -> None:
    held = invite(lead_sultra, sultra)

    with pytest.raises(Refused) as refused:
        acceptance.accept(by=officer_mimika, invitation=held, at=NOW)

    assert refused.value.code == "other_account"


def test_the_reason_of_centre_and_agency_together_is_kept(pusat_admin: User, officer_mimika: User) -> None:
    held = invite(pusat_admin, None, "analyst", officer_mimika.email, reason="Surat tugas 12")

    membership = acceptance.accept(by=officer_mimika, invitation=held, at=NOW)

    assert membership.reason == "Surat tugas 12"


def test_without_the_reason_somebody_of_the_centre_cannot_accept(
    lead_sultra: User, verifier: User, sultra: Agency
) -> None:
    held = invite(lead_sultra, sultra, email=verifier.email)

    with pytest.raises(Refused) as refused:
        acceptance.accept(by=verifier, invitation=held, at=NOW)

    assert refused.value.code == "reason_missing"
    held.refresh_from_db()
    assert held.state(NOW) is State.PENDING


def test_an_invited_successor_takes_over_in_the_moment_of_acceptance(
    lead_sultra: User, sultra: Agency
) -> None:
    old = lead_sultra.memberships.get()
    made = handover.invite_successor(by=lead_sultra, membership=old, email=NEW, full_name="Budi", at=NOW)
    old.refresh_from_db()
    assert old.ended_at is None

    user = join(made.invitation)

    old.refresh_from_db()
    assert old.ended_at == NOW
    assert user.memberships.active().get().role == "lead"


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_make_one_account() -> None:
    held = invite(builders.user(role="administrator"), builders.agency("D-74"))
    secret = mailed(held)

    assert race(*[lambda: join(held, secret)] * 2) == ["closed", "done"]

    assert User.objects.filter(email=NEW).count() == 1
    assert audit.SYSTEM.actor_id not in set(AuditEvent.objects.values_list("actor_id", flat=True))


@pytest.mark.django_db(transaction=True)
def test_two_agencies_that_invite_one_address_open_one_account() -> None:
    admin = builders.user(role="administrator")
    held = [invite(admin, builders.agency(code)) for code in ("D-74", "D-94.04")]

    works = [lambda one=one: acceptance.reserve(invitation=one, at=NOW) for one in held]
    assert race(*works) == ["done", "done"]

    user = User.objects.get(email=NEW)
    assert EmailAddress.objects.filter(user=user).count() == 1
