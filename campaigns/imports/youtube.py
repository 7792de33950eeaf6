"""Content exports of YouTube Studio. In Indonesian *Penayangan* are views and *Tayangan* impressions."""

from campaigns.imports.shapes import (
    CAPTION,
    MOMENT,
    MOMENTS,
    NATIVE_ID,
    PERIOD,
    PUBLISHED,
    REASON,
    REASONS,
    WATCH_HOURS,
    Kind,
    Shape,
    marks,
)

_TITLES, _TIMES = ("video title", "judul video"), ("video publish time", "waktu publikasi video")

SHAPES = (
    Shape(
        Kind.YOUTUBE,
        columns={
            NATIVE_ID: ("content", "konten"),
            CAPTION: _TITLES,
            PUBLISHED: _TIMES,
            PERIOD: ("date", "tanggal"),
            MOMENT: MOMENTS,
            REASON: REASONS,
            "views": ("views", "penayangan"),
            "impressions": ("impressions", "tayangan"),
            "likes": ("likes", "suka", "jumlah suka"),
            "comments": (
                "comments added",
                "comments",
                "komentar ditambahkan",
                "komentar yang ditambahkan",
                "komentar",
            ),
            "shares": ("shares", "pembagian", "dibagikan", "berbagi"),
            WATCH_HOURS: ("watch time (hours)", "waktu tonton (jam)"),
        },
        marks=marks(*((name, other) for name in ("content", "konten") for other in (*_TITLES, *_TIMES))),
        month_first=True,
    ),
)
