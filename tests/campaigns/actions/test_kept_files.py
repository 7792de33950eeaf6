from __future__ import annotations

from typing import Any

import pytest
from django.core.files.storage import default_storage

from agencies.models import User
from campaigns.actions import kept_files
from summitcomms.lib import tables
from summitcomms.lib.refusals import Refused

USE = "tests"


def test_a_kept_file_is_gone_on_with_by_who_brought_it_alone(officer_sultra: User, officer_mimika: User):
    name = kept_files.keep("tests", b"isi")
    token = kept_files.token(officer_sultra, {"file": name, "zone": "WIB"}, use=USE)

    assert kept_files.opened(officer_sultra, token, use=USE) == {"file": name, "zone": "WIB"}
    for by, said, use in (
        (officer_mimika, token, USE),
        (officer_sultra, "x", USE),
        (officer_sultra, token, "y"),
    ):
        with pytest.raises(Refused) as refusal:
            kept_files.opened(by, said, use=use)
        assert refusal.value.code == "expired"


def test_a_file_that_is_gone_is_neither_opened_nor_read(officer_sultra: User):
    name = kept_files.keep("tests", b"isi")
    token = kept_files.token(officer_sultra, {"file": name}, use=USE)
    assert kept_files.read(name) == b"isi"

    default_storage.delete(name)

    with pytest.raises(Refused, match="tidak berlaku"):
        kept_files.opened(officer_sultra, token, use=USE)
    with pytest.raises(Refused) as refusal:
        kept_files.read(name)
    assert refusal.value.code == "file_gone"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_refused_rows_replace_those_of_an_earlier_attempt(ending: Any):
    name = f"tests/ditolak.{ending}"
    for rows in ([("a",), ("b",)], [("c",)]):
        kept_files.keep_refused(name, ("Kolom",), rows)

    table = tables.read(kept_files.read(name))
    assert (table.header, [row.cells for row in table.rows]) == (("Kolom",), [("c",)])

    kept_files.keep_refused(name, ("Kolom",), [])
    assert not default_storage.exists(name)
