"""The exports that officers really have: recognised, and read through everything that happens to files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.imports import Export, Kind, read
from campaigns.imports.shapes import MOMENTS
from tests.campaigns.imports.exports import FACEBOOK, INSTAGRAM, SAMPLES, Row, Sample, text_of, workbook

BY_NAME = {sample.name: sample for sample in SAMPLES}
YOUTUBE, X_NOW = BY_NAME["YouTube Studio"], BY_NAME["X now"]


def read_rows(*rows: Row, **kwargs: Any) -> Export:
    return read(text_of(*rows).encode(), **kwargs)


def check(export: Export, sample: Sample) -> None:
    assert (export.kind, export.problems) == (sample.kind, ())
    (row,) = export.rows
    assert row.native_id == sample.native_id
    assert row.caption == sample.caption
    assert row.published_at is not None
    assert row.published_at.isoformat() == sample.published
    assert row.metrics == sample.metrics
    assert row.source == f"ekspor-{sample.kind.value}"
    assert export.needs_moment


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_an_export_is_recognised_and_read(sample: Sample):
    check(read_rows(*sample.rows), sample)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_an_export_is_the_same_as_a_workbook_and_in_every_encoding(sample: Sample):
    text = text_of(*sample.rows)

    check(read(workbook(*sample.rows)), sample)
    for content in (
        text.encode("utf-8-sig"),
        text.encode("utf-16"),
        text_of(*sample.rows, delimiter=";").encode(),
        text_of(*sample.rows, delimiter="\t").encode(),
        b"sep=;\r\n" + text_of(*sample.rows, delimiter=";").encode(),
        ("Laporan\r\n\r\nDiunduh dari platform\r\n" + text).encode(),
    ):
        check(read(content), sample)


@given(st.sampled_from(SAMPLES), st.randoms(use_true_random=False), st.integers(0, 5))
def test_the_order_of_columns_and_further_ones_change_nothing(sample: Sample, random: Any, more: int):
    columns = list(zip(*sample.rows, strict=True))
    columns += [(f"Kolom tambahan {n}", str(n)) for n in range(more)]
    random.shuffle(columns)

    check(read_rows(*zip(*columns, strict=True)), sample)


NEEDED = {
    Kind.INSTAGRAM: {"Account username", "Permalink", "Likes"},
    Kind.FACEBOOK: {"Page name", "Permalink", "Reactions"},
    Kind.X: {"Post Link", "Likes"},
    Kind.TIKTOK: {"Video link", "Total likes"},
    Kind.YOUTUBE: {"Content", "Video title", "Likes"},
}


@given(st.sampled_from(SAMPLES), st.data())
def test_a_subset_of_the_columns_is_enough(sample: Sample, data: Any):
    needed = NEEDED[sample.kind]
    columns = list(zip(*sample.rows, strict=True))
    if not needed <= {name for name, _ in columns}:
        return
    left = [each for each in columns if each[0] in needed or data.draw(st.booleans())]

    export = read_rows(*zip(*left, strict=True))

    assert (export.kind, export.rows[0].native_id) == (sample.kind, sample.native_id)
    assert export.rows[0].metrics.items() <= sample.metrics.items()
    assert export.rows[0].metrics["likes"] == sample.metrics["likes"]


@pytest.mark.parametrize(
    ("link", "kind"), [("", Kind.INSTAGRAM), (INSTAGRAM, Kind.INSTAGRAM), (FACEBOOK, Kind.FACEBOOK)]
)
def test_the_links_say_whose_export_it_is_where_the_columns_do_not(link: str, kind: Kind):
    header = ("Permalink", "Publish time", "Likes")

    export = read_rows(header, ("", "", ""), (link, "08/27/2023 06:08", "5"))

    assert export.kind is kind


def test_a_link_that_cannot_be_read_says_nothing():
    export = read_rows(("Permalink", "Publish time", "Likes"), ("bukan tautan", "", "5"))

    assert (export.kind, export.rows[0].native_id) == (Kind.INSTAGRAM, None)


@pytest.mark.parametrize("total", ["Total", "TOTAL:", "Jumlah", "Grand total"])
def test_a_row_of_sums_is_left_out(total: str):
    sums = [total, "", "", "", "99999", "1", "1", "1", "1", "1", "1", "1"]

    export = read_rows(YOUTUBE.rows[0], sums, YOUTUBE.rows[1])

    check(export, YOUTUBE)
    assert export.left_out == 1


def test_a_second_line_of_titles_is_left_out_and_a_line_above_too():
    groups = ["", "", "Isi", "Isi", *[""] * 11]
    again = ["Id", "Tanggal", "Teks", "Tautan", *["Jumlah"] * 11]

    export = read_rows(groups, X_NOW.rows[0], again, X_NOW.rows[1])

    check(export, X_NOW)
    assert (export.left_out, export.rows[0].line) == (1, 4)


def test_a_merged_title_above_the_columns_of_a_workbook_is_passed_over():
    content = workbook(
        (), (), *X_NOW.rows, before=lambda sheet: sheet.merge_range(0, 0, 0, 5, "Laporan Agustus 2023")
    )

    check(read(content), X_NOW)


def test_an_id_that_a_spreadsheet_destroyed_is_recovered_from_the_link():
    number = 1.696e18  # as Excel keeps it: 19 digits are too many for a number
    content = workbook(X_NOW.rows[0], [number, *X_NOW.rows[1][1:]])

    export = read(content)

    check(export, X_NOW)
    assert export.rows[0].said_id == ""
    assert export.rows[0].refs == ("https://x.com/kominfo/status/1696000000000000001",)


@pytest.mark.parametrize(
    ("written", "native_id"),
    [
        ("1696000000000000001", "1696000000000000001"),
        ("1.696E+18", None),
        ("1696000000000000000", None),
        ("7,26E+18", None),
        ("nomor", None),
    ],
)
def test_without_a_link_a_post_is_named_by_its_number_if_it_can_still_be_one(
    written: str, native_id: str | None
):
    export = read_rows(("Post id", "Post text", "Likes"), (written, "KTT 43", "5"))

    if native_id:
        (row,) = export.rows
        assert (row.refs, row.native_id) == ((f"x:{native_id}",), native_id)
    else:
        assert [each.code for each in export.problems] == ["id_destroyed"]
        assert written in export.problems[0].sentence


def test_a_number_beside_a_link_is_a_second_name_for_the_post():
    rows = read_rows(*BY_NAME["Facebook"].rows).rows

    assert rows[0].refs == (FACEBOOK, "facebook:122158000000000001")


def test_the_number_of_an_instagram_post_is_not_what_its_link_carries():
    assert read_rows(*BY_NAME["Instagram now"].rows).rows[0].refs == (INSTAGRAM,)


@pytest.mark.parametrize("written", ["#NAME?", "1E+10", "terlalu-panjang-x"])
def test_what_is_no_video_is_refused(written: str):
    export = read_rows(("Content", "Video title", "Views"), (written, "KTT 43", "5"))

    assert [each.code for each in export.problems] == ["id_destroyed"]


def test_a_day_of_a_post_is_not_its_count_since_publication():
    header, cells = BY_NAME["Instagram now"].rows
    cells = ["08/28/2023" if cell == "Lifetime" else cell for cell in cells]

    export = read_rows(header, cells)

    assert [each.code for each in export.problems] == ["not_lifetime"]
    assert "08/28/2023" in export.problems[0].sentence


@pytest.mark.parametrize(
    ("twins", "likes"), [(("5", "5"), 5), (("", "5"), 5), (("5", "--"), 5), (("", ""), None)]
)
def test_twins_of_one_column_agree(twins: Sequence[str], likes: int | None):
    export = read_rows(("Video link", "Total likes", "Total likes"), ("https://x/1", *twins))

    assert export.rows[0].metrics == {"likes": likes}


def test_twins_of_one_column_that_contradict_each_other_are_refused():
    export = read_rows(("Video link", "Total likes", "Total likes"), ("https://x/1", "5", "6"))

    assert [each.code for each in export.problems] == ["metric_unreadable"]
    assert "dua kolom" in export.problems[0].sentence


@pytest.mark.parametrize("name", MOMENTS)
def test_an_export_may_say_its_moment_in_a_column(name: str):
    header, cells = X_NOW.rows

    export = read_rows([*header, name], [*cells, "2023-08-29 09:00"])

    assert export.kind is Kind.X
    assert not export.needs_moment


def test_letters_of_windows_are_read_with_a_warning():
    text = text_of(X_NOW.rows[0], [cell.replace("KTT", "Café") for cell in X_NOW.rows[1]])

    export = read(text.encode("cp1252"))

    assert export.rows[0].caption == "Café"
    assert "Windows-1252" in export.warnings[0]


def test_a_formula_in_a_workbook_is_read_by_its_result():
    def write(sheet: Any) -> None:
        sheet.write_formula(2, 1, "=40+5", None, 45)

    header = ("Post Link", "Likes")
    link = "https://x.com/kominfo/status/1696000000000000001"

    assert [row.metrics for row in read(workbook(header, (link, 44), (link,), before=write)).rows] == [
        {"likes": 44},
        {"likes": 45},
    ]
