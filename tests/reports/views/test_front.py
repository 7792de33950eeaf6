import pytest
from django.test import Client
from django.urls import reverse

from agencies import audit
from agencies.models import User
from awards.actions import rankings, rounds
from awards.models import AwardRound
from campaigns.models import Campaign
from tests import builders
from tests.awards import results
from tests.builders import NOW
from tests.reports.reading import queries, text_of

pytestmark = pytest.mark.django_db
URL = reverse("reports:front")


def test_before_any_campaign_the_front_says_so(client: Client) -> None:
    assert "Belum ada kampanye yang dibuka." in text_of(client, URL)


def test_a_draft_is_nobodys_business(client: Client) -> None:
    draft = builders.campaign(state=Campaign.State.DRAFT)

    assert draft.name not in text_of(client, URL)
    assert client.get(URL, {"kampanye": draft.code}).status_code == 404


def test_anyone_reads_figures_clocks_and_provisional_ranks(client: Client, ranked: AwardRound) -> None:
    builders.kpi_definitions()

    text = text_of(client, URL)

    assert "KTT ke-43 ASEAN, Jakarta" in text
    assert "WITA" in text
    assert "Hitungan portal" in text
    assert "Arti Konten K/L/D." in text
    assert "sementara" in text
    assert "Kementerian Sekretariat Negara" in text
    assert "Narasi AOIP." in text


def test_without_a_tally_there_are_neither_trend_nor_ranks(client: Client, campaign: Campaign) -> None:
    text = text_of(client, URL)

    assert "Tren harian" not in text
    assert "Instansi teraktif" not in text


def test_a_frozen_result_is_a_sentence_until_it_is_published(
    client: Client, ranked: AwardRound, committee: User, second_committee: User
) -> None:
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)

    text = text_of(client, URL)
    assert "Peringkat sedang diputuskan" in text
    assert "Kementerian Sekretariat Negara" not in text

    rounds.publish(round_id=ranked.public_id, by=second_committee, at=NOW)
    text = text_of(client, URL)
    assert "diterbitkan" in text
    assert "Kementerian Sekretariat Negara" in text


def test_the_last_summit_is_one_link_away(client: Client, campaign: Campaign) -> None:
    campaign.predecessor = builders.campaign("ktt-42", name="KTT ke-42 ASEAN, Labuan Bajo")
    campaign.save()

    assert f"{URL}?kampanye=ktt-42" in text_of(client, URL, kampanye="ktt-43")
    assert "KTT ke-42 ASEAN, Labuan Bajo" in text_of(client, URL, kampanye="ktt-42")


def test_the_front_is_only_read(client: Client, campaign: Campaign) -> None:
    assert client.post(URL).status_code == 405


@pytest.mark.parametrize("agencies", [1, 20])
def test_the_front_asks_the_same_for_one_agency_and_for_twenty(
    agencies: int, client: Client, campaign: Campaign
) -> None:
    builders.kpi_definitions()
    results.open_round(campaign)
    run = results.tally(campaign, {builders.agency(): [2, 2] for _ in range(agencies)})
    rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)

    assert queries(client, URL) == 14
