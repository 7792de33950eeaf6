"""Pasted text, made fit to be kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summitcomms.lib import texts


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("", ""),
        ("Satu\nDua\tTiga", "Satu\nDua\tTiga"),
        ("Satu\r\nDua\rTiga", "Satu\nDua\nTiga"),
        ("Satu\u2028Dua\x85Tiga\x0cEmpat", "Satu\nDua\nTiga\nEmpat"),
        ("nol\x00 dan \x1b[31mmerah\x7f\x9f", "nol dan [31mmerah"),
        ("<b>tebal</b> & <script>", "<b>tebal</b> & <script>"),
        ("balik \u202egpj.exe\u202c dan \u2066pisah\u2069", "balik gpj.exe dan pisah"),
        ("\ufeffawal", "awal"),
        ("tengah\ud83d\udc4d", "tengah"),
        ("عربي\u200f! \u200e", "عربي\u200f! \u200e"),
        ("👨\u200d👩\u200d👧 ❤\ufe0f", "👨\u200d👩\u200d👧 ❤\ufe0f"),
    ],
)
def test_what_no_page_can_show_is_dropped_and_the_rest_stays(pasted, kept):
    assert texts.plain(pasted) == kept


@given(st.text(alphabet=st.characters(codec=None)))
def test_plain_text_can_be_stored_and_stays_as_it_is(pasted):
    plain = texts.plain(pasted)
    assert "\x00" not in plain.encode().decode()
    assert texts.plain(plain) == plain
