from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agencies import audit
from agencies.models import Agency, User
from awards.actions import rankings, rounds
from awards.models import AwardRound
from campaigns.models import Campaign, TallyRun, TopPost
from campaigns.states import PostState
from tests import builders
from tests.awards import results
from tests.builders import NOW
from tests.reports.reading import queries, text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
URL = reverse("reports:control-room")


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    response = client.get(URL)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("role", ["coordinator", "lead", "officer", "reader"])
def test_roles_of_agencies_are_refused(role: str, as_user: SignIn, sultra: Agency) -> None:
    assert as_user(builders.user(role=role, agency=sultra)).get(URL).status_code == 403


def test_somebody_without_a_role_is_refused(as_user: SignIn, outsider: User) -> None:
    assert as_user(outsider).get(URL).status_code == 403


def test_the_control_room_is_only_read(as_user: SignIn, verifier: User) -> None:
    assert as_user(verifier).post(URL).status_code == 405


def test_without_a_campaign_it_says_who_opens_one(as_user: SignIn, verifier: User) -> None:
    assert "Belum ada kampanye yang dibuka." in text_of(as_user(verifier), URL)


@pytest.mark.parametrize(
    ("role", "may_tally"),
    [
        ("administrator", True),
        ("analyst", True),
        ("committee", True),
        ("editor", False),
        ("observer", False),
        ("verifier", False),
    ],
)
def test_every_central_role_sees_it_and_some_may_count(
    role: str, may_tally: bool, as_user: SignIn, campaign: Campaign
) -> None:
    text = text_of(as_user(builders.user(role=role)), URL)

    assert "Ruang kendali" in text
    assert ("Hitung sekarang" in text) is may_tally


@time_machine.travel(NOW)
def test_the_whole_screen_says_how_the_campaign_stands(
    as_user: SignIn, verifier: User, ranked: AwardRound, campaign: Campaign, sultra: Agency, mimika: Agency
) -> None:
    builders.kpi_definitions()
    builders.post(sultra, campaign)
    builders.post(sultra, campaign, state=PostState.RETURNED)
    best = builders.post(sultra, campaign, state=PostState.VERIFIED)
    run = TallyRun.objects.newest(campaign)
    assert run is not None
    TopPost.objects.create(run=run, post=best, position=1, interactions=7, views=0)

    text = text_of(as_user(verifier), URL)

    assert "H-7" in text
    assert all(f"<dt>{zone}</dt>" in text for zone in ("WIB", "WITA", "WIT"))
    assert "1 unggahan menunggu verifikasi" in text
    assert "tertua 30 menit lalu" in text
    assert "1 unggahan</a> menunggu perbaikan" in text
    assert "Konten terverifikasi per hari terbit" in text
    assert "1 provinsi belum memiliki konten terverifikasi" in text
    assert "Kementerian Sekretariat Negara" in text
    assert best.get_absolute_url() in text


def test_before_the_first_tally_it_says_what_will_come(
    as_user: SignIn, verifier: User, campaign: Campaign
) -> None:
    text = text_of(as_user(verifier), URL)

    assert "Kampanye ini belum pernah dihitung." in text
    assert "Tidak ada yang menunggu Anda." in text
    assert "tidak ada yang menunggu" in text
    assert "Belum ada konten terverifikasi yang terukur." in text


def test_a_tally_without_contents_has_no_trend(as_user: SignIn, verifier: User, campaign: Campaign) -> None:
    results.tally(campaign, {})

    assert "Belum ada konten terverifikasi dalam masa kampanye." in text_of(as_user(verifier), URL)


def test_the_centre_sees_frozen_ranks_and_reads_that_nobody_else_does(
    as_user: SignIn, verifier: User, ranked: AwardRound, committee: User
) -> None:
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)

    text = text_of(as_user(verifier), URL)

    assert "Belum diterbitkan: hanya terlihat oleh pusat." in text
    assert "Kementerian Sekretariat Negara" in text
    assert ranked.get_absolute_url() in text
    assert f"{reverse('awards:standing-list')}?kampanye" not in text


def test_another_campaign_is_chosen_by_its_code(as_user: SignIn, verifier: User, campaign: Campaign) -> None:
    builders.campaign("ktt-42", name="KTT ke-42 ASEAN, Labuan Bajo")

    assert "KTT ke-42 ASEAN, Labuan Bajo" in text_of(as_user(verifier), URL, kampanye="ktt-42")
    assert as_user(verifier).get(URL, {"kampanye": "ktt-99"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 20])
def test_it_asks_the_same_for_one_agency_and_for_twenty(
    rows: int, as_user: SignIn, committee: User, campaign: Campaign
) -> None:
    builders.kpi_definitions()
    results.open_round(campaign)
    agencies = [builders.agency(f"D-{code}") for code in range(11, 11 + rows)]
    run = results.tally(campaign, {agency: [2, 2] for agency in agencies})
    rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
    for position, agency in enumerate(agencies, 1):
        post = builders.post(agency, campaign, state=PostState.VERIFIED)
        TopPost.objects.create(run=run, post=post, position=position, interactions=7, views=0)
        builders.post(agency, campaign)

    assert queries(as_user(committee), URL) == 22
