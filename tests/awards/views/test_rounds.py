from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import audit
from agencies.models import Agency, User
from awards.actions import rankings, rounds
from awards.models import AwardRound
from awards.states import RoundState
from campaigns.models import AgencyTally, Campaign
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
VERBS = ("open", "freeze", "publish", "award", "supersede")


def address(verb: str, award_round: AwardRound) -> str:
    return reverse(f"awards:round-{verb}", args=[award_round.public_id])


@pytest.fixture
def opened(campaign: Campaign, setneg: Agency, kemendagri: Agency) -> AwardRound:
    award_round = results.open_round(campaign)
    run = results.tally(campaign, {setneg: [5, 5, 5], kemendagri: [2, 2]})
    rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
    return award_round


@pytest.fixture
def frozen(opened: AwardRound, committee: User) -> AwardRound:
    return rounds.freeze(round_id=opened.public_id, by=committee, at=NOW)


@pytest.fixture
def published(frozen: AwardRound, second_committee: User) -> AwardRound:
    return rounds.publish(round_id=frozen.public_id, by=second_committee, at=NOW)


def test_the_list_shows_every_version_to_those_who_watch(
    as_user: SignIn, published: AwardRound, committee: User, analyst: User
) -> None:
    rounds.supersede(round_id=published.public_id, reason="Dua unggahan ganda.", by=committee, at=NOW)

    text = as_user(analyst).get(reverse("awards:round-list")).content.decode()

    assert text.count("Penghargaan Diseminasi") == 2
    assert "digantikan versi baru" in text


def test_an_empty_list_says_so(as_user: SignIn, committee: User) -> None:
    assert "Belum ada putaran" in as_user(committee).get(reverse("awards:round-list")).content.decode()


def test_the_list_needs_the_same_queries_for_one_round_and_for_many(
    as_user: SignIn, committee: User, opened: AwardRound
) -> None:
    client, found = as_user(committee), []

    for wanted in (1, 20):
        for number in range(AwardRound.objects.count(), wanted):
            results.open_round(builders.campaign(f"ktt-{number}"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("awards:round-list"))
        found.append(len(queries))

    assert found[0] == found[1]


@pytest.mark.parametrize("route", ["list", "detail"])
def test_agencies_and_outsiders_may_not_watch(
    route: str, as_user: SignIn, frozen: AwardRound, officer_sultra: User, outsider: User
) -> None:
    where = reverse("awards:round-list") if route == "list" else frozen.get_absolute_url()

    for user in (officer_sultra, outsider):
        assert as_user(user).get(where).status_code == 403


@pytest.mark.parametrize("verb", VERBS)
def test_only_the_committee_decides(
    verb: str, as_user: SignIn, opened: AwardRound, pusat_admin: User, analyst: User, officer_sultra: User
) -> None:
    for user in (pusat_admin, analyst, officer_sultra):
        assert as_user(user).post(address(verb, opened)).status_code == 403

    opened.refresh_from_db()
    assert opened.state == RoundState.OPEN


@pytest.mark.parametrize("verb", VERBS)
def test_decisions_are_posted(verb: str, as_user: SignIn, opened: AwardRound, committee: User) -> None:
    assert as_user(committee).get(address(verb, opened)).status_code == 405


@pytest.mark.parametrize("verb", VERBS)
def test_an_unknown_round_is_not_found(verb: str, as_user: SignIn, committee: User) -> None:
    unknown = AwardRound(pk=1)

    assert as_user(committee).post(address(verb, unknown)).status_code == 404
    assert as_user(committee).get(unknown.get_absolute_url()).status_code == 404


def test_signed_out_people_are_sent_to_the_sign_in(client: Client, opened: AwardRound) -> None:
    for response in (
        client.get(reverse("awards:round-list")),
        client.get(opened.get_absolute_url()),
        client.post(address("freeze", opened)),
    ):
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_a_draft_is_opened(as_user: SignIn, campaign: Campaign, committee: User) -> None:
    draft = rounds.create(campaign=campaign, name="Baru", recipe=results.recipe(), by=audit.SYSTEM, at=NOW)

    response = as_user(committee).post(address("open", draft), follow=True)

    draft.refresh_from_db()
    assert draft.state == RoundState.OPEN
    assert "Putaran dibuka." in response.content.decode()


def test_the_whole_way_from_freeze_to_award(
    as_user: SignIn, opened: AwardRound, committee: User, second_committee: User
) -> None:
    for user, verb, words in (
        (committee, "freeze", "Peringkat dibekukan."),
        (second_committee, "publish", "Hasil diterbitkan"),
        (committee, "award", "Penghargaan diberikan dan sertifikatnya diterbitkan."),
    ):
        response = as_user(user).post(address(verb, opened), follow=True)
        assert response.redirect_chain == [(opened.get_absolute_url(), 302)]
        assert words in response.content.decode()

    opened.refresh_from_db()
    assert opened.state == RoundState.AWARDED
    award = opened.awards.get()
    assert award.certificate.get_absolute_url() in response.content.decode()


def test_a_second_freeze_is_told_when_and_by_whom(
    as_user: SignIn, frozen: AwardRound, second_committee: User
) -> None:
    response = as_user(second_committee).post(address("freeze", frozen))

    assert response.status_code == 422
    assert "sudah dibekukan oleh Panji Panitia pada Sel 29 Agu 2023 10.00 WIB" in response.content.decode()


def test_the_freezer_sees_why_the_button_is_grey_and_is_refused(
    as_user: SignIn, frozen: AwardRound, committee: User
) -> None:
    client = as_user(committee)

    page = client.get(frozen.get_absolute_url()).content.decode()
    response = client.post(address("publish", frozen))

    assert "Penerbitan memerlukan orang kedua" in page
    assert response.status_code == 422
    frozen.refresh_from_db()
    assert frozen.state == RoundState.FROZEN


def test_those_who_only_watch_see_the_step_greyed_with_the_reason(
    as_user: SignIn, opened: AwardRound, verifier: User
) -> None:
    page = as_user(verifier).get(opened.get_absolute_url()).content.decode()

    assert "Bekukan peringkat" in page
    assert "Peran Anda tidak mencakup tindakan ini." in page
    assert "Koreksi hasil" not in page


def test_without_a_ranking_the_freeze_is_grey(as_user: SignIn, campaign: Campaign, committee: User) -> None:
    empty = results.open_round(campaign)

    page = as_user(committee).get(empty.get_absolute_url()).content.decode()

    assert "Belum ada peringkat. Jalankan penghitungan terlebih dahulu." in page


def test_the_page_shows_history_standings_and_proof(
    as_user: SignIn, published: AwardRound, verifier: User
) -> None:
    page = as_user(verifier).get(published.get_absolute_url()).content.decode()

    for words in (
        "Rancangan dibuat",
        "Dibuka untuk diperingkat",
        "Dibekukan",
        "Panji Panitia",
        "Putri Panitia",
    ):
        assert words in page
    assert published.frozen_ranking is not None
    assert published.frozen_ranking.head in page
    assert "Setiap baris peringkat ini cocok" in page
    assert "Kementerian Sekretariat Negara" in page


def test_a_broken_chain_is_shown(as_user: SignIn, published: AwardRound, verifier: User) -> None:
    with results.beneath_the_triggers():
        AgencyTally.objects.update(interactions=1)

    page = as_user(verifier).get(published.get_absolute_url()).content.decode()

    assert "Rantai sidik jari putus" in page


def test_a_result_is_superseded_with_a_reason(
    as_user: SignIn, published: AwardRound, committee: User
) -> None:
    response = as_user(committee).post(
        address("supersede", published), {"reason": "Dua unggahan ternyata ganda."}, follow=True
    )

    new = AwardRound.objects.get(version=2)
    assert response.redirect_chain == [(new.get_absolute_url(), 302)]
    assert "Dua unggahan ternyata ganda." in response.content.decode()
    old = as_user(committee).get(published.get_absolute_url()).content.decode()
    assert new.get_absolute_url() in old


def test_a_reason_that_is_too_short_is_answered_at_the_field(
    as_user: SignIn, published: AwardRound, committee: User
) -> None:
    response = as_user(committee).post(address("supersede", published), {"reason": "salah"})

    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert AwardRound.objects.count() == 1


def test_superseding_an_open_round_is_refused(as_user: SignIn, opened: AwardRound, committee: User) -> None:
    response = as_user(committee).post(address("supersede", opened), {"reason": "Dua unggahan ganda."})

    assert response.status_code == 422
    assert "tidak dapat menjadi" in response.content.decode()


def test_an_unknown_category_falls_back_to_the_first(
    as_user: SignIn, opened: AwardRound, verifier: User
) -> None:
    page = as_user(verifier).get(opened.get_absolute_url(), {"kategori": "lain"}).content.decode()

    assert "Kementerian Sekretariat Negara" in page


def test_the_page_needs_the_same_queries_for_one_agency_and_for_many(
    as_user: SignIn, campaign: Campaign, committee: User
) -> None:
    agencies = [builders.agency() for _ in range(20)]
    award_round = results.open_round(campaign)
    client, found = as_user(committee), []

    for hours, posts in ((2, {agencies[0]: [2, 2]}), (1, {agency: [2, 2] for agency in agencies})):
        run = results.tally(campaign, posts, cutoff=NOW - timedelta(hours=hours))
        rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            client.get(award_round.get_absolute_url())
        found.append(len(queries))

    assert found[0] == found[1]


def draft(campaign: Campaign) -> dict[str, object]:
    """What the form for a new round is filled with."""
    return {"campaign": campaign.code, "name": "Penghargaan Diseminasi", "recipe": results.recipe().pk}


def test_a_committee_member_drafts_a_round_with_the_usual_categories(
    as_user: SignIn, committee: User, campaign: Campaign
) -> None:
    client = as_user(committee)

    page = client.get(reverse("awards:round-create"))
    answer = client.post(reverse("awards:round-create"), draft(campaign))

    award_round = AwardRound.objects.get()
    assert page.status_code == 200
    assert answer.headers["Location"] == award_round.get_absolute_url()
    assert award_round.state == RoundState.DRAFT
    assert award_round.categories.count() == 3


def test_a_second_round_for_the_same_campaign_is_refused_and_keeps_what_was_typed(
    as_user: SignIn, committee: User, opened: AwardRound
) -> None:
    answer = as_user(committee).post(reverse("awards:round-create"), draft(opened.campaign))

    assert answer.status_code == 422
    assert "sudah memiliki putaran" in answer.content.decode()
    assert AwardRound.objects.count() == 1


def test_whoever_only_watches_may_not_draft_a_round(
    as_user: SignIn, analyst: User, campaign: Campaign
) -> None:
    client = as_user(analyst)

    assert client.get(reverse("awards:round-create")).status_code == 403
    assert client.post(reverse("awards:round-create"), draft(campaign)).status_code == 403
    assert "Buat putaran" not in client.get(reverse("awards:round-list")).content.decode()


def test_after_a_refusal_the_tabs_lead_back_to_the_page_itself(
    as_user: SignIn, frozen: AwardRound, committee: User
) -> None:
    answer = as_user(committee).post(address("publish", frozen))

    assert answer.status_code == 422
    assert f'href="{frozen.get_absolute_url()}?kategori=lembaga"' in answer.content.decode()


def test_one_word_names_the_giving_of_awards(as_user: SignIn, published: AwardRound, committee: User) -> None:
    pages = [reverse("awards:round-list"), published.get_absolute_url()]
    text = " ".join(as_user(committee).get(page).content.decode() for page in pages)

    assert "penghargaannya diberikan" in text
    assert "diserahkan" not in text
    assert "Keadaan" not in text
