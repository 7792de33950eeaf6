"""Rows copied from spreadsheets."""

import pytest

from campaigns.pasting import Draft, read, write
from campaigns.pasting.rows import MOST_COLUMNS

X1, X2 = (f"https://x.com/kominfosultra/status/169600000000000000{n}" for n in (1, 2))
YT = "https://youtu.be/abcdefghijk"
ONE, TWO = "Menyambut KTT ASEAN #ASEAN2023", "Jakarta siap #ASEAN2023"


def sheet(*rows: tuple[str, ...]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def found(text: str) -> list[tuple[str, str, str]]:
    return [(draft.url, draft.caption, draft.published) for draft in read(text).drafts]


@pytest.mark.parametrize(
    "text",
    [
        sheet((X1, ONE), (X2, TWO)),
        sheet((ONE, X1), (TWO, X2)),
        sheet(("1", "Diskominfo Sultra", ONE, "X", X1), ("2", "Diskominfo Sultra", TWO, "X", X2)),
        sheet(("No", "Instansi", "Tautan", "Takarir"), ("1", "Dinas", X1, ONE), ("2", "Dinas", X2, TWO)),
        sheet(("29/08/2023", X1, ONE), ("30/08/2023", X2, TWO)),
        sheet((f"Link: {X1}", ONE), (f"Link: {X2}", TWO)),
        sheet((X1, ONE), ("", ""), (X2, TWO)),
    ],
    ids=["link first", "caption first", "many columns", "header", "dates", "words at the link", "empty row"],
)
def test_columns_are_known_by_what_is_in_them(text):
    assert found(text) == [(X1, ONE, ""), (X2, TWO, "")]


def test_a_named_caption_column_needs_no_hashtags():
    text = sheet(("Tautan", "Sumber berita panjang", "Caption"), (X1, "Situs resmi dinas daerah", "Halo"))
    assert found(text) == [(X1, "Halo", "")]


def test_a_column_of_names_is_no_caption():
    assert found(sheet(("Tautan", "Nama dinas"), (X1, "Diskominfo Sultra"), (X2, "Diskominfo Sultra"))) == [
        (X1, "", ""),
        (X2, "", ""),
    ]


def test_times_are_found_and_kept_as_written():
    text = sheet(("Waktu", "Tautan", "Takarir"), ("29/08/2023 10.00", YT, ONE), ("kemarin", X2, TWO))
    assert found(text) == [(YT, ONE, "29/08/2023 10.00"), (X2, TWO, "kemarin")]


def test_a_time_that_is_known_later_is_added_to_the_first():
    assert found(sheet((YT, ONE, ""), (X1, TWO, ""), (YT, "", "2023-08-29 10:00"))) == [
        (YT, ONE, "2023-08-29 10:00"),
        (X1, TWO, ""),
    ]


def test_a_row_may_name_the_post_on_several_platforms():
    text = sheet(("Takarir", "X", "YouTube"), (ONE, X1, YT), (TWO, X2, ""))
    assert found(text) == [(X1, ONE, ""), (YT, ONE, ""), (X2, TWO, "")]


def test_a_cell_of_several_lines_is_one_caption():
    text = f'1\t"Baris satu\n\nKata ""Epicentrum"" #ASEAN2023"\t{X1}\n2\t{TWO}\t{X2}'
    assert found(text) == [(X1, 'Baris satu\n\nKata "Epicentrum" #ASEAN2023', ""), (X2, TWO, "")]
    assert [draft.line for draft in read(text).drafts] == [1, 4]


def test_a_single_quotation_mark_is_somebodys_own():
    assert found(sheet((X1, 'Layar 14" #ASEAN2023'), (X2, TWO)))[0] == (X1, 'Layar 14" #ASEAN2023', "")


def test_rows_without_a_link_are_told():
    text = sheet(("Tautan", "Takarir"), (X1, ONE), ("", "Jumlah"), (X2,), ("", "Catatan"))
    assert found(text) == [(X1, ONE, ""), (X2, "", "")]
    [problem] = read(text).problems
    assert (problem.code, problem.line) == ("rows_without_link", 3)


@pytest.mark.parametrize(
    "text",
    [
        "\t" + X1,
        f"{X1} {ONE}\n{X2}\nsatu\tdua",
        f"{X1} {'kata ' * 20}\t" + "\t".join("x" * MOST_COLUMNS),
        f'"{"a" * 140_000}"\t{X1}',
    ],
    ids=["indented", "tabs elsewhere", "too wide", "an endless cell"],
)
def test_not_everything_with_a_tab_is_a_table(text):
    assert found(text)[0][0] == X1


def test_what_is_written_is_read_again():
    drafts = [Draft(YT, f'Satu\n"dua"\t{ONE}', 1, "29/08/2023 10.00"), Draft(X1, TWO, 3, "")]
    assert list(read(write(drafts)).drafts) == drafts
