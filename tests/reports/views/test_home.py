from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agencies.actions import handover
from agencies.models import Agency, Membership, User
from awards.actions import jury, rounds
from awards.models import AwardRound
from campaigns.models import Campaign
from campaigns.states import PostState
from tests import builders
from tests.awards import results
from tests.builders import NOW
from tests.reports.reading import queries, text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
URL = reverse("reports:home")


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    response = client.get(URL)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_home_is_only_read(as_user: SignIn, officer_sultra: User) -> None:
    assert as_user(officer_sultra).post(URL).status_code == 405


@pytest.mark.parametrize("role", ["administrator", "editor", "verifier", "committee", "analyst", "observer"])
def test_the_centre_begins_at_the_control_room(role: str, as_user: SignIn) -> None:
    response = as_user(builders.user(role=role)).get(URL)

    assert response.status_code == 302
    assert response["Location"] == reverse("reports:control-room")


def test_somebody_of_both_reaches_the_own_agency_by_name(
    as_user: SignIn, verifier: User, setneg: Agency
) -> None:
    Membership.objects.create(user=verifier, role="officer", agency=setneg, reason="Diperbantukan.")

    assert as_user(verifier).get(URL).status_code == 302
    assert setneg.short_name in text_of(as_user(verifier), URL, instansi="setneg")


def test_somebody_without_a_role_is_told_whom_to_ask(as_user: SignIn, outsider: User) -> None:
    assert "Akun Anda belum memiliki peran" in text_of(as_user(outsider), URL)


def test_without_a_campaign_home_says_so(as_user: SignIn, officer_sultra: User) -> None:
    text = text_of(as_user(officer_sultra), URL)

    assert "Belum ada kampanye yang dibuka." in text
    assert "Kirim tautan" not in text


@time_machine.travel(NOW)
def test_an_officer_sees_what_waits_and_where_the_agency_stands(
    as_user: SignIn, officer_sultra: User, sultra: Agency, ranked: AwardRound, campaign: Campaign
) -> None:
    mended = builders.post(
        sultra,
        campaign,
        state=PostState.RETURNED,
        submitted_by=officer_sultra,
        reason_code="hashtag_missing",
        reason_note="Tambahkan tagar.",
    )

    text = text_of(as_user(officer_sultra), URL)

    assert "Kirim tautan" in text
    assert mended.get_absolute_url() in text
    assert "Alasan: tagar tidak ada. Tambahkan tagar." in text
    assert "Peringkat 1" in text
    assert f"{reverse('campaigns:post-list')}?instansi={sultra.slug}&amp;status=tindakan" in text
    assert "Kabupaten dan kota" not in text


@time_machine.travel(NOW)
def test_a_successor_sees_what_the_predecessor_left_open(
    as_user: SignIn, lead_sultra: User, officer_sultra: User, sultra: Agency, campaign: Campaign
) -> None:
    returned = builders.post(sultra, campaign, submitted_by=officer_sultra, state=PostState.RETURNED)
    linkless = builders.post(
        sultra, campaign, submitted_by=officer_sultra, state=PostState.NEEDS_LINK, native_id=None
    )
    held = officer_sultra.memberships.get()
    handover.leave(by=officer_sultra, membership=held, at=NOW)
    successor = builders.user(role="officer", agency=sultra)

    page = text_of(as_user(successor), URL)

    assert returned.code in page
    assert linkless.code in page


def test_the_links_of_the_counts_open(
    as_user: SignIn, officer_sultra: User, sultra: Agency, campaign: Campaign
) -> None:
    post = builders.post(sultra, campaign, state=PostState.VERIFIED, submitted_by=officer_sultra)

    listing = as_user(officer_sultra).get(
        reverse("campaigns:post-list"), {"instansi": sultra.slug, "status": "terverifikasi"}
    )

    assert post.get_absolute_url() in listing.content.decode()


def test_a_frozen_rank_is_kept_from_the_agency_itself(
    as_user: SignIn, officer_sultra: User, ranked: AwardRound, committee: User
) -> None:
    rounds.freeze(round_id=ranked.public_id, by=committee, at=NOW)

    text = text_of(as_user(officer_sultra), URL)

    assert "Peringkat sedang diputuskan" in text
    assert "Peringkat 1" not in text


def test_a_reader_and_a_closed_campaign_offer_nothing_to_send(
    as_user: SignIn, officer_sultra: User, sultra: Agency, campaign: Campaign
) -> None:
    reader = builders.user(role="reader", agency=sultra)
    assert "Kirim tautan</a>" not in text_of(as_user(reader), URL)

    campaign.state = Campaign.State.CLOSED
    campaign.save()
    assert "Kirim tautan</a>" not in text_of(as_user(officer_sultra), URL)


@time_machine.travel(NOW)
def test_a_coordinator_sees_silent_regencies_first_with_a_reminder(
    as_user: SignIn, coordinator_sultra: User, campaign: Campaign
) -> None:
    loud = builders.agency("D-74.01", "Diskominfo Kabupaten Buton")
    builders.agency("D-74.71", "Diskominfo Kota Kendari")
    builders.post(loud, campaign)

    text = text_of(as_user(coordinator_sultra), URL)

    assert "1 dari 2 belum melaporkan unggahan." in text
    assert "\n- Diskominfo Kota Kendari\n" in text
    assert "\n- Diskominfo Kabupaten Buton\n" not in text
    assert "https://wa.me/?text=Yth." in text
    table = text.partition("<tbody>")[2]
    assert table.index("Kota Kendari") < table.index("Kabupaten Buton")


def test_a_coordinator_of_a_province_where_all_report_needs_no_reminder(
    as_user: SignIn, coordinator_sultra: User, campaign: Campaign
) -> None:
    builders.post(builders.agency("D-74.01", "Diskominfo Kabupaten Buton"), campaign)

    text = text_of(as_user(coordinator_sultra), URL)

    assert "Semua kabupaten dan kota sudah melaporkan unggahan." in text
    assert "wa.me" not in text


def test_somebody_of_two_agencies_chooses_between_them(
    as_user: SignIn, officer_sultra: User, sultra: Agency, setneg: Agency, campaign: Campaign
) -> None:
    Membership.objects.create(user=officer_sultra, role="reader", agency=setneg)

    first = text_of(as_user(officer_sultra), URL)
    assert f"<h1>{sultra.short_name}</h1>" in first
    assert "?instansi=setneg" in first
    assert f"<h1>{setneg.short_name}</h1>" in text_of(as_user(officer_sultra), URL, instansi="setneg")


@pytest.mark.parametrize("slug", ["kemlu", "tidak-ada", "a\x00b"])
def test_another_agency_is_not_found(
    slug: str, as_user: SignIn, officer_sultra: User, kemlu: Agency, campaign: Campaign
) -> None:
    assert as_user(officer_sultra).get(URL, {"instansi": slug}).status_code == 404


@pytest.mark.parametrize("rows", [1, 20])
def test_home_asks_the_same_for_one_post_and_for_twenty(
    rows: int, as_user: SignIn, officer_sultra: User, sultra: Agency, ranked: AwardRound, campaign: Campaign
) -> None:
    for _ in range(rows):
        builders.post(sultra, campaign, state=PostState.RETURNED, submitted_by=officer_sultra)

    assert queries(as_user(officer_sultra), URL) == 17


@pytest.mark.parametrize("rows", [1, 20])
def test_a_coordinators_home_asks_the_same_for_one_regency_and_for_twenty(
    rows: int, as_user: SignIn, coordinator_sultra: User, ranked: AwardRound, campaign: Campaign
) -> None:
    for number in range(1, rows + 1):
        builders.post(builders.agency(f"D-74.{number:02}"), campaign)

    assert queries(as_user(coordinator_sultra), URL) == 20


def test_a_juror_without_any_role_finds_the_sheets_while_the_jury_is_at_work(
    as_user: SignIn, campaign: Campaign, committee: User, outsider: User
) -> None:
    award_round = results.judging_round(campaign, {})
    jury.name(round_id=award_round.public_id, juror=outsider, by=committee, at=NOW)

    assert reverse("awards:jury-list") in text_of(as_user(outsider), URL)
    AwardRound.objects.update(judged_at=NOW, judged_by=committee)
    assert reverse("awards:jury-list") not in text_of(as_user(outsider), URL)


def test_a_juror_of_an_agency_finds_the_sheets_among_what_waits(
    as_user: SignIn, campaign: Campaign, committee: User, officer_sultra: User
) -> None:
    award_round = results.judging_round(campaign, {})
    jury.name(round_id=award_round.public_id, juror=officer_sultra, by=committee, at=NOW)

    assert "Anda diminta menilai sebagai juri" in text_of(as_user(officer_sultra), URL)
