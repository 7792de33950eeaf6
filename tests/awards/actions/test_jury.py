from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from agencies import audit
from agencies.models import Agency, AuditEvent, Membership, User
from awards import juries, snapshots
from awards.actions import exclusions, jury, rankings, rounds
from awards.models import (
    AwardRound,
    Category,
    Juror,
    JurorConflict,
    JuryScore,
    Nomination,
    Ranking,
    Standing,
)
from campaigns.models import Campaign, Post
from campaigns.states import PostState
from summitcomms.jobs.models import Job
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.awards import results
from tests.builders import NOW
from tests.races import race

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def judging(campaign: Campaign, setneg: Agency, kemendagri: Agency, kemlu: Agency) -> AwardRound:
    """K-007 leads by its automatic score, then K-010; both are finalists, K-011 has nothing."""
    return results.judging_round(campaign, {setneg: [5, 5, 5], kemendagri: [4, 4, 4], kemlu: [0]})


@pytest.fixture
def ministries(judging: AwardRound) -> Category:
    return judging.categories.get(code="kementerian")


@pytest.fixture
def jurors(judging: AwardRound, committee: User) -> list[User]:
    users = [builders.user(full_name=name) for name in ("Juri Satu", "Juri Dua", "Juri Tiga")]
    for user in users:
        jury.name(round_id=judging.public_id, juror=user, by=committee, at=NOW)
    return users


def give(category: Category, agency: Agency, juror: User, value: int) -> JuryScore:
    return jury.score(
        round_id=category.round.public_id,
        category=category,
        agency=agency,
        points=results.points(value),
        by=juror,
        at=NOW,
    )


def refusal(call: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


@pytest.fixture
def scored(
    ministries: Category, jurors: list[User], setneg: Agency, kemendagri: Agency
) -> dict[str, list[User]]:
    """Two jurors find the second one far better."""
    for juror in jurors[:2]:
        give(ministries, setneg, juror, 50)
        give(ministries, kemendagri, juror, 90)
    return {"jurors": jurors}


def test_a_juror_is_named_by_the_committee_and_without_points_in_the_record(
    judging: AwardRound, committee: User, jurors: list[User]
) -> None:
    assert [juror.user for juror in judging.jurors.all()] == jurors
    event = AuditEvent.objects.filter(action="jury.named").earliest("id")
    assert event.after == {"juror": str(jurors[0].public_id)}
    assert event.actor_id == committee.actor_id


def test_only_the_committee_names_jurors(judging: AwardRound, pusat_admin: User, outsider: User) -> None:
    with pytest.raises(PermissionDenied):
        jury.name(round_id=judging.public_id, juror=outsider, by=pusat_admin, at=NOW)


def test_nobody_is_named_twice_or_without_an_active_account(
    judging: AwardRound, committee: User, jurors: list[User]
) -> None:
    gone = builders.user(is_active=False)

    name = partial(jury.name, round_id=judging.public_id, by=committee, at=NOW)
    codes = [refusal(partial(name, juror=user)).code for user in (jurors[0], gone)]

    assert codes == ["already_named", "juror_inactive"]


def test_a_round_without_a_jury_names_none(campaign: Campaign, committee: User, outsider: User) -> None:
    award_round = results.open_round(campaign)

    refused = refusal(lambda: jury.name(round_id=award_round.public_id, juror=outsider, by=committee, at=NOW))

    assert refused.code == "no_jury"


def test_a_juror_of_an_agency_is_in_conflict_with_it_from_the_start(
    judging: AwardRound, ministries: Category, setneg: Agency, committee: User
) -> None:
    member = builders.user(role="officer", agency=setneg)

    jury.name(round_id=judging.public_id, juror=member, by=committee, at=NOW)

    assert JurorConflict.objects.get().reason == jury.OWN_AGENCY
    refused = refusal(lambda: give(ministries, setneg, member, 100))
    assert refused.code == "conflict"
    assert "Bertugas di instansi ini." in refused.sentence


def test_a_juror_who_joins_an_agency_later_judges_it_no_more_and_its_points_go(
    judging: AwardRound, ministries: Category, scored: dict[str, list[User]], setneg: Agency, committee: User
) -> None:
    joined = scored["jurors"][0]
    Membership.objects.create(user=joined, role="officer", agency=setneg)

    assert refusal(lambda: give(ministries, setneg, joined, 100)).code == "conflict"
    refused = refusal(lambda: jury.close(round_id=judging.public_id, by=committee, at=LATER))

    assert refused.code == "jury_gaps"
    assert f"Kementerian: {setneg.short_name}" in refused.sentence


def test_somebody_who_is_no_juror_gives_no_points(
    ministries: Category, setneg: Agency, committee: User
) -> None:
    with pytest.raises(Juror.DoesNotExist):
        give(ministries, setneg, committee, 100)


def test_points_can_be_changed_and_the_record_holds_none(
    ministries: Category, setneg: Agency, jurors: list[User]
) -> None:
    give(ministries, setneg, jurors[0], 50)
    give(ministries, setneg, jurors[0], 60)

    assert JuryScore.objects.get().points == results.points(60)
    events = AuditEvent.objects.filter(action__in=("jury.scored", "jury.rescored")).order_by("id")
    assert [event.action for event in events] == ["jury.scored", "jury.rescored"]
    assert {str(event.after) for event in events} == {"{'agency': 'K-007', 'category': 'kementerian'}"}


@pytest.mark.parametrize("wrong", [{}, {"ethics": 0}, {"ethics": 101}, {"ethics": "9"}, {"luck": 5}])
def test_points_out_of_range_are_refused(
    wrong: dict[str, object], judging: AwardRound, ministries: Category, setneg: Agency, jurors: list[User]
) -> None:
    points = results.points(50) | wrong if wrong else {}

    refused = refusal(
        lambda: jury.score(
            round_id=judging.public_id,
            category=ministries,
            agency=setneg,
            points=points,
            by=jurors[0],
            at=NOW,
        )
    )

    assert refused.code == "points"
    assert not JuryScore.objects.exists()


def test_only_finalists_are_judged(ministries: Category, kemlu: Agency, jurors: list[User]) -> None:
    assert refusal(lambda: give(ministries, kemlu, jurors[0], 50)).code == "no_finalist"


def test_a_conflict_takes_earlier_points_out_of_the_count_and_cannot_be_taken_back(
    judging: AwardRound, ministries: Category, setneg: Agency, scored: dict[str, list[User]], committee: User
) -> None:
    juror = scored["jurors"][0]
    reason = "Saudara kandung pejabat di sana."

    jury.declare(round_id=judging.public_id, agency=setneg, reason=reason, by=juror, at=NOW)

    assert JuryScore.objects.filter(agency=setneg).count() == 2
    assert JuryScore.objects.counted().filter(agency=setneg).count() == 1
    assert refusal(lambda: give(ministries, setneg, juror, 90)).code == "conflict"
    again = refusal(
        lambda: jury.declare(round_id=judging.public_id, agency=setneg, reason=reason, by=juror, at=NOW)
    )
    assert again.code == "already_declared"
    assert refusal(lambda: jury.close(round_id=judging.public_id, by=committee, at=NOW)).code == "jury_gaps"


def test_a_conflict_needs_a_reason(judging: AwardRound, setneg: Agency, jurors: list[User]) -> None:
    refused = refusal(
        lambda: jury.declare(round_id=judging.public_id, agency=setneg, reason=" ya  ", by=jurors[0], at=NOW)
    )

    assert refused.code == "reason_length"


def test_closing_with_gaps_names_the_category_and_the_agencies(
    judging: AwardRound, ministries: Category, setneg: Agency, jurors: list[User], committee: User
) -> None:
    for juror in jurors[:2]:
        give(ministries, setneg, juror, 50)

    refused = refusal(lambda: jury.close(round_id=judging.public_id, by=committee, at=NOW))

    assert refused.code == "jury_gaps"
    assert refused.sentence.endswith("yang belum: Kementerian: Kementerian Dalam Negeri.")
    judging.refresh_from_db()
    assert judging.judged_at is None


def test_closing_folds_the_verdict_into_the_ranking(
    judging: AwardRound,
    scored: dict[str, list[User]],
    setneg: Agency,
    kemendagri: Agency,
    kemlu: Agency,
    committee: User,
) -> None:
    before = {row.agency_id: row.total for row in Standing.objects.filter(category__code="kementerian")}

    jury.close(round_id=judging.public_id, by=committee, at=LATER)

    judging.refresh_from_db()
    assert (judging.judged_at, judging.judged_by) == (LATER, committee)
    ranking = Ranking.objects.get()
    rows = {row.agency: row for row in ranking.standings.filter(category__code="kementerian")}
    assert [rows[agency].rank for agency in (kemendagri, setneg, kemlu)] == [1, 2, None]
    first = rows[kemendagri]
    assert (first.automatic, first.jury) == (before[kemendagri.pk], Decimal("90.00"))
    assert first.total == (before[kemendagri.pk] * Decimal("0.6")).quantize(Decimal("0.01")) + Decimal(
        "36.00"
    )
    assert (rows[kemlu].jury, rows[kemlu].total) == (None, Decimal("0.00"))
    ranking.round = judging
    chain = snapshots.chain(ranking)
    assert chain.verify()
    line = next(row for row in chain.rows if row["agency"] == "K-010")
    assert line["jury_points"] == [["90"] * 5, ["90"] * 5]
    assert (line["jury"], line["jury_percent"]) == ("90.00", "40")


def test_a_later_tally_keeps_the_verdict(
    judging: AwardRound,
    scored: dict[str, list[User]],
    campaign: Campaign,
    setneg: Agency,
    kemendagri: Agency,
    kemlu: Agency,
    committee: User,
) -> None:
    jury.close(round_id=judging.public_id, by=committee, at=LATER)
    run = results.tally(campaign, {setneg: [1, 1, 1], kemendagri: [4, 4, 4], kemlu: [9, 9, 9]}, cutoff=LATER)

    (ranking,) = rankings.compute(tally=run, by=audit.SYSTEM, at=LATER)

    order = ranking.standings.filter(category__code="kementerian").order_by("position")
    assert [(row.agency, row.jury is None) for row in order] == [
        (kemendagri, False),
        (setneg, False),
        (kemlu, True),
    ]


def test_whom_jurors_had_judged_before_but_who_was_no_finalist_in_the_end_is_not_lifted(
    judging: AwardRound,
    ministries: Category,
    scored: dict[str, list[User]],
    campaign: Campaign,
    setneg: Agency,
    kemendagri: Agency,
    kemlu: Agency,
    committee: User,
) -> None:
    for juror in judging.jurors.all():
        JuryScore.objects.create(
            juror=juror, category=ministries, agency=kemlu, points=results.points(100), given_at=NOW
        )
    jury.close(round_id=judging.public_id, by=committee, at=LATER)
    run = results.tally(campaign, {setneg: [1, 1, 1], kemlu: [9, 9, 9]}, cutoff=LATER)

    (ranking,) = rankings.compute(tally=run, by=audit.SYSTEM, at=LATER)

    ministries.refresh_from_db()
    assert ministries.finalists == ["K-007", "K-010"]
    assert ranking.standings.get(agency=kemlu, category=ministries).jury is None
    few = juries.finalists([ministries], ranking)[ministries.pk]
    assert [one.agency for one in few] == [setneg, kemendagri]


@pytest.mark.parametrize("left_out", ["excluded", "inactive", "taken back"])
def test_a_nomination_that_cannot_win_does_not_keep_judging_open(
    left_out: str,
    judging: AwardRound,
    setneg: Agency,
    kemendagri: Agency,
    jurors: list[User],
    committee: User,
) -> None:
    judging.categories.update(jury_percent=0)
    content = results.content_category(judging)
    for agency in (setneg, kemendagri):
        post = builders.post(agency, judging.campaign, state=PostState.VERIFIED)
        Nomination.objects.create(
            category=content, agency=agency, post=post, nominated_by=committee, nominated_at=NOW
        )
    for juror in jurors[:2]:
        give(content, setneg, juror, 80)
    if left_out == "excluded":
        exclusions.exclude(
            round_id=judging.public_id, agency=kemendagri, reason="Penyelenggara lomba", by=committee, at=NOW
        )
    elif left_out == "inactive":
        Agency.objects.filter(pk=kemendagri.pk).update(is_active=False)
    else:
        Post.objects.filter(agency=kemendagri).update(state=PostState.REJECTED, decision=PostState.REJECTED)

    jury.close(round_id=judging.public_id, by=committee, at=NOW)

    content.refresh_from_db()
    assert content.finalists == ["K-007"]
    few = juries.finalists([content], Ranking.objects.newest(judging))[content.pk]
    assert [one.agency for one in few] == [setneg]


def test_after_closing_nothing_of_the_jury_changes(
    judging: AwardRound,
    ministries: Category,
    scored: dict[str, list[User]],
    setneg: Agency,
    kemendagri: Agency,
    committee: User,
    outsider: User,
) -> None:
    jury.close(round_id=judging.public_id, by=committee, at=LATER)
    juror = scored["jurors"][0]

    for call in (
        lambda: give(ministries, setneg, juror, 100),
        lambda: jury.declare(
            round_id=judging.public_id, agency=kemendagri, reason="Baru saya ingat.", by=juror, at=NOW
        ),
        lambda: jury.name(round_id=judging.public_id, juror=outsider, by=committee, at=NOW),
        lambda: jury.close(round_id=judging.public_id, by=committee, at=NOW),
    ):
        refused = refusal(call)
        assert refused.code == "judged"
        assert "ditutup oleh Panji Panitia" in refused.sentence


def test_closing_is_for_the_committee_and_needs_a_ranking(
    campaign: Campaign, committee: User, analyst: User
) -> None:
    award_round = results.open_round(campaign, jury_percent=40)

    with pytest.raises(PermissionDenied):
        jury.close(round_id=award_round.public_id, by=analyst, at=NOW)
    refused = refusal(lambda: jury.close(round_id=award_round.public_id, by=committee, at=NOW))

    assert refused.code == "no_ranking"


def test_a_draft_is_not_closed_and_a_frozen_round_is_not_judged(
    judging: AwardRound, ministries: Category, jurors: list[User], setneg: Agency, committee: User
) -> None:
    AwardRound.objects.filter(pk=judging.pk).update(state="draft")
    assert refusal(lambda: jury.close(round_id=judging.public_id, by=committee, at=NOW)).code == "wrong_state"

    ranking = Ranking.objects.get()
    AwardRound.objects.filter(pk=judging.pk).update(
        state="frozen", frozen_ranking=ranking, frozen_at=NOW, frozen_by=committee
    )
    assert refusal(lambda: give(ministries, setneg, jurors[0], 50)).code == "wrong_state"


def test_a_round_with_a_jury_is_frozen_only_after_judging(
    judging: AwardRound, scored: dict[str, list[User]], committee: User
) -> None:
    refused = refusal(lambda: rounds.freeze(round_id=judging.public_id, by=committee, at=NOW))
    assert refused.code == "judging_open"
    assert "Kementerian" in refused.sentence

    jury.close(round_id=judging.public_id, by=committee, at=NOW)
    frozen = rounds.freeze(round_id=judging.public_id, by=committee, at=LATER)

    assert frozen.frozen_ranking is not None
    assert snapshots.chain(frozen.frozen_ranking).verify()


def test_a_changed_point_breaks_the_proof(
    judging: AwardRound, scored: dict[str, list[User]], committee: User
) -> None:
    jury.close(round_id=judging.public_id, by=committee, at=NOW)
    frozen = rounds.freeze(round_id=judging.public_id, by=committee, at=LATER)
    assert frozen.frozen_ranking is not None

    JuryScore.objects.filter(agency__code="K-007").update(points=results.points(99))

    assert not snapshots.chain(frozen.frozen_ranking).verify()


@pytest.mark.django_db(transaction=True)
def test_two_jurors_at_the_same_moment_are_both_kept_and_one_twice_is_kept_once(
    ministries: Category, setneg: Agency, jurors: list[User]
) -> None:
    first, second = jurors[:2]

    outcome = race(
        lambda: give(ministries, setneg, first, 60),
        lambda: give(ministries, setneg, second, 70),
        lambda: give(ministries, setneg, second, 70),
    )

    assert outcome == ["done"] * 3
    assert [(row.juror.user, row.points["ethics"]) for row in JuryScore.objects.order_by("juror")] == [
        (first, 60),
        (second, 70),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_at_the_same_moment_one_is_told_who_was_first(
    judging: AwardRound, scored: dict[str, list[User]], committee: User, second_committee: User
) -> None:
    outcome = race(
        lambda: jury.close(round_id=judging.public_id, by=committee, at=NOW),
        lambda: jury.close(round_id=judging.public_id, by=second_committee, at=NOW),
    )

    assert outcome == ["done", "judged"]


REASON = "Alamat surelnya tertukar."


def dismissed(judging: AwardRound, juror: User, by: User, reason: str = REASON) -> Juror:
    return jury.dismiss(round_id=judging.public_id, juror_id=juror.public_id, reason=reason, by=by, at=LATER)


def test_a_juror_is_told_of_being_named(judging: AwardRound, committee: User) -> None:
    person = builders.user()

    jury.name(round_id=judging.public_id, juror=person, by=committee, at=NOW)

    letter = Job.objects.get(kind="mail.send", payload__notice="jury.named").payload
    assert letter["to"] == str(person.public_id)
    assert letter["context"]["by"] == str(committee)
    assert letter["context"]["url"].endswith(f"/jury/{judging.public_id}/")


def test_what_a_dismissed_juror_gave_stays_on_record_and_does_not_count(
    judging: AwardRound, ministries: Category, scored: dict[str, list[User]], committee: User
) -> None:
    first, second, _third = scored["jurors"]

    dismissed(judging, first, committee, f" {REASON} ")

    assert JuryScore.objects.filter(juror__user=first).count() == 2
    assert set(JuryScore.objects.counted().values_list("juror__user", flat=True)) == {second.pk}
    assert [len(sheets) for sheets in juries.panel(ministries).sheets.values()] == [1, 1]
    assert (
        refusal(partial(jury.close, round_id=judging.public_id, by=committee, at=LATER)).code == "jury_gaps"
    )
    event = AuditEvent.objects.get(action="jury.dismissed")
    assert (event.after, event.reason) == ({"juror": str(first.public_id)}, REASON)
    letter = Job.objects.get(kind="mail.send", payload__notice="jury.dismissed").payload
    assert (letter["to"], letter["context"]["reason"]) == (str(first.public_id), REASON)


def test_a_dismissed_juror_gives_no_more_points_and_is_not_asked(
    judging: AwardRound, ministries: Category, jurors: list[User], committee: User, setneg: Agency
) -> None:
    dismissed(judging, jurors[0], committee)

    assert not juries.is_asked(jurors[0])
    assert juries.is_asked(jurors[1])
    with pytest.raises(Juror.DoesNotExist):
        give(ministries, setneg, jurors[0], 50)


def test_who_was_dismissed_may_be_named_again_with_the_points_given(
    judging: AwardRound, ministries: Category, scored: dict[str, list[User]], committee: User
) -> None:
    first = scored["jurors"][0]
    dismissed(judging, first, committee)

    made = jury.name(round_id=judging.public_id, juror=first, by=committee, at=LATER)

    assert (made.dismissed_at, made.dismissed_by, made.dismissal) == (None, None, "")
    assert Juror.objects.filter(round=judging, user=first).count() == 1
    assert [len(sheets) for sheets in juries.panel(ministries).sheets.values()] == [2, 2]
    assert (
        Job.objects.filter(
            kind="mail.send", payload__notice="jury.named", payload__to=str(first.public_id)
        ).count()
        == 2
    )


def test_a_dismissal_needs_a_reason_the_right_and_an_open_judging(
    judging: AwardRound, scored: dict[str, list[User]], committee: User, verifier: User
) -> None:
    first, second, third = scored["jurors"]
    assert refusal(partial(dismissed, judging, first, committee, "salah")).code == "reason_length"
    with pytest.raises(PermissionDenied):
        dismissed(judging, first, verifier)
    with pytest.raises(Juror.DoesNotExist):
        dismissed(judging, verifier, committee)
    dismissed(judging, third, committee)
    again = refusal(partial(dismissed, judging, third, committee))
    assert again.code == "already_dismissed"
    assert str(committee) in again.sentence

    jury.close(round_id=judging.public_id, by=committee, at=LATER)

    assert refusal(partial(dismissed, judging, second, committee)).code == "judged"
