"""Which column of a file holds what, recognised by the names that people and platforms give them.

A file is recognised by the columns that it has, never by an exact header: order, capitals and further columns
do not matter. Pure.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from campaigns.readings import LABELS, METRICS

POST = ("kode", "kode unggahan", "code", "post code")
LINK = ("tautan", "tautan unggahan", "permalink", "link", "url", "post link", "video link", "tweet permalink")
MOMENT = (
    "waktu",
    "waktu ukur",
    "waktu pengukuran",
    "diukur",
    "diukur pada",
    "taken at",
    "measured at",
)
REASON = ("alasan koreksi", "koreksi", "correction", "correction reason")

METRIC_ALIASES: Mapping[str, tuple[str, ...]] = {
    "views": ("views", "penayangan", "tayangan", "dilihat", "video views"),
    "reach": ("reach", "jangkauan"),
    "impressions": ("impressions", "impresi"),
    "likes": ("likes", "like", "suka", "reactions", "reaksi"),
    "comments": ("comments", "komentar", "replies", "balasan"),
    "shares": ("shares", "share", "bagikan", "dibagikan", "reposts", "retweets"),
    "saves": ("saves", "save", "simpan", "disimpan", "bookmarks"),
    "clicks": ("clicks", "klik", "total clicks", "url clicks"),
    "watch_seconds": ("watch seconds", "detik tonton", "waktu tonton (detik)"),
    "followers": ("followers", "pengikut"),
}

# YouTube Studio in Indonesian says Penayangan for views, and Tayangan for impressions.
_YOUTUBE_VIEWS, _YOUTUBE_IMPRESSIONS = "penayangan", "tayangan"


class ColumnsError(ValueError):
    """The header of a file does not say what is needed; the message is an Indonesian sentence for people."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Positions in the header; `metrics` by name, in the order of METRICS. `ignored` are columns not used."""

    code: int | None
    link: int | None
    moment: int
    reason: int | None
    metrics: Mapping[str, int]
    ignored: tuple[str, ...]


def fold(name: str) -> str:
    """The form in which column names are compared: NFKC, lower case, one blank for blanks and underscores."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace("_", " ").split())


def looks_like_header(cells: Sequence[str]) -> bool:
    """Whether these cells can be read as a header: for files with lines of text above it."""
    try:
        recognise(cells)
    except ColumnsError:
        return False
    return True


def recognise(header: Sequence[str]) -> Columns:
    """Find the columns of a post (code or link), of the moment, and of at least one metric.

    ColumnsError names what is missing beside what was found, or two columns that mean the same.
    """
    folded = [fold(name) for name in header]
    metrics = {
        name: found
        for name in METRICS
        if (found := _find(header, folded, _aliases(name, folded))) is not None
    }
    code, link = _find(header, folded, POST), _find(header, folded, LINK)
    moment = _find(header, folded, MOMENT)
    if moment is None or (code is None and link is None) or not metrics:
        raise ColumnsError(
            _missing(header, post=code is not None or link is not None, moment=moment is not None)
        )
    reason = _find(header, folded, REASON)
    used = {code, link, moment, reason, *metrics.values()}
    ignored = tuple(name for n, name in enumerate(header) if n not in used and name.strip())
    return Columns(code, link, moment, reason, metrics, ignored)


def _aliases(metric: str, folded: Sequence[str]) -> tuple[str, ...]:
    aliases = METRIC_ALIASES[metric]
    if _YOUTUBE_VIEWS not in folded:
        return aliases
    if metric == "impressions":
        return (*aliases, _YOUTUBE_IMPRESSIONS)
    return tuple(alias for alias in aliases if alias != _YOUTUBE_IMPRESSIONS)


def _find(header: Sequence[str], folded: Sequence[str], aliases: Iterable[str]) -> int | None:
    known = set(aliases)
    found = [n for n, name in enumerate(folded) if name in known]
    if len(found) > 1:
        raise ColumnsError(
            _("Kolom “%(first)s” dan “%(second)s” berarti sama. Hapus salah satunya.")
            % {"first": header[found[0]], "second": header[found[1]]}
        )
    return found[0] if found else None


def _missing(header: Sequence[str], *, post: bool, moment: bool) -> str:
    wanted = [
        *([] if post else [_("kode atau tautan unggahan (“kode” atau “tautan”)")]),
        *([] if moment else [_("waktu ukur (“waktu”)")]),
    ]
    if not wanted:
        wanted = [
            _("sedikitnya satu metrik (%(metrics)s)")
            % {"metrics": ", ".join(_(LABELS[name]) for name in METRICS)}
        ]
    found = ", ".join(f"“{name}”" for name in header if name.strip()) or _("tidak ada")
    return _("Kolom yang kurang: %(wanted)s. Kolom yang ditemukan: %(found)s.") % {
        "wanted": _(" dan ").join(wanted),
        "found": found,
    }
