"""Exports of the platforms in small, written from what officers really have."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from campaigns.imports import Kind

Row = Sequence[Any]


def text_of(*rows: Row, delimiter: str = ",") -> str:
    with io.StringIO(newline="") as target:
        csv.writer(target, delimiter=delimiter).writerows(rows)
        return target.getvalue()


def workbook(*rows: Row, before: Callable[[Any], None] | None = None) -> bytes:
    """The rows as a sheet: text as text, numbers as numbers; `before` may write first."""
    with io.BytesIO() as target:
        with xlsxwriter.Workbook(target) as book:
            sheet = book.add_worksheet()
            if before:
                before(sheet)
            for line, row in enumerate(rows):
                for place, cell in enumerate(row):
                    sheet.write(line, place, cell)
        return target.getvalue()


@dataclass(frozen=True, slots=True)
class Sample:
    """One export: its columns, one row, and what is to be read from it."""

    name: str
    kind: Kind
    header: str
    cells: str
    """The cells of the row, separated by |."""
    native_id: str
    caption: str
    published: str
    """In ISO, as far as the file says it (WIB)."""
    metrics: dict[str, int | None]

    @property
    def rows(self) -> list[Row]:
        return [self.header.split(","), self.cells.split("|")]


INSTAGRAM = "https://www.instagram.com/reel/CwAbCdEfGhI/"
FACEBOOK = "https://www.facebook.com/kominfo/posts/122158000000000001"
SAMPLES = (
    Sample(
        "Instagram now",
        Kind.INSTAGRAM,
        "Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,"
        "Permalink,Post type,Data comment,Date,Views,Reach,Likes,Shares,Follows,Comments,Saves",
        f"18011234567890123|1784|kominfo|Kominfo|Menyambut, KTT\nASEAN|44|08/27/2023 06:08|{INSTAGRAM}|"
        "IG reel||Lifetime|12,400|9100|610|88|41|57|230",
        "CwAbCdEfGhI",
        "Menyambut, KTT\nASEAN",
        "2023-08-27T06:08:00+07:00",
        {"views": 12400, "reach": 9100, "likes": 610, "comments": 57, "shares": 88, "saves": 230},
    ),
    Sample(
        "Instagram in 2023",
        Kind.INSTAGRAM,
        "Post ID,Account username,Description,Publish time,Permalink,Date,Impressions,Plays,Reach,"
        "Likes,Comments",
        f"1.8011E+16|kominfo|KTT|08/27/2023 06:08|{INSTAGRAM}|Lifetime|900||800|7|0",
        "CwAbCdEfGhI",
        "KTT",
        "2023-08-27T06:08:00+07:00",
        {"views": None, "impressions": 900, "reach": 800, "likes": 7, "comments": 0},
    ),
    Sample(
        "Instagram in Indonesian",
        Kind.INSTAGRAM,
        "ID postingan,Nama pengguna akun,Deskripsi,Waktu publikasi,Tautan permanen,Tanggal,Tayangan,"
        "Jangkauan,Suka,Komentar,Bagikan,Simpan",
        f"18011|kominfo|KTT|27/08/2023 06.08|{INSTAGRAM}|Sepanjang waktu|1,2 rb|900|50|4|3|2",
        "CwAbCdEfGhI",
        "KTT",
        "2023-08-27T06:08:00+07:00",
        {"views": 1200, "reach": 900, "likes": 50, "comments": 4, "shares": 3, "saves": 2},
    ),
    Sample(
        "Instagram in Indonesian, of 2026",
        Kind.INSTAGRAM,
        "ID Postingan,ID Akun,Nama pengguna akun,Nama akun,Deskripsi,Durasi (detik),Waktu penerbitan,"
        "Permalink,Jenis postingan,Komentar data,Tanggal,Tayangan,Suka,Frekuensi dibagikan,Komentar,"
        "Frekuensi Disimpan,Jangkauan,Mengikuti",
        f"18011|900|kominfo|Kominfo|KTT|60|08/27/2023 06:08|{INSTAGRAM}|Reel IG||Sepanjang Masa|11351|367|15"
        "|12|3|6740|2",
        "CwAbCdEfGhI",
        "KTT",
        "2023-08-27T06:08:00+07:00",
        {"views": 11351, "reach": 6740, "likes": 367, "comments": 12, "shares": 15, "saves": 3},
    ),
    Sample(
        "Facebook",
        Kind.FACEBOOK,
        "Post ID,Page ID,Page name,Title,Description,Duration (sec),Publish time,Caption type,"
        "Permalink,Date,Views,Reach,Reactions; Comments and Shares,Reactions,Comments,Shares,"
        "Total clicks,Seconds viewed",
        f"122158000000000001|1000|Kominfo||Infrastruktur hijau|0|08/27/2023 06:08||{FACEBOOK}|"
        "Lifetime|4000|3000|130|100|20|10|55|120.5",
        "122158000000000001",
        "Infrastruktur hijau",
        "2023-08-27T06:08:00+07:00",
        {
            "views": 4000,
            "reach": 3000,
            "likes": 100,
            "comments": 20,
            "shares": 10,
            "clicks": 55,
            "watch_seconds": 120,
        },
    ),
    Sample(
        "X until 2024",
        Kind.X,
        "Tweet id,Tweet permalink,Tweet text,time,impressions,engagements,engagement rate,retweets,"
        "replies,likes,user profile clicks,url clicks,hashtag clicks",
        "1696000000000000001|https://twitter.com/kominfo/status/1696000000000000001|KTT #ASEAN2023|"
        "2023-08-28 03:00 +0000|5000.0|90|0.018|30|10|45|3|2|0",
        "1696000000000000001",
        "KTT #ASEAN2023",
        "2023-08-28T03:00:00+00:00",
        {"impressions": 5000, "likes": 45, "comments": 10, "shares": 30, "clicks": 2},
    ),
    Sample(
        "X now",
        Kind.X,
        "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,"
        "Replies,Reposts,Profile visits,Detail Expands,URL Clicks",
        "1.696E+18|Mon, Aug 28, 2023|KTT|https://x.com/kominfo/status/1696000000000000001|5000|45|90|"
        "6|99|1|10|30|3|4|undefined",
        "1696000000000000001",
        "KTT",
        "2023-08-28",
        {"impressions": 5000, "likes": 45, "comments": 10, "shares": 30, "saves": 6, "clicks": None},
    ),
    Sample(
        "TikTok Studio",
        Kind.TIKTOK,
        "Video title,Video link,Post time,Total likes,Total comments,Total shares,Total views,"
        "Total play time,Add to favorites,Reach",
        "KTT|https://www.tiktok.com/@kominfo/video/7272000000000000001|2023-08-28 10:00:05|1.2K|48|"
        "31|18,400|10:30:00|7|15000",
        "7272000000000000001",
        "KTT",
        "2023-08-28T10:00:05+07:00",
        {
            "views": 18400,
            "reach": 15000,
            "likes": 1200,
            "comments": 48,
            "shares": 31,
            "saves": 7,
            "watch_seconds": 37800,
        },
    ),
    Sample(
        "TikTok Studio in Indonesian",
        Kind.TIKTOK,
        "Judul video,Tautan video,Waktu posting,Total suka,Total komentar,Total dibagikan,Total penayangan",
        "KTT|https://www.tiktok.com/@kominfo/video/7272000000000000001|2023-08-28 10:00|1,2 rb|48|31|18.400",
        "7272000000000000001",
        "KTT",
        "2023-08-28T10:00:00+07:00",
        {"views": 18400, "likes": 1200, "comments": 48, "shares": 31},
    ),
    Sample(
        "TikTok Studio in Indonesian, with the words of its pages",
        Kind.TIKTOK,
        "Judul video,Tautan video,Waktu posting,Total penayangan video,Suka,Komentar,Bagikan,Favorit",
        "KTT|https://www.tiktok.com/@kominfo/video/7272000000000000001|2023-08-28 10:00"
        "|18,4 rb|3.210|98|120|340",
        "7272000000000000001",
        "KTT",
        "2023-08-28T10:00:00+07:00",
        {"views": 18400, "likes": 3210, "comments": 98, "shares": 120, "saves": 340},
    ),
    Sample(
        "YouTube Studio",
        Kind.YOUTUBE,
        "Content,Video title,Video publish time,Duration,Views,Watch time (hours),Subscribers,"
        "Impressions,Impressions click-through rate (%),Likes,Comments added,Shares",
        " -bCdEfGhIjK|KTT|Aug 28, 2023|61|1,234|12.5|3|9000|4.2|80|9|5",
        "-bCdEfGhIjK",
        "KTT",
        "2023-08-28",
        {
            "views": 1234,
            "impressions": 9000,
            "likes": 80,
            "comments": 9,
            "shares": 5,
            "watch_seconds": 45000,
        },
    ),
    Sample(
        "YouTube Studio in Indonesian",
        Kind.YOUTUBE,
        "Konten,Judul video,Waktu publikasi video,Durasi,Penayangan,Waktu tonton (jam),Subscriber,"
        "Tayangan,Rasio klik-tayang dari tayangan (%),Suka,Komentar ditambahkan,Pembagian",
        "aBcDeFgHiJk|KTT|28 Agu 2023|61|1.234|12,5|3|9.000|4,2|80|9|5",
        "aBcDeFgHiJk",
        "KTT",
        "2023-08-28",
        {
            "views": 1234,
            "impressions": 9000,
            "likes": 80,
            "comments": 9,
            "shares": 5,
            "watch_seconds": 45000,
        },
    ),
)
