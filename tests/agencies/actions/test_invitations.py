import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection

from agencies import audit
from agencies.actions import handover, invitations
from agencies.actions.invitations import Offer
from agencies.invitations import State
from agencies.models import Agency, AuditEvent, Invitation, User
from summitcomms.jobs.models import Job
from summitcomms.jobs.runner import run_due
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW, PASSWORD
from tests.letters import delivered

NEW = "baru@sultra.go.id"


def invite(
    by: User, agency: Agency | None, role: str = "officer", email: str = NEW, **more: Any
) -> Invitation:
    return invitations.invite(by=by, offer=Offer(email, role, agency, **more), at=NOW).invitation


def secret_of(link: str) -> str:
    return link.rstrip("/").rpartition("/")[2]


def test_an_invitation_is_recorded_and_its_mail_asked_for(lead_sultra: User, sultra: Agency) -> None:
    made = invitations.invite(by=lead_sultra, offer=Offer(" Baru@Sultra.go.id", "officer", sultra), at=NOW)

    held = made.invitation
    assert (held.email, held.role, held.agency, held.invited_by) == (NEW, "officer", sultra, lead_sultra)
    assert held.expires_at == NOW + timedelta(days=7)
    assert Job.objects.get().key == f"invitation::{held.public_id}"
    event = AuditEvent.objects.get(action="invitation.send")
    assert (event.actor_id, event.target_id) == (lead_sultra.actor_id, str(held.public_id))
    assert event.after["email"] == NEW


def test_the_secret_opens_the_invitation_and_is_kept_nowhere(lead_sultra: User, sultra: Agency) -> None:
    made = invitations.invite(by=lead_sultra, offer=Offer(NEW, "officer", sultra), at=NOW)
    secret = secret_of(made.link)

    assert invitations.find(secret) == made.invitation
    assert invitations.find(secret[:-1]) is None
    assert invitations.find(made.invitation.link_sha256 or "") is None
    kept = [*Invitation.objects.values(), *Job.objects.values(), *AuditEvent.objects.values()]
    assert len(secret) == 43
    assert secret not in str(kept)


def test_two_invitations_never_share_a_secret(lead_sultra: User, sultra: Agency) -> None:
    links = {
        invitations.invite(by=lead_sultra, offer=Offer(f"{n}@contoh.id", "reader", sultra), at=NOW).link
        for n in range(5)
    }

    assert len(links) == 5


@pytest.mark.parametrize(
    ("role", "where"), [("administrator", None), ("coordinator", "own"), ("reader", "other")]
)
def test_nobody_gives_what_is_not_theirs(
    lead_sultra: User, sultra: Agency, mimika: Agency, role: str, where: str | None
) -> None:
    agency = {"own": sultra, "other": mimika, None: None}[where]

    with pytest.raises(PermissionDenied):
        invite(lead_sultra, agency, role)

    assert not Invitation.objects.exists()


@pytest.mark.parametrize("email", ["", "bukan surel", "=cmd@", "orang@münchen.de", "a@b\nc.id"])
def test_what_is_no_address_is_refused(lead_sultra: User, sultra: Agency, email: str) -> None:
    with pytest.raises(Refused) as refused:
        invite(lead_sultra, sultra, email=email)

    assert refused.value.code == "email"


def test_who_serves_here_already_is_not_invited_again(
    lead_sultra: User, officer_sultra: User, sultra: Agency
) -> None:
    with pytest.raises(Refused) as refused:
        invite(lead_sultra, sultra, "reader", officer_sultra.email.upper())

    assert refused.value.code == "already_member"


def test_an_address_of_another_agency_is_invited_like_any_other(
    lead_sultra: User, officer_mimika: User, verifier: User, sultra: Agency
) -> None:
    for person in (officer_mimika, verifier):
        assert invite(lead_sultra, sultra, email=person.email).email == person.email


def test_an_open_invitation_is_not_doubled(lead_sultra: User, sultra: Agency) -> None:
    invite(lead_sultra, sultra)

    with pytest.raises(Refused) as refused:
        invite(lead_sultra, sultra, "reader")

    assert refused.value.code == "already_invited"


def test_an_expired_invitation_makes_room(lead_sultra: User, sultra: Agency) -> None:
    old = invite(lead_sultra, sultra)
    later = NOW + timedelta(days=7)

    new = invitations.invite(by=lead_sultra, offer=Offer(NEW, "reader", sultra), at=later).invitation

    old.refresh_from_db()
    assert (old.state(later), new.state(later)) == (State.WITHDRAWN, State.PENDING)


def test_centre_and_agency_together_need_a_reason_that_only_administrators_are_asked_for(
    pusat_admin: User, officer_mimika: User
) -> None:
    with pytest.raises(Refused) as refused:
        invite(pusat_admin, None, "analyst", officer_mimika.email)
    assert refused.value.code == "reason_missing"

    held = invite(pusat_admin, None, "analyst", officer_mimika.email, reason="Surat tugas 12")
    membership = invitations.accept(by=officer_mimika, invitation=held, at=NOW)

    assert membership.reason == "Surat tugas 12"


def test_without_the_reason_somebody_of_the_centre_cannot_accept(
    lead_sultra: User, verifier: User, sultra: Agency
) -> None:
    held = invite(lead_sultra, sultra, email=verifier.email)

    with pytest.raises(Refused) as refused:
        invitations.accept(by=verifier, invitation=held, at=NOW)

    assert refused.value.code == "reason_missing"
    held.refresh_from_db()
    assert held.state(NOW) is State.PENDING


def test_the_mail_brings_a_link_of_its_own(lead_sultra: User, sultra: Agency) -> None:
    made = invitations.invite(by=lead_sultra, offer=Offer(NEW, "officer", sultra, "Budi"), at=NOW)

    [letter] = delivered(at=NOW)
    assert letter.to == [NEW]
    assert letter.subject == "Undangan sebagai Pengelola media sosial, Diskominfo Sulawesi Tenggara"
    assert "Yth. Budi" in letter.body
    assert "11.00 WITA" in letter.body
    [found] = re.findall(r"https?://\S+/undangan/(\S+)/", str(letter.body))
    assert invitations.find(found) == made.invitation
    assert invitations.find(secret_of(made.link)) == made.invitation
    assert found not in made.link


def test_no_mail_is_sent_for_an_invitation_that_is_over(lead_sultra: User, sultra: Agency) -> None:
    held = invite(lead_sultra, sultra)
    invitations.withdraw(by=lead_sultra, invitation=held, at=NOW)

    assert delivered(at=NOW) == []


@pytest.mark.django_db(transaction=True)
def test_the_job_sends_the_mail_once() -> None:
    admin = builders.user(role="administrator")
    held = invitations.invite(by=admin, offer=Offer(NEW, "observer"), at=NOW).invitation

    run_due(at=NOW)
    run_due(at=NOW)

    assert len(mail.outbox) == 1
    assert Job.objects.get(key=f"invitation::{held.public_id}").result == {"sent": True}


def test_renewing_kills_the_old_link_and_keeps_the_offer(lead_sultra: User, sultra: Agency) -> None:
    first = invitations.invite(by=lead_sultra, offer=Offer(NEW, "reader", sultra, "Budi"), at=NOW)
    later = NOW + timedelta(days=8)

    second = invitations.renew(by=lead_sultra, invitation=first.invitation, at=later)

    old = invitations.find(secret_of(first.link))
    assert old
    assert old.state(later) is State.WITHDRAWN
    new = second.invitation
    assert (new.email, new.role, new.agency, new.full_name) == (NEW, "reader", sultra, "Budi")
    assert new.expires_at == later + timedelta(days=7)


def test_what_is_over_is_neither_renewed_nor_withdrawn(lead_sultra: User, sultra: Agency) -> None:
    held = invite(lead_sultra, sultra)
    invitations.withdraw(by=lead_sultra, invitation=held, at=NOW)

    for verb in (invitations.renew, invitations.withdraw):
        with pytest.raises(Refused) as refused:
            verb(by=lead_sultra, invitation=held, at=NOW)
        assert refused.value.code == "closed"


@pytest.mark.parametrize("verb", [invitations.renew, invitations.withdraw])
def test_somebody_without_the_right_touches_no_invitation(
    lead_sultra: User, officer_mimika: User, sultra: Agency, verb: object
) -> None:
    held = invite(lead_sultra, sultra)

    with pytest.raises(PermissionDenied):
        verb(by=officer_mimika, invitation=held, at=NOW)  # type: ignore[operator]


def test_somebody_new_gets_account_address_and_role(lead_sultra: User, sultra: Agency) -> None:
    held = invite(lead_sultra, sultra)

    user = invitations.join(invitation=held, full_name=" Budi Baru ", password=PASSWORD, at=NOW)

    assert (user.email, user.full_name, user.check_password(PASSWORD)) == (NEW, "Budi Baru", True)
    assert EmailAddress.objects.get(user=user, verified=True, primary=True).email == NEW
    assert user.memberships.active().get().agency == sultra
    held.refresh_from_db()
    assert (held.accepted_by, held.accepted_at) == (user, NOW)
    actions = set(AuditEvent.objects.filter(actor_id=user.actor_id).values_list("action", flat=True))
    assert actions == {"user.add", "membership.grant", "invitation.accept"}
    assert PASSWORD not in str(list(AuditEvent.objects.values()))


def test_an_invitation_is_accepted_once(lead_sultra: User, sultra: Agency) -> None:
    held = invite(lead_sultra, sultra)
    user = invitations.join(invitation=held, full_name="Budi", password=PASSWORD, at=NOW)

    with pytest.raises(Refused) as refused:
        invitations.accept(by=user, invitation=held, at=NOW)
    assert refused.value.code == "closed"
    with pytest.raises(Refused):
        invitations.join(invitation=held, full_name="Budi", password=PASSWORD, at=NOW)


@pytest.mark.parametrize("is_withdrawn", [True, False])
def test_a_dead_invitation_is_not_accepted(lead_sultra: User, sultra: Agency, is_withdrawn: bool) -> None:
    held = invite(lead_sultra, sultra)
    if is_withdrawn:
        invitations.withdraw(by=lead_sultra, invitation=held, at=NOW)

    with pytest.raises(Refused) as refused:
        invitations.join(invitation=held, full_name="Budi", password=PASSWORD, at=NOW + timedelta(days=7))

    assert refused.value.code == "closed"
    assert not User.objects.filter(email=NEW).exists()


def test_an_address_with_an_account_signs_in_instead(
    lead_sultra: User, officer_mimika: User, sultra: Agency
) -> None:
    held = invite(lead_sultra, sultra, email=officer_mimika.email)

    with pytest.raises(Refused) as refused:
        invitations.join(invitation=held, full_name="Bukan Marten", password="lain" * 4, at=NOW)
    assert refused.value.code == "account_exists"
    officer_mimika.refresh_from_db()
    assert officer_mimika.check_password(PASSWORD)

    invitations.accept(by=officer_mimika, invitation=held, at=NOW)

    assert officer_mimika.memberships.active().count() == 2


def test_only_the_invited_address_accepts(lead_sultra: User, officer_mimika: User, sultra: Agency) -> None:
    held = invite(lead_sultra, sultra)

    with pytest.raises(Refused) as refused:
        invitations.accept(by=officer_mimika, invitation=held, at=NOW)

    assert refused.value.code == "other_account"


def test_an_invited_successor_takes_over_in_the_moment_of_acceptance(
    lead_sultra: User, sultra: Agency
) -> None:
    old = lead_sultra.memberships.get()
    made = handover.invite_successor(by=lead_sultra, membership=old, email=NEW, full_name="Budi", at=NOW)
    old.refresh_from_db()
    assert old.ended_at is None

    user = invitations.join(invitation=made.invitation, full_name="Budi", password=PASSWORD, at=NOW)

    old.refresh_from_db()
    assert old.ended_at == NOW
    assert user.memberships.active().get().role == "lead"


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_make_one_account() -> None:
    admin = builders.user(role="administrator")
    held = invitations.invite(
        by=admin, offer=Offer(NEW, "officer", builders.agency("D-74")), at=NOW
    ).invitation
    together = threading.Barrier(2)
    outcomes: list[str] = []

    def work() -> None:
        try:
            together.wait()
            invitations.join(invitation=held, full_name="Budi", password=PASSWORD, at=NOW)
            outcomes.append("joined")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["closed", "joined"]
    assert User.objects.filter(email=NEW).count() == 1
    assert audit.SYSTEM.actor_id not in set(AuditEvent.objects.values_list("actor_id", flat=True))
