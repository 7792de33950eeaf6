"""The verifier's part at a desk: a queue emptied by keyboard alone, alone and beside a colleague."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import BrowserContext, Page, expect

from agencies.models import Agency, AuditEvent, User
from campaigns.models import Post, PostCounters
from campaigns.states import PostState
from tests import builders
from tests.browser.keyboard import press
from tests.builders import NOW

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Seven days before the summit; `clock.shift(SECOND)` moves on, and nothing else does."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def waiting(sultra: Agency, officer_sultra: User) -> list[Post]:
    """Ten posts, in the order of the queue."""
    return [
        builders.post(sultra, submitted_by=officer_sultra, submitted_at=NOW - timedelta(minutes=60 - n))
        for n in range(10)
    ]


@pytest.fixture
def second_verifier(db: None) -> User:
    return builders.user("verifikator2@contoh.go.id", "verifier", full_name="Vito Verifikator")


@pytest.fixture
def desk(
    open_context: Callable[..., BrowserContext], portal: str, verifier: User, waiting: list[Post]
) -> Page:
    """The verifier at the queue."""
    page = open_context(verifier, width=1280).new_page()
    page.goto(f"{portal}/posts/queue/")
    return page


def code(page: Page) -> str:
    """The post that the page shows; "" on the queue itself."""
    parts = page.url.split("/")
    return parts[4] if "/verify/" in page.url else ""


def states() -> Counter[str]:
    return Counter(Post.objects.values_list("state", flat=True))


def test_a_queue_is_emptied_by_keyboard_alone(
    desk: Page, waiting: list[Post], clock: time_machine.Traveller
) -> None:
    press(desk, "j")
    assert code(desk) == waiting[0].code

    for _ in range(5):
        press(desk, "v")
        clock.shift(SECOND)
    press(desk, "t", "4", "Enter")
    desk.keyboard.press("t")
    desk.keyboard.press("7")  # the note of "lainnya" is where one types now
    desk.keyboard.type("Tautan mengarah ke unggahan lama, jk vt.")
    press(desk, "Control+Enter")
    press(desk, "x", "6", "Enter")
    press(desk, "v")
    expect(desk.get_by_role("button", name="Urungkan")).to_be_visible()
    press(desk, "u")
    expect(desk.get_by_role("status").first).to_contain_text("diurungkan")
    press(desk, "j")
    press(desk, "v")

    expect(desk.get_by_text("Tidak ada unggahan yang menunggu verifikasi.")).to_be_visible()
    assert states() == {PostState.VERIFIED: 6, PostState.RETURNED: 3, PostState.REJECTED: 1}
    reasons = dict(Post.objects.exclude(reason_code="").values_list("code", "reason_code"))
    assert [reasons.get(post.code, "") for post in waiting[5:9]] == [
        "link_dead",
        "other",
        "duplicate",
        "other",
    ]
    assert Post.objects.get(pk=waiting[6].pk).reason_note == "Tautan mengarah ke unggahan lama, jk vt."
    assert PostCounters.objects.filter(is_counted=True).count() == 6


def test_two_verifiers_at_once_decide_each_post_once(
    desk: Page,
    open_context: Callable[..., BrowserContext],
    portal: str,
    waiting: list[Post],
    second_verifier: User,
) -> None:
    colleague = open_context(second_verifier, width=1280).new_page()
    colleague.goto(f"{portal}/posts/queue/")
    for page in (desk, colleague):
        press(page, "j")
    for _ in range(5):
        assert code(desk) != code(colleague)
        for page in (desk, colleague):
            press(page, "v")

    assert states() == {PostState.VERIFIED: 10}
    decided = AuditEvent.objects.filter(action="post.verified").values_list("target_id", flat=True)
    assert sorted(decided) == sorted(post.code for post in waiting)
    assert set(Counter(Post.objects.values_list("decided_by", flat=True)).values()) == {5}


def test_next_and_previous_pass_posts_over_without_deciding(desk: Page, waiting: list[Post]) -> None:
    press(desk, "j")
    press(desk, "j")
    assert code(desk) == waiting[1].code
    press(desk, "k")
    assert code(desk) == waiting[0].code
    assert states() == {PostState.SUBMITTED: 10}


def test_keys_can_be_looked_up_and_turned_off_for_good(desk: Page, waiting: list[Post]) -> None:
    press(desk, "j")
    accept = desk.get_by_role("button", name="Terima")
    expect(accept).to_have_attribute("aria-keyshortcuts", "V")
    desk.keyboard.press("?")
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_be_visible()
    desk.keyboard.press("v")  # keys rest while it is open
    dialog.get_by_label("Pakai pintasan di perangkat ini").uncheck()
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    desk.reload()
    desk.keyboard.press("v")
    expect(accept.locator("kbd")).to_be_hidden()
    expect(accept).not_to_have_attribute("aria-keyshortcuts", "V")
    assert states() == {PostState.SUBMITTED: 10}

    desk.get_by_role("button", name="Pintasan").click()
    dialog.get_by_label("Pakai pintasan di perangkat ini").check()
    desk.keyboard.press("Escape")
    press(desk, "v")
    assert states()[PostState.VERIFIED] == 1


def test_a_telephone_shows_no_keys(
    open_context: Callable[..., BrowserContext], portal: str, verifier: User, waiting: list[Post]
) -> None:
    phone = open_context(verifier, width=390, has_touch=True, is_mobile=True).new_page()
    phone.goto(f"{portal}/posts/{waiting[0].code}/verify/")
    expect(phone.get_by_role("button", name="Terima")).to_be_visible()
    assert not [key for key in phone.locator("kbd").all() if key.is_visible()]
    expect(phone.get_by_role("button", name="Pintasan")).to_be_hidden()


def test_without_javascript_the_buttons_decide(
    open_context: Callable[..., BrowserContext],
    portal: str,
    verifier: User,
    waiting: list[Post],
    clock: time_machine.Traveller,
) -> None:
    page = open_context(verifier, width=390, java_script_enabled=False).new_page()
    page.goto(f"{portal}/posts/queue/")
    page.get_by_role("link", name="Mulai memeriksa").click()
    page.get_by_role("button", name="Terima").click()
    expect(page.get_by_text(f"{waiting[0].code} (Diskominfo Sulawesi Tenggara) diterima")).to_be_visible()
    clock.shift(SECOND)
    page.get_by_label("ganda").check()
    page.get_by_role("button", name="Tolak").click()
    page.get_by_role("button", name="Kembali ke antrean").click()
    page.get_by_role("link", name="Pilih 8 yang sejenis").first.click()
    page.get_by_role("checkbox").first.uncheck()
    page.get_by_role("button", name="Terima yang dicentang").click()
    expect(page.get_by_text("7 unggahan (Diskominfo Sulawesi Tenggara) diterima")).to_be_visible()
    assert states() == {PostState.VERIFIED: 8, PostState.REJECTED: 1, PostState.SUBMITTED: 1}
    page.get_by_role("button", name="Urungkan").click()
    expect(page.get_by_text("Verifikasi 7 unggahan diurungkan")).to_be_visible()


def test_who_works_on_a_post_keeps_it(desk: Page, waiting: list[Post]) -> None:
    """Not before two minutes have gone by; the browser's own clock is moved for that."""
    desk.clock.install()
    press(desk, "j")
    Post.objects.exclude(claimed_by=None).update(claimed_until=NOW + timedelta(minutes=1))
    desk.mouse.move(10, 10)
    desk.clock.fast_forward(121_000)
    with desk.expect_response(lambda answer: answer.url.endswith("/claim/")) as answer:
        desk.mouse.move(20, 20)
    assert answer.value.ok
    expect(desk.locator("[data-claim]")).to_contain_text("10.10 WIB")
    assert Post.objects.get(pk=waiting[0].pk).claimed_until == NOW + timedelta(minutes=10)
