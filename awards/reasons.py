"""Why an agency has no rank: sentences that are kept in Indonesian and said again in the reader's language.

A standing seals its sentence under the hash chain, so what is kept is always the Indonesian wording. A page
says the same thing to a reader of another language with `said`. Pure.
"""

import re
from functools import lru_cache

from django.utils.translation import gettext, gettext_noop

from summitcomms.lib.numbers import parse, thousands

EXCLUDED = gettext_noop("Tidak ikut dinilai: %(reason)s.")
NO_POSTS = gettext_noop("Belum ada unggahan terverifikasi.")
FEW_POSTS = gettext_noop("Baru %(count)s unggahan terverifikasi; syarat dinilai paling sedikit %(least)s.")
FEW_DAYS = gettext_noop("Baru aktif %(count)s hari; syarat dinilai paling sedikit %(least)s hari.")
NO_POINTS = gettext_noop("Belum memperoleh poin.")
NO_POPULATION = gettext_noop("Jumlah penduduk belum tercatat, sehingga kelompok penduduknya tidak diketahui.")
NO_PREDECESSOR = gettext_noop("Tidak memiliki nilai pada kampanye pendahulu.")
NOT_IMPROVED = gettext_noop("Nilainya tidak meningkat dari kampanye pendahulu.")
POST_NOT_COUNTED = gettext_noop("Unggahan yang diusulkan tidak terverifikasi pada batas waktu penghitungan.")
NOT_ACTIVE = gettext_noop("Instansi ini tidak aktif lagi.")

_ALL = (
    EXCLUDED,
    NO_POSTS,
    FEW_POSTS,
    FEW_DAYS,
    NO_POINTS,
    NO_POPULATION,
    NO_PREDECESSOR,
    NOT_IMPROVED,
    POST_NOT_COUNTED,
    NOT_ACTIVE,
)

_PLACES = {"reason": ".+", "count": "[0-9.]+", "least": "[0-9.]+"}


def said(kept: str) -> str:
    """The kept sentence in the language that is active; one of another form stays as it was written."""
    for wording in _ALL:
        if found := _pattern(wording).fullmatch(kept):
            return gettext(wording) % {name: _again(name, text) for name, text in found.groupdict().items()}
    return kept


@lru_cache
def _pattern(wording: str) -> re.Pattern[str]:
    """What the sentences of one wording look like, with a group for each of its places."""
    groups = {name: f"(?P<{name}>{form})" for name, form in _PLACES.items()}
    return re.compile(re.sub(r"%\\\((\w+)\\\)s", lambda place: groups[place[1]], re.escape(wording)))


def _again(name: str, text: str) -> str:
    """A number as the reader writes it; the committee's own words as they are."""
    return text if name == "reason" else thousands(parse(text))
