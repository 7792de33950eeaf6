"""Adding a screenshot to a report and looking at it."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from agencies.models import Agency, User
from campaigns.actions import evidence
from campaigns.models import Evidence, Post
from campaigns.states import PostState
from summitcomms.lib import images
from tests import builders, pictures
from tests.builders import NOW

pytestmark = pytest.mark.django_db
GOOD = pictures.encoded(pictures.scene(3, (360, 640)), "PNG")


def page(post: Post) -> str:
    return reverse("campaigns:post-evidence", args=[post.code])


def upload(data: bytes = GOOD, name: str = "layar.png") -> dict[str, Any]:
    return {"picture": SimpleUploadedFile(name, data)}


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bomb() -> bytes:
    """A PNG of 30,000 × 30,000 pixels in a few kilobytes."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(10_000)))


def moving() -> bytes:
    file = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:])
    return file.getvalue()


BAD = {
    "bomb": (bomb(), "megapiksel"),
    "polyglot": (b"%PDF-1.7\n" + GOOD, "bukan gambar"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "bukan gambar"),
    "wrong magic": (b"GIF89a" + bytes(40), "bukan gambar"),
    "truncated": (GOOD[: len(GOOD) // 2], "tidak lengkap"),
    "moving": (moving(), "bergerak"),
    "heic": (b"\x00\x00\x00\x18ftypheic" + bytes(40), "HEIC"),
    "empty": (b"", "kosong"),
}


def test_a_screenshot_is_added_and_seen_on_the_page_of_the_post(
    as_user: Callable[[User], Client], officer_sultra: User, sultra: Agency
):
    post, portal = builders.post(sultra), as_user(officer_sultra)
    assertContains(portal.get(page(post)), "Belum ada tangkapan layar.")

    sent = portal.post(page(post), upload())
    assertRedirects(sent, post.get_absolute_url(), fetch_redirect_response=False)

    filed = Evidence.objects.get()
    small = reverse("campaigns:evidence-thumbnail", args=[post.code, filed.public_id])
    shown = portal.get(post.get_absolute_url())
    assertContains(shown, small)
    assertContains(shown, f"Tangkapan layar tersimpan pada laporan {post.code}.")
    assertContains(shown, "menambahkan tangkapan layar")  # in the history


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_is_stored(
    as_user: Callable[[User], Client], officer_sultra: User, sultra: Agency, name: str
):
    data, sentence = BAD[name]

    response = as_user(officer_sultra).post(page(builders.post(sultra)), upload(data))

    assertContains(response, sentence, status_code=422)
    assert not Evidence.objects.exists()


def test_without_a_file_the_form_asks_for_one(
    as_user: Callable[[User], Client], officer_sultra: User, sultra: Agency
):
    response = as_user(officer_sultra).post(page(builders.post(sultra)))

    assertContains(response, "Pilih gambar tangkapan layarnya.", status_code=422)


def test_the_same_screenshot_twice_is_told(
    as_user: Callable[[User], Client], officer_sultra: User, sultra: Agency
):
    post, portal = builders.post(sultra), as_user(officer_sultra)
    portal.post(page(post), upload())

    assertContains(portal.post(page(post), upload()), "sudah tersimpan", status_code=422)
    assert Evidence.objects.count() == 1


def test_a_decided_post_takes_none_and_says_so(
    as_user: Callable[[User], Client], officer_sultra: User, sultra: Agency
):
    post = builders.post(sultra, state=PostState.VERIFIED)

    for response in (
        as_user(officer_sultra).get(page(post), follow=True),
        as_user(officer_sultra).post(page(post), upload(), follow=True),
    ):
        assertContains(response, "tidak dilengkapi lagi")
    assert not Evidence.objects.exists()
    assertNotContains(as_user(officer_sultra).get(post.get_absolute_url()), page(post))


def test_a_post_that_came_back_is_to_be_sent_again_after_the_screenshot(
    as_user: Callable[[User], Client], officer_sultra: User, sultra: Agency
):
    """The picture alone does not stop the clock, and the officer hears it where the button is."""
    post, portal = builders.post(sultra, state=PostState.RETURNED), as_user(officer_sultra)
    sent = portal.post(page(post), upload())
    assertRedirects(sent, reverse("campaigns:post-edit", args=[post.code]), fetch_redirect_response=False)
    assertContains(portal.get(sent.headers["Location"]), f"Kirim ulang laporan {post.code}")
    assert Evidence.objects.get().post == post


def test_mending_takes_a_screenshot_along(
    as_user: Callable[[User], Client], officer_sultra: User, sultra: Agency
):
    post = builders.post(sultra, state=PostState.RETURNED)
    address = reverse("campaigns:post-edit", args=[post.code])
    body = {"url": builders.link(at=NOW), "caption": "Diperbaiki #ASEAN2023"}

    refused = as_user(officer_sultra).post(address, body | upload(BAD["truncated"][0]))
    assertContains(refused, "tidak lengkap", status_code=422)
    assertContains(refused, "Diperbaiki #ASEAN2023", status_code=422)  # what was typed is kept
    post.refresh_from_db()
    assert (post.state, Evidence.objects.count()) == (PostState.RETURNED, 0)

    assertRedirects(as_user(officer_sultra).post(address, body | upload()), post.get_absolute_url())
    post.refresh_from_db()
    assert (post.state, post.evidence.count()) == (PostState.SUBMITTED, 1)


@pytest.mark.parametrize(
    ("caption", "refused"),
    [
        ("Takarir #ASEAN2023 " + "a" * 10_000, "paling banyak 10000 karakter"),
        ("Takarir\x00 #ASEAN2023", "null"),
    ],
)
def test_a_caption_that_cannot_be_kept_is_refused_in_its_field(
    as_user: Callable[[User], Client], officer_sultra: User, sultra: Agency, caption: str, refused: str
):
    post = builders.post(sultra, state=PostState.RETURNED)

    response = as_user(officer_sultra).post(
        reverse("campaigns:post-edit", args=[post.code]), {"url": builders.link(at=NOW), "caption": caption}
    )

    assert response.status_code == 422
    assert refused in str(response.context["form"].errors["caption"])


def test_ten_megabytes_of_text_are_refused_before_they_are_read(
    as_user: Callable[[User], Client], officer_sultra: User, sultra: Agency
):
    post = builders.post(sultra, state=PostState.RETURNED)

    response = as_user(officer_sultra).post(
        reverse("campaigns:post-edit", args=[post.code]),
        {"url": builders.link(at=NOW), "caption": "#ASEAN2023 " * 1_000_000},
    )

    assert response.status_code in (400, 413)
    post.refresh_from_db()
    assert post.state == PostState.RETURNED


def test_pictures_are_served_to_whoever_may_see_the_post(
    as_user: Callable[[User], Client],
    officer_sultra: User,
    officer_mimika: User,
    verifier: User,
    sultra: Agency,
):
    post = builders.post(sultra)
    filed = evidence.add(by=officer_sultra, post=post, picture=images.clean(GOOD), at=NOW)
    large = reverse("campaigns:evidence-image", args=[post.code, filed.public_id])
    small = reverse("campaigns:evidence-thumbnail", args=[post.code, filed.public_id])

    for address in (large, small):
        response = as_user(verifier).get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response.getvalue()[:3] == b"\xff\xd8\xff"
        assert as_user(officer_mimika).get(address).status_code == 404
    elsewhere = builders.post(sultra)
    wrong = reverse("campaigns:evidence-image", args=[elsewhere.code, filed.public_id])
    assert as_user(verifier).get(wrong).status_code == 404


def test_a_required_screenshot_is_asked_for_where_the_officer_looks(
    as_user: Callable[[User], Client], officer_sultra: User, sultra: Agency
):
    builders.campaign(evidence_required=True)
    post, portal = builders.post(sultra), as_user(officer_sultra)

    assertContains(portal.get(post.get_absolute_url()), "Tambahkan tangkapan layar agar dapat diverifikasi.")
    portal.post(page(post), upload())
    assertNotContains(portal.get(post.get_absolute_url()), "agar dapat diverifikasi.")
