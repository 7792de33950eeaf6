"""Packages whose directory does not tell the truth; the honest ones are read in `test_tables`."""

import io
import struct
import tracemalloc
import zipfile
import zlib
from contextlib import suppress

import pytest

from summitcomms.lib import tables
from summitcomms.lib.packages import PackageRefused, packed, parts
from tests.summitcomms.lib.test_tables import xlsx_bytes

FAR = b'<row r="30000"><c><v>1</v></c></row>'
ODS = {
    "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
    "META-INF/manifest.xml": b"<manifest:manifest xmlns:manifest='m'/>",
    "content.xml": b"""<office:document-content xmlns:office="o" xmlns:table="t"><office:body>
        <office:spreadsheet><table:table table:name="a">
        <table:table-row table:number-rows-repeated="900"><table:table-cell
        table:number-columns-repeated="900" office:value-type="float" office:value="1"/></table:table-row>
        </table:table></office:spreadsheet></office:body></office:document-content>""",
}


def lying(members: dict[str, bytes], name: str, size: int) -> bytes:
    """A package whose directory says that `name` has only its first `size` bytes, with their checksum."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for each, part in members.items():
            package.writestr(each, part)
    content = bytearray(target.getvalue())
    entry = content.index(b"PK\x01\x02")
    while not content[entry + 46 :].startswith(name.encode()):
        entry = content.index(b"PK\x01\x02", entry + 1)
    struct.pack_into("<L", content, entry + 16, zlib.crc32(members[name][:size]))
    struct.pack_into("<L", content, entry + 24, size)
    return bytes(content)


def test_nothing_is_unpacked_beyond_the_size_in_the_directory() -> None:
    content = lying({"a.csv": bytes(64 * 2**20)}, "a.csv", 1_000)

    tracemalloc.start()
    try:
        assert list(parts(content)) == [("a.csv", bytes(1_000))]
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


def test_a_workbook_is_read_no_further_than_it_was_checked() -> None:
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(["kode"], [["K-007"]] * 50))) as book:
        members = {name: book.read(name) for name in book.namelist()}
    assert len(tables.read_xlsx(packed(members.items())).rows) == 50

    with pytest.raises(tables.TableError) as refusal:
        tables.read_xlsx(lying(members, sheet, len(members[sheet]) // 2))

    assert refusal.value.code == "unreadable"


def test_a_sheet_is_looked_at_wherever_it_is_and_no_other_format_is_read() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(["kode"], [["K-007"]]))) as book:
        members = {name: book.read(name) for name in book.namelist()}
    links = members["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", b"lain/x.xml")
    plain = members["xl/worksheets/sheet1.xml"]
    sheet = plain.replace(b"</sheetData>", FAR + b"</sheetData>")

    for changed, code in [
        ({"xl/_rels/workbook.xml.rels": links, "xl/lain/x.xml": sheet}, "too_long"),
        ({"xl/worksheets/sheet1.xml": sheet}, "too_long"),
        ({"xl/worksheets/sheet1.xml": plain.replace(b"<row", b"<c><row")}, "unreadable"),
        ({"xl/workbook.xml": b"", **ODS}, "unreadable"),
    ]:
        with pytest.raises(tables.TableError) as refusal:
            tables.read_xlsx(packed((members | changed).items()))
        assert refusal.value.code == code


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("name", ["a.csv", "xl/workbook.xml"])
def test_a_method_that_unpacks_without_a_limit_is_refused(method: int, name: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        package.writestr(name, b"kode,nama\n")

    for reader in (tables.csv_files, tables.read_xlsx):
        with pytest.raises(tables.TableError, match="cara pemampatan") as refusal:
            reader(target.getvalue())
        assert refusal.value.code == "method"


def test_parts_are_told_by_the_end_of_their_names_and_counted() -> None:
    content = packed([("a.csv", b"1"), ("B.CSV", b"2"), ("c.txt", b"3")]).getvalue()

    assert list(parts(content, ending=".csv", most=2)) == [("a.csv", b"1"), ("B.CSV", b"2")]
    with pytest.raises(PackageRefused, match="lebih dari 1 berkas") as refusal:
        list(parts(content, ending=".csv", most=1))
    assert refusal.value.code == "too_many"


def test_a_broken_package_is_read_or_refused_and_nothing_else() -> None:
    content = packed([("a.csv", b"kode,nama\n" * 9), ("é.csv", b"x")]).getvalue()

    for place in range(len(content) - 1):
        for value in (b"\0\0", b"\x09\0", b"\0\x80", b"\xff\xff"):
            with suppress(PackageRefused):
                list(parts(content[:place] + value + content[place + 2 :]))
