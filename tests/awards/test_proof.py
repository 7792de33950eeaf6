import hashlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards import proof
from awards.proof import Plain
from awards.ranking import rank
from awards.recipes import DEFAULT
from awards.scoring import AgencyInput, score

FACTS: dict[str, Plain] = {
    "campaign": "ktt-43",
    "version": 1,
    "recipe": {"ties": ["posts"]},
    "previous": None,
}
ROWS: list[dict[str, Plain]] = [{"agency": "K-007", "rank": "1"}, {"agency": "K-010", "rank": "2"}]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_a_line_has_sorted_keys_no_spaces_and_plain_letters() -> None:
    line = proof.canonical({"b": ["é", 1, None], "a": {"d": "“", "c": ""}})

    assert line == '{"a":{"c":"","d":"“"},"b":["é",1,null]}'


def test_the_order_of_keys_does_not_matter() -> None:
    assert proof.canonical({"a": 1, "b": 2}) == proof.canonical({"b": 2, "a": 1})


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"total": 1.5}, "line.total: float has no canonical form"),
        ({"rows": [{"total": Decimal("1.5")}]}, r"line.rows\[0\].total: Decimal has no canonical form"),
        ({"day": date(2023, 9, 5)}, "line.day: date has no canonical form"),
        ({"flag": True}, "line.flag: bool has no canonical form"),
        ({1: "a"}, "line: key 1 is not text"),
    ],
)
def test_what_could_be_written_in_two_ways_is_refused(value: dict[str, Plain], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        proof.canonical(value)


def test_the_chain_is_sha256_of_the_hash_before_a_line_break_and_the_line() -> None:
    start = proof.genesis(FACTS)

    first, second = proof.chain(start, ROWS)

    assert start == sha256(
        "summitcomms-standings-1\n"
        '{"campaign":"ktt-43","previous":null,"recipe":{"ties":["posts"]},"version":1}'
    )
    assert first == sha256(start + '\n{"agency":"K-007","rank":"1"}')
    assert second == sha256(first + '\n{"agency":"K-010","rank":"2"}')


def test_a_genuine_chain_is_accepted() -> None:
    start = proof.genesis(FACTS)

    assert proof.verify(start, ROWS, proof.chain(start, ROWS))
    assert proof.verify(start, [], [])


def test_the_first_changed_row_is_named() -> None:
    start = proof.genesis(FACTS)
    hashes = proof.chain(start, ROWS)

    permit = proof.verify(start, [ROWS[0], {**ROWS[1], "rank": "1"}], hashes)

    assert permit.reason == "Baris 2 tidak cocok dengan sidik jarinya: isi atau urutannya telah berubah."


def test_a_missing_row_is_noticed() -> None:
    start = proof.genesis(FACTS)

    permit = proof.verify(start, ROWS[:1], proof.chain(start, ROWS))

    assert permit.reason == "Ada 1 baris, tetapi 2 sidik jari."


def test_other_facts_of_the_round_change_every_hash() -> None:
    hashes = proof.chain(proof.genesis(FACTS), ROWS)

    permit = proof.verify(proof.genesis({**FACTS, "version": 2}), ROWS, hashes)

    assert permit.reason.startswith("Baris 1 ")


rows_of_text = st.lists(
    st.fixed_dictionaries({"agency": st.text(max_size=8), "total": st.text(max_size=4)}),
    min_size=2,
    max_size=8,
    unique_by=lambda row: (row["agency"], row["total"]),
)


@given(rows_of_text, st.data())
def test_two_rows_that_change_places_break_the_chain(
    rows: list[dict[str, Plain]], data: st.DataObject
) -> None:
    start = proof.genesis(FACTS)
    hashes = proof.chain(start, rows)
    one, other = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=2, max_size=2, unique=True))

    rows[one], rows[other] = rows[other], rows[one]

    assert not proof.verify(start, rows, hashes)


def test_a_standing_is_frozen_as_text() -> None:
    inputs = [
        AgencyInput(
            "K-007", {date(2023, 9, 5): 2, date(2023, 9, 6): 1}, interactions=10, pillars=1, measured=3
        ),
        AgencyInput("K-010", {}),
    ]
    first, second = rank(score(DEFAULT, inputs, campaign_days=3, pillars=3))

    line = proof.standing("kementerian", first)

    assert line["rank"] == "1"
    assert line["total"] == "71.66"
    assert line["ties"] == ["10", "2"]
    assert line["components"][1] == {  # type: ignore[index]
        "code": "consistency",
        "raw": "2",
        "reference": "3",
        "share": "0.666667",
        "weight": "20",
        "points": "13.33",
    }
    assert (
        proof.standing("kementerian", second)["rank"],
        proof.standing("kementerian", second)["reason"],
    ) == (
        "",
        "Belum ada unggahan terverifikasi.",
    )


def test_an_export_has_the_round_first_and_one_line_per_standing() -> None:
    hashes = proof.chain(proof.genesis(FACTS), ROWS)

    lines = proof.export(FACTS, ROWS, hashes).splitlines()

    assert len(lines) == 3
    assert lines[0].startswith('{"format":"summitcomms-standings-1","hash":"')
    assert lines[2] == f'{{"hash":"{hashes[1]}","standing":{{"agency":"K-010","rank":"2"}}}}'
