from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import Agency, AuditEvent, User
from awards.actions import jury, nominations
from awards.models import AwardRound, Category, Exclusion, JuryScore, Nomination
from campaigns.models import Campaign, Material, Post
from campaigns.states import PostState
from summitcomms.lib.refusals import Refused
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NOTE = "Meluruskan hoaks penutupan bandara."


@pytest.fixture
def award_round(campaign: Campaign) -> AwardRound:
    return results.open_round(campaign)


@pytest.fixture
def content(award_round: AwardRound) -> Category:
    return results.content_category(award_round)


@pytest.fixture
def clarification(award_round: AwardRound) -> Category:
    return results.content_category(award_round, Category.Basis.CLARIFICATION)


@pytest.fixture
def post(sultra: Agency, campaign: Campaign) -> Post:
    return builders.post(sultra, campaign, state=PostState.VERIFIED)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.sentence


def test_an_agency_names_one_post_and_may_name_another(
    content: Category, post: Post, sultra: Agency, officer_sultra: User
) -> None:
    other = builders.post(sultra, post.campaign, state=PostState.VERIFIED)

    nominations.nominate(category=content, post=post, by=officer_sultra, at=NOW)
    nominations.nominate(category=content, post=other, note="  Lebih  baik. ", by=officer_sultra, at=NOW)

    (kept,) = Nomination.objects.all()
    assert (kept.post, kept.agency, kept.note, kept.nominated_by) == (
        other,
        sultra,
        "Lebih baik.",
        officer_sultra,
    )
    event = AuditEvent.objects.filter(action="post.nominated").latest("id")
    assert (event.target_id, event.before) == (other.code, {"post": post.code})


def test_the_same_nomination_twice_is_refused_with_who_was_first_and_a_better_reason_is_taken(
    content: Category, post: Post, officer_sultra: User, committee: User
) -> None:
    nominations.nominate(category=content, post=post, note="Rapi.", by=officer_sultra, at=NOW)

    said = refusal(
        lambda: nominations.nominate(category=content, post=post, note="Rapi.", by=committee, at=NOW)
    )
    assert f"sudah dinominasikan di kategori Konten terbaik oleh {officer_sultra}" in said

    nominations.nominate(category=content, post=post, note="Rapi dan jelas.", by=committee, at=NOW)
    assert Nomination.objects.get().note == "Rapi dan jelas."


def test_a_nominated_post_is_offered_to_the_other_categories_alone(
    content: Category, clarification: Category, post: Post, officer_sultra: User, outsider: User
) -> None:
    nominations.nominate(category=content, post=post, by=officer_sultra, at=NOW)

    offer = nominations.offered(officer_sultra, post)

    assert (offer.categories, offer.nominated) == ((clarification,), (content,))
    assert nominations.offered(outsider, post) == nominations.Offer()


def test_categories_are_asked_together(
    content: Category, clarification: Category, post: Post, django_assert_num_queries: Any
) -> None:
    for asked in ([content], [content, clarification]):
        with django_assert_num_queries(2):
            assert [bool(permit) for _category, permit in nominations.permits(asked, post)] == [True] * len(
                asked
            )


def test_the_committee_names_a_post_of_any_agency(content: Category, post: Post, committee: User) -> None:
    assert nominations.nominate(category=content, post=post, by=committee, at=NOW).agency == post.agency


@pytest.mark.parametrize("who", ["officer_mimika", "analyst", "outsider"])
def test_nobody_else_names_it(
    who: str, content: Category, post: Post, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        nominations.nominate(category=content, post=post, by=request.getfixturevalue(who), at=NOW)


def test_a_clarification_used_the_material_or_says_why(
    clarification: Category, post: Post, officer_sultra: User
) -> None:
    def name(note: str = "") -> Nomination:
        return nominations.nominate(category=clarification, post=post, note=note, by=officer_sultra, at=NOW)

    assert "tidak memakai materi klarifikasi" in refusal(name)
    assert name(NOTE).note == NOTE
    post.material = Material.objects.create(
        campaign=post.campaign, kind=Material.Kind.CLARIFICATION, title="K", caption="K", created_at=NOW
    )
    post.save()
    assert name().note == ""


def test_what_does_not_fit_is_refused_with_the_reason(
    award_round: AwardRound, content: Category, post: Post, sultra: Agency, committee: User
) -> None:
    def why(category: Category = content, entry: Post = post) -> str:
        return refusal(lambda: nominations.nominate(category=category, post=entry, by=committee, at=NOW))

    waiting = builders.post(sultra, post.campaign)
    foreign = builders.post(sultra, builders.campaign("ktt-42"), state=PostState.VERIFIED)
    assert "Hanya unggahan terverifikasi" in why(entry=waiting)
    assert "tidak dapat dinominasikan di kategori itu" in why(entry=foreign)
    assert "tidak dapat dinominasikan di kategori itu" in why(award_round.categories.get(position=3))

    Category.objects.filter(pk=content.pk).update(agency_kind="ministry")
    content.refresh_from_db()
    assert why() == "Instansi pemilik unggahan ini tidak bersaing di kategori itu."

    Category.objects.filter(pk=content.pk).update(agency_kind="")
    content.refresh_from_db()
    Exclusion.objects.create(
        round=award_round, agency=sultra, reason="Panitia.", excluded_by=committee, excluded_at=NOW
    )
    assert "tidak ikut dinilai: Panitia." in why()

    AwardRound.objects.update(judged_at=NOW, judged_by=committee)
    assert why() == "Nominasi putaran ini sudah ditutup."


def test_a_nomination_that_was_judged_stays(
    award_round: AwardRound, content: Category, post: Post, committee: User
) -> None:
    nominations.nominate(category=content, post=post, by=committee, at=NOW)
    juror = award_round.jurors.create(user=builders.user(), named_by=committee, named_at=NOW)
    JuryScore.objects.create(
        juror=juror, category=content, agency=post.agency, points=results.points(5), given_at=NOW
    )

    other = builders.post(post.agency, post.campaign, state=PostState.VERIFIED)
    assert "Juri sudah menilai" in refusal(
        lambda: nominations.nominate(category=content, post=other, by=committee, at=NOW)
    )
    assert nominations.offered(committee, other) == nominations.Offer()


def test_points_of_a_dismissed_juror_hold_no_nomination_and_are_not_for_the_next_one(
    award_round: AwardRound,
    content: Category,
    post: Post,
    sultra: Agency,
    committee: User,
    officer_sultra: User,
    outsider: User,
) -> None:
    other = builders.post(sultra, post.campaign, state=PostState.VERIFIED)
    nominations.nominate(category=content, post=post, by=officer_sultra, at=NOW)
    at_work: dict[str, Any] = {"round_id": award_round.public_id, "by": committee, "at": NOW + HOUR}
    given: dict[str, Any] = {
        "round_id": award_round.public_id,
        "category": content,
        "agency": sultra,
        "by": outsider,
    }
    jury.name(juror=outsider, **at_work)
    jury.score(points=results.points(90), at=NOW + HOUR, **given)
    jury.dismiss(juror_id=outsider.public_id, reason="Alamat surelnya tertukar.", **at_work)

    made = nominations.nominate(category=content, post=other, by=officer_sultra, at=NOW + 2 * HOUR)

    assert made.post == other
    jury.name(juror=outsider, **at_work)
    assert not JuryScore.objects.counted().exists()
    jury.score(points=results.points(40), at=NOW + 3 * HOUR, **given)
    assert JuryScore.objects.counted().get().points == results.points(40)


def test_categories_that_take_nominations_are_those_of_posts_in_an_open_round(
    award_round: AwardRound, content: Category, clarification: Category
) -> None:
    campaign_id = award_round.campaign_id

    assert nominations.open_categories(campaign_id) == [content, clarification]
    AwardRound.objects.update(state="draft")
    assert nominations.open_categories(campaign_id) == []
