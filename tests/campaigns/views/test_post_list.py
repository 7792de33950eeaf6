"""The list of posts narrowed and taken along, and a withdrawal taken back from the post's page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains

from agencies.models import Agency, User
from agencies.platforms import Platform
from campaigns.actions import posts
from campaigns.models import Campaign, Post, PostCounters
from campaigns.states import PostState
from summitcomms.lib import clock, tables
from tests import builders
from tests.builders import NOW

LIST, EXPORT = "/posts/", "/posts/export/"


@pytest.fixture(autouse=True)
def _at_now(campaign: Campaign) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def found(client: Any, query: str) -> set[Post]:
    page = client.get(f"{LIST}?{query}")
    assert page.status_code == 200
    return set(page.context["page"].object_list)


def book(client: Any, query: str = "") -> tables.Table:
    answer = client.get(f"{EXPORT}?{query}")
    assert answer.status_code == 200
    return tables.read_xlsx(b"".join(answer.streaming_content))


def test_a_platform_narrows_the_list(as_user: Any, officer_sultra: User, sultra: Agency):
    builders.post(sultra)
    wanted = builders.post(sultra, platform=Platform.TIKTOK)

    assert found(as_user(officer_sultra), "platform=tiktok") == {wanted}


def test_days_of_publication_are_whole_days_in_the_readers_zone(
    as_user: Any, officer_mimika: User, mimika: Agency
):
    start, end = clock.day_edges((NOW - timedelta(days=2)).date(), "Asia/Jayapura")
    first, last = (builders.post(mimika, published_at=time) for time in (start, end - timedelta(seconds=1)))
    before, after = (builders.post(mimika, published_at=time) for time in (start - timedelta(seconds=1), end))
    client, day = as_user(officer_mimika), (NOW - timedelta(days=2)).date().isoformat()

    assert found(client, f"sejak={day}&sampai={day}") == {first, last}
    assert found(client, f"sejak={day}") == {first, last, after}
    assert found(client, f"sampai={day}") == {before, first, last}
    assertContains(client.get(LIST), "Terbit sejak (WIT)")


@pytest.mark.parametrize("query", ["platform=friendster", "sejak=kemarin", "sampai=31-31-2023", "q=%00"])
def test_what_cannot_be_read_narrows_nothing(as_user: Any, officer_sultra: User, sultra: Agency, query: str):
    post = builders.post(sultra)

    assert found(as_user(officer_sultra), query) == {post}


@pytest.mark.parametrize("words", ["akun_resmi", "@Akun_Resmi", "AKUN_RES"])
def test_a_post_is_found_by_its_account(as_user: Any, officer_sultra: User, sultra: Agency, words: str):
    builders.post(sultra)
    wanted = builders.post(sultra, handle="akun_resmi")

    assert found(as_user(officer_sultra), f"q={words}") == {wanted}


def test_a_post_is_found_by_its_registered_account(as_user: Any, officer_sultra: User, sultra: Agency):
    builders.post(sultra)
    wanted = builders.post(sultra, account=builders.account(sultra, handle="kominfo.sultra"))

    assert found(as_user(officer_sultra), "q=@Kominfo.Sultra") == {wanted}


@pytest.mark.parametrize("words", ["mimika", "KAB.%20MIMÍKA", "94.04"])
def test_the_centre_finds_posts_by_agency_however_it_is_written(
    as_user: Any, verifier: User, sultra: Agency, mimika: Agency, words: str
):
    Agency.objects.filter(pk=mimika.pk).update(search=f"{mimika.search}kab mimika ")
    builders.post(sultra)
    wanted = builders.post(mimika)

    assert found(as_user(verifier), f"q={words}") == {wanted}


def test_filters_stay_when_a_tab_is_chosen_and_the_download_follows_them(
    as_user: Any, officer_sultra: User, sultra: Agency
):
    builders.post(sultra, platform=Platform.TIKTOK)

    page = as_user(officer_sultra).get(f"{LIST}?platform=tiktok&status=menunggu")

    assert all("platform=tiktok" in tab.url for tab in page.context["tabs"])
    assertContains(page, f"{EXPORT}?platform=tiktok&amp;status=menunggu")
    assertContains(page, '<option value="tiktok" selected>')


def test_a_download_holds_what_the_same_filters_find(as_user: Any, officer_sultra: User, sultra: Agency):
    builders.post(sultra)
    wanted = builders.post(sultra, state=PostState.RETURNED, reason_code="duplicate", reason_note="Lihat 7")
    client = as_user(officer_sultra)

    table = book(client, "status=tindakan")

    [row] = table.rows
    cells = dict(zip(table.header, row.cells, strict=True))
    assert cells["kode"] == wanted.code
    assert cells["status"] == "perlu perbaikan"
    assert (cells["alasan"], cells["catatan"]) == ("ganda", "Lihat 7")
    assert cells["dikirim"] == clock.show(wanted.submitted_at, officer_sultra.zone)
    assert cells["kode instansi"] == sultra.code
    assert len(book(client).rows) == 2


def test_a_download_has_the_newest_figures_and_blanks_where_nothing_was_measured(
    as_user: Any, officer_sultra: User, sultra: Agency, campaign: Campaign
):
    measured, other = builders.post(sultra), builders.post(sultra)
    PostCounters.objects.create(
        post=measured, campaign=campaign, agency=sultra, platform="x", taken_at=NOW, likes=12, views=None
    )

    table = book(as_user(officer_sultra))

    rows = {row.cells[0]: dict(zip(table.header, row.cells, strict=True)) for row in table.rows}
    assert rows[measured.code]["suka"] == "12"
    assert rows[measured.code]["angka per"] == clock.show(NOW, officer_sultra.zone)
    assert rows[other.code]["suka"] == ""


def test_what_looks_like_a_formula_is_text_in_a_download(as_user: Any, officer_sultra: User, sultra: Agency):
    builders.post(sultra, caption="=cmd|' /C calc'!A0")

    assert "=cmd|' /C calc'!A0" in book(as_user(officer_sultra)).rows[0].cells


def test_a_download_keeps_to_what_its_reader_may_see(
    as_user: Any,
    officer_mimika: User,
    coordinator_sultra: User,
    verifier: User,
    sultra: Agency,
    mimika: Agency,
):
    builders.post(sultra)
    builders.post(mimika)
    builders.post(builders.agency("D-74.71"))

    counts = [len(book(as_user(user)).rows) for user in (officer_mimika, coordinator_sultra, verifier)]

    assert counts == [1, 2, 3]
    assert as_user(officer_mimika).get(f"{EXPORT}?instansi={sultra.slug}").status_code == 404


@pytest.mark.parametrize("address", [LIST, EXPORT])
def test_one_post_and_twenty_take_the_same_queries(
    as_user: Any, verifier: User, sultra: Agency, django_assert_num_queries: Any, address: str
):
    client = as_user(verifier)
    allowed = {LIST: 9, EXPORT: 6}[address]
    builders.post(sultra)
    with django_assert_num_queries(allowed):
        list(client.get(address))
    for _ in range(19):
        builders.post(sultra)
    with django_assert_num_queries(allowed):
        list(client.get(address))


def test_a_withdrawal_is_taken_back_from_the_posts_page(as_user: Any, officer_sultra: User, sultra: Agency):
    post = builders.post(sultra)
    client, restore = as_user(officer_sultra), reverse("campaigns:post-restore", args=[post.code])
    shown = client.post(reverse("campaigns:post-withdraw", args=[post.code]), follow=True)
    assertContains(shown, restore)

    page = client.post(restore, follow=True)

    assertContains(page, f"Penarikan laporan {post.code} diurungkan.")
    assert Post.objects.get().state == PostState.SUBMITTED


def test_too_late_is_told_and_the_report_stays_withdrawn(as_user: Any, officer_sultra: User, sultra: Agency):
    post = builders.post(sultra)
    posts.withdraw(by=officer_sultra, post=post, at=NOW - timedelta(seconds=11))
    client, restore = as_user(officer_sultra), reverse("campaigns:post-restore", args=[post.code])

    assert not client.get(post.get_absolute_url()).context["may_restore"]
    assertContains(client.post(restore, follow=True), "dalam 10 detik")
    assert Post.objects.get().state == PostState.WITHDRAWN
