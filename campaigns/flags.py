"""What makes a post or its numbers doubtful, and what follows when a verifier upholds the doubt.

Pure. The rules in words stand in docs/counting.md.
"""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Flag(StrEnum):
    """A rule that raises a doubt."""

    BURST = "burst"
    SAME_CAPTION = "same_caption"
    SAME_IMAGE = "same_image"
    DECLARED_ONLY = "declared_only"
    DROP = "drop"
    JUMP = "jump"
    RATIO = "ratio"


class Effect(StrEnum):
    """What an upheld doubt does: the post is not counted at all, or only its numbers are not."""

    POST = "post"
    NUMBERS = "numbers"


FLAGS: list[tuple[str, str | Promise]] = [
    (Flag.BURST.value, _("Unggahan beruntun")),
    (Flag.SAME_CAPTION.value, _("Takarir disalin")),
    (Flag.SAME_IMAGE.value, _("Gambar sama")),
    (Flag.DECLARED_ONLY.value, _("Angka hanya dari pernyataan sendiri")),
    (Flag.DROP.value, _("Angka turun tajam")),
    (Flag.JUMP.value, _("Angka melonjak")),
    (Flag.RATIO.value, _("Perbandingan angka tidak wajar")),
]
EFFECTS: list[tuple[str, str | Promise]] = [
    (Effect.POST.value, _("Unggahan tidak dihitung")),
    (Effect.NUMBERS.value, _("Angka unggahan tidak dihitung")),
]
EFFECT_OF = {
    Flag.BURST: Effect.POST,
    Flag.SAME_CAPTION: Effect.POST,
    Flag.SAME_IMAGE: Effect.POST,
    Flag.DECLARED_ONLY: Effect.NUMBERS,
    Flag.DROP: Effect.NUMBERS,
    Flag.JUMP: Effect.NUMBERS,
    Flag.RATIO: Effect.NUMBERS,
}
