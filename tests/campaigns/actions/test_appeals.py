"""An agency appeals once, another verifier decides, and both are on the record."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from agencies.models import Agency, AuditEvent, Membership, User
from campaigns import verifying
from campaigns.actions import appeals, bulk, decisions, posts, reports
from campaigns.actions.posts import Report
from campaigns.models import Appeal, Outcome, Post, PostCounters
from campaigns.states import APPEAL_WITHIN, PostState, ReturnReason
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
from tests.letters import delivered
from tests.races import race

SECOND = timedelta(seconds=1)
LATER = NOW + timedelta(hours=1)
GROUNDS = "Tagarnya ada pada baris kedua takarir."


@pytest.fixture
def second_verifier(db: None) -> User:
    return builders.user("verifikator2@contoh.go.id", "verifier", full_name="Vito Verifikator")


@pytest.fixture
def rejected(sultra: Agency, officer_sultra: User, verifier: User) -> Post:
    post = builders.post(sultra, submitted_by=officer_sultra)
    return decisions.reject(
        by=verifier, post=post, seen=post.submitted_at, reason=ReturnReason.HASHTAG_MISSING, at=NOW
    )


@pytest.fixture
def appeal(rejected: Post, officer_sultra: User) -> Appeal:
    return appeals.file(by=officer_sultra, post=rejected, grounds=GROUNDS, at=LATER)


def refusal_of(code: str, **change) -> str:
    """The sentence with which `file` refuses this."""
    with pytest.raises(Refused) as refusal:
        appeals.file(**change)
    assert refusal.value.code == code
    return refusal.value.sentence


def test_an_appeal_names_who_rejected_and_stands_in_the_trail(
    rejected: Post, officer_sultra: User, verifier: User
) -> None:
    appeal = appeals.file(by=officer_sultra, post=rejected, grounds=f" {GROUNDS}\x00 ", at=LATER)
    assert (appeal.grounds, appeal.against, appeal.filed_by) == (GROUNDS, verifier, officer_sultra)
    event = AuditEvent.objects.get(action="post.appealed")
    assert (event.target_id, event.reason) == (rejected.code, GROUNDS)


@pytest.mark.parametrize("rule", ["deadline", "registry"])
def test_what_a_rule_rejected_is_appealed_too(sultra: Agency, officer_sultra: User, rule: str) -> None:
    post = builders.post(sultra, state=PostState.REJECTED, decided_by_rule=rule, decided_at=NOW)
    appeal = appeals.file(by=officer_sultra, post=post, grounds=GROUNDS, at=LATER)
    assert appeal.against is None


def test_there_is_one_appeal_only(appeal: Appeal, rejected: Post, officer_sultra: User) -> None:
    said = refusal_of("not_allowed", by=officer_sultra, post=rejected, grounds="Lagi.", at=LATER)
    assert "hanya dapat diajukan satu kali" in said


def test_an_appeal_has_its_time(rejected: Post, officer_sultra: User) -> None:
    end = rejected.appeal_until
    assert end == NOW + APPEAL_WITHIN
    said = refusal_of("not_allowed", by=officer_sultra, post=rejected, grounds=GROUNDS, at=end + SECOND)
    assert "7 hari" in said
    assert appeals.file(by=officer_sultra, post=rejected, grounds=GROUNDS, at=end)


@pytest.mark.parametrize(
    "state", [PostState.SUBMITTED, PostState.RETURNED, PostState.VERIFIED, PostState.WITHDRAWN]
)
def test_only_a_rejection_is_appealed(sultra: Agency, officer_sultra: User, state: PostState) -> None:
    post = builders.post(sultra, state=state)
    assert post.appeal_until is None
    assert refusal_of("not_allowed", by=officer_sultra, post=post, grounds=GROUNDS, at=NOW)


@pytest.mark.parametrize("who", ["officer_mimika", "coordinator_sultra", "verifier", "outsider"])
def test_only_the_agency_appeals(request, rejected: Post, who: str) -> None:
    by = request.getfixturevalue(who)
    assert refusal_of("not_allowed", by=by, post=rejected, grounds=GROUNDS, at=LATER)


@pytest.mark.parametrize("grounds", ["", " \n ", "x" * (appeals.LONGEST + 1)])
def test_an_appeal_has_grounds_of_a_bearable_length(
    rejected: Post, officer_sultra: User, grounds: str
) -> None:
    refusal_of("grounds", by=officer_sultra, post=rejected, grounds=grounds, at=LATER)
    assert not Appeal.objects.exists()


def test_a_link_that_another_agency_holds_by_now_is_for_a_dispute(
    rejected: Post, officer_sultra: User, mimika: Agency
) -> None:
    other = builders.post(mimika, platform=rejected.platform, native_id=rejected.native_id)
    said = refusal_of("not_allowed", by=officer_sultra, post=rejected, grounds=GROUNDS, at=LATER)
    assert other.code in said
    assert "sengketa" in said


def test_a_granted_appeal_lets_the_post_wait_at_its_old_place(
    appeal: Appeal, rejected: Post, second_verifier: User, officer_sultra: User
) -> None:
    sent = rejected.submitted_at
    appeals.decide(by=second_verifier, appeal=appeal, outcome=Outcome.GRANTED, note="", at=LATER)
    rejected.refresh_from_db()
    assert (rejected.state, rejected.decision, rejected.decided_by) == (PostState.SUBMITTED, "", None)
    assert rejected.submitted_at == sent
    assert PostCounters.objects.filter(post=rejected, is_counted=False).exists()
    appeal.refresh_from_db()
    assert (appeal.outcome, appeal.decided_by, appeal.decided_at) == ("granted", second_verifier, LATER)
    event = AuditEvent.objects.get(action="post.appeal_granted")
    assert (event.before, event.after["state"]) == ({"state": "rejected"}, "submitted")
    letter = delivered(at=LATER)[-1]
    assert letter.to == [officer_sultra.email]
    assert "dikabulkan" in letter.subject


def test_a_denied_appeal_leaves_the_post_rejected_for_good(
    appeal: Appeal, rejected: Post, second_verifier: User, officer_sultra: User
) -> None:
    appeals.decide(
        by=second_verifier, appeal=appeal, outcome=Outcome.DENIED, note="Tagar tidak terlihat.", at=LATER
    )
    rejected.refresh_from_db()
    assert (rejected.state, rejected.reason_code) == (PostState.REJECTED, "hashtag_missing")
    assert not appeals.may_file(officer_sultra, rejected, at=LATER)
    assert "Catatan: Tagar tidak terlihat." in delivered(at=LATER)[-1].body


def test_a_post_rejected_again_after_an_appeal_stays_rejected(
    appeal: Appeal, rejected: Post, second_verifier: User, officer_sultra: User
) -> None:
    appeals.decide(by=second_verifier, appeal=appeal, outcome=Outcome.GRANTED, note="", at=LATER)
    rejected.refresh_from_db()
    decisions.reject(
        by=second_verifier, post=rejected, seen=rejected.submitted_at, reason=ReturnReason.DUPLICATE, at=LATER
    )
    assert not appeals.may_file(officer_sultra, rejected, at=LATER)


def refused(appeal: Appeal, by: User, outcome: Outcome = Outcome.GRANTED, note: str = "") -> Refused:
    with pytest.raises(Refused) as refusal:
        appeals.decide(by=by, appeal=appeal, outcome=outcome, note=note, at=LATER)
    return refusal.value


def test_who_rejected_does_not_decide(appeal: Appeal, verifier: User) -> None:
    refusal = refused(appeal, verifier)
    assert (refusal.code, refusal.sentence) == ("not_allowed", appeals.OWN_DECISION)


def test_nobody_decides_for_the_own_agency(appeal: Appeal, second_verifier: User, sultra: Agency) -> None:
    Membership.objects.create(user=second_verifier, role="reader", agency=sultra, reason="Diperbantukan.")
    assert refused(appeal, second_verifier).sentence == appeals.OWN_AGENCY


@pytest.mark.parametrize("who", ["officer_sultra", "coordinator_sultra", "committee", "pusat_admin"])
def test_only_verifiers_decide(request, appeal: Appeal, who: str) -> None:
    assert refused(appeal, request.getfixturevalue(who)).code == "not_allowed"


def test_a_denial_says_why(appeal: Appeal, second_verifier: User) -> None:
    assert refused(appeal, second_verifier, Outcome.DENIED, "  ").code == "note"


def test_a_second_decision_is_told_of_the_first(
    appeal: Appeal, second_verifier: User, rejected: Post
) -> None:
    third = builders.user(role="verifier")
    appeals.decide(by=second_verifier, appeal=appeal, outcome=Outcome.DENIED, note="Tidak.", at=LATER)
    refusal = refused(appeal, third)
    assert refusal.code == "decided"
    assert "ditolak oleh Vito Verifikator pada Sel 29 Agu 2023 11.00 WIB" in refusal.sentence
    rejected.refresh_from_db()
    assert rejected.state == PostState.REJECTED


def test_a_grant_is_told_as_well(appeal: Appeal, second_verifier: User) -> None:
    appeals.decide(by=second_verifier, appeal=appeal, outcome=Outcome.GRANTED, note="", at=LATER)
    assert "dikabulkan oleh Vito Verifikator" in refused(appeal, builders.user(role="verifier")).sentence


def test_an_appeal_is_not_granted_while_another_agency_holds_the_link(
    appeal: Appeal, rejected: Post, second_verifier: User, mimika: Agency
) -> None:
    other = builders.post(mimika, platform=rejected.platform, native_id=rejected.native_id)
    refusal = refused(appeal, second_verifier)
    assert refusal.code == "held"
    assert other.code in refusal.sentence
    appeal.refresh_from_db()
    assert appeal.outcome == ""


@pytest.mark.django_db(transaction=True)
def test_of_two_verifiers_at_once_one_decides(appeal: Appeal, second_verifier: User, rejected: Post) -> None:
    third = builders.user(role="verifier")
    outcomes = race(
        lambda: appeals.decide(
            by=second_verifier, appeal=appeal, outcome=Outcome.DENIED, note="Tidak.", at=LATER
        ),
        lambda: appeals.decide(by=third, appeal=appeal, outcome=Outcome.GRANTED, note="", at=LATER),
    )
    assert outcomes == ["decided", "done"]
    appeal.refresh_from_db()
    rejected.refresh_from_db()
    granted = appeal.outcome == Outcome.GRANTED
    assert (rejected.state == PostState.SUBMITTED) is granted
    assert AuditEvent.objects.filter(action__startswith="post.appeal_").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_a_grant_and_another_agencys_report_at_once_one_gets_the_link(
    officer_sultra: User,
    sultra: Agency,
    verifier: User,
    second_verifier: User,
    officer_mimika: User,
    mimika: Agency,
) -> None:
    link, campaign = builders.link(at=NOW - timedelta(hours=1)), builders.campaign()
    report = Report(link, "Menyambut KTT ASEAN #ASEAN2023")
    post = posts.submit(by=officer_sultra, campaign=campaign, agency=sultra, report=report, at=NOW)
    decisions.reject(
        by=verifier, post=post, seen=post.submitted_at, reason=ReturnReason.HASHTAG_MISSING, at=NOW
    )
    appeal = appeals.file(by=officer_sultra, post=post, grounds=GROUNDS, at=LATER)
    outcomes = race(
        lambda: appeals.decide(by=second_verifier, appeal=appeal, outcome=Outcome.GRANTED, note="", at=LATER),
        lambda: reports.report(by=officer_mimika, campaign=campaign, agency=mimika, report=report, at=LATER),
    )
    post.refresh_from_db()
    holder = Post.objects.holding(campaign, post.platform, post.native_id or "").get()
    if holder == post:
        assert outcomes == ["done", "done"]
        assert post.disputes.get().agency == mimika
    else:
        assert outcomes == ["done", "held"]
        assert (holder.agency, post.state) == (mimika, PostState.REJECTED)


@pytest.mark.parametrize("state", [PostState.VERIFIED, PostState.RETURNED, PostState.REJECTED])
def test_who_rejected_a_post_does_not_decide_on_it_again_after_the_appeal(
    appeal: Appeal, rejected: Post, second_verifier: User, verifier: User, state: PostState
) -> None:
    appeals.decide(by=second_verifier, appeal=appeal, outcome=Outcome.GRANTED, note="", at=LATER)
    assert rejected not in verifying.decidable(verifier)
    waiting = Post.objects.get(pk=rejected.pk)
    assert decisions.claim(by=verifier, post=waiting, at=LATER).reason == verifying.APPEALED
    verbs: dict[PostState, Callable[..., Post]] = {
        PostState.VERIFIED: decisions.verify,
        PostState.RETURNED: partial(decisions.send_back, reason=ReturnReason.LINK_DEAD),
        PostState.REJECTED: partial(decisions.reject, reason=ReturnReason.LINK_DEAD),
    }

    def decide(by: User) -> Post:
        return verbs[state](by=by, post=rejected, seen=rejected.submitted_at, at=LATER)

    with pytest.raises(Refused) as refusal:
        decide(verifier)
    assert (refusal.value.code, refusal.value.sentence) == ("not_allowed", verifying.APPEALED)
    chosen = [bulk.Chosen(rejected.code, rejected.submitted_at)]
    [skipped] = bulk.decide(by=verifier, chosen=chosen, state=PostState.VERIFIED, at=LATER).skipped
    assert skipped.sentence == verifying.APPEALED
    other = builders.user(role="verifier")
    assert rejected in verifying.decidable(other)
    assert decide(other).state == state
