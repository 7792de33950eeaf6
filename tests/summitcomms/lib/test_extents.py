from __future__ import annotations

import pytest

from summitcomms.lib.extents import beyond, column_name, pattern


@pytest.mark.parametrize("limit", [1, 9, 10, 26, 27, 99, 200, 702, 703, 20_020])
@pytest.mark.parametrize("is_plain", [True, False])
def test_the_search_knows_each_limit_to_the_unit(limit: int, is_plain: bool) -> None:
    search = pattern(limit, limit, is_plain=is_plain).search

    assert not search(f'<c r="{column_name(limit)}{limit}"/>'.encode())
    assert search(f'<c r="A{limit + 1}"/>'.encode())
    assert search(f'<c r="{column_name(limit + 1)}1"/>'.encode())


@pytest.mark.parametrize("before", [' r="', "\tr='", ' r = "', '\nr="', ' r= "', "\rr\t=\n'"])
@pytest.mark.parametrize("begin", ["", '<?xml version="1.0"?>\r\n'])
def test_a_far_cell_is_found_however_its_address_is_written(before: str, begin: str) -> None:
    def found(address: str) -> str | None:
        return beyond(f"{begin}<worksheet><c{before}{address}{before[-1]}/></worksheet>".encode(), 100, 200)

    assert (found("ZZ1"), found("A101"), found("GR100")) == ("column", "row", None)


def test_a_sheet_without_cells_has_none_outside() -> None:
    assert beyond(b"<worksheet/>", 1, 1) is None
