from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from campaigns.imports import Broken, ColumnsError, read
from summitcomms.lib import tables
from summitcomms.lib.clock import WIB

CSV = """kode;waktu;suka;tayangan;alasan koreksi;judul
ABC123;29/08/2023 09.00;1,2 rb;12.345;;Siap menyambut
;29/08/2023 09.00;5;;;Tanpa kode
ABC124;29/08/2023 09.00;banyak;;;
ABC125;kemarin;5;;;
ABC126;29/08/2023 09.00;5
ABC127;29/08/2023 09.00;;7;salah ketik;
"""


def test_rows_are_read_with_their_lines():
    export = read(CSV.encode(), is_xlsx=False, zone=WIB)

    first, unnamed, corrected = export.rows
    assert first.post_ref == "ABC123"
    assert first.taken_at == datetime(2023, 8, 29, 2, tzinfo=UTC)
    assert first.metrics == {"likes": 1200, "views": 12345}
    assert (first.line, unnamed.line, corrected.line) == (2, 3, 7)
    assert unnamed.post_ref == ""
    assert (corrected.metrics, corrected.reason) == ({"likes": None, "views": 7}, "salah ketik")


def test_broken_rows_are_named_by_line_and_rule():
    export = read(CSV.encode(), is_xlsx=False, zone=WIB)

    assert [(each.line, each.code) for each in export.broken] == [
        (4, "metric_unreadable"),
        (5, "taken_at_unreadable"),
        (6, "row_broken"),
    ]
    assert export.broken[0] == Broken(4, "metric_unreadable", "Kolom suka: “banyak” bukan bilangan.")


def test_columns_without_use_are_mentioned_and_rows_kept_as_they_stood():
    export = read(CSV.encode(), is_xlsx=False, zone=WIB)

    assert export.warnings == ("Kolom yang tidak dipakai: “judul”.",)
    assert export.cells[4] == ("ABC124", "29/08/2023 09.00", "banyak", "", "", "")


def test_the_code_goes_before_the_link():
    text = "tautan,kode,waktu,likes\nx.com/a,ABC,2023-08-29 09:00,1\nx.com/b,,2023-08-29 09:00,1"

    assert [row.post_ref for row in read(text.encode(), is_xlsx=False, zone=WIB).rows] == ["ABC", "x.com/b"]


def test_a_workbook_gives_the_same_as_a_csv():
    header = ("kode", "waktu", "suka")
    with io.BytesIO() as target:
        tables.write_xlsx(target, header, [("ABC123", "29/08/2023 09.00", 5)])
        book = target.getvalue()

    assert (
        read(book, is_xlsx=True, zone=WIB).rows
        == read(b"kode,waktu,suka\nABC123,29/08/2023 09.00,5", is_xlsx=False, zone=WIB).rows
    )


def test_lines_above_the_header_are_passed_over():
    text = "Laporan,,\nAgustus,,\nkode,waktu,suka\nABC123,29/08/2023 09.00,5\n"

    (row,) = read(text.encode(), is_xlsx=False, zone=WIB).rows
    assert row.line == 4


def test_wrong_columns_and_untrusted_files_are_refused_as_a_whole():
    with pytest.raises(ColumnsError, match="Kolom yang kurang"):
        read(b"nama,alamat\na,b", is_xlsx=False, zone=WIB)
    with pytest.raises(tables.TableError, match="Baris 2"):
        read(b'kode,waktu,suka\n"ABC,29/08/2023 09.00,5\n', is_xlsx=False, zone=WIB)
