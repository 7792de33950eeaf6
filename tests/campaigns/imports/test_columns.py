from __future__ import annotations

import pytest

from campaigns.imports.columns import METRIC_ALIASES, ColumnsError, fold, looks_like_header, recognise
from campaigns.readings import METRICS


def test_columns_are_found_whatever_their_order_and_capitals():
    found = recognise(["Suka", "WAKTU  Ukur", "Judul", "Permalink", "alasan_koreksi", "Kode", " Views "])

    assert (found.code, found.link, found.moment, found.reason) == (5, 3, 1, 4)
    assert dict(found.metrics) == {"views": 6, "likes": 0}
    assert found.ignored == ("Judul",)


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_has_its_own_name_and_an_indonesian_one(metric: str):
    aliases = METRIC_ALIASES[metric]

    assert metric.replace("_", " ") in aliases
    assert len(aliases) > 1
    for alias in aliases:
        assert set(recognise(["kode", "waktu", alias]).metrics) == {metric}


def test_no_name_means_two_things():
    names = [alias for aliases in METRIC_ALIASES.values() for alias in aliases]

    assert len(names) == len(set(names))
    assert names == [fold(name) for name in names]


def test_beside_penayangan_tayangan_means_impressions():
    assert dict(recognise(["kode", "waktu", "Tayangan"]).metrics) == {"views": 2}
    assert dict(recognise(["kode", "waktu", "Tayangan", "Penayangan"]).metrics) == {
        "views": 3,
        "impressions": 2,
    }


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (["waktu", "suka"], "kode atau tautan unggahan (“kode” atau “tautan”)"),
        (["kode", "suka"], "waktu ukur (“waktu”)"),
        (["kode", "waktu"], "sedikitnya satu metrik (tayangan, jangkauan,"),
        (["Judul"], "kode atau tautan unggahan (“kode” atau “tautan”) dan waktu ukur (“waktu”)"),
    ],
)
def test_missing_columns_are_named_beside_what_was_found(header: list[str], missing: str):
    with pytest.raises(ColumnsError) as refused:
        recognise(header)

    assert f"Kolom yang kurang: {missing}" in str(refused.value)
    assert all(f"“{name}”" in str(refused.value).partition("ditemukan")[2] for name in header)


def test_a_header_of_blanks_has_nothing():
    with pytest.raises(ColumnsError, match="Kolom yang ditemukan: tidak ada"):
        recognise(["", " "])


def test_two_columns_for_one_thing_are_refused_by_name():
    with pytest.raises(ColumnsError, match="“Likes” dan “suka” berarti sama"):
        recognise(["kode", "waktu", "Likes", "suka"])


def test_a_line_of_text_is_no_header():
    assert not looks_like_header(["Laporan bulan Agustus", "", ""])
    assert looks_like_header(["kode", "waktu", "suka"])
