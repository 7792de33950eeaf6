from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Agency, User
from awards.models import AwardRound, Category, Exclusion, JuryScore, Nomination
from campaigns.models import Campaign, Post
from campaigns.states import PostState
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIST = "/nominations/"


@pytest.fixture
def award_round(campaign: Campaign) -> AwardRound:
    return results.open_round(campaign)


@pytest.fixture
def content(award_round: AwardRound) -> Category:
    return results.content_category(award_round)


@pytest.fixture
def post(sultra: Agency, campaign: Campaign) -> Post:
    return builders.post(sultra, campaign, state=PostState.VERIFIED, caption="Video pembukaan")


def page(post: Post) -> str:
    return reverse("awards:nomination-create", args=[post.code])


def test_an_officer_finds_the_own_posts_and_nominates_one(
    as_user: SignIn, content: Category, post: Post, officer_sultra: User
) -> None:
    client = as_user(officer_sultra)

    assert page(post) in client.get(LIST).content.decode()
    assert client.get(page(post)).status_code == 200
    text = client.post(page(post), {"category": content.code, "note": "Rapi."}, follow=True).content.decode()

    assert f"{post.code} dinominasikan dalam kategori Konten terbaik." in text
    assert Nomination.objects.get().post == post
    assert "Unggahan ini sudah dinominasikan" in client.get(page(post)).content.decode()


def test_an_agency_sees_its_own_nominations_and_the_committee_all(
    as_user: SignIn,
    content: Category,
    post: Post,
    officer_sultra: User,
    officer_mimika: User,
    committee: User,
) -> None:
    Nomination.objects.create(
        category=content, agency=post.agency, post=post, nominated_by=officer_sultra, nominated_at=NOW
    )

    shown = [
        "Video pembukaan" in as_user(user).get(LIST).content.decode()
        for user in (officer_sultra, officer_mimika, committee)
    ]

    assert shown == [True, False, True]


def test_a_refusal_shows_the_page_again(
    as_user: SignIn, award_round: AwardRound, post: Post, committee: User
) -> None:
    clarification = results.content_category(award_round, Category.Basis.CLARIFICATION)
    client = as_user(committee)

    refused = client.post(page(post), {"category": clarification.code})

    assert refused.status_code == 422
    assert "tidak memakai materi klarifikasi" in refused.content.decode()
    assert client.post(page(post), {"category": "kementerian"}).status_code == 422


def test_only_categories_that_take_the_post_are_listed_and_the_others_say_why_not(
    as_user: SignIn, award_round: AwardRound, content: Category, post: Post, committee: User
) -> None:
    clarification = results.content_category(award_round, Category.Basis.CLARIFICATION)
    juror = award_round.jurors.create(user=builders.user(), named_by=committee, named_at=NOW)
    JuryScore.objects.create(
        juror=juror, category=content, agency=post.agency, points=results.points(5), given_at=NOW
    )
    client = as_user(committee)

    shown = client.get(page(post))

    assert shown.context["form"].fields["category"].choices == [(clarification.code, clarification.label)]
    assert "Juri sudah menilai nominasi" in shown.text
    refused = client.post(page(post), {"category": content.code, "note": "Rapi dan jelas."})
    assert refused.status_code == 422
    assert "Juri sudah menilai nominasi" in refused.text

    Exclusion.objects.create(
        round=award_round, agency=post.agency, reason="Panitia.", excluded_by=committee, excluded_at=NOW
    )
    shown = client.get(page(post))
    assert shown.text.count("tidak ikut dinilai: Panitia.") == 2
    assert "Tidak ada kategori konten yang menerima nominasi unggahan ini" in shown.text


def test_other_agencies_find_nothing_and_watchers_may_not(
    as_user: SignIn, content: Category, post: Post, officer_mimika: User, analyst: User, outsider: User
) -> None:
    assert as_user(officer_mimika).get(page(post)).status_code == 404
    for user in (analyst, outsider):
        assert as_user(user).get(page(post)).status_code == 403
        assert as_user(user).get(LIST).status_code == 403


def test_without_an_open_category_both_pages_say_so(
    as_user: SignIn, award_round: AwardRound, post: Post, officer_sultra: User
) -> None:
    for where in (LIST, page(post)):
        assert "Tidak ada kategori konten" in as_user(officer_sultra).get(where).content.decode()


def test_the_list_needs_the_same_queries_for_one_row_and_for_many(
    as_user: SignIn, content: Category, campaign: Campaign, committee: User
) -> None:
    client, found = as_user(committee), []
    for wanted in (1, 20):
        for _number in range(content.nominations.count(), wanted):
            post = builders.post(campaign=campaign, state=PostState.VERIFIED)
            Nomination.objects.create(
                category=content, agency=post.agency, post=post, nominated_by=committee, nominated_at=NOW
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        found.append(len(queries))

    assert found[0] == found[1]


def test_the_code_of_any_post_leads_to_its_nomination(
    as_user: SignIn, content: Category, post: Post, committee: User
) -> None:
    client = as_user(committee)

    assert client.get(LIST, {"kode": f" {post.code.lower()} "})["Location"] == page(post)
    for unknown in ("../x", "\0", "ABCD2345"):
        assert "Tidak ada unggahan dengan kode ini" in client.get(LIST, {"kode": unknown}).text


def test_the_page_of_a_verified_post_leads_to_its_nomination(
    as_user: SignIn, content: Category, post: Post, officer_sultra: User, committee: User
) -> None:
    for person in (committee, officer_sultra):
        assert page(post) in as_user(person).get(post.get_absolute_url()).text

    client = as_user(officer_sultra)
    sent = {"category": content.code, "note": "Rapi."}
    client.post(page(post), sent)

    shown = client.get(post.get_absolute_url()).text
    assert page(post) not in shown
    assert f"Dinominasikan: {content.label}" in shown
    again = client.post(page(post), sent)
    assert again.status_code == 422
    assert f"{post.code} sudah dinominasikan di kategori Konten terbaik oleh" in again.text


def test_no_page_leads_to_a_nomination_that_nobody_takes(
    as_user: SignIn,
    award_round: AwardRound,
    sultra: Agency,
    post: Post,
    officer_sultra: User,
    coordinator_sultra: User,
    analyst: User,
) -> None:
    assert page(post) not in as_user(officer_sultra).get(post.get_absolute_url()).text
    content = results.content_category(award_round)
    for person in (coordinator_sultra, analyst):
        assert page(post) not in as_user(person).get(post.get_absolute_url()).text
    waiting = builders.post(sultra, post.campaign)
    assert page(waiting) not in as_user(officer_sultra).get(waiting.get_absolute_url()).text
    Category.objects.filter(pk=content.pk).update(agency_kind="ministry")
    assert page(post) not in as_user(officer_sultra).get(post.get_absolute_url()).text
