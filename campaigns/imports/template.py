"""Our own list of readings, as people write it: Indonesian or English names, in any order."""

from collections.abc import Mapping

from campaigns.imports.shapes import CODE, LINK, MOMENT, MOMENTS, REASON, REASONS, Kind, Shape, marks

METRICS: Mapping[str, tuple[str, ...]] = {
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
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    CODE: ("kode", "kode unggahan", "code", "post code"),
    LINK: ("tautan", "tautan unggahan", "permalink", "link", "url"),
    MOMENT: ("waktu", *MOMENTS),
    REASON: REASONS,
    **METRICS,
}

TEMPLATE = Shape(Kind.TEMPLATE, columns=_COLUMNS, is_strict=True)
# Who writes Penayangan and Tayangan side by side has copied from YouTube Studio: views and impressions.
BESIDE_PENAYANGAN = Shape(
    Kind.TEMPLATE,
    columns={
        **_COLUMNS,
        "views": tuple(name for name in METRICS["views"] if name != "tayangan"),
        "impressions": (*METRICS["impressions"], "tayangan"),
    },
    marks=marks(("penayangan",)),
    is_strict=True,
)
SHAPES = (BESIDE_PENAYANGAN, TEMPLATE)
