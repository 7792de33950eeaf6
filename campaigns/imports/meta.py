"""Content exports of Meta Business Suite, for Instagram and for Facebook, in English and Indonesian.

Their columns differ by month. Until 2023 Impressions and Plays stood where Views stands now.
"""

from campaigns.imports.shapes import (
    CAPTION,
    LINK,
    MOMENT,
    MOMENTS,
    NATIVE_ID,
    PERIOD,
    PUBLISHED,
    REASON,
    REASONS,
    Kind,
    Shape,
    marks,
)

_LINKS = ("permalink", "tautan permanen", "tautan permalink")
_PUBLISHED = ("publish time", "waktu publikasi", "waktu terbit", "waktu penerbitan")
_COMMON = {
    LINK: _LINKS,
    NATIVE_ID: ("post id", "id postingan", "id konten"),
    PUBLISHED: _PUBLISHED,
    PERIOD: ("date", "tanggal"),
    MOMENT: MOMENTS,
    REASON: REASONS,
    "views": ("views", "tayangan", "plays", "pemutaran"),
    "reach": ("reach", "jangkauan"),
    "impressions": ("impressions", "impresi"),
    "comments": ("comments", "komentar"),
    "shares": ("shares", "frekuensi dibagikan", "bagikan", "kali dibagikan", "dibagikan"),
    "saves": ("saves", "frekuensi disimpan", "simpan", "kali disimpan", "disimpan"),
}
# An export from which somebody deleted the account's columns; the links say which of the two it is.
_BARE = tuple((link, time) for link in _LINKS for time in _PUBLISHED)

INSTAGRAM = Shape(
    Kind.INSTAGRAM,
    columns=_COMMON
    | {
        CAPTION: ("description", "deskripsi"),
        "likes": ("likes", "suka", "jumlah suka"),
    },
    marks=marks(
        *((link, name) for link in _LINKS for name in ("account username", "nama pengguna akun")), *_BARE
    ),
    month_first=True,
)
FACEBOOK = Shape(
    Kind.FACEBOOK,
    columns=_COMMON
    | {
        CAPTION: ("title", "judul", "description", "deskripsi"),
        "likes": ("reactions", "tanggapan", "reaksi", "likes", "suka"),
        "clicks": ("total clicks", "total klik"),
        "watch_seconds": ("seconds viewed", "detik ditonton"),
    },
    marks=marks(
        *((link, name) for link in _LINKS for name in ("page id", "page name", "id halaman", "nama halaman")),
        *_BARE,
    ),
    month_first=True,
)
SHAPES = (INSTAGRAM, FACEBOOK)
