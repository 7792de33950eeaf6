import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies import invitees
from agencies.invitees import Invitee, Invitees, ListError
from summitcomms.lib import tables

ROW = ("a@contoh.go.id", "Ani", "officer", "D-74")
cells = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=30)


def test_pasted_rows_need_no_titles_and_keep_their_lines() -> None:
    found = invitees.read_text("a@contoh.go.id\tAni\tofficer\tD-74\nb@contoh.go.id\tBudi\tPembaca\t94.04\n")

    assert found.rows == (
        Invitee(1, *ROW),
        Invitee(2, "b@contoh.go.id", "Budi", "Pembaca", "94.04"),
    )


def test_titles_may_come_in_any_order_and_by_other_names() -> None:
    found = invitees.read_text("Peran;Instansi;Surel;Telepon\nofficer;D-74;a@contoh.go.id;0812\n")

    assert found.rows == (Invitee(2, "a@contoh.go.id", "", "officer", "D-74"),)


def test_a_file_is_read_by_what_it_is() -> None:
    csv_file, workbook = io.BytesIO(), io.BytesIO()
    header = ("surel", "nama", "peran", "kode instansi")
    tables.write_csv(csv_file, header, [ROW])
    tables.write_xlsx(workbook, header, [ROW])

    assert invitees.read_file(csv_file.getvalue()).rows == (Invitee(2, *ROW),)
    assert invitees.read_file(workbook.getvalue()).rows == (Invitee(2, *ROW),)


def test_a_formula_is_text() -> None:
    found = invitees.read_text("a@contoh.go.id\t=cmd|' /C calc'!A0\tofficer\tD-74\n")

    assert found.rows[0].name == "=cmd|' /C calc'!A0"


def test_a_row_of_another_width_is_told_by_its_line() -> None:
    found = invitees.read_text("a@contoh.go.id,Ani,officer,D-74\nb@contoh.go.id,Budi\n")

    assert [row.line for row in found.rows] == [1]
    assert [each.line for each in found.broken] == [2]
    assert "kolom" in found.broken[0].sentence


@pytest.mark.parametrize("text", ["nama,peran\nAni,officer\n", "surel,nama\na@contoh.go.id,Ani\n"])
def test_a_list_without_a_needed_column_is_refused(text: str) -> None:
    with pytest.raises(ListError, match="tidak ditemukan"):
        invitees.read_text(text)


def test_ten_thousand_rows_are_refused_with_a_sentence() -> None:
    text = "surel,nama,peran,instansi\n" + "a@contoh.go.id,Ani,officer,D-74\n" * 10_000

    with pytest.raises(ListError, match=r"lebih dari 2\.000 baris"):
        invitees.read_file(text.encode())


def test_a_list_of_too_many_letters_is_refused() -> None:
    long = f"surel,nama,peran\n{'a@contoh.go.id,' + 'x' * 500 + ',officer' + chr(10)}" * 1
    rows = "surel,nama,peran\n" + f"a@contoh.go.id,{'x' * 500},officer\n" * 500

    assert invitees.read_text(long).rows
    with pytest.raises(ListError, match=r"200\.000 huruf"):
        invitees.read_text(rows)


def test_an_empty_list_is_refused() -> None:
    with pytest.raises(ListError, match="kosong"):
        invitees.read_file(b"  \n")


@given(st.lists(st.builds(Invitee, st.integers(1, 10**6), cells, cells, cells, cells), max_size=20))
def test_what_a_page_carries_comes_back_the_same(rows: list[Invitee]) -> None:
    found = Invitees(tuple(rows))

    assert invitees.from_json(invitees.as_json(found)).rows == found.rows


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "7",
        '{"a": 1}',
        "[7]",
        '[["1","a","b","c","d"]]',
        '[[1,"a","b","c"]]',
        "[[1,2,3,4,5]]",
        json.dumps([[1, "a\x00", "b", "c", "d"]]),
        '[[true,"a","b","c","d"]]',
        '[[1,"a","\\ud800","c","d"]]',
        "[" * 100_000,
    ],
)
def test_what_a_browser_invents_is_refused(text: str) -> None:
    with pytest.raises(ListError, match="tidak utuh"):
        invitees.from_json(text)


def test_a_browser_cannot_send_more_rows_than_a_list_has() -> None:
    with pytest.raises(ListError, match=r"2\.000"):
        invitees.from_json(json.dumps([[1, *ROW]] * 2_001))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("officer", "officer"),
        (" Pengelola  Media Sosial ", "officer"),
        ("PETUGAS", "officer"),
        ("Penanggung jawab", "lead"),
        ("raja", "raja"),
    ],
)
def test_roles_go_by_code_and_by_name(text: str, code: str) -> None:
    assert invitees.role_code(text) == code
