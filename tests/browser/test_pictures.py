"""A large picture is made smaller in the browser, and a browser that cannot do so sends it as it is."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from random import Random

import pytest
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_exempt
from PIL import ExifTags, Image
from playwright.sync_api import BrowserContext, Page, expect

from summitcomms.lib.pictures import PictureField

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

HEAVY = 1.5 * 2**20
PAGE = """<!doctype html>
<html lang="id">
<title>Bukti</title>
<script src="{}" defer></script>
<script src="{}" defer></script>
<form method="post" enctype="multipart/form-data" data-once>{}<button>Kirim</button></form>
<p>{}</p>
"""
HOLD_THE_FIRST = """() => {
  const [read, draw] = [createImageBitmap, HTMLCanvasElement.prototype.toBlob];
  const released = new Promise((done) => { window.release = done; });
  window.createImageBitmap = async (file, options) => {
    if (file.name === "pertama.jpg") await released;
    return read(file, options);
  };
  window.drawn = new Promise((done) => {
    HTMLCanvasElement.prototype.toBlob = function (callback, ...rest) {
      draw.call(this, (blob) => { callback(blob); setTimeout(done); }, ...rest);
    };
  });
}"""
received: list[tuple[str, bytes]] = []
"""Name and content of every file that arrived, before anything is done to it."""


class ProofForm(forms.Form):
    proof = PictureField(label="Bukti")


@csrf_exempt
@login_not_required
def page(request: HttpRequest) -> HttpResponse:
    """A form as pages of the portal have it, on the running portal with its policy and its scripts."""
    for upload in request.FILES.values():
        assert isinstance(upload, UploadedFile)
        received.append((str(upload.name), upload.read()))
        upload.seek(0)
    form = ProofForm(request.POST or None, request.FILES or None)
    proof = form.cleaned_data["proof"] if form.is_valid() else None
    answer = f"Diterima {proof.width} × {proof.height}" if proof else ""
    return HttpResponse(format_html(PAGE, static("js/once.js"), static("js/shrink-image.js"), form, answer))


urlpatterns = [path("bukti/", page)]


@pytest.fixture(autouse=True)
def nothing_received() -> Iterator[None]:
    received.clear()
    yield
    received.clear()


@pytest.fixture
def form(open_context: Callable[..., BrowserContext], portal: str) -> Page:
    opened = open_context().new_page()
    opened.goto(f"{portal}/bukti/")
    return opened


def photo(name: str, size: tuple[int, int], *, turned: bool = False) -> bytes:
    """A photo heavy with detail; `turned` as a phone held upright stores it."""
    grain = Image.frombytes("RGB", (400, 300), Random(1).randbytes(400 * 300 * 3))
    exif = Image.Exif()
    if turned:
        exif[ExifTags.Base.Orientation] = 6
    target = io.BytesIO()
    grain.resize(size, Image.Resampling.BICUBIC).save(target, name, exif=exif)
    return target.getvalue()


def send(form: Page, name: str, content: bytes, media_type: str) -> tuple[str, bytes]:
    """Choose the file, tap Kirim at once, and return what arrived."""
    form.get_by_label("Bukti").set_input_files({"name": name, "mimeType": media_type, "buffer": content})
    with form.expect_navigation():
        form.get_by_role("button", name="Kirim").click()
    [arrived] = received
    return arrived


def test_a_large_photo_arrives_small_upright_and_without_its_place(form: Page) -> None:
    content = photo("JPEG", (4000, 3000), turned=True)

    name, arrived = send(form, "IMG 1.foto.jpeg", content, "image/jpeg")

    picture = Image.open(io.BytesIO(arrived), formats=["JPEG"])
    assert picture.size == (1920, 2560)
    assert not picture.getexif()
    assert len(arrived) < len(content)
    assert name == "IMG 1.foto.jpg"
    expect(form.get_by_text("Diterima 1920 × 2560")).to_be_visible()


def test_a_heavy_screenshot_becomes_a_lighter_jpeg_of_the_same_size(form: Page) -> None:
    content = photo("PNG", (1080, 1920))
    assert len(content) > HEAVY

    name, arrived = send(form, "layar.png", content, "image/png")

    assert name == "layar.jpg"
    assert Image.open(io.BytesIO(arrived), formats=["JPEG"]).size == (1080, 1920)
    assert len(arrived) < len(content) / 2


def test_a_picture_that_is_small_enough_arrives_untouched(form: Page) -> None:
    content = photo("PNG", (300, 200))

    assert send(form, "layar.png", content, "image/png") == ("layar.png", content)


def test_another_kind_of_picture_becomes_one_the_portal_takes(form: Page) -> None:
    name, arrived = send(form, "spanduk.bmp", photo("BMP", (300, 200)), "image/bmp")

    assert name == "spanduk.jpg"
    assert Image.open(io.BytesIO(arrived), formats=["JPEG"]).size == (300, 200)


def test_what_the_browser_cannot_read_is_left_to_the_server(form: Page) -> None:
    content = b"\x00\x00\x00\x24ftypheic" + bytes(2 * 2**20)

    assert send(form, "IMG_2.heic", content, "image/heic") == ("IMG_2.heic", content)

    expect(form.get_by_text("HEIC")).to_be_visible()


def test_choosing_again_keeps_the_last_choice_though_the_first_is_ready_later(form: Page) -> None:
    form.evaluate(HOLD_THE_FIRST)
    field = form.get_by_label("Bukti")
    for name, size in (("pertama.jpg", (4000, 3000)), ("terakhir.jpg", (300, 200))):
        field.set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": photo("JPEG", size)})

    form.evaluate("() => { release(); return drawn; }")

    assert field.evaluate("(input) => input.files[0].name") == "terakhir.jpg"


def test_without_javascript_the_whole_picture_arrives_and_is_made_smaller_there(
    open_context: Callable[..., BrowserContext], portal: str
) -> None:
    form = open_context(java_script_enabled=False).new_page()
    form.goto(f"{portal}/bukti/")
    content = photo("JPEG", (4000, 3000))

    assert send(form, "foto.jpg", content, "image/jpeg") == ("foto.jpg", content)

    expect(form.get_by_text("Diterima 2560 × 1920")).to_be_visible()
