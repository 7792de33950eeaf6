"""The nightly look at the newest counts: whether each still says what its readings say.

Counts are written together with what they follow from, so a difference is a fault of the software or a hand
in the database. It is never mended in silence: people are told, and `repair` leaves a row in the trail.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies import audit
from campaigns import counters
from campaigns.models import Campaign, Post
from summitcomms.lib.numbers import thousands

KIND = "counters.check"
CHUNK = 2_000
"""Posts that are looked at by one statement; between two the job says how far it is."""
MOST_NAMED = 5
"""How many posts a sentence names."""


def find(*, at: datetime, progress: Callable[..., object] = lambda *_args, **_more: None) -> list[int]:
    """Primary keys of the posts of begun campaigns whose counts are wrong; grows with all their readings."""
    ids = list(
        Post.objects.filter(campaign__in=Campaign.objects.begun(at))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    wrong: list[int] = []
    for start in range(0, len(ids), CHUNK):
        progress(start, total=len(ids), note=_("Mencocokkan hitungan dengan hasil ukur"))
        wrong += counters.wrong(ids[start : start + CHUNK])
    return wrong


def sentence(wrong: list[int]) -> str:
    """What is wrong and how it is mended, for whoever runs the portal."""
    codes = Post.objects.filter(pk__in=wrong[:MOST_NAMED]).order_by("pk").values_list("code", flat=True)
    words = ngettext(
        "Hitungan %(count)s unggahan tidak sesuai dengan hasil ukurnya (%(codes)s). Cari sebabnya, lalu "
        "jalankan check_counters --repair.",
        "Hitungan %(count)s unggahan tidak sesuai dengan hasil ukurnya (antara lain %(codes)s). "
        "Cari sebabnya, lalu jalankan check_counters --repair.",
        len(wrong),
    )
    return words % {"count": thousands(len(wrong)), "codes": ", ".join(codes)}


@transaction.atomic
def repair(*, by: audit.Actor, wrong: list[int]) -> None:
    """Count these posts again from their readings, and put on record that it was necessary."""
    for start in range(0, len(wrong), CHUNK):
        chunk = wrong[start : start + CHUNK]
        counters.refresh(chunk)
        for post in Post.objects.filter(pk__in=chunk).order_by("pk"):
            audit.record(by=by, action="counters.repaired", target=post)
