from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaigns.imports import Broken, ColumnsError, Kind, read
from summitcomms.lib import tables
from tests.campaigns.imports.exports import workbook

NINE = datetime(2023, 8, 29, 2, tzinfo=UTC)
CSV = """kode;waktu;suka;tayangan;alasan koreksi;judul
ABC123;29/08/2023 09.00;1,2 rb;12.345;;Siap menyambut
;29/08/2023 09.00;5;;;Tanpa kode
ABC124;29/08/2023 09.00;banyak;;;
ABC125;kemarin;5;;;
ABC126;29/08/2023 09.00;5
ABC127;29/08/2023 09.00;;7;salah ketik;
"""


def test_rows_are_read_with_their_lines():
    export = read(CSV.encode())

    first, unnamed, corrected = export.rows
    assert (export.kind, first.source) == (Kind.TEMPLATE, "")
    assert (first.code, first.refs, first.taken_at) == ("ABC123", ("ABC123",), NINE)
    assert first.metrics == {"likes": 1200, "views": 12345}
    assert (first.line, unnamed.line, corrected.line) == (2, 3, 7)
    assert unnamed.refs == ("",)
    assert (corrected.metrics, corrected.reason) == ({"likes": None, "views": 7}, "salah ketik")


def test_broken_rows_are_named_by_line_and_rule():
    export = read(CSV.encode())

    assert [(each.line, each.code) for each in export.problems] == [
        (4, "metric_unreadable"),
        (5, "taken_at_unreadable"),
        (6, "row_broken"),
    ]
    assert export.problems[0] == Broken(4, "metric_unreadable", "Kolom suka: “banyak” bukan bilangan.")


def test_columns_without_use_are_mentioned_and_rows_kept_as_they_stood():
    export = read(CSV.encode())

    assert export.warnings == ("Kolom yang tidak dipakai: “judul”.",)
    assert export.cells[4] == ("ABC124", "29/08/2023 09.00", "banyak", "", "", "")


def test_a_row_is_named_by_code_link_and_number_in_this_order():
    text = "tautan,kode,likes\nx.com/a,ABC,1\nx.com/b,,1"

    assert [row.refs for row in read(text.encode()).rows] == [("ABC", "x.com/a"), ("x.com/b",)]


def test_a_file_is_read_by_its_path_or_its_content_and_a_workbook_like_a_csv(tmp_path: Path):
    table = [("kode", "waktu", "suka"), ("ABC123", "29/08/2023 09.00", 5)]
    text = "\n".join(",".join(map(str, row)) for row in table)
    (tmp_path / "a.csv").write_text(text)
    (tmp_path / "a.xlsx").write_bytes(workbook(*table))

    found = [
        [(row.line, row.code, row.taken_at, row.metrics) for row in read(source).rows]
        for source in (text.encode(), tmp_path / "a.csv", str(tmp_path / "a.xlsx"))
    ]

    assert found == [[(2, "ABC123", NINE, {"likes": 5})]] * 3


def test_lines_above_the_header_are_passed_over_and_may_say_the_moment():
    text = "Laporan,,\nDiekspor pada 29/08/2023 09.00 WIB,,\nkode,suka,\nABC123,5,\n"

    export = read(text.encode())

    assert [(row.line, row.taken_at) for row in export.rows] == [(4, NINE)]
    assert not export.needs_moment


def test_the_moment_is_of_the_row_else_what_was_said_of_the_file():
    text = b"kode,waktu,suka\nABC,29/08/2023 09.00,5\nABD,,5\n"
    later = datetime(2023, 8, 30, tzinfo=UTC)

    assert read(text).needs_moment
    assert [row.taken_at for row in read(text, measured_at=later).rows] == [NINE, later]
    assert [row.reading("x:1", later).taken_at for row in read(text).rows] == [NINE, later]


def test_wrong_columns_and_untrusted_files_are_refused_as_a_whole():
    with pytest.raises(tables.TableError, match="Baris 2"):
        read(b'kode,waktu,suka\n"ABC,29/08/2023 09.00,5\n')
    with pytest.raises(ColumnsError, match="Kolom yang kurang") as unknown:
        read(b"Laporan,\nAlamat,Jempol\nhttps://x.com/a/status/1,5\nb,6\nc,7\nd,8\n")

    assert unknown.value.header == ("Alamat", "Jempol")
    assert unknown.value.rows[0] == ("https://x.com/a/status/1", "5")
    assert len(unknown.value.rows) == 3


def test_an_unknown_file_is_read_as_a_person_explains_it():
    text = b"Laporan,\nAlamat,Jempol\nhttps://x.com/a/status/1,5\n"

    export = read(text, roles={"0": "link", "1": "likes"})

    assert export.kind is Kind.MAPPED
    assert [(row.line, row.permalink, row.metrics) for row in export.rows] == [
        (3, "https://x.com/a/status/1", {"likes": 5})
    ]


def test_an_empty_file_is_refused():
    with pytest.raises(tables.TableError, match="kosong"):
        read(io.BytesIO().getvalue())
