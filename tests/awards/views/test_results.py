import io
import zipfile
from collections.abc import Callable, Mapping

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import Agency, User
from awards import bundle
from awards.actions import rounds
from awards.models import AwardRound
from campaigns.models import AgencyTally, Campaign
from tests.awards import results
from tests.builders import NOW
from tools import verify_ranking

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(campaign: Campaign, setneg: Agency, kemendagri: Agency, committee: User) -> AwardRound:
    return results.frozen_round(campaign, {setneg: [5, 5, 5], kemendagri: [2, 2]}, by=committee)


@pytest.fixture
def published(frozen: AwardRound, second_committee: User) -> AwardRound:
    return rounds.publish(round_id=frozen.public_id, by=second_committee, at=NOW)


def head(award_round: AwardRound) -> str:
    assert award_round.frozen_ranking is not None
    return award_round.frozen_ranking.head


def test_a_typed_head_leads_to_what_holds(client: Client, published: AwardRound) -> None:
    response = client.get("/verifikasi/", {"kode": f" {head(published).upper()} "}, follow=True)
    text = response.content.decode()

    assert response.redirect_chain == [(reverse("awards:result-check", args=[head(published)]), 302)]
    assert "Hasil ini utuh" in text
    assert "Isi dan urutan 2 baris peringkat" in text
    assert "pembekuan pertama dalam rantai" in text
    assert "Nilai juri" not in text


def test_a_head_that_is_asked_for_again_is_not_worked_out_again(
    client: Client, published: AwardRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, check = [], verify_ranking.check

    def counted(files: Mapping[str, str]) -> tuple[str, int, list[str]]:
        asked.append(files)
        return check(files)

    monkeypatch.setattr(verify_ranking, "check", counted)

    pages = [client.get(reverse("awards:result-check", args=[head(published)])) for _ in range(2)]

    assert ["Hasil ini utuh" in page.content.decode() for page in pages] == [True, True]
    assert len(asked) == 1


@pytest.mark.parametrize(
    "address",
    [
        "/verifikasi/hasil/%00/",
        "/verifikasi/hasil/abc/",
        "/posts/AB%00CD/nominate/",
        "/jury/00000000-0000-4000-8000-000000000000/kementerian/K%00/",
        "/rounds/00000000-0000-4000-8000-000000000000/exclusions/K%00/readmit/",
    ],
)
def test_an_address_that_no_code_can_have_is_not_found(
    address: str, as_user: Callable[[User], Client], committee: User
) -> None:
    assert as_user(committee).get(address).status_code == 404


def test_a_superseded_result_says_which_version_replaced_it(
    client: Client, published: AwardRound, committee: User
) -> None:
    rounds.supersede(round_id=published.public_id, reason="Dua unggahan ganda.", by=committee, at=NOW)

    text = client.get(reverse("awards:result-check", args=[head(published)])).content.decode()

    assert "Hasil ini utuh" in text
    assert "Digantikan versi 2" in text
    assert "Dua unggahan ganda." in text


def test_a_changed_number_is_said_in_words(client: Client, published: AwardRound) -> None:
    with results.beneath_the_triggers():
        AgencyTally.objects.filter(agency__code="K-007").update(interactions=9)

    text = client.get(reverse("awards:result-check", args=[head(published)])).content.decode()

    assert "Hasil ini tidak cocok" in text
    assert "K-007, interactions menjadi 9" in text


@pytest.mark.parametrize("state", ["frozen", "unknown"])
def test_a_head_that_was_never_published_is_unknown(state: str, client: Client, frozen: AwardRound) -> None:
    typed = head(frozen) if state == "frozen" else "a" * 64

    response = client.get(reverse("awards:result-check", args=[typed]))

    assert response.status_code == 404
    assert "Tidak ada hasil yang diterbitkan" in response.content.decode()


def test_the_bundle_is_there_for_everybody_once_published(
    client: Client, frozen: AwardRound, second_committee: User
) -> None:
    address = reverse("awards:result-bundle", args=[frozen.public_id])
    assert client.get(address).status_code == 404

    rounds.publish(round_id=frozen.public_id, by=second_committee, at=NOW)
    response = client.get(address)

    assert response["Content-Disposition"] == 'attachment; filename="ktt-43-v1.zip"'
    with zipfile.ZipFile(io.BytesIO(response.content)) as found:
        assert {bundle.README, bundle.SCRIPT, verify_ranking.STANDINGS} <= set(found.namelist())
