"""The officer's part on a phone: sign in, tap Kirim, paste, send; and the verifier's, with the keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from agencies.models import Agency, User
from agencies.platforms import Platform
from campaigns.models import Campaign, Post
from campaigns.states import PostState
from tests import builders
from tests.agencies.test_sign_in import totp
from tests.browser.keyboard import press
from tests.builders import NOW, PASSWORD

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("seven_days_before_the_summit"),
]

CAPTION = "Menyambut KTT ASEAN, pusat pertumbuhan kawasan #ASEAN2023"
HANDLE = "sultra_uji"


@pytest.fixture
def officer(officer_sultra: User, sultra: Agency, campaign: Campaign) -> User:
    """The officer of an agency whose account on X is registered."""
    builders.account(sultra, Platform.X, HANDLE)
    return officer_sultra


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def phone(request: pytest.FixtureRequest, open_context: Callable[..., BrowserContext]) -> Page:
    """A phone, signed out."""
    return open_context(width=390, java_script_enabled=request.param, has_touch=True).new_page()


def link() -> str:
    return builders.link(Platform.X, NOW, HANDLE)


def sign_in(page: Page, portal: str, user: User) -> None:
    """Through the form, as everybody does."""
    page.goto(portal)
    page.get_by_role("link", name="Masuk").first.click()
    page.get_by_label("Surel").fill(user.email)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Masuk", exact=True).click()


def write(page: Page, link: str, caption: str) -> int:
    """Paste both and send, by tapping; return how many taps that took."""
    page.get_by_label("Tautan unggahan").tap()
    page.keyboard.insert_text(f"{caption}\n{link}")
    page.get_by_role("main").get_by_role("button", name="Periksa").tap()
    page.get_by_role("main").get_by_role("button", name="Kirim").tap()
    return 3


def test_an_officer_reports_a_post_in_three_taps(phone: Page, portal: str, officer: User) -> None:
    sign_in(phone, portal, officer)
    phone.get_by_role("navigation", name="Cepat").get_by_role("link", name="Kirim").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Kirim unggahan")

    taps = write(phone, link(), CAPTION)

    expect(phone.get_by_role("status")).to_contain_text("diterima dan menunggu verifikasi")
    assert taps <= 3
    post = Post.objects.get()
    assert (post.state, post.submitted_by, post.caption) == (PostState.SUBMITTED, officer, CAPTION)
    expect(phone.get_by_text(f"Kode unggahan {post.code}")).to_be_visible()

    phone.goto(f"{portal}/posts/")
    row = phone.get_by_role("row").filter(has_text=post.code)
    expect(row).to_contain_text(post.get_state_display())


def test_a_refusal_keeps_what_was_typed_and_says_how_to_mend_it(
    phone: Page, portal: str, officer: User
) -> None:
    sign_in(phone, portal, officer)
    phone.goto(f"{portal}/posts/submit/")
    pasted = link()

    write(phone, pasted, "Menyambut KTT ASEAN")

    expect(phone.get_by_role("alert")).to_contain_text("Belum terkirim")
    expect(phone.get_by_role("alert")).to_contain_text("#ASEAN2023")
    expect(phone.get_by_label("Tautan unggahan")).to_have_value(pasted)
    expect(phone.get_by_label("Takarir")).to_have_value("Menyambut KTT ASEAN")
    assert not Post.objects.exists()

    phone.get_by_label("Takarir").fill(CAPTION)
    phone.get_by_role("main").get_by_role("button", name="Kirim").tap()

    expect(phone.get_by_role("status")).to_contain_text("diterima dan menunggu verifikasi")
    assert Post.objects.get().caption == CAPTION


def test_a_verifier_signs_in_with_a_code_and_accepts_with_one_key(
    open_context: Callable[..., BrowserContext], portal: str, officer: User, sultra: Agency, verifier: User
) -> None:
    waiting = [
        builders.post(sultra, submitted_by=officer, url=link(), native_id=str(number)) for number in (1, 2)
    ]
    desk = open_context(width=1280).new_page()
    sign_in(desk, portal, verifier)
    expect(desk.get_by_role("heading", level=1)).to_have_text("Kode autentikasi")
    desk.get_by_label("Kode").fill(totp())
    desk.get_by_role("main").get_by_role("button", name="Masuk").click()
    desk.get_by_role("navigation", name="Utama").get_by_role("link", name="Antrean verifikasi").click()
    desk.get_by_role("link", name="Mulai memeriksa").click()
    desk.wait_for_url(re.compile("/verify/"))

    press(desk, "v")

    expect(desk.get_by_text("diterima dan dihitung")).to_be_visible()
    states = set(Post.objects.values_list("code", "state"))
    first = next(post for post in waiting if (post.code, PostState.VERIFIED) in states)
    [second] = [post for post in waiting if post != first]
    assert states == {(first.code, PostState.VERIFIED), (second.code, PostState.SUBMITTED)}
    expect(desk.get_by_text(second.code)).to_be_visible()

    press(desk, "u")

    expect(desk.get_by_role("status").first).to_contain_text(f"Verifikasi {first.code} diurungkan")
    first.refresh_from_db()
    assert first.state == PostState.RETURNED


def test_a_letter_typed_into_a_field_decides_nothing(
    open_context: Callable[..., BrowserContext], portal: str, officer: User, sultra: Agency, verifier: User
) -> None:
    waiting = builders.post(sultra, submitted_by=officer)
    desk = open_context(verifier, width=1280).new_page()
    desk.goto(f"{portal}/posts/{waiting.code}/verify/")

    desk.get_by_label("Catatan untuk instansi").press_sequentially("vuj")

    expect(desk.get_by_label("Catatan untuk instansi")).to_have_value("vuj")
    waiting.refresh_from_db()
    assert waiting.state == PostState.SUBMITTED
