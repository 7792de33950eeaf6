from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agencies.models import Agency, User
from awards.models import AwardRound, RecipeVersion
from campaigns.models import Campaign
from tests.awards import results
from tests.awards.results import typed
from tests.builders import NOW

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def opened(campaign: Campaign, setneg: Agency, kemlu: Agency) -> AwardRound:
    award_round = results.open_round(campaign)
    results.tally(campaign, {setneg: [9, 9], kemlu: [1, 1, 1]})
    return award_round


def address(version: RecipeVersion, page: str = "create") -> str:
    return reverse(f"awards:recipe-{page}", args=[version.code, version.version])


def test_the_form_starts_from_the_version_it_is_made_from(
    as_user: SignIn, opened: AwardRound, committee: User
) -> None:
    response = as_user(committee).get(f"{address(opened.recipe)}?putaran={opened.public_id}")

    form = response.context["form"]
    assert response.status_code == 200
    assert form["weight_volume"].value() == 30
    assert form["cap"].value() == 10
    assert form["weight_tone"].value() == 0
    assert form["tie_2"].value() == "active_days"
    assert form["round"].value() == str(opened.public_id)


def test_the_effect_is_seen_before_anything_is_kept(
    as_user: SignIn, opened: AwardRound, committee: User
) -> None:
    response = as_user(committee).post(address(opened.recipe), typed(preview="1"))

    text = response.content.decode()
    assert response.status_code == 200
    assert "Belum ada yang tersimpan" in text
    assert "masuk" in text
    assert "keluar" in text
    assert RecipeVersion.objects.count() == 1


def test_without_a_tally_the_effect_cannot_be_shown(
    as_user: SignIn, campaign: Campaign, committee: User
) -> None:
    award_round = results.open_round(campaign)

    text = as_user(committee).post(address(award_round.recipe), typed(preview="1")).content.decode()

    assert "Dampaknya belum dapat ditunjukkan" in text


def test_a_version_is_kept_and_used_with_a_reason(
    as_user: SignIn, opened: AwardRound, committee: User
) -> None:
    client = as_user(committee)
    sent = typed(save="1", round=str(opened.public_id))

    refused = client.post(address(opened.recipe), sent)
    assert refused.status_code == 422
    assert "Tuliskan alasan perubahan" in refused.content.decode()

    kept = client.post(address(opened.recipe), sent | {"reason": "Lebih adil bagi instansi kecil."})
    made = RecipeVersion.objects.get(version=2)
    opened.refresh_from_db()
    assert (kept.status_code, kept.headers["Location"]) == (302, made.get_absolute_url())
    assert opened.recipe == made
    page = client.get(made.get_absolute_url()).content.decode()
    assert "Lebih adil bagi instansi kecil." in page
    assert "Hari aktif v2 disimpan" not in page
    assert "Panji Panitia" in page


def test_a_version_may_wait_for_a_round(as_user: SignIn, opened: AwardRound, committee: User) -> None:
    client = as_user(committee)

    answer = client.post(address(opened.recipe), typed(save="1"), follow=True)

    assert "Belum ada putaran yang memakainya" in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"weight_volume": 10}, "jumlah bobot harus tepat 100, sekarang 110"),
        ({"weight_consistency": 90}, "jumlah bobot harus tepat 100, sekarang 90"),
        ({"tie_2": "posts"}, "disebut lebih dari sekali"),
        ({"weight_reach": ""}, "Resep belum disimpan"),
    ],
)
def test_what_does_not_hold_is_said_in_words(
    wrong: dict[str, object], sentence: str, as_user: SignIn, opened: AwardRound, committee: User
) -> None:
    response = as_user(committee).post(address(opened.recipe), typed(save="1", **wrong))

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_pillars_that_a_campaign_lacks_are_named_in_the_preview(
    as_user: SignIn, opened: AwardRound, committee: User
) -> None:
    opened.campaign.pillars.all().delete()
    opened.campaign.tally_runs.get().agencies.update(pillars=0)

    response = as_user(committee).post(address(opened.recipe), typed(preview="1"))

    assert response.status_code == 422
    assert "tidak memiliki pilar" in response.content.decode()


def test_versions_are_listed_with_their_rounds(as_user: SignIn, opened: AwardRound, analyst: User) -> None:
    results.recipe(version=2)
    client = as_user(analyst)

    text = client.get(reverse("awards:recipe-list")).content.decode()

    assert "Resep uji v2" in text
    assert opened.name in text
    assert "Buat versi baru" not in text


def test_an_unknown_version_is_not_found(as_user: SignIn, opened: AwardRound, committee: User) -> None:
    client = as_user(committee)

    assert client.get(reverse("awards:recipe-detail", args=["uji", 9])).status_code == 404
    assert client.get(reverse("awards:recipe-create", args=["lain", 1])).status_code == 404


def test_the_methodology_tells_every_version_with_its_reason_and_no_name(
    client: Client, opened: AwardRound, committee: User
) -> None:
    RecipeVersion.objects.create(
        code="uji",
        version=2,
        name="Resep uji",
        data=opened.recipe.data,
        reason="Salah bobot.",
        created_by=committee,
    )
    later = RecipeVersion.objects.create(code="uji", version=3, name="Resep uji", data=opened.recipe.data)
    AwardRound.objects.update(recipe=RecipeVersion.objects.get(version=2))

    text = client.get(reverse("reports:methodology")).content.decode()

    assert "Alasan: Salah bobot." in text
    assert "Panitia penghargaan" in text
    assert committee.full_name not in text
    assert f"Versi {later.version}" not in text
