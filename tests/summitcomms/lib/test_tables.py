import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from summitcomms.lib import tables
from summitcomms.lib.tables import (
    Cell,
    Problem,
    Row,
    Table,
    TableError,
    read_csv,
    read_xlsx,
    write_csv,
    write_xlsx,
)

Reader = Callable[..., Table]
Writer = Callable[..., None]


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def csv_bytes(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    target = io.BytesIO()
    write_csv(target, header, rows)
    return target.getvalue()


def xlsx_bytes(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    target = io.BytesIO()
    write_xlsx(target, header, rows)
    return target.getvalue()


def workbook(fill: Callable[[Any], object]) -> bytes:
    """A workbook written without our own guards, as other programs would."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        fill(book.add_worksheet())
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"kode,nama\nK-007,Setneg\n",
        "\ufeffkode,nama\r\nK-007,Setneg\r\n".encode(),
        "kode;nama\nK-007;Setneg".encode("utf-16"),
        "kode\tnama\rK-007\tSetneg\r".encode("utf-16-be").join([b"\xfe\xff", b""]),
        b"\n\nkode;nama\n;\nK-007;Setneg\n",
    ],
    ids=["plain", "bom", "utf-16-le", "utf-16-be", "blank lines"],
)
def test_usual_encodings_and_delimiters_are_recognised(content: bytes) -> None:
    table = read_csv(content)

    assert (table.header, cells(table), table.warnings) == (("kode", "nama"), [("K-007", "Setneg")], ())


def test_another_encoding_is_read_with_a_warning() -> None:
    table = read_csv("nama\nCafé – Jakarta\n".encode("cp1252"))

    assert cells(table) == [("Café – Jakarta",)]
    assert "Windows-1252" in table.warnings[0]


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(TableError, match="pengodean huruf tidak dikenal") as refusal:
        read_csv(b"nama\n\x81\xff\n")

    assert refusal.value.code == "encoding"


def test_a_broken_utf_16_is_refused() -> None:
    with pytest.raises(TableError, match="pengodean huruf"):
        read_csv(b"\xff\xfea\x00\x81\xd8")


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_separator_line_is_obeyed_and_counted(line: str) -> None:
    table = read_csv(f"{line}\r\na,b;c\r\n1,5;2\r\n".encode())

    assert table == Table(("a,b", "c"), (Row(3, ("1,5", "2")),))


def test_the_delimiter_is_that_of_the_header_not_of_a_caption() -> None:
    table = read_csv(b"kode;keterangan\n1;a, b, c, d\n")

    assert cells(table) == [("1", "a, b, c, d")]


def test_a_single_column_is_a_table_too() -> None:
    assert cells(read_csv(b"tautan\nhttps://x.com/a\n")) == [("https://x.com/a",)]


def test_numbers_and_ids_stay_text() -> None:
    assert cells(read_csv(b"a,b,c\n1.234,007,7204123456789012345\n")) == [
        ("1.234", "007", "7204123456789012345")
    ]


def test_quoted_cells_may_hold_delimiters_quotes_and_lines() -> None:
    table = read_csv(b'a,b\n"x, ""y""\nz",1\n2,3\n')

    assert table.rows == (Row(2, ('x, "y"\nz', "1")), Row(4, ("2", "3")))


def test_a_preamble_is_skipped_to_the_header_one_is_looking_for() -> None:
    content = b"Laporan Agustus\nDibuat 1 September\n\nkode;nama\nK-007;Setneg\n"

    table = read_csv(content, is_header=lambda row: "kode" in row)

    above = (Row(1, ("Laporan Agustus",)), Row(2, ("Dibuat 1 September",)))
    assert table == Table(("kode", "nama"), (Row(5, ("K-007", "Setneg")),), preamble=above)


def test_a_header_is_found_without_reading_on() -> None:
    content = b"Laporan Agustus\n\nkode;nama\n" + b"K-007;Setneg\n" * 20 + b'K-010;"Kemendagri\n'

    assert tables.csv_header(content, is_header=lambda row: "kode" in row) == ("kode", "nama")
    with pytest.raises(TableError, match="kosong"):
        tables.csv_header(b"\n", is_header=lambda row: True)


def test_without_a_match_the_first_row_is_the_header() -> None:
    assert read_csv(b"a,b\n1,2\n", is_header=lambda row: "kode" in row).header == ("a", "b")


@pytest.mark.parametrize(
    "content",
    [b'a,b\n1,2\n3,"open\n4,5\n6,7\n', b'a,b\n1,2\n3,"open\n4,5\n6,"x"\n', b'a,b\n1,2\n3,"x"y\n'],
    ids=["to the end", "closed by the next quote", "text after the quote"],
)
def test_an_unclosed_quote_is_found_on_its_line(content: bytes) -> None:
    with pytest.raises(TableError) as refusal:
        read_csv(content)

    assert (refusal.value.code, refusal.value.line) == ("quote", 3)
    assert str(refusal.value) == "Baris 3: tanda kutip dibuka tetapi tidak ditutup dengan benar."


def test_a_quote_that_swallows_hundreds_of_rows_is_found() -> None:
    content = b'a,b\n1,"open\n' + b"2,3\n" * 300 + b'4,close"\n'

    with pytest.raises(TableError, match="jauh di bawahnya") as refusal:
        read_csv(content)

    assert refusal.value.line == 2


def test_a_cell_without_end_is_found() -> None:
    with pytest.raises(TableError) as refusal:
        read_csv(b'a,b\n1,"' + b"x" * 200_000)

    assert (refusal.value.code, refusal.value.line) == ("quote", 2)


def test_nul_is_refused_on_its_line() -> None:
    with pytest.raises(TableError, match="Baris 3: berkas berisi karakter NUL"):
        read_csv(b"a,b\n1,2\n3,\x00\n")


def test_rows_of_another_width_are_left_out_and_named() -> None:
    table = read_csv(b"a,b\n1,2\n3\n4,5,6\n7,8\n")

    assert cells(table) == [("1", "2"), ("7", "8")]
    assert table.problems == (
        Problem(3, "Ada 1 kolom, seharusnya 2 seperti pada judul."),
        Problem(4, "Ada 3 kolom, seharusnya 2 seperti pada judul."),
    )


@pytest.mark.parametrize("content", [b"", b"\n\n", b" ; \n;\n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(TableError, match="kosong"):
        read_csv(content)


@pytest.mark.parametrize(
    ("limit", "code"),
    [({"max_rows": 1}, "too_long"), ({"max_columns": 1}, "too_wide"), ({"max_bytes": 8}, "too_large")],
)
@pytest.mark.parametrize(
    ("reader", "content"),
    [(read_csv, b"a,b\n1,2\n3,4\n"), (read_xlsx, xlsx_bytes(["a", "b"], [["1", "2"], ["3", "4"]]))],
    ids=["csv", "xlsx"],
)
def test_limits_are_kept(reader: Reader, content: bytes, limit: dict[str, int], code: str) -> None:
    for source in (content, io.BytesIO(content)):
        with pytest.raises(TableError) as refusal:
            reader(source, **limit)
        assert refusal.value.code == code


def test_a_file_at_its_limits_is_read() -> None:
    content = b"a,b\n1,2\n3,4\n"

    assert len(read_csv(content, max_rows=2, max_columns=2, max_bytes=len(content)).rows) == 2


@pytest.mark.parametrize("formula", ["=1+1", "+62", "-5", "@SUM(A1)", "\tx", "\rx"])
def test_text_that_looks_like_a_formula_stays_text(formula: str) -> None:
    written = csv_bytes(["a", "b"], [[formula, "x"]])
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(["a", "b"], [[formula, "x"]]))) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")

    assert f"'{formula}" in written.decode("utf-8-sig")
    assert b"<f>" not in sheet
    assert b"inlineStr" in sheet


def test_a_link_is_written_as_text() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(["a"], [["https://x.com/a/status/1"]]))) as package:
        assert b"hyperlink" not in package.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("write", "read"), [(csv_bytes, read_csv), (xlsx_bytes, read_xlsx)], ids=["csv", "xlsx"]
)
def test_numbers_and_gaps_survive(write: Callable[..., bytes], read: Reader) -> None:
    content = write(["a", "b", "c", "d", "e"], [[-5, Decimal("0.25"), None, 2**53 + 1, "x"]])

    assert cells(read(content)) == [("-5", "0.25", "", "9007199254740993", "x")]


text = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufeff"), max_size=12)
tricky = st.builds(
    "".join,
    st.lists(st.sampled_from(["'", "=", "+", "-", "@", ",", ";", '"', "\n", "a", " ", "é"]), max_size=6),
)
grids = (
    st.integers(1, 4)
    .flatmap(
        lambda width: st.lists(
            st.lists(text | tricky, min_size=width, max_size=width), min_size=1, max_size=6
        )
    )
    .map(lambda rows: [row for row in rows if any(cell.strip() for cell in row)])
)


@settings(max_examples=200)
@given(grids)
def test_what_is_written_as_csv_is_read_back(grid: list[list[str]]) -> None:
    header = [f"kolom {number}" for number in range(len(grid[0]) if grid else 1)]

    table = read_csv(csv_bytes(header, grid))

    assert [list(row) for row in cells(table)] == grid
    assert table.problems == ()


@settings(max_examples=60, deadline=None)
@given(grids)
def test_what_is_written_as_xlsx_is_read_back(grid: list[list[str]]) -> None:
    header = [f"kolom {number}" for number in range(len(grid[0]) if grid else 1)]

    assert [list(row) for row in cells(read_xlsx(xlsx_bytes(header, grid)))] == grid


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1234.0, "1234"),
        (1.5, "1.5"),
        (7264123456789012345, "7.264123E+18"),
        (True, "TRUE"),
        (False, "FALSE"),
        (datetime(2023, 9, 5, 8, 30), "2023-09-05 08:30:00"),  # noqa: DTZ001 - workbooks know no zones
        ("007", "007"),
    ],
)
def test_workbook_cells_become_text(value: object, shown: str) -> None:
    def fill(sheet: Any) -> None:
        sheet.write(0, 0, "nilai")
        sheet.write(1, 0, value)

    assert cells(read_xlsx(workbook(fill))) == [(shown,)]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (timedelta(hours=27, minutes=4, seconds=5), "27:04:05"),
        (date(2023, 9, 5), "2023-09-05"),
        (time(8, 5), "08:05:00"),
    ],
)
def test_days_times_and_durations_become_text(value: object, shown: str) -> None:
    assert tables._shown(value) == shown


def test_a_workbook_is_searched_for_its_header_and_keeps_its_line_numbers() -> None:
    def fill(sheet: Any) -> None:
        sheet.write(2, 0, "Laporan")
        sheet.write_row(4, 0, ["kode", "nama"])
        sheet.write_row(6, 0, ["K-007", "Setneg"])

    table = read_xlsx(workbook(fill), is_header=lambda row: "kode" in row)

    assert table == Table(
        ("kode", "nama"), (Row(7, ("K-007", "Setneg")),), preamble=(Row(3, ("Laporan", "")),)
    )


@pytest.mark.parametrize(("row", "column", "code"), [(1_048_575, 0, "too_long"), (1, 16_383, "too_wide")])
def test_a_cell_in_a_far_corner_is_refused_before_the_sheet_is_laid_out(
    row: int, column: int, code: str
) -> None:
    with pytest.raises(TableError) as refusal:
        read_xlsx(workbook(lambda sheet: sheet.write(row, column, "x")))

    assert refusal.value.code == code


def package(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    "members",
    [{"xl/sharedStrings.xml": b" " * (8 * 2**20)}, {f"{number}.xml": b"" for number in range(201)}],
    ids=["ratio", "members"],
)
def test_a_package_that_unpacks_too_far_is_refused(members: dict[str, bytes]) -> None:
    with pytest.raises(TableError) as refusal:
        read_xlsx(package(members))

    assert refusal.value.code == "bomb"


@pytest.mark.parametrize(
    "content", [b"a,b\n1,2\n", package({"a.txt": b"x"}), package({"xl/workbook.xml": b"<workbook"})]
)
def test_a_file_that_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(TableError) as refusal:
        read_xlsx(content)

    assert refusal.value.code == "unreadable"


def test_an_encrypted_or_old_workbook_is_named_as_such() -> None:
    with pytest.raises(TableError, match="format lama atau kata sandi") as refusal:
        read_xlsx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))

    assert refusal.value.code == "protected"


def test_a_delimiter_inside_the_only_column_is_no_delimiter_when_read_back() -> None:
    assert cells(read_csv(csv_bytes(["a;b;c"], [[";"], ["x\ty"]]))) == [(";",), ("x\ty",)]


def test_nul_is_not_written() -> None:
    with pytest.raises(TableError, match="Baris 2: isi sel berisi karakter NUL"):
        csv_bytes(["a"], [["\0"]])


def test_text_too_long_for_a_workbook_is_not_cut_silently() -> None:
    with pytest.raises(TableError, match="Baris 2: isi sel atau jumlah baris"):
        xlsx_bytes(["a"], [["x" * 40_000]])


def test_a_workbook_and_a_csv_are_told_apart_by_how_they_begin() -> None:
    target = io.BytesIO()
    tables.write_xlsx(target, ["kode"], [["K-007"]])

    for content in (target.getvalue(), b"kode\nK-007\n"):
        assert tables.read(content).rows[0].cells == ("K-007",)
    with pytest.raises(TableError):
        tables.read(b"kode\nK-007\nK-010\n", max_rows=1)


def test_columns_are_found_by_any_of_their_names_and_the_first_of_two_holds() -> None:
    names = {"code": ("kode", "kode instansi"), "n": ("pengamatan",), "source": ("sumber",)}

    assert tables.places([" Kode  INSTANSI", "lain", "kode", "Pengamatan"], names) == {"code": 0, "n": 3}
