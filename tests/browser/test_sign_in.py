"""The pages that only somebody half signed in sees."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from agencies.models import User
from tests.agencies.test_sign_in import totp
from tests.browser.gate import look_around
from tests.builders import PASSWORD
from tests.letters import delivered

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("seven_days_before_the_summit"),
]


@pytest.fixture
def page(open_context: Callable[..., BrowserContext]) -> Page:
    return open_context().new_page()


def test_the_second_factor_is_asked_for_and_a_wrong_code_is_refused(
    page: Page, portal: str, verifier: User
) -> None:
    page.goto(portal + reverse("account_login"))
    page.get_by_label("Surel").fill(verifier.email)
    page.get_by_label("Sandi").fill(PASSWORD)
    page.get_by_label("Sandi").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kode autentikasi")
    assert look_around(page) == []

    page.get_by_label("Kode").fill("000000")
    page.get_by_label("Kode").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Anda belum masuk")
    assert look_around(page) == []

    page.get_by_label("Kode").fill(totp())
    page.get_by_label("Kode").press("Enter")
    expect(page.get_by_role("navigation", name="Utama")).to_be_attached()


def test_a_code_by_mail_lets_an_officer_in(page: Page, portal: str, officer_sultra: User) -> None:
    page.goto(portal + reverse("account_request_login_code"))
    page.get_by_label("Surel").fill(officer_sultra.email)
    page.get_by_label("Surel").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Masukkan kode masuk")
    assert look_around(page) == []

    [letter] = delivered()
    code = re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]+$", str(letter.body), re.MULTILINE)
    assert code
    page.get_by_label("Kode").fill(code[0])
    page.get_by_label("Kode").press("Enter")
    expect(page.get_by_role("navigation", name="Utama")).to_be_visible()


def test_a_link_by_mail_leads_to_a_new_password(page: Page, portal: str, officer_sultra: User) -> None:
    key = [user_pk_to_url_str(officer_sultra), default_token_generator.make_token(officer_sultra)]
    page.goto(portal + reverse("account_reset_password_from_key", args=key))
    assert look_around(page) == []

    for field in page.locator("input[type=password]").all():
        field.fill("kata-sandi-yang-baru-sekali")
    page.get_by_role("main").get_by_role("button").first.click()

    page.wait_for_url(re.compile("/key/done/"))
    officer_sultra.refresh_from_db()
    assert officer_sultra.check_password("kata-sandi-yang-baru-sekali")
