"""The receipt's page: its posts as they stand, for everybody who may see them."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from campaigns.actions import batches, posts
from campaigns.actions.posts import Report
from campaigns.models import Receipt
from campaigns.states import PostState
from summitcomms.lib import clock
from tests import builders
from tests.builders import NOW

CAPTION = "Menyambut KTT ASEAN di Jakarta #ASEAN2023"


@pytest.fixture(autouse=True)
def _at_now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def receipt(officer_sultra, sultra, campaign) -> Receipt:
    reports = [Report(builders.link(at=NOW - timedelta(hours=1)), f"{CAPTION} {n}") for n in range(2)]
    sent = batches.send(by=officer_sultra, campaign=campaign, agency=sultra, reports=reports, at=NOW)
    assert sent.receipt
    return sent.receipt


def test_it_says_number_time_states_and_what_to_do(as_user, officer_sultra, receipt):
    first = receipt.posts.earliest("pk")
    posts.withdraw(by=officer_sultra, post=first, at=NOW)
    page = as_user(officer_sultra).get(receipt.get_absolute_url())
    assertContains(page, f"Tanda terima {receipt.code}")
    assertContains(page, clock.show(NOW, officer_sultra.zone))
    for post in receipt.posts.all():
        assertContains(page, post.get_absolute_url())
        assertContains(page, f">{post.get_state_display()}<")
    assertContains(page, "verifikator akan memeriksanya")
    assertContains(page, "Kirim lagi")


def test_it_is_shared_with_its_number_and_address(as_user, officer_sultra, receipt):
    page = as_user(officer_sultra).get(receipt.get_absolute_url())
    assert page.context["share_text"] == (
        f"Tanda terima {receipt.code}: 2 unggahan Diskominfo Sulawesi Tenggara untuk KTT ke-43, "
        f"{clock.show(NOW, officer_sultra.zone)}. http://testserver{receipt.get_absolute_url()}"
    )
    assertContains(page, "https://wa.me/?text=Tanda%20terima%20")


def test_the_centre_and_the_province_read_it_and_cannot_send(as_user, coordinator_sultra, verifier, receipt):
    for reader in (coordinator_sultra, verifier):
        page = as_user(reader).get(receipt.get_absolute_url())
        assertContains(page, receipt.code)
        assertNotContains(page, "Kirim lagi")


def test_another_agency_does_not_know_it(as_user, officer_mimika, receipt):
    assert as_user(officer_mimika).get(receipt.get_absolute_url()).status_code == 404
    assert as_user(officer_mimika).get(reverse("campaigns:receipt-detail", args=["tiada"])).status_code == 404


def test_it_asks_as_many_queries_for_two_posts_as_for_twenty(
    as_user, officer_sultra, receipt, django_assert_num_queries
):
    client = as_user(officer_sultra)
    with django_assert_num_queries(QUERIES):
        client.get(receipt.get_absolute_url())
    for _ in range(18):
        builders.post(receipt.agency, receipt.campaign, receipt=receipt, submitted_by=officer_sultra)
    with django_assert_num_queries(QUERIES):
        client.get(receipt.get_absolute_url())


QUERIES = 7


def test_a_long_receipt_is_shown_page_by_page(as_user, officer_sultra, receipt):
    first = receipt.posts.first()
    for _ in range(50):
        builders.post(first.agency, first.campaign, receipt=receipt, submitted_by=officer_sultra)

    page = as_user(officer_sultra).get(f"{receipt.get_absolute_url()}?page=2")

    assert page.context["count"] == receipt.posts.count()
    assert len(page.context["page"].object_list) == page.context["count"] - 50


def test_what_was_just_sent_is_taken_back_by_one_button(as_user, officer_sultra, receipt):
    client, recall = as_user(officer_sultra), f"{receipt.get_absolute_url()}recall/"
    assert client.get(receipt.get_absolute_url()).context["may_recall"]

    page = client.post(recall, follow=True)

    assert page.redirect_chain == [(receipt.get_absolute_url(), 302)]
    assert "laporan ditarik" in page.content.decode()
    assert {post.state for post in receipt.posts.all()} == {PostState.WITHDRAWN}


def test_too_late_is_told_and_changes_nothing(as_user, officer_sultra, receipt):
    client, recall = as_user(officer_sultra), f"{receipt.get_absolute_url()}recall/"

    with time_machine.travel(NOW + timedelta(seconds=11), tick=False):
        assert not client.get(receipt.get_absolute_url()).context["may_recall"]
        page = client.post(recall, follow=True)

    assert "dalam 10 detik" in page.content.decode()
    assert not receipt.posts.filter(state=PostState.WITHDRAWN).exists()
