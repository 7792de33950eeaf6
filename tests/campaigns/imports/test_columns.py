from __future__ import annotations

import pytest

from campaigns.imports.columns import (
    SAYABLE,
    SHAPES,
    Columns,
    ColumnsError,
    fingerprint,
    fold,
    looks_like_header,
    mapped,
    recognise,
)
from campaigns.imports.shapes import CAPTION, MEASURES, Kind
from campaigns.imports.template import METRICS as OURS
from campaigns.readings import METRICS


def one(header: list[str]) -> Columns:
    (found,) = recognise(header)
    return found


def first_places(found: Columns) -> dict[str, int]:
    return {role: places[0] for role, places in found.places.items()}


def test_columns_are_found_whatever_their_order_and_capitals():
    found = one(["Suka", "WAKTU  Ukur", "Judul", "Permalink", "alasan_koreksi", "Kode", " Views "])

    assert first_places(found) == {"code": 5, "link": 3, "moment": 1, "reason": 4, "views": 6, "likes": 0}
    assert (found.kind, found.ignored) == (Kind.TEMPLATE, ("Judul",))


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_has_its_own_name_and_an_indonesian_one(metric: str):
    aliases = OURS[metric]

    assert metric.replace("_", " ") in aliases
    assert len(aliases) > 1
    for alias in aliases:
        assert first_places(one(["kode", "waktu", alias])) == {"code": 0, "moment": 1, metric: 2}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: str(shape.kind))
def test_no_name_means_two_things_in_one_kind_of_file(shape: object):
    names = [name for aliases in shape.columns.values() for name in aliases]  # type: ignore[attr-defined]

    assert len(names) == len(set(names))
    assert names == [fold(name) for name in names]


def test_every_role_of_an_export_is_a_known_one():
    roles = {role for shape in SHAPES for role in shape.columns}

    assert roles <= {*SAYABLE, *MEASURES, CAPTION, "native_id", "published", "period"}


def test_beside_penayangan_tayangan_means_impressions():
    assert first_places(one(["kode", "Tayangan"])) == {"code": 0, "views": 1}
    assert first_places(one(["kode", "Tayangan", "Penayangan"])) == {"code": 0, "views": 2, "impressions": 1}


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (["waktu", "suka"], "kode atau tautan unggahan (“kode” atau “tautan”)"),
        (["kode", "waktu"], "sedikitnya satu metrik (tayangan, jangkauan,"),
        (["Judul"], "kode atau tautan unggahan (“kode” atau “tautan”) dan sedikitnya satu metrik"),
    ],
)
def test_missing_columns_are_named_beside_what_was_found(header: list[str], missing: str):
    with pytest.raises(ColumnsError) as refused:
        recognise(header)

    assert f"Kolom yang kurang: {missing}" in str(refused.value)
    assert all(f"“{name}”" in str(refused.value).partition("ditemukan")[2] for name in header)
    assert refused.value.header == tuple(header)


def test_a_header_of_blanks_has_nothing():
    with pytest.raises(ColumnsError, match="Kolom yang ditemukan: tidak ada"):
        recognise(["", " "])


def test_two_columns_for_one_thing_are_refused_by_name_in_a_list_that_people_write():
    with pytest.raises(ColumnsError, match="“Likes” dan “suka” berarti sama"):
        recognise(["kode", "waktu", "Likes", "suka"])


def test_of_two_names_an_export_has_for_one_thing_the_surer_one_holds():
    header = ["Post ID", "Page name", "Permalink", "Likes", "Reactions", "Description", "Title"]

    found = one(header)

    assert found.kind is Kind.FACEBOOK
    assert found.places["likes"] == (4,)
    assert found.places["caption"] == (6, 5)
    assert "Likes" in found.ignored


def test_twins_of_one_name_are_kept_side_by_side():
    assert one(["Video link", "Total likes", "Total likes"]).places["likes"] == (1, 2)


def test_without_the_columns_of_an_account_both_of_metas_exports_are_possible():
    found = recognise(["Permalink", "Publish time", "Likes", "Views"])

    assert [each.kind for each in found] == [Kind.INSTAGRAM, Kind.FACEBOOK]


def test_a_line_of_text_is_no_header():
    assert not looks_like_header(["Laporan bulan Agustus", "", ""])
    assert looks_like_header(["kode", "suka"])


def test_files_with_the_same_columns_have_one_fingerprint():
    assert fingerprint(["Alamat_Konten", "Suka"]) == fingerprint(["alamat konten ", "SUKA"])
    assert fingerprint(["Suka", "Alamat Konten"]) != fingerprint(["alamat konten ", "SUKA"])
    assert fingerprint(["ab", "c"]) != fingerprint(["a", "bc"])


def test_a_person_says_what_the_columns_mean():
    found = mapped(["Alamat", "Jempol", "Hari", "Catatan"], {"0": "link", "1": "likes", "2": "moment"})

    assert found == Columns(Kind.MAPPED, {"link": (0,), "likes": (1,), "moment": (2,)}, ignored=("Catatan",))


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ({"0": "link"}, "sedikitnya satu metrik"),
        ({"1": "likes"}, "kode atau tautan"),
        ({}, "kode atau tautan"),
        ({"0": "link", "1": "jempol"}, "tidak dikenal"),
        ({"0": "link", "1": "native_id"}, "tidak dikenal"),
        ({"0": "link", "7": "likes"}, "tidak dikenal"),
        ({"0": "link", "-1": "likes"}, "tidak dikenal"),
        ({"0": "link", "x": "likes"}, "tidak dikenal"),
        ({"0": "likes", "1": "likes"}, "“Alamat” dan “Jempol” berarti sama"),
    ],
)
def test_what_a_person_says_must_make_a_reading(roles: dict[str, str], words: str):
    with pytest.raises(ColumnsError, match=words):
        mapped(["Alamat", "Jempol"], roles)
