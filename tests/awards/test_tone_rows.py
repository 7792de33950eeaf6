"""A list of tone is read as people write it, and refused where it could mean two things."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import tone_rows
from awards.tone_rows import COLUMNS, Observed
from summitcomms.lib import tables
from summitcomms.lib.lists import ListError, Row
from summitcomms.lib.refusals import Refused

ZONE = "Asia/Jakarta"
DAY = datetime(2023, 9, 4, 17, tzinfo=UTC)
"""The beginning of 5 September 2023 in Jakarta."""


def row(**cells: str) -> Row:
    usual = {"agency": "D-74", "percent": "90 %", "n": "100", "source": "Pemantau", "as_of": "05/09/2023"}
    return Row(2, dict.fromkeys(COLUMNS, "") | usual | cells)


def understood(given: Row) -> Observed:
    return tone_rows.understood(given, source="", as_of=None, zone=ZONE)


def test_a_typed_list_is_read_with_its_lines() -> None:
    found = tone_rows.read(b"Kode; Persen positif ;pengamatan\nD-74; 87,5 %; 1.200\nK-007;90%\n")

    (only,) = found.rows
    assert (only.line, only.cells["agency"], only.cells["percent"], only.cells["n"]) == (
        2,
        "D-74",
        "87,5 %",
        "1.200",
    )
    assert (only.cells["source"], only.cells["as_of"], only.cells["reason"]) == ("", "", "")
    assert [line for line, _sentence in found.broken] == [3]


def test_a_workbook_is_read_the_same_way() -> None:
    target = io.BytesIO()
    tables.write_xlsx(target, ["Instansi", "Positif", "N", "Sumber"], [["K-007", 9, 10, "Pemantau"]])

    (only,) = tone_rows.read(target.getvalue()).rows

    assert understood(Row(only.line, dict(only.cells) | {"as_of": "2023-09-05"})) == Observed(
        Decimal("0.9"), 10, "Pemantau", DAY
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"nama;angka\nD-74;90\n", "Kolom “kode” tidak ditemukan"),
        (b"kode;persen positif\nD-74;90\n", "Kolom “pengamatan” tidak ditemukan"),
        (b"kode;pengamatan\nD-74;90\n", "Kolom “persen positif” tidak ditemukan"),
        (b"", "Daftar tidak dapat dibaca"),
        (b"kode;persen positif;n\n" + b"D-74;90;1\n" * 2_001, "lebih dari 2000 baris"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(content: bytes, sentence: str) -> None:
    with pytest.raises(ListError) as refusal:
        tone_rows.read(content)

    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("cells", "share"),
    [
        ({"percent": "90 %"}, "0.9"),
        ({"percent": "90"}, "0.9"),
        ({"percent": "87,5"}, "0.875"),
        ({"percent": "87.1234%"}, "0.871234"),
        ({"percent": "0"}, "0"),
        ({"percent": "1 %"}, "0.01"),
        ({"percent": "100"}, "1"),
        ({"percent": "", "positive": "87", "n": "100"}, "0.87"),
        ({"percent": "", "positive": "1.000", "n": "3 rb"}, "0.333333"),
        ({"percent": "", "positive": "0", "n": "3"}, "0"),
    ],
)
def test_a_share_is_a_percentage_or_a_count(cells: dict[str, str], share: str) -> None:
    assert understood(row(**cells)).share == Decimal(share)


@pytest.mark.parametrize(
    ("cells", "code", "sentence"),
    [
        ({"percent": "0,9"}, "positive", "dapat berarti persen atau bagian dari satu"),
        ({"percent": "1"}, "positive", "dapat berarti persen atau bagian dari satu"),
        ({"percent": "101"}, "positive", "lebih dari 100 persen"),
        ({"percent": "banyak"}, "positive", "bukan persen"),
        ({"percent": "-5"}, "positive", "bukan persen"),
        ({"percent": ""}, "positive", "Isi salah satu"),
        ({"positive": "90"}, "positive", "Isi salah satu"),
        ({"percent": "", "positive": "101"}, "positive", "tidak mungkin dari 100 pengamatan"),
        ({"percent": "", "positive": "-1"}, "positive", "tidak mungkin"),
        ({"percent": "", "positive": "9,5"}, "positive", "Kolom “positif”"),
        ({"n": ""}, "n", "Kolom “pengamatan” masih kosong"),
        ({"n": "0"}, "n", "sedikitnya 1"),
        ({"n": "seratus"}, "n", "Kolom “pengamatan”"),
        ({"n": "3000000000"}, "n", "sedikitnya 1"),
        ({"source": ""}, "source", "Sumbernya belum disebut"),
        ({"source": "x" * 161}, "source", "lebih dari 160 huruf"),
        ({"as_of": ""}, "as_of", "Waktunya belum disebut"),
        ({"as_of": "kemarin"}, "as_of", "tidak terbaca"),
        ({"as_of": "31/02/2023 10.00"}, "as_of", "tidak terbaca"),
    ],
)
def test_a_cell_that_could_mean_two_things_or_nothing_is_refused(
    cells: dict[str, str], code: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        understood(row(**cells))

    assert refusal.value.code == code
    assert sentence in refusal.value.sentence


def test_source_and_day_of_the_form_stand_in_for_blanks() -> None:
    found = tone_rows.understood(row(source="", as_of=""), source=" Dewan  Pers ", as_of=DAY, zone=ZONE)

    assert (found.source, found.as_of) == ("Dewan Pers", DAY)


@pytest.mark.parametrize("text", ["05/09/2023", "2023-09-05", "2023-09-05 00:00:00", "05/09/2023 02.00 WIT"])
def test_a_day_means_its_beginning_in_the_zone_of_the_campaign(text: str) -> None:
    assert understood(row(as_of=text)).as_of == DAY


def test_a_reason_is_one_line_and_not_too_long() -> None:
    assert tone_rows.reason(row(reason=" salah \n ketik ")) == "salah ketik"
    with pytest.raises(Refused):
        tone_rows.reason(row(reason="x" * 201))


@given(positive=st.integers(0, 10_000), n=st.integers(1, 10_000))
def test_a_count_gives_a_share_between_nothing_and_all(positive: int, n: int) -> None:
    given_row = row(percent="", positive=str(positive), n=str(n))
    if positive > n:
        with pytest.raises(Refused):
            understood(given_row)
    else:
        share = understood(given_row).share
        assert 0 <= share <= 1
        assert abs(share - Decimal(positive) / n) <= Decimal("0.0000005")
