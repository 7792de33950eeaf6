from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import audit
from agencies.models import Agency, User
from awards import juries
from awards.actions import jury, rankings, rounds
from awards.models import AwardRound, JuryScore, Ranking, Standing
from campaigns import counters
from campaigns.flags import Flag
from campaigns.models import Campaign
from campaigns.states import PostState
from tests import builders
from tests.awards import results
from tests.builders import NOW

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def page(client: Client, **query: str) -> str:
    response = client.get(reverse("awards:standing-list"), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def ranked(
    campaign: Campaign, setneg: Agency, kemendagri: Agency, kemlu: Agency, sultra: Agency
) -> AwardRound:
    """An open round: K-007 before K-010, K-011 silent, D-74 alone in its category."""
    award_round = results.open_round(campaign)
    run = results.tally(campaign, {setneg: [5, 5, 5], kemendagri: [2, 2], sultra: [2, 2]})
    rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
    return award_round


def test_anyone_sees_the_provisional_ranks_with_cutoff_and_zone(client: Client, ranked: AwardRound) -> None:
    text = page(client)

    assert "sementara" in text
    assert "Sel 29 Agu 2023 10.00 WIB" in text
    assert text.index("Kementerian Sekretariat Negara") < text.index("Kementerian Dalam Negeri")
    assert "1 instansi belum berperingkat" in text
    assert "Belum ada unggahan terverifikasi." in text


def test_the_formula_stands_below_the_ranks(client: Client, ranked: AwardRound) -> None:
    text = page(client)

    assert "Unggahan terverifikasi, paling banyak 10 per hari, dibagi angka tertinggi dalam kategori." in text
    assert "maks. 30" in text
    assert reverse("reports:methodology") in text


def test_a_category_is_chosen_by_its_code(client: Client, ranked: AwardRound) -> None:
    text = page(client, kategori="pemerintah-provinsi")

    assert "Diskominfo Sulawesi Tenggara" in text
    assert "Kementerian Sekretariat Negara" not in text


@pytest.mark.parametrize("query", [{"kategori": "kabupaten"}, {"kampanye": "ktt-99"}, {"kampanye": "a\x00b"}])
def test_an_unknown_category_or_campaign_is_not_found(
    query: dict[str, str], client: Client, ranked: AwardRound
) -> None:
    assert client.get(reverse("awards:standing-list"), query).status_code == 404


def test_a_category_without_ranked_agencies_says_so(client: Client, ranked: AwardRound) -> None:
    assert "Belum ada instansi Lembaga yang memenuhi syarat" in page(client, kategori="lembaga")


def test_a_frozen_round_shows_no_ranks_to_the_public(
    client: Client, ranked: AwardRound, committee: User
) -> None:
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)

    text = page(client)

    assert "Hasil sedang diputuskan" in text
    assert "Kementerian Sekretariat Negara" not in text
    assert "Kementerian Dalam Negeri" not in text


def test_a_judged_round_shows_no_ranks_to_the_public(
    client: Client, ranked: AwardRound, committee: User
) -> None:
    AwardRound.objects.filter(pk=ranked.pk).update(judged_at=NOW, judged_by=committee)

    shown = page(client)

    assert "Hasil sedang diputuskan" in shown
    assert "Penjurian Penghargaan Diseminasi ditutup pada Sel 29 Agu 2023 10.00 WIB." in shown
    assert "rank-place" not in shown


def test_a_member_does_not_see_the_own_place_while_the_result_is_decided(
    as_user: SignIn, ranked: AwardRound, committee: User, officer_sultra: User
) -> None:
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)

    assert "Peringkat Anda" not in page(as_user(officer_sultra))


def test_a_published_round_shows_the_sealed_result_with_its_head(
    client: Client, ranked: AwardRound, committee: User, second_committee: User
) -> None:
    frozen = rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)
    rounds.publish(round_id=ranked.public_id, by=second_committee, at=NOW)

    text = page(client)

    assert frozen.frozen_ranking is not None
    assert frozen.frozen_ranking.head in text
    assert "Hasil akhir" in text
    assert "sementara" not in text


def test_under_a_jury_both_scores_stand_beside_the_total(
    client: Client, ranked: AwardRound, committee: User, second_committee: User
) -> None:
    ministries = ranked.categories.get(code="kementerian")
    ranked.categories.filter(pk=ministries.pk).update(jury_percent=40)
    few = juries.finalists([ministries], Ranking.objects.newest(ranked))[ministries.pk]
    for _number in range(2):
        juror = jury.name(round_id=ranked.public_id, juror=builders.user(), by=committee, at=NOW)
        for one in few:
            JuryScore.objects.create(
                juror=juror,
                category=ministries,
                agency=one.agency,
                points=results.points(80),
                given_at=NOW,
            )
    jury.close(round_id=ranked.public_id, by=committee, at=NOW)
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)
    rounds.publish(round_id=ranked.public_id, by=second_committee, at=NOW)

    text = page(client)

    first = Standing.objects.get(category=ministries, rank=1)
    assert first.automatic is not None
    automatic = f"{first.automatic:.2f}".replace(".", ",")
    assert "bobot 60 %" in text
    assert "bobot 40 %" in text
    assert f'data-label="Nilai otomatis">{automatic}</td>' in text
    assert 'data-label="Nilai juri">80,00</td>' in text
    assert f"otomatis {automatic} · juri 80,00" in text


def test_an_awarded_round_names_the_winner_with_the_certificate(
    client: Client, ranked: AwardRound, committee: User, second_committee: User
) -> None:
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)
    rounds.publish(round_id=ranked.public_id, by=second_committee, at=NOW)
    given = rounds.award(round_id=ranked.public_id, by=committee, at=NOW)

    text = page(client)

    assert "Penerima penghargaan" in text
    assert given[0].certificate.get_absolute_url() in text


def test_a_new_version_is_shown_with_the_reason(
    client: Client, ranked: AwardRound, committee: User, second_committee: User
) -> None:
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)
    rounds.publish(round_id=ranked.public_id, by=second_committee, at=NOW)
    rounds.supersede(round_id=ranked.public_id, reason="Dua unggahan ganda.", by=committee, at=NOW)

    text = page(client)

    assert "Versi 2, menggantikan hasil sebelumnya" in text
    assert "Dua unggahan ganda." in text
    assert "belum ada penghitungan" in text


def test_a_draft_round_is_not_shown(client: Client, campaign: Campaign) -> None:
    rounds.create(campaign=campaign, name="Rahasia", recipe=results.recipe(), by=audit.SYSTEM, at=NOW)

    text = page(client)

    assert "belum dibuka" in text
    assert "Rahasia" not in text


def test_without_a_campaign_the_page_is_empty(client: Client) -> None:
    assert "Belum ada kampanye" in page(client)


def test_another_campaign_is_chosen_by_its_code(client: Client, ranked: AwardRound) -> None:
    builders.campaign("ktt-42", name="KTT ke-42 ASEAN, Labuan Bajo", short_name="KTT ke-42", state="closed")

    text = page(client, kampanye="ktt-42")

    assert "KTT ke-42 ASEAN, Labuan Bajo" in text
    assert '?kampanye=ktt-43">KTT ke-43</a>' in text
    assert "Kementerian Sekretariat Negara" not in text


def test_a_member_lands_in_the_own_category_and_sees_the_distances(
    as_user: SignIn, ranked: AwardRound, kemendagri: Agency
) -> None:
    text = page(as_user(builders.user(role="officer", agency=kemendagri)))

    assert "Peringkat Anda" in text
    assert "<strong>Peringkat 2</strong> dari 2 instansi berperingkat" in text
    assert "poin di bawah Kementerian Sekretariat Negara (peringkat 1)" in text
    assert "Jumlah unggahan: 4 unggahan" in text
    assert 'class="mine"' in text


def test_a_silent_member_is_told_why_there_is_no_rank(
    as_user: SignIn, ranked: AwardRound, kemlu: Agency
) -> None:
    text = page(as_user(builders.user(role="officer", agency=kemlu)))

    assert "Belum berperingkat." in text
    assert "<li>Belum ada unggahan terverifikasi.</li>" in text


def test_a_member_sees_how_much_upheld_doubts_hold_out(
    as_user: SignIn, officer_sultra: User, verifier: User, ranked: AwardRound, sultra: Agency
) -> None:
    assert "tanda kejanggalan" not in page(as_user(officer_sultra))
    post = builders.post(sultra, ranked.campaign, state=PostState.VERIFIED)
    counters.refresh([post.pk])
    builders.flag(post, Flag.DROP, outcome="upheld", decided_by=verifier)
    assert "tidak dihitung: 0; yang angkanya tidak dihitung: 1." in page(as_user(officer_sultra))
    assert "tanda kejanggalan" not in page(as_user(verifier))


def test_a_reader_without_agency_has_no_own_place(
    as_user: SignIn, ranked: AwardRound, verifier: User
) -> None:
    assert "Peringkat Anda" not in page(as_user(verifier))


def test_posting_is_refused(client: Client, ranked: AwardRound) -> None:
    assert client.post(reverse("awards:standing-list")).status_code == 405


def test_the_number_of_queries_does_not_grow_with_the_agencies(as_user: SignIn, campaign: Campaign) -> None:
    agencies = [builders.agency() for _ in range(20)]
    client = as_user(builders.user(role="officer", agency=agencies[0]))
    results.open_round(campaign)
    found = []

    for hours, posts in ((2, {agencies[0]: [2, 2]}), (1, {agency: [2, 2] for agency in agencies})):
        run = results.tally(campaign, posts, cutoff=NOW - timedelta(hours=hours))
        rankings.compute(tally=run, by=audit.SYSTEM, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        found.append(len(queries))

    assert found[0] == found[1]
    assert found[1] <= 14
