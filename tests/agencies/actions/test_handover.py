import threading
import time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from agencies.actions import acceptance, handover, invitations, memberships
from agencies.models import Agency, AuditEvent, Invitation, Membership, User
from campaigns.models import Campaign, Post
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
from tests.races import race


def held_by(user: User) -> Membership:
    return user.memberships.active().get()


def refusal_of(**asked: object) -> str:
    with pytest.raises(Refused) as refused:
        handover.end(at=NOW, **asked)  # type: ignore[arg-type]
    return refused.value.code


def test_a_lead_ends_the_role_of_a_colleague_and_nothing_else_changes(
    lead_sultra: User, officer_sultra: User, sultra: Agency, campaign: Campaign
) -> None:
    post = builders.post(sultra, campaign, submitted_by=officer_sultra)

    handover.end(by=lead_sultra, membership=held_by(officer_sultra), at=NOW)

    assert not officer_sultra.memberships.active().exists()
    post.refresh_from_db()
    assert (post.agency, post.submitted_by) == (sultra, officer_sultra)
    assert AuditEvent.objects.get(action="membership.end").actor_id == lead_sultra.actor_id


def test_nobody_ends_a_role_that_is_not_theirs_to_give(
    lead_sultra: User, officer_sultra: User, coordinator_sultra: User, officer_mimika: User
) -> None:
    for by, whose in (
        (officer_sultra, lead_sultra),
        (lead_sultra, officer_mimika),
        (lead_sultra, coordinator_sultra),
    ):
        with pytest.raises(PermissionDenied):
            handover.end(by=by, membership=held_by(whose), at=NOW)

    assert Membership.objects.active().count() == 4


def test_the_last_lead_stays_unless_an_administrator_says_so(lead_sultra: User, pusat_admin: User) -> None:
    held = held_by(lead_sultra)

    assert handover.is_last_lead(held)
    assert refusal_of(by=lead_sultra, membership=held) == "last_lead"
    with pytest.raises(Refused):
        handover.change_role(by=lead_sultra, membership=held, role="officer", at=NOW)

    assert held_by(lead_sultra) == held
    handover.end(by=pusat_admin, membership=held, at=NOW)
    assert not lead_sultra.memberships.active().exists()


def test_the_lead_hands_over_to_a_colleague(lead_sultra: User, officer_sultra: User, sultra: Agency) -> None:
    lead, officer = held_by(lead_sultra), held_by(officer_sultra)

    handover.end(by=lead_sultra, membership=lead, successor=officer, at=NOW)

    assert not lead_sultra.memberships.active().exists()
    assert (held_by(officer_sultra).role, held_by(officer_sultra).agency) == ("lead", sultra)
    event = AuditEvent.objects.get(action="membership.hand_over")
    assert (event.target_id, event.after) == (str(lead.public_id), {"successor": officer_sultra.actor_id})


def test_a_successor_who_holds_more_keeps_it(lead_sultra: User, officer_sultra: User) -> None:
    lead = held_by(lead_sultra)

    handover.end(by=lead_sultra, membership=held_by(officer_sultra), successor=lead, at=NOW)

    assert held_by(lead_sultra) == lead


def test_a_central_role_is_handed_over_in_addition(pusat_admin: User, verifier: User, analyst: User) -> None:
    handover.end(by=pusat_admin, membership=held_by(verifier), successor=held_by(analyst), at=NOW)

    assert {one.role for one in analyst.memberships.active()} == {"verifier", "analyst"}


def test_the_last_administrator_leaves_only_to_a_successor(pusat_admin: User, analyst: User) -> None:
    held = held_by(pusat_admin)
    assert refusal_of(by=pusat_admin, membership=held) == "last_administrator"

    handover.end(by=pusat_admin, membership=held, successor=held_by(analyst), at=NOW)

    assert Membership.objects.active().get(role="administrator").user == analyst


def test_a_successor_serves_in_the_same_place(
    lead_sultra: User, officer_sultra: User, officer_mimika: User
) -> None:
    lead = held_by(lead_sultra)
    left = held_by(officer_sultra)
    handover.end(by=lead_sultra, membership=left, at=NOW)

    for successor in (held_by(officer_mimika), left, lead):
        assert refusal_of(by=lead_sultra, membership=lead, successor=successor) == "not_a_successor"


def test_a_changed_role_is_a_new_membership(lead_sultra: User, officer_sultra: User) -> None:
    old = held_by(officer_sultra)

    new = handover.change_role(by=lead_sultra, membership=old, role="reader", at=NOW)

    old.refresh_from_db()
    assert (old.ended_at, new.role, new.agency_id) == (NOW, "reader", old.agency_id)


def test_the_same_role_changes_nothing(lead_sultra: User, officer_sultra: User) -> None:
    old = held_by(officer_sultra)

    assert handover.change_role(by=lead_sultra, membership=old, role="officer", at=NOW) == old
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("role", ["administrator", "coordinator"])
def test_a_lead_promotes_nobody_above_the_agency(lead_sultra: User, role: str) -> None:
    with pytest.raises(PermissionDenied):
        handover.change_role(by=lead_sultra, membership=held_by(lead_sultra), role=role, at=NOW)


def test_an_unknown_role_is_refused_even_to_administrators(pusat_admin: User, lead_sultra: User) -> None:
    with pytest.raises(Refused) as refused:
        handover.change_role(by=pusat_admin, membership=held_by(lead_sultra), role="raja", at=NOW)

    assert refused.value.code == "role_unknown"


def test_whoever_comes_second_is_told_who_was_first(
    lead_sultra: User, officer_sultra: User, pusat_admin: User
) -> None:
    held = held_by(officer_sultra)
    handover.end(by=pusat_admin, membership=held, at=NOW)

    with pytest.raises(Refused) as refused:
        handover.change_role(by=lead_sultra, membership=held, role="reader", at=NOW)

    assert refused.value.code == "changed_meanwhile"
    assert "Sari Petugas sudah diubah oleh Ayu Administrator" in refused.value.sentence


def test_a_verifier_who_leaves_lets_go_of_the_posts(
    pusat_admin: User, verifier: User, campaign: Campaign, sultra: Agency
) -> None:
    post = builders.post(sultra, campaign, claimed_by=verifier, claimed_until=NOW)

    handover.end(by=pusat_admin, membership=held_by(verifier), at=NOW)

    post.refresh_from_db()
    assert (post.claimed_by, post.claimed_until) == (None, None)


def test_a_verifier_who_leaves_another_role_keeps_them(
    pusat_admin: User, verifier: User, campaign: Campaign, sultra: Agency
) -> None:
    post = builders.post(sultra, campaign, claimed_by=verifier, claimed_until=NOW)
    other = Membership.objects.create(user=verifier, role="analyst")

    handover.end(by=pusat_admin, membership=other, at=NOW)

    assert Post.objects.get(pk=post.pk).claimed_by == verifier


def test_whoever_serves_the_centre_too_changes_roles_where_that_is_known(
    pusat_admin: User, lead_sultra: User, officer_sultra: User
) -> None:
    held = held_by(officer_sultra)
    memberships.grant(by=pusat_admin, user=officer_sultra, role="verifier", reason="Surat tugas 12")

    changed = handover.change_role(by=lead_sultra, membership=held, role="reader", at=NOW)

    assert (changed.role, changed.agency) == ("reader", held.agency)


def invited(by: User, role: str, agency: Agency, email: str = "pribadi@contoh.com") -> Invitation:
    offer = invitations.Offer(email, role, agency)
    return invitations.invite(by=by, offer=offer, at=NOW).invitation


def withdrawals() -> list[tuple[str, str]]:
    found = AuditEvent.objects.filter(action="invitation.withdraw").order_by("pk")
    return list(found.values_list("actor_id", "target_id"))


def test_a_lead_who_was_removed_does_not_come_back_by_an_own_invitation(
    lead_sultra: User, pusat_admin: User, sultra: Agency
) -> None:
    sent = invited(lead_sultra, "lead", sultra)

    handover.end(by=pusat_admin, membership=held_by(lead_sultra), at=NOW)

    sent.refresh_from_db()
    assert sent.withdrawn_at == NOW
    assert withdrawals() == [(pusat_admin.actor_id, str(sent.public_id))]
    with pytest.raises(Refused) as refused:
        acceptance.accept(by=builders.user(sent.email), invitation=sent, at=NOW)
    assert refused.value.code == "closed"


@pytest.mark.parametrize("role", ["officer", "reader"])
def test_a_lesser_role_takes_back_what_the_greater_one_held_out(
    lead_sultra: User, pusat_admin: User, sultra: Agency, role: str
) -> None:
    sent = invited(lead_sultra, "officer", sultra)

    handover.change_role(by=pusat_admin, membership=held_by(lead_sultra), role=role, at=NOW)

    assert withdrawals() == [(pusat_admin.actor_id, str(sent.public_id))]


def test_invitations_that_another_role_still_covers_stay(
    lead_sultra: User, pusat_admin: User, sultra: Agency, mimika: Agency
) -> None:
    held = held_by(lead_sultra)
    memberships.grant(by=pusat_admin, user=lead_sultra, role="lead", agency=mimika)
    here = invited(User.objects.get(pk=lead_sultra.pk), "reader", sultra)
    there = invited(User.objects.get(pk=lead_sultra.pk), "reader", mimika)

    handover.end(by=pusat_admin, membership=held, at=NOW)

    assert withdrawals() == [(pusat_admin.actor_id, str(here.public_id))]
    assert there in Invitation.objects.pending(NOW)


def test_whoever_leaves_or_hands_over_keeps_the_invitations_good(
    lead_sultra: User, officer_sultra: User, sultra: Agency
) -> None:
    sent = invited(lead_sultra, "reader", sultra)

    handover.end(by=lead_sultra, membership=held_by(lead_sultra), successor=held_by(officer_sultra), at=NOW)

    assert sent in Invitation.objects.pending(NOW)


def test_a_lead_whom_others_replace_by_invitation_does_not_come_back_either(
    lead_sultra: User, pusat_admin: User, sultra: Agency
) -> None:
    sent = invited(lead_sultra, "lead", sultra)
    successor = handover.invite_successor(
        by=pusat_admin, membership=held_by(lead_sultra), email="ganti@sultra.go.id", full_name="", at=NOW
    ).invitation
    assert sent in Invitation.objects.pending(NOW), "nothing has ended yet"
    heir = builders.user(successor.email)

    acceptance.accept(by=heir, invitation=successor, at=NOW)

    assert withdrawals() == [(heir.actor_id, str(sent.public_id))]


def test_a_lead_who_invites_the_successor_leaves_the_other_invitations_good(
    lead_sultra: User, sultra: Agency
) -> None:
    sent = invited(lead_sultra, "reader", sultra)
    successor = handover.invite_successor(
        by=lead_sultra, membership=held_by(lead_sultra), email="ganti@sultra.go.id", full_name="", at=NOW
    ).invitation

    acceptance.accept(by=builders.user(successor.email), invitation=successor, at=NOW)

    assert list(Invitation.objects.pending(NOW)) == [sent]


def test_an_invitation_that_a_colleague_sent_stays(
    lead_sultra: User, officer_sultra: User, sultra: Agency
) -> None:
    sent = invited(lead_sultra, "reader", sultra)

    handover.end(by=lead_sultra, membership=held_by(officer_sultra), at=NOW)

    assert sent in Invitation.objects.pending(NOW)


@pytest.mark.django_db(transaction=True)
def test_accepting_while_the_inviter_is_removed_ends_in_one_of_the_two() -> None:
    agency, admin = builders.agency("D-74"), builders.user(role="administrator")
    lead, invitee = builders.user(role="lead", agency=agency), builders.user()
    sent, held = invited(lead, "lead", agency, invitee.email), held_by(lead)

    outcomes = race(
        lambda: handover.end(by=admin, membership=held, at=NOW),
        lambda: acceptance.accept(by=invitee, invitation=sent, at=NOW),
    )

    sent.refresh_from_db()
    assert outcomes in (["closed", "done"], ["done", "done"])
    assert (outcomes == ["done", "done"]) == (sent.withdrawn_at is None) == (sent.accepted_at is not None)


@pytest.mark.django_db(transaction=True)
def test_inviting_a_successor_again_while_the_invitation_is_accepted_waits_for_it() -> None:
    agency = builders.agency("D-74")
    lead, successor = builders.user(role="lead", agency=agency), builders.user()
    held = held_by(builders.user(role="officer", agency=agency))

    def invite() -> invitations.Invited:
        return handover.invite_successor(
            by=lead, membership=held, email=successor.email, full_name="", at=NOW
        )

    sent = invite().invitation
    is_locked = threading.Event()

    def accept() -> None:
        with transaction.atomic():
            invitations.locked(sent)
            is_locked.set()
            time.sleep(0.5)  # long enough for the other to take what it can
            acceptance.accept(by=successor, invitation=sent, at=NOW)

    def invite_again() -> None:
        is_locked.wait()
        invite()

    assert race(accept, invite_again) == ["changed_meanwhile", "done"]
    assert held_by(successor).role == "officer"


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_once_one_wins_and_the_other_is_told() -> None:
    agency = builders.agency("D-74")
    leads = [builders.user(role="lead", agency=agency) for _ in range(2)]
    held = held_by(builders.user(role="officer", agency=agency))
    outcomes = race(
        lambda: handover.change_role(by=leads[0], membership=held, role="reader", at=NOW),
        lambda: handover.change_role(by=leads[1], membership=held, role="lead", at=NOW),
    )

    assert outcomes == ["changed_meanwhile", "done"]
    assert held.user.memberships.active().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_leave_at_once_leave_one() -> None:
    agency = builders.agency("D-74")
    leads = [builders.user(role="lead", agency=agency) for _ in range(2)]
    held = [held_by(lead) for lead in leads]
    outcomes = race(
        lambda: handover.end(by=leads[0], membership=held[0], at=NOW),
        lambda: handover.end(by=leads[1], membership=held[1], at=NOW),
    )

    assert outcomes == ["done", "last_lead"]
    assert Membership.objects.active().count() == 1


def test_everybody_leaves_a_role_of_their_own(
    officer_sultra: User, coordinator_sultra: User, verifier: User, sultra: Agency
) -> None:
    reader = builders.user(role="reader", agency=sultra)

    for person in (officer_sultra, coordinator_sultra, verifier, reader):
        handover.leave(by=person, membership=held_by(person), at=NOW)

        assert not person.memberships.active().exists()
        event = AuditEvent.objects.filter(action="membership.end").latest("pk")
        assert (event.actor_id, event.after["user"]) == (person.actor_id, person.actor_id)


def test_nobody_leaves_in_the_name_of_another(pusat_admin: User, officer_sultra: User) -> None:
    with pytest.raises(PermissionDenied):
        handover.leave(by=pusat_admin, membership=held_by(officer_sultra), at=NOW)

    assert officer_sultra.memberships.active().exists()


def test_leaving_keeps_posts_and_lets_go_of_claims(
    verifier: User, officer_sultra: User, sultra: Agency, campaign: Campaign
) -> None:
    post = builders.post(
        sultra, campaign, submitted_by=officer_sultra, claimed_by=verifier, claimed_until=NOW
    )

    handover.leave(by=officer_sultra, membership=held_by(officer_sultra), at=NOW)
    handover.leave(by=verifier, membership=held_by(verifier), at=NOW)

    post.refresh_from_db()
    assert (post.submitted_by, post.claimed_by) == (officer_sultra, None)


def test_a_lead_who_leaves_names_a_colleague(lead_sultra: User, officer_sultra: User) -> None:
    with pytest.raises(Refused) as refused:
        handover.leave(by=lead_sultra, membership=held_by(lead_sultra), at=NOW)
    assert refused.value.code == "last_lead"

    handover.leave(by=lead_sultra, membership=held_by(lead_sultra), successor=held_by(officer_sultra), at=NOW)

    assert held_by(officer_sultra).role == "lead"
    assert not lead_sultra.memberships.active().exists()


def test_an_officer_names_no_successor(lead_sultra: User, officer_sultra: User) -> None:
    with pytest.raises(PermissionDenied):
        handover.leave(
            by=officer_sultra, membership=held_by(officer_sultra), successor=held_by(lead_sultra), at=NOW
        )


def test_the_last_administrator_does_not_leave(pusat_admin: User) -> None:
    with pytest.raises(Refused) as refused:
        handover.leave(by=pusat_admin, membership=held_by(pusat_admin), at=NOW)

    assert refused.value.code == "last_administrator"


def test_leaving_twice_tells_when_it_was(lead_sultra: User, officer_sultra: User) -> None:
    held = held_by(officer_sultra)
    handover.leave(by=officer_sultra, membership=held, at=NOW)

    with pytest.raises(Refused) as refused:
        handover.leave(by=officer_sultra, membership=held, at=NOW)

    assert refused.value.code == "changed_meanwhile"
    assert "oleh Sari Petugas" in refused.value.sentence


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_at_once_leave_one() -> None:
    people = [builders.user(role="administrator") for _ in range(2)]
    held = [held_by(person) for person in people]

    outcomes = race(
        lambda: handover.end(by=people[0], membership=held[1], at=NOW),
        lambda: handover.end(by=people[1], membership=held[0], at=NOW),
    )

    assert outcomes == ["denied", "done"]
    assert Membership.objects.active().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_lead_who_leaves_while_a_colleague_is_made_lead_is_refused_or_replaced() -> None:
    agency = builders.agency("D-74")
    lead = builders.user(role="lead", agency=agency)
    officer = builders.user(role="officer", agency=agency)
    own, theirs = held_by(lead), held_by(officer)

    race(
        lambda: handover.leave(by=lead, membership=own, at=NOW),
        lambda: handover.change_role(by=lead, membership=theirs, role="lead", at=NOW),
    )

    assert Membership.objects.active().filter(agency=agency, role="lead").exists()
