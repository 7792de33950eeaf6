"""The bundle of a result with a jury, after another freeze: no row of it can be changed unnoticed."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from agencies import audit
from agencies.models import Agency, User
from awards import bundle
from awards.actions import jury, rankings, rounds
from awards.models import Ranking
from campaigns.models import Campaign
from tests import builders
from tests.awards import results
from tests.awards.test_contest import EVERYTHING, followed, observed
from tests.builders import NOW
from tools import verify_ranking
from tools.verify_ranking import BEFORE, CHAIN, COMPONENTS, INPUTS, RECIPE, STANDINGS

pytestmark = pytest.mark.django_db
Files = dict[str, str]


@pytest.fixture
def ranking(
    campaign: Campaign,
    setneg: Agency,
    kemendagri: Agency,
    kemlu: Agency,
    committee: User,
    second_committee: User,
) -> Ranking:
    """The second freeze of the portal: three ministries, of which the jury has judged two."""
    first = results.frozen_round(builders.campaign("ktt-42"), {setneg: [1, 1, 1]}, by=committee)
    rounds.publish(round_id=first.public_id, by=second_committee, at=NOW)
    made = results.judging_round(campaign, {setneg: [5, 12, 5], kemendagri: [4, 4], kemlu: [1]})
    ministries = made.categories.get(code="kementerian")
    for value in (70, 91):
        user = builders.user()
        jury.name(round_id=made.public_id, juror=user, by=committee, at=NOW)
        for agency in (setneg, kemendagri):
            jury.score(
                round_id=made.public_id,
                category=ministries,
                agency=agency,
                points=results.points(value) | {"ethics": 33},
                by=user,
                at=NOW,
            )
    jury.close(round_id=made.public_id, by=committee, at=NOW)
    sealed = rounds.freeze(round_id=made.public_id, by=committee, at=NOW).frozen_ranking
    assert sealed is not None
    return sealed


@pytest.fixture
def files(ranking: Ranking) -> Files:
    return bundle.files(ranking)


def test_the_bundle_of_a_result_is_genuine(ranking: Ranking, files: Files) -> None:
    head, count, problems = verify_ranking.check(files)

    assert (head, count, problems) == (ranking.head, 3, [])
    assert set(files) == {STANDINGS, RECIPE, INPUTS, COMPONENTS, CHAIN, BEFORE}


def test_anyone_can_check_the_packed_bundle_with_the_script_inside(ranking: Ranking, tmp_path: Path) -> None:
    packed = bundle.packed(ranking)
    path = tmp_path / "hasil.zip"
    path.write_bytes(packed)
    with zipfile.ZipFile(io.BytesIO(packed)) as unpacked:
        unpacked.extract(bundle.SCRIPT, tmp_path)
        assert ranking.head in unpacked.read(bundle.README).decode()

    result = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", str(tmp_path / bundle.SCRIPT), str(path), ranking.head],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd="/",
    )

    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.splitlines()[-1] == "COCOK: peringkat ini utuh"
    assert bundle.packed(ranking) == packed


def rehashed(files: Files, change: Callable[[list[dict]], None]) -> Files:
    """The standings after a change whose author has made all hashes anew."""
    top, lines = verify_ranking.parse(files[STANDINGS])
    change([line["standing"] for line in lines])
    previous = top["hash"]
    for line in lines:
        previous = line["hash"] = verify_ranking.sha256(
            f"{previous}\n{verify_ranking.canonical(line['standing'])}"
        )
    return files | {STANDINGS: "\n".join(verify_ranking.canonical(one) for one in (top, *lines)) + "\n"}


def first(name: str, value: object) -> Callable[[list[dict]], None]:
    return lambda standings: standings[0].update({name: value})


def part(name: str, value: str) -> Callable[[list[dict]], None]:
    return lambda standings: standings[0]["components"][0].update({name: value})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (first("total", "99.00"), "K-007: jumlah nilai seharusnya"),
        (first("automatic", "99.00"), "K-007: nilai otomatis seharusnya"),
        (first("jury", "99.00"), "K-007: nilai juri seharusnya 71.00"),
        (first("jury_points", [["99"] * 5, ["99"] * 5]), "K-007: nilai juri seharusnya 99.00"),
        (first("jury_percent", "50"), "K-007: jumlah nilai seharusnya"),
        (first("rank", "2"), "K-007: peringkat seharusnya 1"),
        (first("position", "2"), "K-007: urutan tampil seharusnya 1"),
        (part("points", "1.00"), "K-007: poin volume seharusnya 30.00"),
        (part("share", "0.500000"), "K-007: volume, bagian seharusnya 1.000000"),
        (part("reference", "40"), "K-007: volume, angka tertinggi seharusnya 20"),
        (part("raw", "21"), "masukan.csv: K-007, volume menjadi 20, bukan 21"),
        (first("ties", ["1", "1"]), "masukan.csv: K-007, angka penentu nilai sama tidak sesuai"),
    ],
)
def test_a_changed_standing_is_found_even_with_all_hashes_made_anew(
    change: Callable[[list[dict]], None], sentence: str, ranking: Ranking, files: Files
) -> None:
    head, _count, problems = verify_ranking.check(rehashed(files, change))

    assert head != ranking.head
    assert any(problem.startswith(sentence) for problem in problems), problems


@pytest.mark.parametrize("name", [STANDINGS, RECIPE, INPUTS, COMPONENTS, CHAIN, BEFORE])
def test_every_row_of_every_file_counts(name: str, files: Files) -> None:
    rows = files[name].splitlines()
    assert len(rows) > 1
    for number in range(len(rows)):
        changed = rows[number].replace("1", "7") if "1" in rows[number] else ""
        if name == RECIPE and not changed:
            continue  # a line of brackets holds nothing
        tampered = files | {name: "\n".join([*rows[:number], changed, *rows[number + 1 :]]) + "\n"}
        try:
            found = verify_ranking.check(tampered)[2]
        except (ValueError, LookupError, TypeError, ArithmeticError):
            continue  # not even readable: the script says so with its own exit status
        assert found or changed == rows[number], f"{name}, row {number + 1}: {rows[number]}"


def test_a_missing_file_and_a_missing_row_are_found(files: Files) -> None:
    without = {name: text for name, text in files.items() if name != INPUTS}
    assert verify_ranking.check(without)[2] == ["masukan.csv tidak ada dalam paket"]

    for name in (INPUTS, COMPONENTS, CHAIN):
        shortened = files | {name: "\n".join(files[name].splitlines()[:-1]) + "\n"}
        assert verify_ranking.check(shortened)[2], name


def test_the_chain_names_the_freeze_before_and_must_contain_it(ranking: Ranking, files: Files) -> None:
    freezes = [json.loads(line) for line in files[CHAIN].splitlines()]

    assert len(freezes) == 2
    assert (freezes[0]["previous"], freezes[1]["previous"]) == ("", freezes[0]["head"])
    assert freezes[1]["head"] == ranking.head
    other = files | {BEFORE: files[STANDINGS]}
    assert any(problem.startswith(f"{BEFORE}: isinya bukan") for problem in verify_ranking.check(other)[2])


def test_a_freeze_before_that_is_not_published_is_told_by_its_head_only(
    campaign: Campaign, setneg: Agency, committee: User
) -> None:
    hidden = results.frozen_round(builders.campaign("ktt-42"), {setneg: [1, 1, 1]}, by=committee)
    sealed = results.frozen_round(campaign, {setneg: [2, 2, 2]}, by=committee).frozen_ranking
    assert sealed is not None

    made = bundle.files(sealed)

    assert BEFORE not in made
    assert hidden.frozen_ranking is not None
    assert hidden.frozen_ranking.head in made[CHAIN]
    assert verify_ranking.check(made)[2] == []


def test_who_takes_part_follows_from_the_inputs(files: Files) -> None:
    def demand(standings: list[dict]) -> None:
        next(one for one in standings if one["rank"])["reason"] = "Baru 2 unggahan terverifikasi."

    found = verify_ranking.check(rehashed(files, demand))[2]
    assert "masukan.csv: K-007, syarat dinilai terpenuhi" in found

    top, *lines = files[STANDINGS].splitlines()
    stricter = top.replace('"min_posts":', '"min_posts":9')
    found = verify_ranking.check(files | {STANDINGS: "\n".join([stricter, *lines])})[2]
    assert "masukan.csv: K-007, syarat dinilai tidak terpenuhi" in found


@pytest.mark.parametrize("name", [INPUTS, COMPONENTS])
def test_a_row_or_a_column_that_stands_twice_is_not_judged(name: str, files: Files) -> None:
    header, *rows = files[name].splitlines()
    wider = "\n".join([f"{header},kode", *(f"{row},K-999" for row in rows)])

    with pytest.raises(ValueError, match="nama ganda"):
        verify_ranking.check(files | {name: wider})
    if name == INPUTS:
        with pytest.raises(ValueError, match="nama ganda"):
            verify_ranking.check(files | {name: "\n".join([header, rows[0], *rows])})


@pytest.mark.parametrize("place", range(1, 6))
def test_a_blank_cell_of_the_inputs_is_named_and_hides_no_other_row(place: int, files: Files) -> None:
    header, spoilt, changed, *rest = files[INPUTS].splitlines()
    cells = spoilt.split(",")
    cells[place] = ""
    table = "\n".join([header, ",".join(cells), changed.replace("K-010,", "K-010,9"), *rest])

    problems = verify_ranking.check(files | {INPUTS: table})[2]

    assert "masukan.csv: K-007, ada sel yang kosong atau tidak dapat dibaca" in problems
    assert "masukan.csv: K-010, rincian harian tidak sesuai dengan jumlahnya" in problems


@pytest.fixture
def beside(campaign: Campaign, setneg: Agency, kemendagri: Agency, committee: User) -> Files:
    """The bundle of a freeze whose recipe divides by followers and population, and weighs tone."""
    Agency.objects.filter(pk=setneg.pk).update(population=900)
    followed(setneg, (5_000, 3, "partner"))
    observed(setneg, campaign, "0.875", 1_000)
    made = results.open_round(campaign, rule=EVERYTHING)
    rankings.compute(
        tally=results.tally(campaign, {setneg: [3, 1], kemendagri: [2]}), by=audit.SYSTEM, at=NOW
    )
    sealed = rounds.freeze(round_id=made.public_id, by=committee, at=NOW).frozen_ranking
    assert sealed is not None
    # The record moves on; what was sealed does not.
    Agency.objects.filter(pk=setneg.pk).update(population=7)
    return bundle.files(sealed)


def test_followers_population_and_tone_stand_in_the_inputs_as_they_were_sealed(beside: Files) -> None:
    header, first_row, second_row = (line.split(",")[-4:] for line in beside[INPUTS].splitlines())

    assert header == ["pengikut", "penduduk", "tone_positif", "pengamatan"]
    assert first_row == ["5000", "900", "0.875000", "1000"]
    assert second_row == ["0", "0", "0.000000", "0"]
    assert verify_ranking.check(beside)[2] == []


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (",5000,", ",5001,", "masukan.csv: K-007, interactions (divisor) menjadi 5001, bukan 5000"),
        (",900,", ",7,", "masukan.csv: K-007, volume (divisor) menjadi 7, bukan 900"),
        (",0.875000,", ",0.975000,", "masukan.csv: K-007, tone (observed) menjadi 975000, bukan 875000"),
        (",1000\n", ",9\n", "masukan.csv: K-007, tone menjadi"),
    ],
)
def test_a_changed_number_beside_the_posts_is_found(
    before: str, after: str, sentence: str, beside: Files
) -> None:
    assert before in beside[INPUTS]
    problems = verify_ranking.check(beside | {INPUTS: beside[INPUTS].replace(before, after)})[2]

    assert any(problem.startswith(sentence) for problem in problems), problems
