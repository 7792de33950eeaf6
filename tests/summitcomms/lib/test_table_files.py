"""What is refused of a file before anybody reads it."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from summitcomms.lib.table_files import TableField


def file(name: str, content: bytes = b"a") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("name", ["daftar.csv", "DAFTAR.XLSX", "daftar.tsv", "daftar.txt"])
def test_a_table_is_taken_as_it_came(name: str) -> None:
    upload = file(name)
    assert TableField().clean(upload) is upload


@pytest.mark.parametrize(
    ("upload", "code", "words"),
    [
        (file("surat.pdf"), "ending", "harus CSV atau XLSX"),
        (file("daftar.csv", b""), "empty", "Berkas ini kosong."),
        (file("daftar.csv", b"x" * (2**20 + 1)), "too_large", "lebih besar dari 1 MB. Bagi"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(upload: SimpleUploadedFile, code: str, words: str):
    with pytest.raises(ValidationError, match=words) as refusal:
        TableField(most_bytes=2**20).clean(upload)
    assert refusal.value.code == code


def test_further_kinds_of_files_are_taken_where_the_form_says_so() -> None:
    field = TableField(endings=(".csv", ".zip"))

    assert field.clean(file("Content 2023-08-06.zip"))
    assert field.widget.attrs["accept"] == ".csv,.zip"
    with pytest.raises(ValidationError):
        TableField().clean(file("Content 2023-08-06.zip"))


def test_no_file_is_fine_where_none_is_asked_for() -> None:
    assert TableField(required=False).clean(None) is None
