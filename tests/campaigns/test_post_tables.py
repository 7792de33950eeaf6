"""Lists of posts as officers keep them: any title, any order, links as the only key."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import xlsxwriter

from agencies.platforms import Platform
from campaigns import post_tables
from campaigns.post_tables import Broken, PostTable, PostTableError
from summitcomms.lib import tables
from summitcomms.lib.clock import WIB
from tests import builders
from tests.builders import NOW

X = "https://x.com/akun/status/1696355555555555555"
YOUTUBE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


def read(text: str) -> PostTable:
    return post_tables.read(text.encode(), zone=WIB)


def workbook(*rows: tuple[str, ...]) -> bytes:
    with io.BytesIO() as target:
        tables.write_xlsx(target, rows[0], rows[1:])
        return target.getvalue()


@pytest.mark.parametrize("title", ["Tautan", "LINK", "url", " Permalink ", "Post_Link", "Tweet permalink"])
def test_the_column_of_links_is_known_by_many_names(title: str):
    assert [row.link.url for row in read(f"No,{title}\n1,{X}\n").rows] == [X]


def test_every_column_is_read_in_any_order_and_case():
    table = read(f"pilar,KODE INSTANSI,Published,Judul,Link\nAOIP,D-74,29/08/2023 09.00,Halo,{YOUTUBE}\n")

    [row] = table.rows
    assert (row.line, row.caption, row.pillar, row.agency) == (2, "Halo", "AOIP", "D-74")
    assert row.published_at == datetime(2023, 8, 29, 2, tzinfo=UTC)
    assert table.columns == {
        "link": "Link",
        "caption": "Judul",
        "published_at": "Published",
        "pillar": "pilar",
        "agency": "KODE INSTANSI",
    }


def test_of_two_columns_that_mean_the_same_the_more_exact_name_holds():
    [row] = read(f"Title,Caption,Date,Publish time,Permalink\nJ,T,Lifetime,2023-08-29 09:00,{YOUTUBE}\n").rows

    assert row.caption == "T"
    assert row.published_at == datetime(2023, 8, 29, 2, tzinfo=UTC)


def test_lines_above_the_titles_and_further_columns_are_passed_over():
    table = read(f"Laporan Agustus\n\nTautan,Post ID,\n{X},1.22158E+17,\n")

    assert [row.line for row in table.rows] == [4]
    assert table.warnings == ("Kolom yang tidak dipakai: “Post ID”.",)


def test_a_file_without_links_is_refused_with_what_it_has():
    with pytest.raises(PostTableError, match=r"Kolom tautan tidak ditemukan\..*“Nama”, “Isi”"):
        read("Nama,Isi\na,b\n")


def test_an_unreadable_file_is_refused_in_a_sentence():
    with pytest.raises(PostTableError, match=r"^Berkas tidak dapat dibaca\. "):
        post_tables.read(b"PK\x03\x04 bukan buku kerja", zone=WIB)


def test_a_link_may_have_words_around_it_in_its_cell():
    assert read(f"Tautan\nLihat {X} ya\n").rows[0].link.url == X


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (f"{X} {YOUTUBE}", "Ada 2 tautan dalam satu sel."),
        ("https://instagram.com.evil.example/p/CwAAAAAAAAA/", ""),
        ("javascript:alert(1)", ""),
        ("Lihat", ""),
    ],
)
def test_a_cell_without_exactly_one_link_is_given_back(cell: str, sentence: str):
    table = read(f"Tautan,Judul\n{cell},x\n")

    assert not table.rows
    [broken] = table.broken
    assert (broken.line, broken.code) == (2, "link")
    assert broken.sentence.startswith(sentence)
    assert broken.sentence


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("29/08/2023", "tidak menyebut jam"),
        ("kemarin", "tidak terbaca"),
        ("31/06/2023 09.00", "tidak ada di kalender"),
    ],
)
def test_a_time_that_says_none_is_given_back_with_how_to_write_it(cell: str, words: str):
    [broken] = read(f"Tautan,Waktu terbit\n{YOUTUBE},{cell}\n").broken

    assert broken.code == "published_at"
    assert broken.sentence.startswith(f"Waktu terbit “{cell}” {words}")


def test_a_day_is_enough_where_the_link_says_the_time_of_that_day():
    url = builders.link(Platform.X, NOW)

    [same, other] = (read(f"Tautan,Tanggal\n{url},{day}\n") for day in ("29/08/2023", "30/08/2023"))

    assert same.rows[0].published_at is None
    assert [each.code for each in other.broken] == ["published_at"]


def test_a_row_of_another_width_is_given_back():
    [broken] = read(f"Tautan;Judul\n{X};a;b\n").broken

    assert (broken.line, broken.code) == (2, "row_broken")


def test_a_workbook_with_dates_links_and_formulas_is_read_as_people_see_it():
    with io.BytesIO() as target:
        book = xlsxwriter.Workbook(target)
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Tautan", "Waktu terbit", "Takarir", "Post ID"])
        sheet.write_url(1, 0, YOUTUBE)
        date_format = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_number(1, 1, 45167 + 9.5 / 24, date_format)  # 29 August 2023, 09.30
        sheet.write_string(1, 2, "=1+1")
        sheet.write_number(1, 3, 1696355555555555555)
        book.close()
        content = target.getvalue()

    [row] = post_tables.read(content, zone=WIB).rows

    assert row.link.url == YOUTUBE
    assert row.published_at == datetime(2023, 8, 29, 2, 30, tzinfo=UTC)
    assert row.caption == "=1+1"


def test_refused_rows_go_back_as_they_stood_and_their_reasons_are_passed_over():
    first = post_tables.read(workbook(("Tautan", "Catatan"), ("bukan", "=SUM(A1)"), (X, "b")), zone=WIB)
    once = first.returned([Broken(2, "link", "Bukan tautan.")])
    again = post_tables.read(workbook(once[0], *once[1]), zone=WIB)

    assert once == (("Tautan", "Catatan", "Alasan"), [("bukan", "=SUM(A1)", "Bukan tautan.")])
    assert again.returned([Broken(2, "link", "Masih bukan.")]) == (
        once[0],
        [("bukan", "=SUM(A1)", "Masih bukan.")],
    )
    assert "Alasan" not in " ".join(again.warnings)


def test_a_row_that_holds_only_a_reason_is_no_row():
    table = read("Tautan,Alasan\n,Baris 7: Ada 3 kolom.\n")

    assert (table.rows, table.broken) == ((), ())


def test_a_row_whose_cells_are_not_known_goes_back_blank_with_its_reason():
    table = read(f"Tautan,Judul\n{X},a,b\n")

    assert table.returned(table.broken)[1][0][:2] == ("", "")


def test_the_template_has_every_column():
    table = post_tables.read(workbook(post_tables.TEMPLATE, (X, "", "", "", "")), zone=WIB)

    assert table.columns.keys() == post_tables.COLUMNS.keys()
    assert not table.warnings


def test_a_time_keeps_the_zone_it_names():
    [row] = read(f"Tautan,Waktu\n{YOUTUBE},29/08/2023 09.00 WITA\n").rows

    assert row.published_at == datetime(2023, 8, 29, 1, tzinfo=UTC)
    assert row.published_at.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("link", "handle"),
    [
        ("https://www.instagram.com/p/CwfPfqlLzQt/", "kami"),
        ("https://www.instagram.com/tautan/p/CwfPfqlLzQt/", "tautan"),
    ],
)
def test_the_account_is_that_of_the_link_or_else_of_the_row(link: str, handle: str):
    [row] = read(f"Tautan,Nama akun\n{link},kami\n").rows
    assert row.handle == handle
