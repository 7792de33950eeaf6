from decimal import Decimal
from typing import Any

from awards import reasons
from awards.recipes import DEFAULT, Component, Normalise
from awards.scoring import Scored, Tone
from awards.sentences import explain
from awards.special import improvement
from tests.awards.test_scoring import agency, run, single


def said(code: Component, normalise: Normalise, **facts: Any) -> str:
    """The sentence about one component of an agency, beside another that has twice as much of everything."""
    other = {name: 2 * number for name, number in facts.items() if isinstance(number, int)}
    entry, _ = run(single(code, normalise), agency("A", 1, **facts), agency("B", 2, **other))
    return explain(entry)[0]


def test_every_component_is_explained_in_a_sentence() -> None:
    entry, _ = run(
        DEFAULT,
        agency("A", 12, 4, 1, interactions=1200, reach=40000, pillars=2, measured=11),
        agency("B", 10, 10, 10, interactions=58000, reach=40000, pillars=3),
    )

    assert explain(entry) == [
        "Jumlah unggahan: 15 unggahan (paling banyak 10 per hari) dibanding nilai tertinggi 30, "
        "yaitu 50,00 % × bobot 30 = 15,00 poin.",
        "Konsistensi: 3 hari aktif dari 8, yaitu 37,50 % × bobot 20 = 7,50 poin.",
        "Interaksi: 1.200 interaksi dibanding nilai tertinggi 58.000 pada skala logaritma, "
        "yaitu 64,65 % × bobot 25 = 16,16 poin.",
        "Jangkauan: 40.000 jangkauan dibanding nilai tertinggi 40.000 pada skala logaritma, "
        "yaitu 100,00 % × bobot 15 = 15,00 poin.",
        "Cakupan pilar: 2 pilar dari 3, yaitu 66,67 % × bobot 10 = 6,67 poin.",
        "Angka interaksi dan jangkauan tersedia untuk 11 dari 17 unggahan.",
        "Jumlah: 60,33 dari 100 poin.",
    ]


def test_a_percentile_is_explained_by_the_number_of_agencies() -> None:
    entry, _ = run(
        single(Component.REACH, Normalise.PERCENTILE), agency("A", 1, reach=5), agency("B", 1, reach=9)
    )

    assert explain(entry) == [
        "Jangkauan: 5 jangkauan dibanding 2 instansi yang memiliki nilai, "
        "yaitu 50,00 % × bobot 100 = 50,00 poin.",
        "Jumlah: 50,00 dari 100 poin.",
    ]


def test_who_is_not_scored_is_told_why_and_nothing_else() -> None:
    (entry,) = run(DEFAULT, agency("A"))

    assert explain(entry) == [reasons.NO_POSTS]


def test_a_rate_is_explained_with_both_of_its_numbers() -> None:
    (entry, _) = run(
        single(Component.INTERACTIONS, Normalise.PER_FOLLOWER),
        agency("A", 1, interactions=58_000, followers=400_000),
        agency("B", 1, interactions=300, followers=1_000),
    )

    assert explain(entry)[0] == (
        "Interaksi: 58.000 interaksi per 400.000 pengikut, dibanding yang tertinggi 300 per 1.000 pengikut, "
        "yaitu 48,33 % × bobot 100 = 48,33 poin."
    )
    assert said(Component.REACH, Normalise.PER_CAPITA, reach=10, population=200) == (
        "Jangkauan: 10 jangkauan per 200 penduduk, dibanding yang tertinggi 20 per 400 penduduk, "
        "yaitu 100,00 % × bobot 100 = 100,00 poin."
    )


def test_an_unknown_divisor_is_said_in_place_of_a_rate() -> None:
    assert said(Component.REACH, Normalise.PER_FOLLOWER, reach=10) == (
        "Jangkauan: 10 jangkauan, tetapi jumlah pengikut akun instansi ini belum tercatat, "
        "sehingga memperoleh 0 dari 100 poin."
    )
    assert said(Component.VOLUME, Normalise.PER_CAPITA) == (
        "Jumlah unggahan: 1 unggahan, tetapi jumlah penduduk instansi ini belum tercatat, "
        "sehingga memperoleh 0 dari 100 poin."
    )


def test_tone_is_explained_with_its_sample() -> None:
    tone = Tone(Decimal("0.9"), 1_000)

    assert said(Component.TONE, Normalise.SHARE, tone=tone) == (
        "Tone positif: 90,00 % positif dari 1.000 pengamatan (batas bawah 87,98 %), "
        "yaitu 87,98 % × bobot 100 = 87,98 poin."
    )
    assert "batas bawah 87,98 %) dibanding nilai tertinggi 87,98 %" in said(
        Component.TONE, Normalise.MAX, tone=tone
    )
    assert "(batas bawah 87,98 %) dibanding 1 instansi" in said(
        Component.TONE, Normalise.PERCENTILE, tone=tone
    )
    assert said(Component.TONE, Normalise.SHARE) == (
        "Tone positif: belum ada pengamatan, sehingga memperoleh 0 dari 100 poin."
    )


def test_an_improvement_is_explained_by_both_totals() -> None:
    recipe = single(Component.CONSISTENCY, Normalise.SHARE)
    before: dict[str, Scored] = {entry.agency: entry for entry in run(recipe, agency("A", 1))}

    (entry,) = improvement(run(recipe, agency("A", 1, 1, 1)), before)

    assert explain(entry) == [
        "Peningkatan: nilai 37,50 dibanding 12,50 pada kampanye pendahulu, yaitu naik 25,00 poin.",
        "Jumlah: 25,00 dari 100 poin.",
    ]
