"""A whole chat message on a phone: paste, review, mend, send, receipt; with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from agencies.models import Agency, User
from agencies.platforms import Platform
from campaigns.models import Campaign, Post, Receipt
from tests import builders
from tests.browser.gate import look_around
from tests.builders import NOW

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("seven_days_before_the_summit"),
]

CAPTION = "Menyambut KTT ASEAN, pusat pertumbuhan kawasan #ASEAN2023"
HANDLE = "sultra_uji"


@pytest.fixture
def officer(officer_sultra: User, sultra: Agency, mimika: Agency, campaign: Campaign) -> User:
    """The officer of an agency whose account on X is registered, and another agency's is too."""
    builders.account(sultra, Platform.X, HANDLE)
    builders.account(mimika, Platform.X, "mimika_uji")
    return officer_sultra


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def phone(request: pytest.FixtureRequest, open_context: Callable[..., BrowserContext], officer: User) -> Page:
    """A phone of the officer."""
    return open_context(officer, width=390, java_script_enabled=request.param, has_touch=True).new_page()


def link(handle: str = HANDLE) -> str:
    return builders.link(Platform.X, NOW, handle)


def paste(page: Page, portal: str, text: str) -> None:
    """Two taps: into the box, and on to the review."""
    page.goto(f"{portal}/posts/submit/")
    page.get_by_label("Tautan unggahan").tap()
    page.keyboard.insert_text(text)
    page.get_by_role("main").get_by_role("button", name="Periksa").tap()


def test_two_links_are_accepted_with_three_taps(phone: Page, portal: str) -> None:
    paste(phone, portal, f"{CAPTION}\n{link()}\n\nKedua. {CAPTION}\n{link()}")
    phone.get_by_role("button", name="Kirim 2 yang siap").tap()

    expect(phone.get_by_role("heading", level=1)).to_contain_text("Tanda terima")
    receipt = Receipt.objects.get()
    expect(phone.get_by_role("heading", level=1)).to_contain_text(receipt.code)
    assert receipt.posts.count() == 2


def test_a_chat_message_is_mended_in_place_and_ends_in_a_receipt(
    phone: Page, portal: str, request: pytest.FixtureRequest
) -> None:
    first, full = link(), builders.link(Platform.TIKTOK, NOW, HANDLE)
    paste(
        phone,
        portal,
        f"[29/08/23 09.15.02] Sari: {CAPTION}\n{first}\n"
        f"[29/08/23 09.16.02] Sari: {CAPTION}\n{first}?s=20\n"
        f"[29/08/23 09.17.02] Sari: {CAPTION}\n{link('mimika_uji')}\n"
        f"[29/08/23 09.18.02] Sari: {CAPTION}\nhttps://vt.tiktok.com/ZSL4xAbcd/",
    )
    expect(phone.get_by_role("heading", level=1)).to_have_text("Periksa lalu kirim")
    expect(phone.get_by_text("tertulis lebih dari sekali")).to_be_visible()
    drafts = phone.get_by_role("main").locator("ol > li")
    expect(drafts).to_have_count(3)
    expect(drafts.nth(1)).to_contain_text("adalah akun X Diskominfo Kabupaten Mimika")
    if "with JavaScript" in request.node.callspec.id:
        assert look_around(phone) == []

    drafts.nth(1).get_by_label("Jangan kirim yang ini").tap()
    drafts.nth(2).get_by_label("Tautan unggahan").fill(full)
    phone.get_by_role("button", name="Kirim yang siap").tap()

    expect(phone.get_by_role("heading", level=1)).to_contain_text("Tanda terima")
    receipt = Receipt.objects.get()
    expect(phone.get_by_role("status")).to_contain_text("2 laporan diterima")
    assert set(Post.objects.values_list("url", "receipt")) == {(first, receipt.pk), (full, receipt.pk)}


def test_what_is_not_ready_waits_on_the_page(phone: Page, portal: str) -> None:
    paste(phone, portal, f"{link()} {CAPTION}\n{link()} Tanpa tagar")
    phone.get_by_role("button", name="Kirim 1 yang siap").tap()

    expect(phone.get_by_role("status")).to_contain_text("1 laporan diterima")
    phone.get_by_label("Takarir").fill(CAPTION)
    phone.get_by_role("button", name="Kirim yang siap").tap()

    expect(phone.get_by_role("heading", level=1)).to_contain_text("Tanda terima")
    assert Post.objects.count() == 2
