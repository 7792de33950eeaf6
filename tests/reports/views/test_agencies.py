from typing import Any

import pytest
from django.test import Client

from agencies import audit
from agencies.models import Agency, SocialAccount, User
from awards.actions import rankings, rounds
from awards.models import AwardRound
from campaigns.models import Campaign, PostCounters
from campaigns.states import PostState
from tests import builders
from tests.awards import results
from tests.builders import NOW
from tests.reports.reading import queries, text_of

pytestmark = pytest.mark.django_db


def counted(campaign: Campaign, agency: Agency, caption: str) -> None:
    post = builders.post(agency, campaign, state=PostState.VERIFIED, caption=caption)
    PostCounters.objects.create(
        post=post, campaign=campaign, agency=agency, platform=post.platform, is_counted=True
    )


def test_anyone_reads_the_counts_the_place_and_its_reasons(
    client: Client, ranked: AwardRound, kemlu: Agency
) -> None:
    text = text_of(client, kemlu.get_absolute_url())

    assert "Kementerian Luar Negeri" in text
    assert "Peringkat 2" in text
    assert "poin di bawah Kementerian Sekretariat Negara (peringkat 1)" in text
    assert "Jumlah unggahan: 4 unggahan" in text
    assert "Sementara, dapat berubah" in text
    assert "terukur pada 4 konten" in text


def test_a_frozen_rank_is_a_sentence_until_it_is_published(
    client: Client, ranked: AwardRound, kemlu: Agency, committee: User, second_committee: User
) -> None:
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)

    text = text_of(client, kemlu.get_absolute_url())
    assert "sedang diputuskan" in text
    assert "Peringkat 2" not in text
    assert "Jumlah unggahan:" not in text

    rounds.publish(round_id=ranked.public_id, by=second_committee, at=NOW)
    text = text_of(client, kemlu.get_absolute_url())
    assert "Peringkat 2" in text
    assert "Hasil akhir" in text


def test_an_agency_below_the_floor_reads_why(
    client: Client, campaign: Campaign, setneg: Agency, kemlu: Agency
) -> None:
    results.open_round(campaign)
    run = results.tally(campaign, {setneg: [5, 5], kemlu: [1]})
    rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)

    text = text_of(client, kemlu.get_absolute_url())

    assert "Belum berperingkat" in text
    assert "Baru 1 unggahan terverifikasi; syarat dinilai paling sedikit 3." in text


def test_a_silent_agency_has_no_figures(client: Client, ranked: AwardRound, mimika: Agency) -> None:
    text = text_of(client, mimika.get_absolute_url())

    assert "Belum ada konten terverifikasi dari instansi ini" in text
    assert "figure-value" not in text


def test_only_counted_posts_and_verified_accounts_are_public(
    client: Client, campaign: Campaign, sultra: Agency
) -> None:
    counted(campaign, sultra, "Sultra menyambut ASEAN")
    builders.post(sultra, campaign, caption="Belum diperiksa")
    builders.post(sultra, campaign, caption="Dikembalikan", state=PostState.RETURNED)
    builders.account(sultra, handle="sultra_resmi")
    proposed = builders.account(sultra, handle="sultra_usulan")
    SocialAccount.objects.filter(pk=proposed.pk).update(state=SocialAccount.State.PROPOSED)

    text = text_of(client, sultra.get_absolute_url())

    assert "Sultra menyambut ASEAN" in text
    assert "sultra_resmi" in text
    for hidden in ("Belum diperiksa", "Dikembalikan", "sultra_usulan"):
        assert hidden not in text


def test_a_hostile_caption_stays_text(client: Client, campaign: Campaign, sultra: Agency) -> None:
    counted(campaign, sultra, "<script>alert(1)</script>")

    text = text_of(client, sultra.get_absolute_url())

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_without_a_campaign_or_a_tally_the_page_says_so(client: Client, mimika: Agency) -> None:
    assert "Belum ada kampanye yang dibuka." in text_of(client, mimika.get_absolute_url())

    builders.campaign()
    text = text_of(client, mimika.get_absolute_url())
    assert "KTT ke-43 belum pernah dihitung." in text
    assert "Belum ada akun instansi ini yang terverifikasi." in text


def test_an_unmeasured_agency_has_dashes_for_what_nobody_knows(
    client: Client, campaign: Campaign, sultra: Agency
) -> None:
    run = results.tally(campaign, {sultra: [2]}, per_post=0)
    run.agencies.update(measured_posts=0)

    text = text_of(client, sultra.get_absolute_url())

    assert text.count('<p class="figure-value">–</p>') == 2


def test_codes_names_and_members_are_public(client: Client, sultra: Agency, mimika: Agency) -> None:
    mimika.aliases.create(text="D-91.09", is_code=True)
    mimika.aliases.create(text="Timika")
    Agency.objects.filter(pk=mimika.pk).update(population=318_679)
    kendari = builders.agency("D-74.71", "Diskominfo Kota Kendari")

    text = text_of(client, mimika.get_absolute_url())
    for public in ("D-94.04", "D-91.09", "Timika", "WIT", "318.679 orang"):
        assert public in text

    text = text_of(client, sultra.get_absolute_url())
    assert kendari.get_absolute_url() in text
    assert "/instansi/?provinsi=74" in text


def test_the_public_reads_nobodys_name(
    client: Client, campaign: Campaign, officer_sultra: User, sultra: Agency
) -> None:
    text = text_of(client, sultra.get_absolute_url())

    for hidden in (officer_sultra.full_name, officer_sultra.email, "Unggahan yang dilaporkan", "/accounts/"):
        assert hidden not in text


def test_the_agency_its_coordinator_and_the_centre_read_who_serves_it(
    as_user: Any, campaign: Campaign, coordinator_sultra: User, observer: User
) -> None:
    kendari = builders.agency("D-74.71", "Diskominfo Kota Kendari")
    officer = builders.user(role="officer", agency=kendari, full_name="Ketut Kendari")
    colleague = builders.user(role="reader", agency=kendari)

    for reader in (colleague, coordinator_sultra, observer):
        text = text_of(as_user(reader), kendari.get_absolute_url())
        assert "Ketut Kendari" in text
        assert "Pengelola media sosial" in text
        assert "Unggahan yang dilaporkan" in text
        assert (officer.email in text) == (reader == coordinator_sultra)


def test_another_agency_reads_what_the_public_reads(
    as_user: Any, officer_mimika: User, lead_sultra: User, sultra: Agency
) -> None:
    text = text_of(as_user(officer_mimika), sultra.get_absolute_url())

    assert lead_sultra.full_name not in text
    assert "Unggahan yang dilaporkan" not in text


def test_insiders_see_proposed_accounts_as_what_they_are(
    as_user: Any, officer_sultra: User, sultra: Agency
) -> None:
    proposed = builders.account(sultra, handle="sultra_usulan")
    SocialAccount.objects.filter(pk=proposed.pk).update(state=SocialAccount.State.PROPOSED)

    text = text_of(as_user(officer_sultra), sultra.get_absolute_url())

    assert "sultra_usulan" in text
    assert "Diusulkan" in text
    assert f"/accounts/?instansi={sultra.code}" in text


def test_an_agency_out_of_service_is_kept_for_insiders(as_user: Any, observer: User, mimika: Agency) -> None:
    Agency.objects.filter(pk=mimika.pk).update(is_active=False)

    assert "tidak lagi bertugas" in text_of(as_user(observer), mimika.get_absolute_url())


def test_an_inactive_or_unknown_agency_is_not_found(client: Client, mimika: Agency) -> None:
    Agency.objects.filter(pk=mimika.pk).update(is_active=False)

    assert client.get(mimika.get_absolute_url()).status_code == 404
    assert client.get("/instansi/tidak-ada/").status_code == 404


def test_the_page_is_only_read(client: Client, sultra: Agency) -> None:
    assert client.post(sultra.get_absolute_url()).status_code == 405


@pytest.mark.parametrize("rows", [1, 20])
def test_the_page_asks_the_same_for_one_post_and_for_twenty(
    rows: int, client: Client, ranked: AwardRound, campaign: Campaign, sultra: Agency
) -> None:
    for number in range(rows):
        counted(campaign, sultra, f"Unggahan {number}")
        builders.account(sultra)

    assert queries(client, sultra.get_absolute_url()) == 14


@pytest.mark.parametrize("rows", [1, 20])
def test_insiders_wait_for_no_more_queries_when_there_are_more_of_them(
    rows: int, as_user: Any, ranked: AwardRound, lead_sultra: User, sultra: Agency
) -> None:
    for _ in range(rows):
        builders.user(role="officer", agency=sultra)
        builders.account(sultra)

    assert queries(as_user(lead_sultra), sultra.get_absolute_url()) == 19


@pytest.fixture
def observer(db: None) -> User:
    return builders.user(role="observer")
