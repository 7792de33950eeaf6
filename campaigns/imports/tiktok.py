"""Content exports of TikTok Studio, in English and Indonesian."""

from campaigns.imports.shapes import (
    CAPTION,
    LINK,
    MOMENT,
    MOMENTS,
    PUBLISHED,
    REASON,
    REASONS,
    WATCH_TIME,
    Kind,
    Shape,
    marks,
)

_LINKS = ("video link", "tautan video", "link video")

SHAPES = (
    Shape(
        Kind.TIKTOK,
        columns={
            LINK: _LINKS,
            CAPTION: ("video title", "judul video"),
            PUBLISHED: ("post time", "waktu posting", "waktu unggah", "waktu postingan"),
            MOMENT: MOMENTS,
            REASON: REASONS,
            "views": (
                "total views",
                "video views",
                "views",
                "total tayangan",
                "total penayangan",
                "total penayangan video",
                "penayangan",
            ),
            "reach": ("reach", "jangkauan"),
            "likes": ("total likes", "likes", "total suka", "suka"),
            "comments": ("total comments", "comments", "total komentar", "komentar"),
            "shares": ("total shares", "shares", "total dibagikan", "total bagikan", "dibagikan", "bagikan"),
            "saves": ("add to favorites", "favorites", "total bookmarks", "tambahkan ke favorit", "favorit"),
            WATCH_TIME: ("total play time", "total watch time", "total waktu putar", "total waktu tonton"),
        },
        marks=marks(*((link,) for link in _LINKS)),
    ),
)
