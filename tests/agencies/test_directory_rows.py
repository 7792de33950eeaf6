import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies import directory_rows
from agencies.directory_rows import KINDS, TITLES
from agencies.models import AgencyKind
from summitcomms.lib import tables
from summitcomms.lib.lists import ListError, Row
from summitcomms.lib.refusals import Refused


@pytest.mark.parametrize(
    ("column", "typed", "normal"),
    [
        ("code", " d-94.04 ", "D-94.04"),
        ("code", "94.04", "D-94.04"),
        ("code", "74", "D-74"),
        ("code", "k-059", "K-059"),
        ("code", "L-BPJS-Kesehatan", "L-BPJS-KESEHATAN"),
        ("kind", "pemerintah  kabupaten", "Pemerintah Kabupaten"),
        ("kind", "city", "Pemerintah Kota"),
        ("short_name", " Diskominfo   Muna ", "Diskominfo Muna"),
        ("name", "=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("province", "74", "74"),
        ("province", "D-74", "74"),
        ("province", "", ""),
        ("timezone", "wita", "WITA"),
        ("timezone", "Asia/Jayapura", "WIT"),
        ("population", "318.679", "318679"),
        ("population", "318679", "318679"),
        ("population", "", ""),
        ("aliases", "Sultra;  Kominfo  Sultra ;;Sultra", "Kominfo Sultra; Sultra"),
        ("former_codes", "91.09, D-91.10", "D-91.09; D-91.10"),
        ("former_codes", "", ""),
        ("active", "TRUE", "ya"),
        ("active", "Tidak aktif", "tidak"),
    ],
)
def test_a_cell_has_one_normal_form(column: str, typed: str, normal: str) -> None:
    assert directory_rows.normal(column, typed) == normal
    assert directory_rows.normal(column, normal) == normal


@pytest.mark.parametrize(
    ("column", "typed", "code", "words"),
    [
        ("code", "", "code_unknown", "Contoh: K-059"),
        ("code", "Mimika", "code_unknown", "“Mimika” bukan kode instansi"),
        ("code", "D-94.4", "zero_lost", "Mungkin maksudnya D-94.40"),
        ("code", "94.1", "zero_lost", "Mungkin maksudnya D-94.10"),
        ("code", "2094-04-01 00:00:00", "date", "menjadi tanggal"),
        ("code", "L-" + "A" * 31, "code_unknown", "bukan kode instansi"),
        ("code", "=1+1", "code_unknown", "“=1+1” bukan kode instansi"),
        ("former_codes", "D-91.09; 91.1", "zero_lost", "D-91.10"),
        ("kind", "dinas", "kind_unknown", "Pilihannya: Kementerian, Lembaga"),
        ("name", "  ", "name_missing", "Kolom “nama” masih kosong."),
        ("short_name", "x" * 81, "name_too_long", "lebih dari 80 huruf"),
        ("timezone", "GMT", "zone_unknown", "WIB, WITA, WIT"),
        ("population", "banyak", "number", "“banyak” bukan bilangan"),
        ("population", "-5", "number", "di luar kewajaran"),
        ("population", "9999999999", "number", "di luar kewajaran"),
        ("population", "2023-09-05", "date", "menjadi tanggal"),
        ("aliases", "x" * 201, "alias_too_long", "200 huruf"),
        ("active", "mungkin", "active_unknown", "Isi ya atau tidak"),
    ],
)
def test_a_cell_that_cannot_be_meant_says_how_to_mend_it(
    column: str, typed: str, code: str, words: str
) -> None:
    with pytest.raises(Refused) as refused:
        directory_rows.normal(column, typed)

    assert refused.value.code == code
    assert words in refused.value.sentence


def test_the_kinds_of_the_table_are_those_of_the_model() -> None:
    assert list(KINDS) == AgencyKind.values


def test_columns_are_found_by_any_of_their_names_in_any_order() -> None:
    found = directory_rows.read_text("Keterangan;Nama;KODE\nabaikan;Dinas Anoa;D-74\n")

    assert found.rows == (Row(2, {"code": "D-74", "name": "Dinas Anoa"}),)


def test_a_workbook_and_a_csv_read_alike_and_keep_their_lines() -> None:
    row = ("D-94.04", *[""] * (len(TITLES) - 2), "ya")
    book, csv_file = io.BytesIO(), io.BytesIO()
    tables.write_xlsx(book, TITLES, [row])
    tables.write_csv(csv_file, TITLES, [row])

    from_book = directory_rows.read_file(book.getvalue())
    assert from_book == directory_rows.read_file(csv_file.getvalue())
    assert from_book.rows[0].line == 2
    assert from_book.rows[0].cells["code"] == "D-94.04"


def test_what_a_spreadsheet_made_a_number_of_is_read_or_named() -> None:
    book = io.BytesIO()
    tables.write_xlsx(book, ("kode", "penduduk"), [(94, 318679)])

    [row] = directory_rows.read_file(book.getvalue()).rows

    assert directory_rows.normal("code", row.cells["code"]) == "D-94"
    assert directory_rows.normal("population", row.cells["population"]) == "318679"


def test_a_row_of_another_width_is_told_by_its_line() -> None:
    found = directory_rows.read_text("kode,nama\nD-74,Anoa\nD-94.04\n")

    assert [row.line for row in found.rows] == [2]
    assert [line for line, _sentence in found.broken] == [3]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nama,jenis\nAnoa,Lembaga\n", "Kolom “kode” tidak ditemukan"),
        ("  \n", "kosong"),
        ('kode,nama\n"D-74,Anoa\n', "tanda kutip"),
    ],
)
def test_a_list_that_cannot_be_read_as_a_whole_says_why(text: str, words: str) -> None:
    with pytest.raises(ListError, match=words):
        directory_rows.read_text(text)


def test_ten_thousand_rows_are_refused_with_a_sentence() -> None:
    text = "kode,nama\n" + "D-74,Anoa\n" * 10_000

    with pytest.raises(ListError, match=r"lebih dari 2\.000 baris.*hanya baris yang berubah"):
        directory_rows.read_file(text.encode())


def test_a_workbook_that_is_none_is_refused() -> None:
    with pytest.raises(ListError, match="tidak dapat dibaca"):
        directory_rows.read_file(b"PK\x03\x04 bukan buku kerja")


@given(st.lists(st.text(st.characters(exclude_characters=";", codec="utf-8"), max_size=20), max_size=6))
def test_names_in_one_cell_come_apart_as_they_were_put_together(names: list[str]) -> None:
    cell = directory_rows.joined(names)

    assert directory_rows.parted(cell) == sorted({name.strip() for name in names} - {""})
    assert directory_rows.joined(directory_rows.parted(cell)) == cell
