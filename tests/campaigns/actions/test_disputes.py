"""A verifier says whose post it is; nothing is rewritten, and nobody of either agency decides."""

from datetime import timedelta

import pytest

from agencies.models import Agency, AuditEvent, Membership, User
from agencies.platforms import Platform
from campaigns.actions import appeals, decisions, disputes, posts, reports, undoing
from campaigns.actions.posts import NotAccepted, Report
from campaigns.models import Campaign, Dispute, Outcome, Post, PostCounters
from campaigns.states import PostState, ReturnReason
from summitcomms.lib.images import clean
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
from tests.letters import delivered
from tests.races import race

HOUR = timedelta(hours=1)
LATER = NOW + HOUR
CAPTION = "Menyambut KTT ASEAN di Jakarta #ASEAN2023"


@pytest.fixture
def link() -> str:
    return builders.link(at=NOW - HOUR, handle="asean2023")


@pytest.fixture
def held(campaign: Campaign, sultra: Agency, officer_sultra: User, link: str) -> Post:
    return posts.submit(
        by=officer_sultra, campaign=campaign, agency=sultra, report=Report(link, CAPTION), at=NOW
    )


def disputed(by: User, held: Post, link: str, caption: str = CAPTION) -> Dispute:
    agency = by.active_memberships[0].agency
    assert agency
    found = reports.report(
        by=by, campaign=held.campaign, agency=agency, report=Report(link, caption), at=LATER
    )
    assert isinstance(found, Dispute)
    return found


@pytest.fixture
def dispute(held: Post, officer_mimika: User, link: str) -> Dispute:
    return disputed(officer_mimika, held, link, "Takarir Mimika #ASEAN2023")


def decide(by: User, dispute: Dispute, outcome: Outcome = Outcome.GRANTED, note: str = "") -> Dispute:
    return disputes.decide(by=by, dispute=dispute, outcome=outcome, note=note, at=LATER)


def refused(by: User, dispute: Dispute, outcome: Outcome = Outcome.GRANTED, note: str = "") -> Refused:
    with pytest.raises(Refused) as refusal:
        decide(by, dispute, outcome, note)
    return refusal.value


def test_granted_the_other_agency_gets_a_post_as_it_reported_it(
    dispute: Dispute, held: Post, verifier: User, officer_mimika: User, officer_sultra: User
) -> None:
    decide(verifier, dispute)
    held.refresh_from_db()
    assert (held.state, held.reason_code, held.decided_by) == ("rejected", "foreign_account", verifier)
    won = Post.objects.get(agency=dispute.agency)
    assert (won.state, won.caption, won.submitted_by) == (
        PostState.SUBMITTED,
        "Takarir Mimika #ASEAN2023",
        officer_mimika,
    )
    assert (won.url, won.native_id, won.submitted_at) == (held.url, held.native_id, LATER)
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions[-3:] == ["post.yielded", "post.handed_over", "post.dispute_granted"]
    handed = AuditEvent.objects.get(action="post.handed_over")
    assert (handed.target_id, handed.actor_id) == (won.code, str(verifier.public_id))
    letters = {letter.to[0]: letter for letter in delivered(at=LATER)}
    assert "ditolak" in letters[officer_sultra.email].subject
    assert "dikabulkan" in letters[officer_mimika.email].subject


def test_denied_everything_stays_and_whoever_disputed_is_told_why(
    dispute: Dispute, held: Post, verifier: User, officer_mimika: User
) -> None:
    decide(verifier, dispute, Outcome.DENIED, " Terbit dari akun Sultra. ")
    held.refresh_from_db()
    assert held.state == PostState.SUBMITTED
    dispute.refresh_from_db()
    assert (dispute.outcome, dispute.note, dispute.decided_by) == (
        "denied",
        "Terbit dari akun Sultra.",
        verifier,
    )
    [letter] = delivered(at=LATER)
    assert letter.to == [officer_mimika.email]
    assert "Catatan: Terbit dari akun Sultra." in letter.body


def test_who_has_left_the_agency_is_not_told(dispute: Dispute, verifier: User, officer_mimika: User) -> None:
    Membership.objects.filter(user=officer_mimika).update(ended_at=NOW)
    decide(verifier, dispute, Outcome.DENIED, "Tidak.")
    assert delivered(at=LATER) == []


def test_a_verified_post_stops_counting_when_it_is_lost(dispute: Dispute, held: Post, verifier: User) -> None:
    Post.objects.filter(pk=held.pk).update(
        state="verified", decision="verified", decided_at=NOW, decided_by_kind="person", decided_by=verifier
    )
    decide(builders.user(role="verifier"), dispute)
    assert not PostCounters.objects.get(post=held).is_counted
    event = AuditEvent.objects.get(action="post.yielded")
    assert (event.before, event.after["to"]) == ({"state": "verified"}, "D-94.04")


def test_a_post_that_gave_its_link_back_is_left_alone(
    dispute: Dispute, held: Post, verifier: User, officer_sultra: User
) -> None:
    posts.withdraw(by=officer_sultra, post=held, at=NOW)
    decide(verifier, dispute)
    held.refresh_from_db()
    assert held.state == PostState.WITHDRAWN
    assert Post.objects.get(agency=dispute.agency).state == PostState.SUBMITTED


def test_what_others_dispute_follows_the_link(
    dispute: Dispute, held: Post, verifier: User, link: str
) -> None:
    third = builders.user(role="officer", agency=builders.agency("K-007"))
    other = disputed(third, held, link)
    decide(verifier, dispute)
    other.refresh_from_db()
    assert (other.outcome, other.post) == ("", Post.objects.get(agency=dispute.agency))
    decide(verifier, other)
    assert (
        Post.objects.holding(held.campaign, held.platform, held.native_id or "").get().agency == other.agency
    )


def test_another_link_of_the_same_post_is_another_dispute(
    dispute: Dispute, held: Post, verifier: User, officer_sultra: User, officer_mimika: User
) -> None:
    decide(verifier, dispute, Outcome.DENIED, "Terbit dari akun Sultra.")
    other = builders.link(at=NOW - HOUR, handle="sultra")
    posts.edit(by=officer_sultra, post=held, report=Report(other, CAPTION), at=LATER)
    second = disputed(officer_mimika, held, other)
    assert (second.pk != dispute.pk, second.post, second.outcome) == (True, held, "")
    assert disputed(officer_mimika, held, other) == second


def test_a_dispute_granted_takes_no_other_link_along(
    dispute: Dispute, held: Post, verifier: User, officer_sultra: User
) -> None:
    """Mimika disputes the link that the post held, a third agency the one it holds now."""
    other = builders.link(at=NOW - HOUR, handle="sultra")
    posts.edit(by=officer_sultra, post=held, report=Report(other, CAPTION), at=LATER)
    third = builders.user(role="officer", agency=builders.agency("K-007"))
    decide(verifier, disputed(third, held, other))
    dispute.refresh_from_db()
    assert (dispute.post, dispute.outcome, dispute.is_held) == (held, "", False)


def test_a_dispute_goes_to_whoever_takes_the_link(
    dispute: Dispute, held: Post, verifier: User, officer_sultra: User, link: str, campaign: Campaign
) -> None:
    seen = Dispute.objects.select_related("post").get(pk=dispute.pk)
    other = builders.link(at=NOW - HOUR, handle="sultra")
    posts.edit(by=officer_sultra, post=held, report=Report(other, CAPTION), at=LATER)
    third = builders.user(role="officer", agency=builders.agency("K-007"))
    [membership] = third.active_memberships
    assert membership.agency
    taken = reports.report(
        by=third, campaign=campaign, agency=membership.agency, report=Report(link, CAPTION), at=LATER
    )
    dispute.refresh_from_db()
    assert (dispute.post, dispute.is_held) == (taken, True)
    refusal = refused(verifier, seen)
    assert (refusal.code, refusal.sentence) == ("moved", disputes.MOVED)
    decide(verifier, dispute)
    assert Post.objects.get(agency=dispute.agency).native_id == dispute.native_id
    held.refresh_from_db()
    assert held.state == PostState.SUBMITTED


@pytest.mark.parametrize("comes_back", ["appeal", "undo"])
def test_a_dispute_goes_back_to_a_post_that_stands_again(
    held: Post, verifier: User, officer_sultra: User, officer_mimika: User, link: str, comes_back: str
) -> None:
    """Its link went to a third agency and back; what Mimika disputes went along."""
    third = builders.user(role="officer", agency=builders.agency("K-007"))
    agency = third.active_memberships[0].agency
    assert agency
    if comes_back == "appeal":
        decisions.reject(by=verifier, post=held, seen=NOW, reason=ReturnReason.DUPLICATE, at=LATER)
    else:
        posts.withdraw(by=officer_sultra, post=held, at=LATER)
    between = posts.submit(
        by=third, campaign=held.campaign, agency=agency, report=Report(link, CAPTION), at=LATER
    )
    dispute = disputed(officer_mimika, between, link)
    posts.withdraw(by=third, post=between, at=LATER)
    if comes_back == "appeal":
        appeal = appeals.file(by=officer_sultra, post=held, grounds="Bukan ganda.", at=LATER)
        judge = builders.user(role="verifier")
        appeals.decide(by=judge, appeal=appeal, outcome=Outcome.GRANTED, note="", at=LATER)
    else:
        undoing.restore(by=officer_sultra, post=held, at=LATER)
    dispute.refresh_from_db()
    assert (dispute.post, dispute.outcome) == (held, "")


def test_granted_the_picture_becomes_evidence_without_a_second_file(
    held: Post, verifier: User, officer_mimika: User, mimika: Agency, link: str, campaign: Campaign
) -> None:
    dispute = reports.report(
        by=officer_mimika,
        campaign=campaign,
        agency=mimika,
        report=Report(link, CAPTION),
        at=LATER,
        picture=clean(builders.picture()),
    )
    assert isinstance(dispute, Dispute)
    decide(verifier, dispute)
    won = Post.objects.get(agency=mimika)
    kept, filed = dispute.evidence, won.evidence.get()
    assert (filed.image.name, filed.thumbnail.name) == (kept.image.name, kept.thumbnail.name)
    assert (filed.sha256, filed.dhash, filed.added_by) == (kept.sha256, kept.dhash, officer_mimika)
    assert AuditEvent.objects.get(action="post.evidence").target_id == won.code


def test_a_report_that_does_not_pass_any_more_leaves_the_dispute_open(
    dispute: Dispute, held: Post, verifier: User, sultra: Agency
) -> None:
    builders.account(sultra, Platform.X, "asean2023")
    with pytest.raises(NotAccepted, match="adalah akun X Diskominfo Sulawesi Tenggara"):
        decide(verifier, dispute)
    held.refresh_from_db()
    dispute.refresh_from_db()
    assert (held.state, dispute.outcome) == (PostState.SUBMITTED, "")


def test_a_closed_campaign_takes_no_post_over(dispute: Dispute, verifier: User) -> None:
    Campaign.objects.update(state=Campaign.State.CLOSED)
    assert refused(verifier, dispute).code == "campaign_closed"
    assert decide(verifier, dispute, Outcome.DENIED, "Kampanye selesai.").outcome == "denied"


def test_a_denial_says_why(dispute: Dispute, verifier: User) -> None:
    assert refused(verifier, dispute, Outcome.DENIED, " ").code == "note"


@pytest.mark.parametrize("who", ["officer_sultra", "officer_mimika", "coordinator_sultra", "committee"])
def test_only_verifiers_decide(request, dispute: Dispute, who: str) -> None:
    assert refused(request.getfixturevalue(who), dispute).code == "not_allowed"


@pytest.mark.parametrize("side", ["sultra", "mimika"])
def test_nobody_of_either_agency_decides(request, dispute: Dispute, verifier: User, side: str) -> None:
    agency = request.getfixturevalue(side)
    Membership.objects.create(user=verifier, role="reader", agency=agency, reason="Diperbantukan.")
    assert refused(verifier, dispute).sentence == disputes.OWN_AGENCY


def test_a_second_decision_is_told_of_the_first(dispute: Dispute, verifier: User) -> None:
    decide(verifier, dispute)
    refusal = refused(builders.user(role="verifier"), dispute, Outcome.DENIED, "Tidak.")
    assert refusal.code == "decided"
    assert "dikabulkan oleh Vina Verifikator" in refusal.sentence


def test_what_ended_by_rule_says_so(
    dispute: Dispute, held: Post, link: str, officer_sultra: User, officer_mimika: User, verifier: User
) -> None:
    posts.withdraw(by=officer_sultra, post=held, at=NOW)
    agency = dispute.agency
    reports.report(
        by=officer_mimika, campaign=held.campaign, agency=agency, report=Report(link, CAPTION), at=LATER
    )
    assert "selesai menurut aturan" in refused(verifier, dispute).sentence


def test_no_rule_overturns_what_a_person_decided(
    dispute: Dispute, verifier: User, sultra: Agency, officer_sultra: User, link: str
) -> None:
    decide(verifier, dispute)
    builders.account(sultra, Platform.X, "kamikominfosultra")
    again = disputed(officer_sultra, dispute.post, link.replace("asean2023", "kamikominfosultra"))
    assert again.outcome == ""


def test_who_lost_appeals_by_disputing(dispute: Dispute, verifier: User, officer_sultra: User) -> None:
    decide(verifier, dispute)
    permit = appeals.may_file(officer_sultra, Post.objects.get(pk=dispute.post_id), at=LATER)
    assert "sengketa" in permit.reason


@pytest.mark.django_db(transaction=True)
def test_of_two_verifiers_at_once_one_decides(dispute: Dispute, verifier: User) -> None:
    second = builders.user(role="verifier")
    outcomes = race(
        lambda: decide(verifier, dispute),
        lambda: decide(second, dispute, Outcome.DENIED, "Tidak."),
    )
    assert outcomes == ["decided", "done"]
    assert AuditEvent.objects.filter(action__startswith="post.dispute_").count() == 1


def test_a_link_that_was_exchanged_meanwhile_costs_its_agency_nothing(
    dispute: Dispute, held: Post, verifier: User, officer_sultra: User
) -> None:
    other = builders.link(at=NOW - HOUR, handle="sultra")
    posts.edit(by=officer_sultra, post=held, report=Report(other, CAPTION), at=LATER)
    decide(verifier, dispute)
    held.refresh_from_db()
    assert (held.state, held.reason_code) == (PostState.SUBMITTED, "")
    assert Post.objects.get(agency=dispute.agency).state == PostState.SUBMITTED


def test_a_dispute_ends_when_its_link_was_exchanged_and_is_filed(
    dispute: Dispute, held: Post, officer_sultra: User, officer_mimika: User, link: str
) -> None:
    other = builders.link(at=NOW - HOUR, handle="sultra")
    posts.edit(by=officer_sultra, post=held, report=Report(other, CAPTION), at=LATER)
    filed = reports.report(
        by=officer_mimika,
        campaign=held.campaign,
        agency=dispute.agency,
        report=Report(link, CAPTION),
        at=LATER,
    )
    assert isinstance(filed, Post)
    dispute.refresh_from_db()
    assert (dispute.outcome, dispute.decided_by) == (Outcome.GRANTED, None)
