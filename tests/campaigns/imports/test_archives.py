from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from campaigns.imports import Kind, read
from summitcomms.lib import tables
from tests.campaigns.imports.exports import text_of, workbook

VIDEO = "dQw4w9WgXcQ"
TABLE = text_of(
    ("Content", "Video title", "Video publish time", "Duration", "Views", "Watch time (hours)"),
    ("Total", "", "", "", "58", "1.5"),
    (VIDEO, "Menyambut KTT ASEAN", "Aug 29, 2023", "60", "58", "1.5"),
)
DAYS = text_of(
    ("Date", "Content", "Video title", "Video publish time", "Duration", "Views"),
    ("2023-08-30", VIDEO, "Menyambut KTT ASEAN", "Aug 29, 2023", "60", "5"),
)
SUMS = text_of(("Date", "Views"), ("2023-08-30", "5"))


def packed(**members: str) -> bytes:
    with io.BytesIO() as target:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
            for name, text in members.items():
                package.writestr(f"{name.replace('_', ' ')}.csv", text)
        return target.getvalue()


@pytest.mark.parametrize(
    "names", [("Chart_data", "Table_data", "Totals"), ("Data_diagram", "Data_tabel", "Total")]
)
def test_the_table_of_videos_is_found_by_its_columns_whatever_it_is_called(names: tuple[str, ...]):
    export = read(packed(**dict(zip(names, (DAYS, TABLE, SUMS), strict=True))))

    assert (export.kind, export.left_out) == (Kind.YOUTUBE, 1)
    assert [(row.said_id, row.metrics["views"]) for row in export.rows] == [(VIDEO, 58)]


def test_an_indonesian_table_is_found_too():
    table = text_of(
        ("Konten", "Judul video", "Waktu publikasi video", "Penayangan", "Tayangan"),
        (VIDEO, "Menyambut KTT ASEAN", "29 Agu 2023", "58", "900"),
    )

    [row] = read(packed(Data_tabel=table, Total=text_of(("Tanggal", "Penayangan")))).rows

    assert row.metrics == {"views": 58, "impressions": 900}


def test_days_alone_are_refused_row_by_row():
    export = read(packed(Chart_data=DAYS, Totals=SUMS))

    assert [each.code for each in export.problems] == ["not_lifetime"]


def test_a_zip_of_one_table_is_that_table():
    assert len(read(packed(apa_saja=TABLE)).rows) == 1
    assert read(
        packed(apa_saja="Alamat,Jempol\nhttps://x.com/a/status/1,5\n"), roles={"0": "link", "1": "likes"}
    ).rows


@pytest.mark.parametrize("members", [{"a": TABLE, "b": TABLE}, {"a": SUMS, "b": ""}], ids=["several", "none"])
def test_a_zip_that_does_not_say_which_table_is_meant_is_refused(members: dict[str, str]):
    with pytest.raises(tables.TableError) as refusal:
        read(packed(**members))

    assert refusal.value.code == "zip_unclear"


def test_a_workbook_is_no_zip_of_tables():
    [row] = read(workbook(("kode", "waktu", "suka"), ("ABC123", "29/08/2023 09.00", 5))).rows

    assert row.code == "ABC123"


def test_the_table_that_is_meant_is_told_by_its_header_and_its_fault_by_its_line():
    spoilt = TABLE + f"{VIDEO},x,y,z,5,1\n" * 20 + '"belum ditutup'

    with pytest.raises(tables.TableError) as refusal:
        read(packed(Table_data=spoilt, Totals=SUMS))

    assert (refusal.value.code, refusal.value.line) == ("quote", 24)


def broken(content: bytes) -> bytes:
    middle = content.index(b"PK\x01\x02") // 2
    return content[:middle] + bytes(20) + content[middle + 20 :]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed(a=" " * (9 * 2**20)), "bomb"),
        (packed(**{f"a{number}": "x" for number in range(201)}), "bomb"),
        (packed(**{f"a{number}": TABLE for number in range(11)}), "too_many"),
        (broken(packed(a=TABLE * 9)), "unreadable"),
    ],
    ids=["ratio", "members", "tables", "broken"],
)
def test_a_zip_that_unpacks_too_far_or_not_at_all_is_refused(content: Any, code: str):
    with pytest.raises(tables.TableError) as refusal:
        read(content)

    assert refusal.value.code == code


def test_a_table_of_a_zip_is_no_larger_than_one_that_comes_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tables, "MAX_BYTES", 100)

    with pytest.raises(tables.TableError) as refusal:
        read(packed(a=TABLE))

    assert refusal.value.code == "too_large"


def test_a_zip_without_tables_is_no_workbook_either():
    with io.BytesIO() as target:
        with zipfile.ZipFile(target, "w") as package:
            package.writestr("../../foto.png", b"")
        content = target.getvalue()

    with pytest.raises(tables.TableError) as refusal:
        read(content)

    assert refusal.value.code == "unreadable"
