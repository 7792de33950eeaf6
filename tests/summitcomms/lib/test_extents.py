from __future__ import annotations

import pytest

from summitcomms.lib.extents import Unreadable, beyond, column_name, column_number, pattern


@pytest.mark.parametrize("limit", [1, 9, 10, 26, 27, 99, 200, 702, 703, 20_020])
def test_the_search_knows_each_limit_to_the_unit(limit: int) -> None:
    search = pattern(limit, limit).search

    for inside in {1, limit // 10 or 1, limit - 1 or 1, limit}:
        assert not search(f'<c r="{column_name(inside)}{inside}"/>'.encode())
    assert search(f'<c r="A{limit + 1}"/>'.encode())
    assert search(f'<c r="{column_name(limit + 1)}1"/>'.encode())
    assert search(f'<c r="A{limit}0"/>'.encode())
    assert search(f'<c r="{column_name(limit)}A1"/>'.encode())


@pytest.mark.parametrize("before", [' r="', "\tr='", ' r = "', '\nr="', ' r= "', "\rr\t=\n'"])
@pytest.mark.parametrize("begin", ["", '<?xml version="1.0"?>\r\n'])
def test_a_far_cell_is_found_however_its_address_is_written(before: str, begin: str) -> None:
    def found(address: str) -> str | None:
        return beyond(f"{begin}<worksheet><c{before}{address}{before[-1]}/></worksheet>".encode(), 100, 200)

    assert (found("ZZ1"), found("A101"), found("GR100")) == ("column", "row", None)


def test_a_sheet_without_cells_has_none_outside() -> None:
    assert beyond(b"<worksheet/>", 1, 1) is None


@pytest.mark.parametrize("number", [1, 26, 27, 702, 703, 16_384])
def test_the_name_of_a_column_leads_back_to_its_number(number: int) -> None:
    assert column_number(column_name(number)) == number


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ('<row r="101"/><row r="2"><c/></row>', None),
        ('<row r="100"/><row><c/></row>', "row"),
        ('<row r="101"><c><v>1</v></c></row>', "row"),
        ('<row r="1"><!-- <row r="1"> --><c t=">" r="A101"/></row>', "row"),
        ('<row><c r="a101"/></row>', "row"),
        ('<x:row xmlns:x="x" r="101"><x:c/></x:row>', "row"),
        ("<row>" + "<c/>" * 200 + "</row>" + "<row>" + "<c/>" * 200 + "</row>", None),
        ("<row>" + "<c/>" * 201 + "</row>", "column"),
        ('<row><c r="GR1"/><c/></row>', "column"),
    ],
)
def test_cells_without_an_address_are_counted_as_the_reader_does(rows: str, found: str | None) -> None:
    assert beyond(f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode(), 100, 200) == found


@pytest.mark.parametrize("rows", ["<row><c>", '<row r="x"><c/></row>', '<row><c r="1A"/></row>'])
def test_a_sheet_that_cannot_be_counted_is_not_readable(rows: str) -> None:
    with pytest.raises(Unreadable):
        beyond(f"<worksheet>{rows}</worksheet>".encode(), 100, 200)
