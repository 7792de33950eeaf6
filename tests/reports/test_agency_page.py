from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies import audit
from agencies.models import Agency, Membership, User
from awards.actions import rankings, rounds
from awards.models import AwardRound
from campaigns.models import Campaign, Meeting, PostCounters, TallyRun
from campaigns.states import PostState
from reports import agency_page
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def regencies(number: int) -> list[Agency]:
    """Diskominfo of the first regencies of Sulawesi Tenggara."""
    return [
        builders.agency(f"D-74.{n:02}", f"Diskominfo Kabupaten {n}", slug=f"kabupaten-{n}")
        for n in range(1, number + 1)
    ]


def test_an_agency_with_two_roles_is_one_desk(sultra: Agency, setneg: Agency) -> None:
    person = builders.user(role="coordinator", agency=sultra)
    Membership.objects.create(user=person, role="lead", agency=sultra)
    Membership.objects.create(user=person, role="officer", agency=setneg)

    assert [(desk.agency, desk.is_coordinator) for desk in agency_page.desks(person)] == [
        (sultra, True),
        (setneg, False),
    ]


def test_central_roles_and_ended_ones_are_no_desk(verifier: User, officer_sultra: User) -> None:
    Membership.objects.filter(user=officer_sultra).update(ended_at=NOW)

    assert agency_page.desks(verifier) == []
    assert agency_page.desks(officer_sultra) == []


def test_every_count_is_that_of_the_list_behind_it(campaign: Campaign, sultra: Agency) -> None:
    builders.post(sultra, campaign, state=PostState.VERIFIED)
    builders.post(sultra, campaign, state=PostState.VERIFIED)
    builders.post(sultra, campaign, state=PostState.RETURNED)
    builders.post(sultra, campaign, state=PostState.NEEDS_LINK, native_id=None)
    builders.post(campaign=campaign, state=PostState.VERIFIED)

    found = agency_page.statuses(campaign, sultra)

    assert [(row.status, row.label, row.count) for row in found] == [
        ("tindakan", "Perlu tindakan", 2),
        ("menunggu", "Menunggu", 0),
        ("terverifikasi", "Terverifikasi", 2),
        ("ditolak", "Ditolak", 0),
        ("ditarik", "Ditarik", 0),
    ]


def test_what_waits_for_the_agency_comes_oldest_first(campaign: Campaign, sultra: Agency) -> None:
    young = builders.post(sultra, campaign, state=PostState.NEEDS_LINK, native_id=None)
    old = builders.post(sultra, campaign, state=PostState.RETURNED, published_at=NOW - timedelta(days=2))
    builders.post(sultra, campaign)
    builders.post(campaign=campaign, state=PostState.RETURNED)

    assert agency_page.to_mend(campaign, sultra) == [old, young]


def test_a_place_has_its_distances_and_reasons(campaign: Campaign, ranked: AwardRound, kemlu: Agency) -> None:
    place = agency_page.place(campaign, kemlu)

    assert place.sentence == ""
    assert place.own is not None
    assert place.own.standing.rank == 2
    assert place.own.competitors == 2
    assert place.own.above is not None
    assert place.own.above.name == "Kementerian Sekretariat Negara"
    assert place.own.below is None
    assert place.own.explanation[0].startswith("Jumlah unggahan: 4 unggahan")


def test_without_a_round_the_place_is_a_sentence(campaign: Campaign, sultra: Agency) -> None:
    place = agency_page.place(campaign, sultra)

    assert (place.own, place.sentence) == (None, "Putaran penghargaan kampanye ini belum dibuka.")


def test_before_the_first_tally_the_place_is_a_sentence(campaign: Campaign, sultra: Agency) -> None:
    results.open_round(campaign)

    assert agency_page.place(campaign, sultra).sentence == "Peringkat muncul setelah penghitungan pertama."


def test_a_regency_reads_that_it_is_not_ranked(
    campaign: Campaign, ranked: AwardRound, mimika: Agency
) -> None:
    assert agency_page.place(campaign, mimika).sentence == (
        "Pemerintah Kabupaten belum menjadi kategori peringkat; unggahannya tetap diverifikasi dan dihitung."
    )


def test_an_agency_younger_than_the_ranking_is_told_so(campaign: Campaign, ranked: AwardRound) -> None:
    young = builders.agency("K-126", "Kementerian Baru")

    place = agency_page.place(campaign, young)

    assert (place.own, place.sentence) == (None, "Instansi ini belum ada ketika peringkat dihitung.")


def test_a_frozen_place_is_hidden_until_it_is_published(
    campaign: Campaign, ranked: AwardRound, kemlu: Agency, committee: User, second_committee: User
) -> None:
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)

    place = agency_page.place(campaign, kemlu)
    assert place.own is None
    assert place.sentence.startswith("Peringkat sedang diputuskan")

    rounds.publish(round_id=ranked.public_id, by=second_committee, at=NOW)
    assert agency_page.place(campaign, kemlu).own is not None


@pytest.mark.parametrize("others", [1, 20])
def test_a_place_takes_five_queries(
    others: int, campaign: Campaign, sultra: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    results.open_round(campaign)
    provinces = [builders.agency(f"D-{code}") for code in range(11, 11 + others)]
    run = results.tally(campaign, {province: [2, 2] for province in [sultra, *provinces]})
    rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)

    with django_assert_num_queries(5):
        place = agency_page.place(campaign, sultra)

    assert place.own is not None


def test_only_coming_meetings_are_next_and_only_three(campaign: Campaign) -> None:
    for hours in (-1, 0, 5, 3, 9):
        Meeting.objects.create(
            campaign=campaign, name=f"Rapat {hours}", starts_at=NOW + timedelta(hours=hours), place="JCC"
        )

    assert [meeting.name for meeting in agency_page.next_meetings(campaign, NOW)] == [
        "Rapat 0",
        "Rapat 3",
        "Rapat 5",
    ]


def test_silent_regencies_come_first_and_waiting_posts_are_no_silence(
    campaign: Campaign, sultra: Agency
) -> None:
    loud, quiet, waiting, withdrawn = regencies(4)
    builders.post(loud, campaign, state=PostState.VERIFIED)
    builders.post(waiting, campaign)
    builders.post(withdrawn, campaign, state=PostState.WITHDRAWN)
    run = results.tally(campaign, {loud: [1]})

    found = agency_page.members(campaign, sultra, run)

    assert [(row.agency, row.contents, row.reported, row.is_silent) for row in found] == [
        (quiet, 0, 0, True),
        (withdrawn, 0, 0, True),
        (waiting, 0, 1, False),
        (loud, 1, 1, False),
    ]


def test_members_are_known_before_the_first_tally(campaign: Campaign, sultra: Agency, mimika: Agency) -> None:
    (one,) = regencies(1)

    assert [row.agency for row in agency_page.members(campaign, sultra, None)] == [one]


@pytest.mark.parametrize("number", [1, 20])
def test_members_take_three_queries(
    number: int, campaign: Campaign, sultra: Agency, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agencies = regencies(number)
    run: TallyRun = results.tally(campaign, {agency: [1] for agency in agencies})

    with django_assert_num_queries(3):
        assert len(agency_page.members(campaign, sultra, run)) == number


def test_the_reminder_names_the_silent_and_where_to_report(campaign: Campaign, sultra: Agency) -> None:
    regencies(2)
    silent = [member.agency for member in agency_page.members(campaign, sultra, None)]

    text = agency_page.reminder(campaign, silent, NOW, sultra.timezone)

    assert "Sampai Sel 29 Agu 2023 11.00 WITA" in text
    assert "\n- Diskominfo Kabupaten 1\n- Diskominfo Kabupaten 2\n" in text
    assert "/posts/submit/" in text
    assert "#ASEAN2023" in text


def test_only_counted_posts_are_shown_newest_first(campaign: Campaign, sultra: Agency) -> None:
    posts = [
        builders.post(sultra, campaign, state=PostState.VERIFIED, published_at=NOW - timedelta(hours=hours))
        for hours in (3, 1, 2)
    ]
    for post, is_counted in zip(posts, (True, True, False), strict=True):
        PostCounters.objects.create(
            post=post, campaign=campaign, agency=sultra, platform=post.platform, is_counted=is_counted
        )
    builders.post(sultra, campaign)

    assert agency_page.verified_posts(campaign, sultra) == [posts[1], posts[0]]
