"""From invitation to hand-over with nothing but passkeys, on phones that Chromium pretends to be."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from agencies.models import Agency, AuditEvent, User
from agencies.platforms import Platform
from campaigns.models import Campaign, Post
from tests import builders
from tests.browser.gate import look_around
from tests.builders import NOW
from tests.letters import delivered

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("seven_days_before_the_summit"),
]
CAPTION = "Menyambut KTT ASEAN, pusat pertumbuhan kawasan #ASEAN2023"
HANDLE = "sultra_uji"


def phone_with_a_fingerprint(open_context: Callable[..., BrowserContext], width: int = 390) -> Page:
    """A phone of somebody's own: it keeps passkeys, and its owner always touches the sensor."""
    page = open_context(width=width).new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def invite(desk: Page, portal: str, email: str) -> None:
    desk.goto(portal + reverse("agencies:invitation-create"))
    desk.get_by_label("Surel dinas").fill(email)
    desk.get_by_label("Pengelola media sosial").check()
    press(desk, "Undang")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Undangan dikirim")


def mailed_link(email: str) -> str:
    [letter] = [one for one in delivered(at=NOW) if one.to == [email]]
    found = re.search(r"/undangan/\S+", str(letter.body))
    assert found
    return found[0]


def accept(page: Page, portal: str, link: str, name: str) -> None:
    page.goto(portal + link)
    page.get_by_label("Nama lengkap").fill(name)
    press(page, "Terima undangan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Masuk lain kali")


def add_passkey(page: Page) -> None:
    page.get_by_role("link", name="Pasang kunci sandi di ponsel ini").click()
    press(page, "Pasang kunci sandi")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kode pemulihan")


def sign_out(page: Page, portal: str) -> None:
    page.goto(portal + reverse("account_logout"))
    press(page, "Keluar")
    expect(page.get_by_role("link", name="Masuk").first).to_be_visible()


def sign_in_with_passkey(page: Page, portal: str) -> None:
    page.goto(portal + reverse("account_login"))
    press(page, "Masuk dengan kunci sandi")
    expect(page).to_have_url(portal + reverse("reports:home"))


def test_invited_with_a_passkey_until_the_successor_takes_over(
    open_context: Callable[..., BrowserContext],
    portal: str,
    lead_sultra: User,
    sultra: Agency,
    campaign: Campaign,
) -> None:
    builders.account(sultra, Platform.X, HANDLE)
    desk = open_context(lead_sultra, width=1280).new_page()
    invite(desk, portal, "budi@sultra.go.id")

    budi = phone_with_a_fingerprint(open_context)
    accept(budi, portal, mailed_link("budi@sultra.go.id"), "Budi Santoso")
    assert look_around(budi) == []
    add_passkey(budi)
    assert look_around(budi) == []
    sign_out(budi, portal)
    sign_in_with_passkey(budi, portal)
    assert AuditEvent.objects.filter(action="user.sign_in").latest("pk").after == {"methods": ["passkey"]}

    budi.goto(portal + reverse("campaigns:post-submit"))
    budi.get_by_label("Tautan unggahan").fill(f"{CAPTION} {builders.link(Platform.X, NOW, HANDLE)}")
    press(budi, "Periksa")
    expect(budi.get_by_label("Takarir")).to_have_value(CAPTION)
    press(budi, "Kirim")
    expect(budi.get_by_role("status")).to_contain_text("diterima dan menunggu verifikasi")
    post = Post.objects.get()

    role = User.objects.get(email="budi@sultra.go.id").memberships.get()
    budi.goto(portal + reverse("agencies:membership-leave", args=[role.public_id]))
    press(budi, "Akhiri tugas saya")
    expect(budi.get_by_role("status")).to_contain_text("tidak lagi bertugas")
    assert budi.request.get(portal + reverse("campaigns:post-list")).status == 403

    invite(desk, portal, "citra@sultra.go.id")
    citra = phone_with_a_fingerprint(open_context)
    accept(citra, portal, mailed_link("citra@sultra.go.id"), "Citra Lestari")
    add_passkey(citra)
    sign_out(citra, portal)
    sign_in_with_passkey(citra, portal)
    citra.goto(portal + reverse("campaigns:post-list"))
    expect(citra.get_by_text(post.code)).to_be_visible()

    sign_out(budi, portal)
    sign_in_with_passkey(budi, portal)  # the account stays, without a role
    assert budi.request.get(portal + reverse("campaigns:post-list")).status == 403


def test_the_link_on_whatsapp_needs_the_code_that_is_mailed(
    open_context: Callable[..., BrowserContext], portal: str, lead_sultra: User
) -> None:
    """At 320 pixels and without JavaScript."""
    desk = open_context(lead_sultra, width=1280).new_page()
    invite(desk, portal, "budi@sultra.go.id")
    link = desk.locator("#tautan").inner_text()

    page = open_context(width=320, java_script_enabled=False).new_page()
    page.goto(portal + link[link.index("/undangan/") :])
    press(page, "Kirim kode ke surel saya")
    expect(page.get_by_role("heading", level=1)).to_have_text("Masukkan kode masuk")
    code = re.search(r"^[A-Z0-9]{3,}-?[A-Z0-9]+$", str(delivered(at=NOW)[-1].body), re.MULTILINE)
    assert code
    page.get_by_label("Kode").fill(code[0])
    press(page, "Masuk")
    page.get_by_label("Nama lengkap").fill("Budi Santoso")
    press(page, "Terima undangan")

    expect(page.get_by_role("heading", level=1)).to_have_text("Masuk lain kali")
    assert User.objects.get(email="budi@sultra.go.id").full_name == "Budi Santoso"


def test_a_phone_without_the_passkey_is_told_what_else_to_do(
    open_context: Callable[..., BrowserContext], portal: str, officer_sultra: User
) -> None:
    page = phone_with_a_fingerprint(open_context)
    page.goto(portal + reverse("account_login"))

    press(page, "Masuk dengan kunci sandi")

    expect(page.get_by_role("alert").filter(has_text="tidak jadi digunakan")).to_be_visible()
    assert look_around(page) == []
