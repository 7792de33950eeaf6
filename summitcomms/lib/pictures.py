"""How a picture comes in through a form and goes out again to those who may see it.

A page with a `PictureField` needs `enctype="multipart/form-data"` on its form. With
`<script src="{% static 'js/shrink-image.js' %}" defer></script>` in its head the browser makes large
pictures smaller before it sends them; without the script the whole file travels, with the same result.
"""

from typing import Any, Protocol

from django import forms
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _

from summitcomms.lib import images
from summitcomms.lib.images import Clean, ImageRefused

JPEG = "image/jpeg"
ALONE = "default-src 'none'; sandbox"
MINUTES = 5


class Stored(Protocol):
    """A model's file: where it lies, and under which name there."""

    name: str | None
    storage: Storage


class PictureField(forms.FileField):
    """A photo or screenshot; the cleaned value is a `Clean`, or None where nothing was sent and need not be.

    A refusal of `images` is the field's error, with the same code. On a phone the field offers both camera
    and gallery, and an iPhone hands over its HEIC photos as JPEG, since only that is accepted.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("JPEG, PNG, atau WebP, paling besar 8 MB."))
        accepted = {"accept": ",".join(images.ACCEPTED), "data-shrink": True}
        super().__init__(**{"widget": forms.FileInput(attrs=accepted), **kwargs})

    def to_python(self, data: UploadedFile | None) -> Clean | None:  # type: ignore[override]
        upload = super().to_python(data)
        if upload is None:
            return None
        try:
            if (upload.size or 0) > images.MAX_BYTES:  # said before the file is read into memory
                raise ImageRefused("too_large_file")
            return images.clean(upload.read())
        except ImageRefused as refusal:
            raise forms.ValidationError(refusal.sentence, code=refusal.code) from refusal


def served(stored: Stored, name: str) -> FileResponse:
    """A picture that `images` made, shown in the browser as `name`.jpg; 404 where there is no file.

    For a view that has checked who asks. Should anything but a picture ever lie in the store, the browser
    neither guesses its type nor runs it, and no other site can embed it.
    """
    if not stored.name:
        raise Http404("no picture was filed")
    try:
        handle = stored.storage.open(stored.name, "rb")
    except FileNotFoundError as error:
        raise Http404("the file of this picture is gone") from error
    headers = {
        "Cache-Control": f"private, max-age={MINUTES * 60}",
        "Content-Security-Policy": ALONE,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(handle, filename=f"{name}.jpg", content_type=JPEG, headers=headers)
