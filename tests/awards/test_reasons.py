from unittest.mock import patch

import pytest

from awards import reasons

KEPT = [
    ("Belum ada unggahan terverifikasi.", reasons.NO_POSTS, {}),
    ("Belum memperoleh poin.", reasons.NO_POINTS, {}),
    (
        "Jumlah penduduk belum tercatat, sehingga kelompok penduduknya tidak diketahui.",
        reasons.NO_POPULATION,
        {},
    ),
    ("Tidak memiliki nilai pada kampanye pendahulu.", reasons.NO_PREDECESSOR, {}),
    ("Nilainya tidak meningkat dari kampanye pendahulu.", reasons.NOT_IMPROVED, {}),
    (
        "Unggahan yang diusulkan tidak terverifikasi pada batas waktu penghitungan.",
        reasons.POST_NOT_COUNTED,
        {},
    ),
    (
        "Baru 2 unggahan terverifikasi; syarat dinilai paling sedikit 1.200.",
        reasons.FEW_POSTS,
        {"count": "2", "least": "1.200"},
    ),
    (
        "Baru aktif 1 hari; syarat dinilai paling sedikit 2 hari.",
        reasons.FEW_DAYS,
        {"count": "1", "least": "2"},
    ),
    ("Tidak ikut dinilai: panitia (100 %).", reasons.EXCLUDED, {"reason": "panitia (100 %)"}),
]


@pytest.mark.parametrize(("kept", "wording", "places"), KEPT)
def test_a_kept_sentence_is_said_again_as_it_is_to_an_indonesian_reader(
    kept: str, wording: str, places: dict[str, str]
) -> None:
    assert wording % places == kept
    assert reasons.said(kept) == kept


@pytest.mark.parametrize(("kept", "wording", "places"), KEPT)
def test_another_language_gets_its_own_sentence_with_the_same_places(
    kept: str, wording: str, places: dict[str, str]
) -> None:
    other = {wording: " / ".join(["other", *(f"%({name})s" for name in places)])}

    with patch.object(reasons, "gettext", other.__getitem__):
        assert reasons.said(kept) == " / ".join(["other", *places.values()])


@pytest.mark.parametrize("kept", ["Keputusan panitia.", "Baru banyak unggahan terverifikasi.", ""])
def test_words_of_another_form_stay_as_they_were_written(kept: str) -> None:
    assert reasons.said(kept) == kept
