"""The agenda page."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
import time_machine
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from campaigns.models import Campaign, FocusArea, Meeting
from tests.builders import NOW

AGENDA = "/agenda/"


@pytest.fixture(autouse=True)
def _at_now(campaign):
    Meeting.objects.create(
        campaign=campaign,
        name="KTT ke-43 ASEAN",
        starts_at=datetime(2023, 9, 5, 2, tzinfo=UTC),
        place="Jakarta Convention Center",
    )
    Meeting.objects.create(
        campaign=campaign,
        name="KTT ke-13 ASEAN–PBB",
        starts_at=datetime(2023, 9, 6, 17, 30, tzinfo=UTC),  # already 7 September in Jakarta
        place="Jakarta Convention Center",
    )
    FocusArea.objects.create(campaign=campaign, name="Infrastruktur hijau", position=1)
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_agenda_shows_meetings_pillars_and_focus_areas(as_user, officer_sultra):
    answer = as_user(officer_sultra).get(AGENDA)
    for words in (
        "H-7",
        "5–7 September 2023",
        "KTT ke-43 ASEAN",
        "Narasi Epicentrum of Growth.",
        "Salin narasi",
        "Infrastruktur hijau",
    ):
        assertContains(answer, words)


def test_meetings_stand_under_the_campaigns_day_with_the_readers_own_time_beside_it(as_user, officer_mimika):
    answer = as_user(officer_mimika).get(AGENDA)
    assert [day for day, _ in answer.context["days"]] == [
        "Selasa, 5 September 2023",
        "Kamis, 7 September 2023",
    ]
    assertContains(answer, "09.00 WIB")
    assertContains(answer, "11.00 WIT")


def test_who_lives_in_the_campaigns_zone_reads_one_time(as_user, verifier):
    answer = as_user(verifier).get(AGENDA)
    assertContains(answer, "09.00 WIB")
    assertNotContains(answer, "WITA")


def test_a_narrative_is_shared_as_it_was_written(as_user, officer_sultra, campaign):
    narrative = 'ASEAN "untuk" semua & milik kita'
    campaign.pillars.filter(position=1).update(narrative=narrative)
    answer = as_user(officer_sultra).get(AGENDA)
    assertContains(answer, f'https://wa.me/?text={quote(f"{narrative} #ASEAN2023", safe="")}"')


def test_another_campaign_is_named_in_the_address(as_user, officer_sultra):
    client = as_user(officer_sultra)
    assert client.get(AGENDA, {"kampanye": "ktt-43"}).status_code == 200
    assert client.get(AGENDA, {"kampanye": "tidak-ada"}).status_code == 404


def test_without_a_campaign_the_page_says_so(as_user, officer_sultra):
    Campaign.objects.update(state=Campaign.State.DRAFT)
    assertContains(as_user(officer_sultra).get(AGENDA), "Belum ada kampanye yang dibuka")


def test_the_agenda_is_for_people_with_a_role(as_user, outsider, client):
    assertRedirects(client.get(AGENDA), f"/akun/login/?next={AGENDA}", fetch_redirect_response=False)
    assert as_user(outsider).get(AGENDA).status_code == 403
