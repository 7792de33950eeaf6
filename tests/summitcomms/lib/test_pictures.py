import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from django import forms
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.utils.datastructures import MultiValueDict
from PIL import Image

from summitcomms.lib import images
from summitcomms.lib.pictures import PictureField, served


class ProofForm(forms.Form):
    proof = PictureField(label="Bukti")
    more = PictureField(label="Bukti lain", required=False, help_text="Bila ada.")


def picture(name: str = "PNG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(target, name)
    return target.getvalue()


def sent(content: bytes, name: str = "foto.png", media_type: str = "image/png") -> ProofForm:
    return form_with(SimpleUploadedFile(name, content, media_type))


def form_with(*uploads: SimpleUploadedFile) -> ProofForm:
    return ProofForm({}, MultiValueDict({"proof": list(uploads)}))


def test_the_cleaned_value_is_a_picture_of_our_making() -> None:
    form = sent(picture())

    assert form.is_valid()
    assert form.cleaned_data == {"proof": images.clean(picture()), "more": None}


def test_neither_name_nor_declared_type_decides() -> None:
    assert sent(picture("WEBP"), "laporan.pdf", "application/pdf").is_valid()
    assert not sent(b"%PDF-1.7", "foto.jpg", "image/jpeg").is_valid()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"bukan gambar", "not_an_image"),
        (picture()[:60], "truncated"),
        (b"\x00\x00\x00\x24ftypheic" + bytes(24), "heic"),
        (b"", "empty"),
    ],
)
def test_a_refusal_is_the_fields_error_with_its_code(content: bytes, code: str) -> None:
    errors = sent(content).errors.as_data()["proof"]

    assert [error.code for error in errors] == [code]


def test_a_missing_picture_is_asked_for() -> None:
    errors = form_with().errors.as_data()

    assert [error.code for error in errors["proof"]] == ["required"]
    assert "more" not in errors


def test_a_large_file_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = SimpleUploadedFile("foto.png", picture() + bytes(images.MAX_BYTES))
    monkeypatch.setattr(SimpleUploadedFile, "read", property(lambda _: pytest.fail("read into memory")))

    [error] = form_with(upload).errors.as_data()["proof"]

    assert error.code == "too_large_file"
    assert "8 MB" in error.message


def test_the_field_says_what_it_takes_and_leaves_camera_or_gallery_to_the_phone() -> None:
    form = ProofForm()

    shown = str(form["proof"])
    assert 'accept="image/jpeg,image/png,image/webp"' in shown
    assert " data-shrink" in shown
    assert "capture" not in shown
    assert "8 MB" in str(form["proof"].help_text)
    assert form["more"].help_text == "Bila ada."
    assert form.is_multipart()


@dataclass
class Lying:
    """What a model's file field hands out, as far as it matters here."""

    storage: Storage
    name: str | None


@pytest.fixture
def store(tmp_path: Path) -> FileSystemStorage:
    return FileSystemStorage(tmp_path)


def test_a_stored_picture_is_shown_and_can_do_nothing_else(store: FileSystemStorage) -> None:
    made = images.clean(picture())
    name = store.save("acak.jpg", ContentFile(made.data))

    response = served(Lying(store, name), "bukti-akun")

    assert response.getvalue() == made.data
    assert response.headers == {
        "Cache-Control": "private, max-age=300",
        "Content-Disposition": 'inline; filename="bukti-akun.jpg"',
        "Content-Length": str(len(made.data)),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Content-Type": "image/jpeg",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    assert response.file_to_stream
    response.file_to_stream.close()


@pytest.mark.parametrize("name", ["hilang.jpg", "", None])
def test_a_picture_without_a_file_is_not_found(store: FileSystemStorage, name: str | None) -> None:
    with pytest.raises(Http404):
        served(Lying(store, name), "bukti-akun")
