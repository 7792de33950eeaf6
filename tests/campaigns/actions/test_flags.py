"""A verifier settles a doubt, the agency objects once and in time, another verifier rules."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from agencies.models import Agency, AuditEvent, Membership, User
from campaigns.actions import flags
from campaigns.models import Outcome, PostFlag
from campaigns.states import PostState
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.builders import NOW
from tests.letters import delivered
from tests.races import race

SECOND = timedelta(seconds=1)
LATER = NOW + timedelta(hours=1)
NOTE = "Suka tidak mungkin melebihi tayangan."
GROUNDS = "Tayangan pada ekspor itu belum termasuk iklan."


@pytest.fixture
def second_verifier(db: None) -> User:
    return builders.user("verifikator2@contoh.go.id", "verifier", full_name="Vito Verifikator")


@pytest.fixture
def flag(sultra: Agency, officer_sultra: User) -> PostFlag:
    post = builders.post(sultra, state=PostState.VERIFIED, submitted_by=officer_sultra)
    return builders.flag(post)


@pytest.fixture
def upheld(flag: PostFlag, verifier: User) -> PostFlag:
    return flags.uphold(by=verifier, flag=flag, note=NOTE, at=NOW)


@pytest.fixture
def objected(upheld: PostFlag, officer_sultra: User) -> PostFlag:
    return flags.object_to(by=officer_sultra, flag=upheld, grounds=GROUNDS, at=LATER)


def refused(code: str, verb: object) -> str:
    """The sentence with which the verb refuses."""
    assert callable(verb)
    with pytest.raises(Refused) as refusal:
        verb()
    assert refusal.value.code == code
    return refusal.value.sentence


def test_an_upheld_doubt_gives_days_to_object_and_says_so(
    flag: PostFlag, verifier: User, officer_sultra: User
) -> None:
    held = flags.uphold(by=verifier, flag=flag, note=f" {NOTE} ", at=NOW)
    assert (held.outcome, held.decided_by, held.note) == ("upheld", verifier, NOTE)
    assert held.object_until == NOW + timedelta(days=3)
    event = AuditEvent.objects.get(action="post.flag_upheld")
    assert (event.target_id, event.reason, event.after["flag"]) == (flag.post.code, NOTE, "burst")
    [letter] = delivered()
    assert letter.to == [officer_sultra.email]
    assert "23 unggahan lain" in letter.body
    assert NOTE in letter.body
    assert "1 Sep 2023 11.00 WITA" in letter.body


def test_an_agency_that_has_moved_on_is_told_nothing(flag: PostFlag, verifier: User) -> None:
    Membership.objects.filter(user=flag.post.submitted_by).delete()
    flags.uphold(by=verifier, flag=flag, note=NOTE, at=NOW)
    assert delivered() == []


def test_a_dismissed_doubt_needs_no_note_and_no_mail(flag: PostFlag, verifier: User) -> None:
    held = flags.dismiss(by=verifier, flag=flag, at=NOW)
    assert (held.outcome, held.object_until, held.is_in_force) == ("dismissed", None, False)
    assert AuditEvent.objects.filter(action="post.flag_dismissed").exists()
    assert delivered() == []


@pytest.mark.parametrize("note", ["", "  ", "x" * 501])
def test_upholding_needs_a_note_that_fits(flag: PostFlag, verifier: User, note: str) -> None:
    assert refused("note", partial(flags.uphold, by=verifier, flag=flag, note=note, at=NOW))
    flag.refresh_from_db()
    assert flag.outcome == ""


@pytest.mark.parametrize("who", ["officer_sultra", "coordinator_sultra", "outsider"])
def test_only_verifiers_of_the_centre_settle(
    flag: PostFlag, who: str, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    for verb in (flags.uphold, flags.dismiss):
        refused("not_allowed", partial(verb, by=person, flag=flag, note=NOTE, at=NOW))


def test_nobody_settles_a_doubt_about_the_own_agency(flag: PostFlag, verifier: User, sultra: Agency) -> None:
    Membership.objects.create(user=verifier, role="officer", agency=sultra)
    said = refused("not_allowed", partial(flags.dismiss, by=verifier, flag=flag, at=NOW))
    assert "instansi sendiri" in said


def test_who_comes_second_is_told_who_was_first(upheld: PostFlag, second_verifier: User) -> None:
    said = refused("not_allowed", partial(flags.dismiss, by=second_verifier, flag=upheld, at=NOW))
    assert str(upheld.decided_by) in said


@pytest.mark.parametrize("state", [PostState.WITHDRAWN, PostState.REJECTED])
def test_what_is_said_of_a_post_given_up_is_over(upheld: PostFlag, state: PostState, verifier: User) -> None:
    post = builders.post(upheld.post.agency, state=state)
    flag = builders.flag(post)
    assert "tidak ada lagi" in refused(
        "not_allowed", partial(flags.uphold, by=verifier, flag=flag, note=NOTE, at=NOW)
    )
    assert not PostFlag.objects.to_settle().exists()
    PostFlag.objects.filter(pk=upheld.pk).update(post=builders.post(upheld.post.agency, state=state))
    upheld.refresh_from_db()
    assert not flags.may_object(upheld.post.submitted_by, upheld, at=NOW)
    assert not PostFlag.objects.to_object(NOW).exists()


def test_the_agency_objects_with_grounds(upheld: PostFlag, officer_sultra: User) -> None:
    held = flags.object_to(by=officer_sultra, flag=upheld, grounds=f" {GROUNDS}\x00", at=LATER)
    assert (held.grounds, held.objected_by, held.objected_at) == (GROUNDS, officer_sultra, LATER)
    assert held.is_in_force
    assert AuditEvent.objects.get(action="post.flag_objected").reason == GROUNDS
    assert list(PostFlag.objects.to_rule()) == [held]


def test_an_objection_has_its_time(upheld: PostFlag, officer_sultra: User) -> None:
    end = upheld.object_until
    assert end is not None
    late = partial(flags.object_to, by=officer_sultra, flag=upheld, grounds=GROUNDS, at=end + SECOND)
    assert "Batas keberatan sudah lewat" in refused("not_allowed", late)
    assert flags.object_to(by=officer_sultra, flag=upheld, grounds=GROUNDS, at=end)


def test_there_is_one_objection_only(objected: PostFlag, officer_sultra: User) -> None:
    again = partial(flags.object_to, by=officer_sultra, flag=objected, grounds="Lagi.", at=LATER)
    assert "satu kali" in refused("not_allowed", again)


@pytest.mark.parametrize("grounds", ["", " \x00 ", "x" * 1001])
def test_an_objection_has_grounds_that_fit(upheld: PostFlag, officer_sultra: User, grounds: str) -> None:
    refused("grounds", partial(flags.object_to, by=officer_sultra, flag=upheld, grounds=grounds, at=LATER))


def test_what_no_verifier_upheld_needs_no_objection(
    flag: PostFlag, officer_sultra: User, verifier: User
) -> None:
    early = partial(flags.object_to, by=officer_sultra, flag=flag, grounds=GROUNDS, at=NOW)
    assert "diberlakukan verifikator" in refused("not_allowed", early)
    flags.dismiss(by=verifier, flag=flag, at=NOW)
    refused("not_allowed", early)


@pytest.mark.parametrize("who", ["officer_mimika", "coordinator_sultra", "verifier"])
def test_only_the_agency_objects(upheld: PostFlag, who: str, request: pytest.FixtureRequest) -> None:
    person = request.getfixturevalue(who)
    refused("not_allowed", partial(flags.object_to, by=person, flag=upheld, grounds=GROUNDS, at=LATER))


def test_another_verifier_lifts_the_effect(objected: PostFlag, second_verifier: User) -> None:
    held = flags.rule(by=second_verifier, flag=objected, outcome=Outcome.GRANTED, note="", at=LATER)
    assert (held.ruling, held.ruled_by, held.is_in_force) == ("granted", second_verifier, False)
    assert AuditEvent.objects.filter(action="post.flag_granted").exists()
    assert "dikabulkan. Akibat tanda itu dicabut." in delivered()[-1].body
    assert not PostFlag.objects.to_rule().exists()


def test_another_verifier_keeps_the_effect_and_says_why(objected: PostFlag, second_verifier: User) -> None:
    refused(
        "note",
        partial(flags.rule, by=second_verifier, flag=objected, outcome=Outcome.DENIED, note=" ", at=LATER),
    )
    held = flags.rule(by=second_verifier, flag=objected, outcome=Outcome.DENIED, note="Sudah.", at=LATER)
    assert held.is_in_force
    assert (held.note, held.ruling_note) == (NOTE, "Sudah.")
    assert "tidak dikabulkan" in delivered()[-1].body


def test_who_upheld_never_rules(objected: PostFlag, verifier: User) -> None:
    own = partial(flags.rule, by=verifier, flag=objected, outcome=Outcome.GRANTED, note="", at=LATER)
    assert "Anda yang memberlakukan" in refused("not_allowed", own)


def test_who_objected_never_rules_even_from_the_centre(objected: PostFlag, officer_sultra: User) -> None:
    Membership.objects.filter(user=officer_sultra).delete()
    Membership.objects.create(user=officer_sultra, role="verifier")
    person = User.objects.get(pk=officer_sultra.pk)
    own = partial(flags.rule, by=person, flag=objected, outcome=Outcome.GRANTED, note="", at=LATER)
    assert "Anda yang mengajukan" in refused("not_allowed", own)


def test_nobody_rules_for_the_own_agency_or_from_outside(
    objected: PostFlag, second_verifier: User, sultra: Agency, officer_mimika: User
) -> None:
    Membership.objects.create(user=second_verifier, role="officer", agency=sultra)
    for person in (second_verifier, officer_mimika):
        refused(
            "not_allowed",
            partial(flags.rule, by=person, flag=objected, outcome=Outcome.GRANTED, note="", at=LATER),
        )


def test_a_ruling_is_final_and_needs_an_objection(
    upheld: PostFlag, officer_sultra: User, second_verifier: User
) -> None:
    rule = partial(flags.rule, by=second_verifier, flag=upheld, outcome=Outcome.DENIED, note="x", at=LATER)
    assert "Tidak ada keberatan" in refused("not_allowed", rule)
    flags.object_to(by=officer_sultra, flag=upheld, grounds=GROUNDS, at=LATER)
    rule()
    assert "Putusan itu tetap" in refused("not_allowed", rule)


@pytest.mark.django_db(transaction=True)
def test_of_two_verifiers_at_once_one_settles(flag: PostFlag, verifier: User, second_verifier: User) -> None:
    works = (
        partial(flags.uphold, by=verifier, flag=flag, note=NOTE, at=NOW),
        partial(flags.dismiss, by=second_verifier, flag=flag, at=NOW),
    )
    assert race(*works) == ["done", "not_allowed"]
