import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import audit, directory_plan, directory_rows
from agencies.actions import directory, directory_import, reference
from agencies.directory_plan import Outcome, Step, Verdict
from agencies.handlers import import_directory
from agencies.models import Agency, AgencyAlias, AuditEvent, Membership, User
from summitcomms.jobs.models import Job, JobState
from summitcomms.jobs.runner import run_due
from summitcomms.jobs.running import BadInput
from summitcomms.lib import tables
from tests import builders
from tests.builders import NOW
from tests.services import running_job

pytestmark = pytest.mark.django_db


def plan(text: str) -> list[Outcome]:
    return directory_plan.plan(directory_rows.read_text(text).rows)


def steps(text: str) -> list[Step]:
    return [outcome.step for outcome in plan(text) if outcome.step]


def done(by: User, wanted: list[Step]) -> dict[str, Any]:
    return directory_import.carry_out(by=by, steps=wanted, progress=lambda *_, **__: None)


def test_every_row_gets_its_verdict_and_nothing_changes(sultra: Agency, mimika: Agency) -> None:
    mimika.aliases.create(text="D-91.09", is_code=True)
    before = list(Agency.objects.order_by("pk").values())

    outcomes = plan(
        "kode;nama singkat;jenis;kode provinsi;aktif\n"
        "D-74;Diskominfo Anoa;;;ya\n"  # a blank in a column that may not be blank
        "D-94.04;Diskominfo Mimika;Pemerintah Kabupaten;94;ya\n"
        "K-700;Kemenuji;;;\n"
        "D-91.09;Wilayah Lama;;;\n"
        "94.4;Mimika;;;ya\n"
        "D-94.04;Sekali lagi;Pemerintah Kabupaten;94;ya\n"
    )

    assert [outcome.verdict for outcome in outcomes] == [
        Verdict.REFUSED,
        Verdict.CHANGED,
        Verdict.REFUSED,
        Verdict.REFUSED,
        Verdict.REFUSED,
        Verdict.REFUSED,
    ]
    assert "Kolom “nama” masih kosong." in outcomes[2].sentence
    assert "kode lama D-94.04" in outcomes[3].sentence
    assert "D-94.40" in outcomes[4].sentence
    assert outcomes[5].sentence == "Kode ini sudah ada di baris 3."
    assert outcomes[1].step
    [change] = outcomes[1].step.changes
    assert (change.title, change.before, change.after) == (
        "nama singkat",
        "Diskominfo Kabupaten Mimika",
        "Diskominfo Mimika",
    )
    assert list(Agency.objects.order_by("pk").values()) == before


def test_a_column_that_is_not_there_is_left_alone(mimika: Agency) -> None:
    mimika.aliases.create(text="Timika")

    assert steps("kode,nama singkat\nD-94.04,Diskominfo Kabupaten Mimika\n") == []
    [step] = steps("kode,sebutan lain\nD-94.04,\n")
    assert [(change.column, change.after) for change in step.changes] == [("aliases", "")]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("jenis;Lembaga", "Kolom “jenis” mengikuti kode"),
        ("kode provinsi;74", "isinya “94”"),
        ("kode provinsi;", "Kolom “kode provinsi” mengikuti kode"),
        ("kode lama;", "Kode lama D-91.09 tidak dapat dihapus"),
        ("kode lama;D-91.09, D-74", "Kode lama D-74 sudah menjadi kode D-74."),
        ("kode lama;D-91.09, D-94.04", "Kode lama D-94.04 sudah menjadi kode D-94.04."),
        ("sebutan lain;D-91.09", "sebutan lain sekaligus kode lama"),
        ("zona waktu;", "Pilihannya: WIB, WITA, WIT"),
        ("aktif;", "Isi ya atau tidak"),
    ],
)
def test_what_may_not_change_is_refused_with_the_reason(
    mimika: Agency, sultra: Agency, cells: str, words: str
) -> None:
    mimika.aliases.create(text="D-91.09", is_code=True)
    title, _, cell = cells.partition(";")

    [outcome] = plan(f"kode;{title}\nD-94.04;{cell}\n")

    assert outcome.verdict is Verdict.REFUSED
    assert words in outcome.sentence


def test_a_new_agency_takes_from_its_code_what_the_list_leaves_out(pusat_admin: User, sultra: Agency) -> None:
    builders.region("74.09", "Kabupaten Uji")

    result = done(
        pusat_admin,
        steps(
            "kode,nama singkat,nama,sebutan lain\n"
            "K-700,Kemenuji,Kementerian Uji,Deputi Uji\n"
            "D-74.09,Diskominfo Uji,Dinas Kominfo Kabupaten Uji,\n"
        ),
    )

    assert (result["added"], result["refused"]) == (2, 0)
    ministry, regency = Agency.objects.get(code="K-700"), Agency.objects.get(code="D-74.09")
    assert (ministry.kind, ministry.timezone, ministry.slug) == ("ministry", "Asia/Jakarta", "kemenuji")
    assert (regency.kind, regency.parent, regency.timezone) == ("regency", sultra, "Asia/Makassar")
    assert regency.population == 2_700_000
    assert list(Agency.objects.matching("deputi uji")) == [ministry]
    assert AuditEvent.objects.filter(action="agency.add").count() == 2


@pytest.mark.parametrize("code", ["D-74.99", "D-99"])
def test_a_region_that_is_not_on_record_is_refused(sultra: Agency, code: str) -> None:
    [outcome] = plan(f"kode,nama singkat,nama\n{code},Uji,Uji\n")

    assert "tidak ada dalam daftar wilayah" in outcome.sentence


def test_a_regency_waits_for_its_province() -> None:
    builders.region("74.09", "Kabupaten Uji")

    [outcome] = plan("kode,nama singkat,nama\nD-74.09,Uji,Uji\n")

    assert "Provinsi D-74 belum terdaftar" in outcome.sentence


def test_a_taken_slug_gets_the_code_behind_it(pusat_admin: User) -> None:
    builders.agency("K-701", slug="kemenuji")

    done(pusat_admin, steps("kode,nama singkat,nama\nK-700,Kemenuji,Kementerian Uji\nL-UJI,???,Lembaga\n"))

    assert Agency.objects.get(code="K-700").slug == "kemenuji-k-700"
    assert Agency.objects.get(code="L-UJI").slug == "l-uji"


def test_the_job_changes_what_the_plan_has_shown_and_writes_it_down(
    pusat_admin: User, officer_mimika: User, mimika: Agency
) -> None:
    mimika.aliases.create(text="Timika")
    wanted = steps(
        "kode;nama;zona waktu;penduduk;sebutan lain;kode lama;aktif\n"
        'D-94.04;Dinas Kominfo Mimika;WITA;320.000;"Amungsa; Kamoro";91.09;tidak\n'
    )

    result = done(pusat_admin, wanted)

    assert result == {"rows": 1, "added": 0, "changed": 1, "refused": 0, "problems": []}
    mimika.refresh_from_db()
    assert (mimika.name, mimika.timezone, mimika.population, mimika.is_active) == (
        "Dinas Kominfo Mimika",
        "Asia/Makassar",
        320_000,
        False,
    )
    assert set(mimika.aliases.values_list("text", "is_code")) == {
        ("Amungsa", False),
        ("Kamoro", False),
        ("D-91.09", True),
    }
    assert list(Agency.objects.matching("9109")) == [mimika]
    assert list(Agency.objects.matching("timika")) == []
    assert Membership.objects.active().filter(agency=mimika).get().user == officer_mimika
    changed = AuditEvent.objects.get(action="agency.change")
    assert (changed.actor_id, changed.target_id) == (pusat_admin.actor_id, "D-94.04")
    assert (changed.before["is_active"], changed.after["is_active"]) == (True, False)
    named = AuditEvent.objects.get(action=directory.ALIASES)
    assert (named.before["aliases"], named.after["aliases"]) == (["Timika"], ["Amungsa", "Kamoro"])


def test_what_changed_after_the_plan_is_refused_and_the_others_are_done(
    pusat_admin: User, sultra: Agency, mimika: Agency
) -> None:
    wanted = steps("kode,nama\nD-74,Dinas Anoa\nD-94.04,Dinas Kamoro\n")
    sultra.name = "Dinas Kominfo Sultra"
    reference.save(by=pusat_admin, obj=sultra)

    result = done(pusat_admin, wanted)

    assert (result["changed"], result["refused"]) == (1, 1)
    [problem] = result["problems"]
    assert (problem["line"], problem["code"]) == (2, "D-74")
    assert "sudah diubah menjadi “Dinas Kominfo Sultra” oleh Ayu Administrator (" in problem["sentence"]
    sultra.refresh_from_db()
    assert sultra.name == "Dinas Kominfo Sultra"
    mimika.refresh_from_db()
    assert mimika.name == "Dinas Kamoro"


@pytest.mark.parametrize(
    ("column", "cell", "change"),
    [
        ("aktif", "tidak", {"is_active": False, "population": 5}),
        ("zona waktu", "WIB", {"timezone": "Asia/Jayapura"}),
    ],
)
def test_whoever_was_first_is_named_for_every_column(
    pusat_admin: User, sultra: Agency, column: str, cell: str, change: dict[str, Any]
) -> None:
    wanted = steps(f"kode,{column}\nD-74,{cell}\n")
    for name, value in change.items():
        setattr(sultra, name, value)
    reference.save(by=builders.user(role="administrator", full_name="Adi Pertama"), obj=sultra)

    [problem] = done(pusat_admin, wanted)["problems"]

    assert "oleh Adi Pertama (" in problem["sentence"]


def test_what_the_data_files_changed_is_said_of_the_system(pusat_admin: User, sultra: Agency) -> None:
    wanted = steps("kode,penduduk\nD-74,1\n")
    Agency.objects.filter(pk=sultra.pk).update(population=2)

    [problem] = done(pusat_admin, wanted)["problems"]

    assert "menjadi “2” oleh Sistem" in problem["sentence"]


def test_another_field_that_changed_meanwhile_is_kept(pusat_admin: User, sultra: Agency) -> None:
    wanted = steps("kode,nama\nD-74,Dinas Anoa\n")
    sultra.population = 5
    reference.save(by=pusat_admin, obj=sultra)

    done(pusat_admin, wanted)

    sultra.refresh_from_db()
    assert (sultra.name, sultra.population) == ("Dinas Anoa", 5)


def test_an_agency_added_meanwhile_is_refused(pusat_admin: User) -> None:
    wanted = steps("kode,nama singkat,nama\nK-700,Kemenuji,Kementerian Uji\n")
    done(pusat_admin, wanted)

    again = done(pusat_admin, wanted)

    assert again["refused"] == 1
    assert "K-700 sudah ditambahkan oleh Ayu Administrator (" in again["problems"][0]["sentence"]


@pytest.mark.parametrize("taken_as", ["former", "code"])
def test_a_code_taken_meanwhile_is_refused(pusat_admin: User, mimika: Agency, taken_as: str) -> None:
    wanted = steps("kode,kode lama\nD-94.04,L-LAMA\n")
    other = builders.agency("L-LAMA" if taken_as == "code" else "L-LAIN")
    if taken_as == "former":
        other.aliases.create(text="L-LAMA", is_code=True)

    result = done(pusat_admin, wanted)

    assert f"sudah dipakai {other.code}" in result["problems"][0]["sentence"]
    assert not mimika.aliases.exists()


def test_an_alias_added_meanwhile_as_something_else_is_refused(pusat_admin: User, mimika: Agency) -> None:
    wanted = steps("kode,sebutan lain\nD-94.04,D-91.09\n")
    mimika.aliases.create(text="D-91.09", is_code=True)

    result = done(pusat_admin, wanted)

    assert "pada saat yang sama" in result["problems"][0]["sentence"]


def test_two_rows_of_one_list_cannot_take_the_same_former_code(sultra: Agency, mimika: Agency) -> None:
    first, second = plan("kode,kode lama\nD-74,L-LAMA\nD-94.04,L-LAMA\n")

    assert first.verdict is Verdict.CHANGED
    assert second.sentence == "Kode lama L-LAMA sudah menjadi kode D-74."


def test_the_whole_directory_goes_out_and_comes_back_unchanged() -> None:
    directory.load(by=audit.SYSTEM)
    Agency.objects.filter(code="K-059").update(name="=cmd|' /C calc'!A0", population=None)
    AgencyAlias.objects.create(agency=Agency.objects.get(code="D-74"), text="Anoa; Bumi  Anoa")
    agencies = Agency.objects.prefetch_related("aliases")
    rows = [tuple(directory_plan.record_of(agency).values()) for agency in agencies]
    book, csv_file = io.BytesIO(), io.BytesIO()
    tables.write_xlsx(book, directory_rows.TITLES, rows)
    tables.write_csv(csv_file, directory_rows.TITLES, rows)

    for file in (book, csv_file):
        outcomes = directory_plan.plan(directory_rows.read_file(file.getvalue()).rows)
        assert len(outcomes) == 643
        assert {outcome.verdict for outcome in outcomes} == {Verdict.SAME}


def test_the_same_list_twice_changes_nothing(pusat_admin: User, mimika: Agency) -> None:
    text = "kode,nama,sebutan lain\nD-94.04,=SUM(A1),+62 Timika\n"
    done(pusat_admin, steps(text))

    assert steps(text) == []
    mimika.refresh_from_db()
    assert mimika.name == "=SUM(A1)"


def test_a_long_list_takes_as_many_queries_as_a_short_one(sultra: Agency, mimika: Agency) -> None:
    def queries(rows: int) -> int:
        text = "kode,nama\n" + "".join(f"K-{n:03},Uji\n" for n in range(rows))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            plan(text)
        return len(captured)

    assert queries(1) == queries(300) == 3


def test_only_an_administrator_may_ask_and_carry_out(
    coordinator_sultra: User, pusat_editor: User, mimika: Agency
) -> None:
    wanted = steps("kode,nama\nD-94.04,Dinas Kamoro\n")

    for person in (coordinator_sultra, pusat_editor):
        with pytest.raises(PermissionDenied):
            directory_import.request(by=person, steps=wanted, planned_at=NOW, at=NOW)
        with pytest.raises(PermissionDenied):
            done(person, wanted)
    assert not Job.objects.exists()


def test_confirming_a_plan_twice_is_one_job(pusat_admin: User, mimika: Agency) -> None:
    wanted = steps("kode,nama\nD-94.04,Dinas Kamoro\n")

    first = directory_import.request(by=pusat_admin, steps=wanted, planned_at=NOW, at=NOW)
    second = directory_import.request(by=pusat_admin, steps=wanted, planned_at=NOW, at=NOW)

    assert first == second
    assert directory_plan.from_json(first.payload["steps"]) == wanted


def test_the_job_needs_a_person() -> None:
    with pytest.raises(BadInput):
        import_directory(running_job(payload={"steps": []}, at=NOW, requested_by="sistem"))


@pytest.mark.django_db(transaction=True)
def test_the_job_runs_to_its_end() -> None:
    admin = builders.user(role="administrator")
    builders.agency("D-94.04")
    wanted = steps("kode,nama\nD-94.04,Dinas Kamoro\n")
    job = directory_import.request(by=admin, steps=wanted, planned_at=NOW, at=NOW)

    run_due(at=NOW)

    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert job.result == {"rows": 1, "added": 0, "changed": 1, "refused": 0, "problems": []}
    assert Agency.objects.get(code="D-94.04").name == "Dinas Kamoro"
