"""Exports of X: by tweet, until 2024, and of content, now."""

from campaigns.imports.shapes import (
    CAPTION,
    LINK,
    MOMENT,
    MOMENTS,
    NATIVE_ID,
    PUBLISHED,
    REASON,
    REASONS,
    Kind,
    Shape,
    marks,
)

# Beside reposts an export of today counts taps on the share button; those are no shares as we define them.
SHAPES = (
    Shape(
        Kind.X,
        columns={
            LINK: ("post link", "tweet permalink", "tautan postingan"),
            NATIVE_ID: ("post id", "tweet id", "id postingan"),
            CAPTION: ("post text", "tweet text", "teks postingan"),
            PUBLISHED: ("date", "time", "tanggal", "waktu"),
            MOMENT: MOMENTS,
            REASON: REASONS,
            "impressions": ("impressions", "impresi", "tayangan"),
            "likes": ("likes", "suka"),
            "comments": ("replies", "balasan"),
            "shares": ("reposts", "retweets", "posting ulang", "postingan ulang", "retweet"),
            "saves": ("bookmarks", "markah", "bookmark"),
            "clicks": ("url clicks", "klik url"),
        },
        marks=marks(
            ("post link",),
            ("post id", "post text"),
            ("tweet id",),
            ("tweet permalink",),
            ("tautan postingan",),
            ("id postingan", "teks postingan"),
        ),
        month_first=True,
    ),
)
