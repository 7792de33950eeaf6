import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from agencies.actions import invitations
from agencies.actions.invitations import Offer
from agencies.invitations import State
from agencies.models import Agency, AuditEvent, Invitation, User
from summitcomms.jobs.models import Job
from summitcomms.jobs.runner import run_due
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
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
    assert NEW not in str(event.after), "an address never enters the record"


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


def test_nobody_is_invited_to_an_agency_out_of_service(
    lead_sultra: User, pusat_admin: User, sultra: Agency
) -> None:
    sent = invite(lead_sultra, sultra)
    Agency.objects.filter(pk=sultra.pk).update(is_active=False)

    for ask in (
        lambda: invite(pusat_admin, sultra, email="lain@sultra.go.id"),
        lambda: invitations.renew(by=lead_sultra, invitation=sent, at=NOW),
    ):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.code == "agency_inactive"

    assert Invitation.objects.get() == sent
    assert sent in Invitation.objects.pending(NOW)


def test_one_address_gets_five_mails_a_day_about_one_place(
    lead_sultra: User, pusat_admin: User, sultra: Agency, mimika: Agency
) -> None:
    newest = invite(lead_sultra, sultra)
    for _ in range(invitations.MOST_A_DAY - 1):
        newest = invitations.renew(by=lead_sultra, invitation=newest, at=NOW).invitation

    with pytest.raises(Refused) as refused:
        invitations.renew(by=lead_sultra, invitation=newest, at=NOW + timedelta(hours=23))

    assert refused.value.code == "too_often"
    assert "5 undangan dalam 24 jam terakhir" in refused.value.sentence
    assert newest in Invitation.objects.pending(NOW), "the link that was sent stays good"
    assert invite(pusat_admin, mimika).agency == mimika
    tomorrow = invitations.renew(by=lead_sultra, invitation=newest, at=NOW + timedelta(days=1))
    assert tomorrow.invitation.state(NOW) is State.PENDING


def test_withdrawing_in_between_does_not_get_round_the_limit(lead_sultra: User, sultra: Agency) -> None:
    for _ in range(invitations.MOST_A_DAY):
        invitations.withdraw(by=lead_sultra, invitation=invite(lead_sultra, sultra), at=NOW)

    with pytest.raises(Refused) as refused:
        invite(lead_sultra, sultra)

    assert refused.value.code == "too_often"


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

    invite(pusat_admin, None, "analyst", officer_mimika.email, reason="Surat tugas 12")


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
