"""Typing and sending lists of tone: the check, the confirmation, what stands on record, who may."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from agencies import audit
from agencies.models import Agency, User
from awards.actions import rankings
from awards.views.tones import MOST_SAID
from campaigns.models import Campaign, ComponentInput
from summitcomms.lib import tokens
from tests import builders
from tests.awards import results
from tests.awards.test_contest import EVERYTHING, observed
from tests.builders import NOW

pytestmark = pytest.mark.django_db
PAGE = reverse("awards:tone-import")
AsUser = Callable[[User], Client]


@pytest.fixture
def filled(campaign: Campaign) -> dict[str, str]:
    return {
        "campaign": campaign.code,
        "source": "Pemantauan percakapan",
        "as_of": f"{campaign.starts_at + timedelta(days=1):%Y-%m-%d}",
        "rows": "kode; persen positif; pengamatan\nK-007; 87,5 %; 1.200\nK-999; 90 %; 10\n",
    }


def test_a_list_is_shown_before_it_is_recorded(
    as_user: AsUser, analyst: User, setneg: Agency, filled: dict[str, str]
) -> None:
    client = as_user(analyst)

    shown = client.post(PAGE, filled)

    assert shown.status_code == 200
    assert "87,50 % positif dari 1.200 pengamatan. Pemantauan percakapan" in shown.text
    assert "Instansi “K-999” tidak dikenal" in shown.text
    assert "Catat 1 baris" in shown.text
    assert not ComponentInput.objects.exists()

    done = client.post(PAGE, {"plan": shown.context["plan"]}, follow=True)

    assert "Tone 1 instansi tercatat." in done.text
    assert "1.200" in done.text
    assert ComponentInput.objects.get().agency == setneg


def test_a_file_is_read_as_well(
    as_user: AsUser, analyst: User, setneg: Agency, filled: dict[str, str]
) -> None:
    file = SimpleUploadedFile("tone.csv", b"kode,positif,n,alasan\nK-007,9,10,\n")
    typed = filled["rows"].splitlines()[0]  # the line of titles that the page brings along

    shown = as_user(analyst).post(PAGE, filled | {"rows": typed, "file": file})

    assert "90,00 % positif dari 10 pengamatan" in shown.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rows": ""}, "salah satu saja"),
        ({"rows": "kode; persen positif; pengamatan"}, "salah satu saja"),
        ({"rows": "apa\nsaja"}, "Kolom “kode” tidak ditemukan"),
        ({"campaign": "tidak-ada"}, "Daftar belum diperiksa"),
        ({"as_of": "kapan"}, "Daftar belum diperiksa"),
        ({"as_of": "9999-12-31"}, "Tanggal tidak terbaca"),
    ],
)
def test_a_form_that_cannot_be_checked_says_why(
    changes: dict[str, str], sentence: str, as_user: AsUser, analyst: User, filled: dict[str, str]
) -> None:
    answer = as_user(analyst).post(PAGE, filled | changes)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_list_without_source_and_time_is_refused_row_by_row(
    as_user: AsUser, analyst: User, setneg: Agency, filled: dict[str, str]
) -> None:
    shown = as_user(analyst).post(PAGE, filled | {"source": "", "as_of": ""})

    assert "Sumbernya belum disebut" in shown.text
    assert "Tidak ada yang akan tercatat" in shown.text


def test_what_somebody_else_has_recorded_meanwhile_is_told(
    as_user: AsUser, analyst: User, setneg: Agency, campaign: Campaign, filled: dict[str, str]
) -> None:
    client = as_user(analyst)
    plan = client.post(PAGE, filled).context["plan"]
    client.post(
        PAGE,
        {"plan": client.post(PAGE, filled | {"rows": filled["rows"].replace("87,5", "50")}).context["plan"]},
    )

    late = client.post(PAGE, {"plan": plan}, follow=True)

    assert "Baris 2 tidak dicatat: Untuk waktu ini sudah tercatat 50,00 %" in late.text
    assert "Semua baris ini sudah tercatat" not in late.text


def test_of_many_rows_that_were_not_recorded_the_first_are_told_and_how_many_more(
    as_user: AsUser, analyst: User, filled: dict[str, str]
) -> None:
    codes = [builders.agency().code for _number in range(MOST_SAID + 1)]
    client = as_user(analyst)

    def plan(percent: int) -> str:
        rows = "".join(f"{code}; {percent} %; 100\n" for code in codes)
        found: str = client.post(
            PAGE, filled | {"rows": filled["rows"].splitlines()[0] + "\n" + rows}
        ).context["plan"]
        return found

    ninety, fifty = plan(90), plan(50)
    first = client.post(PAGE, {"plan": ninety}, follow=True)
    assert f"Tone {len(codes)} instansi tercatat." in first.text
    assert "Semua baris ini sudah tercatat" in client.post(PAGE, {"plan": ninety}, follow=True).text

    late = client.post(PAGE, {"plan": fifty}, follow=True).text

    assert late.count(" tidak dicatat: ") == MOST_SAID
    assert "1 baris lain juga tidak dicatat." in late


def test_several_moments_of_an_agency_are_one_agency(
    as_user: AsUser, analyst: User, setneg: Agency, campaign: Campaign, filled: dict[str, str]
) -> None:
    days = [campaign.starts_at + timedelta(days=n) for n in (1, 2)]
    rows = "".join(f"K-007; 90 %; 100; {day:%Y-%m-%d}\n" for day in days)
    client = as_user(analyst)

    plan = client.post(PAGE, filled | {"rows": f"kode; persen positif; pengamatan; per\n{rows}"}).context[
        "plan"
    ]

    assert "Tone 1 instansi tercatat." in client.post(PAGE, {"plan": plan}, follow=True).text
    assert ComponentInput.objects.count() == 2


def test_a_reason_does_not_overwrite_what_came_after_the_check(
    as_user: AsUser, analyst: User, setneg: Agency, filled: dict[str, str]
) -> None:
    client = as_user(analyst)
    reasoned = "kode; persen positif; pengamatan; alasan\nK-007; 50 %; 1.200; salah salin\n"
    plan = client.post(PAGE, filled | {"rows": reasoned}).context["plan"]
    client.post(PAGE, {"plan": client.post(PAGE, filled).context["plan"]})

    late = client.post(PAGE, {"plan": plan}, follow=True)

    assert "Baris 2 tidak dicatat: Catatan untuk waktu ini berubah" in late.text
    assert str(ComponentInput.objects.get().value) == "0.875000"

    again = client.post(PAGE, filled | {"rows": reasoned}).context["plan"]
    assert "Tone 1 instansi tercatat." in client.post(PAGE, {"plan": again}, follow=True).text


def test_a_plan_is_for_whoever_made_it_and_cannot_be_changed(
    as_user: AsUser, analyst: User, setneg: Agency, filled: dict[str, str]
) -> None:
    plan = as_user(analyst).post(PAGE, filled).context["plan"]

    for person, sent in ((analyst, f"{plan}x"), (builders.user(role="analyst"), plan)):
        answer = as_user(person).post(PAGE, {"plan": sent}, follow=True)
        assert "tidak berlaku lagi" in answer.text
    assert not ComponentInput.objects.exists()


def test_a_plan_too_long_to_be_confirmed_is_told_before(
    as_user: AsUser, analyst: User, setneg: Agency, filled: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "LONGEST", 100)

    answer = as_user(analyst).post(PAGE, filled)

    assert answer.status_code == 422
    assert "Bagi menjadi beberapa daftar" in answer.text


def test_what_was_shown_is_recorded_though_the_name_means_another_by_then(
    as_user: AsUser, analyst: User, setneg: Agency, kemlu: Agency, filled: dict[str, str]
) -> None:
    client = as_user(analyst)
    named = f"kode; persen positif; pengamatan\n{setneg.short_name}; 90 %; 100\n"
    plan = client.post(PAGE, filled | {"rows": named}).context["plan"]
    Agency.objects.filter(pk=kemlu.pk).update(short_name=setneg.short_name)
    Agency.objects.filter(pk=setneg.pk).update(name="Lain", short_name="Lain")
    setneg.aliases.all().delete()

    client.post(PAGE, {"plan": plan})

    assert ComponentInput.objects.get().agency == setneg


def test_whoever_also_serves_an_agency_is_told_at_once(
    as_user: AsUser, analyst: User, setneg: Agency, sultra: Agency, filled: dict[str, str]
) -> None:
    analyst.memberships.create(role="officer", agency=sultra)

    answer = as_user(analyst).post(PAGE, filled)

    assert answer.status_code == 422
    assert f"Anda juga bertugas di {sultra.short_name}" in answer.text


def test_the_list_leads_here_for_analysts_of_the_centre_alone(
    as_user: AsUser, analyst: User, officer_sultra: User, campaign: Campaign
) -> None:
    imports = reverse("campaigns:reading-import")

    assert PAGE in as_user(analyst).get(imports).text
    assert PAGE not in as_user(officer_sultra).get(imports).text
    assert as_user(officer_sultra).get(PAGE).status_code == 403


def test_without_a_campaign_the_page_still_stands(as_user: AsUser, analyst: User) -> None:
    assert as_user(analyst).get(PAGE).status_code == 200


def test_a_frozen_result_is_warned_of(
    as_user: AsUser,
    analyst: User,
    committee: User,
    setneg: Agency,
    campaign: Campaign,
    filled: dict[str, str],
) -> None:
    results.frozen_round(campaign, {setneg: [1, 1, 1]}, by=committee)

    assert "Tone baru tidak mengubahnya" in as_user(analyst).post(PAGE, filled).text


def test_the_methodology_names_the_sources_where_the_recipe_weighs_tone(
    client: Client, campaign: Campaign, setneg: Agency
) -> None:
    observed(setneg, campaign, "0.9", 1_200)
    results.open_round(campaign, rule=EVERYTHING)
    rankings.compute(tally=results.tally(campaign, {setneg: [2]}), by=audit.SYSTEM, at=NOW)

    page = client.get(reverse("reports:methodology"), {"kampanye": campaign.code}).text

    assert "Sumber tone" in page
    assert "uji: 1 instansi, 1.200 pengamatan, terbaru per" in page


def test_the_methodology_says_nothing_of_tone_without_it(
    client: Client, campaign: Campaign, setneg: Agency
) -> None:
    observed(setneg, campaign, "0.9", 1_200)
    results.open_round(campaign)

    assert "Sumber tone" not in client.get(reverse("reports:methodology"), {"kampanye": campaign.code}).text
