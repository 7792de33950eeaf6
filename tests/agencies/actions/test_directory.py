from pathlib import Path

import pytest

from agencies import audit
from agencies.actions import directory, reference
from agencies.directory_plan import record_of
from agencies.models import Agency, AgencyAlias, AuditEvent, Region, User

pytestmark = pytest.mark.django_db


def test_load_holds_every_agency_of_the_state() -> None:
    loaded = directory.load(by=audit.SYSTEM)

    kinds = {
        kind: Agency.objects.filter(kind=kind).count()
        for kind in Agency.objects.values_list("kind", flat=True)
    }
    assert kinds == {"ministry": 34, "institution": 57, "province": 38, "regency": 416, "city": 98}
    assert (loaded.regions, loaded.agencies) == (552, 643)


def test_load_twice_changes_nothing() -> None:
    first = directory.load(by=audit.SYSTEM)
    before = list(Agency.objects.order_by("pk").values())

    second = directory.load(by=audit.SYSTEM)

    assert first == second
    assert list(Agency.objects.order_by("pk").values()) == before


def test_load_corrects_what_differs_and_keeps_the_row() -> None:
    directory.load(by=audit.SYSTEM)
    kominfo = Agency.objects.get(code="K-059")
    Agency.objects.filter(pk=kominfo.pk).update(name="Salah", is_active=False)

    directory.load(by=audit.SYSTEM)

    again = Agency.objects.get(code="K-059")
    assert again.pk == kominfo.pk
    assert again.name == "Kementerian Komunikasi dan Informatika"
    assert not again.is_active  # whether an agency takes part is decided by people, not by the file


def test_a_regency_is_found_by_its_former_code() -> None:
    directory.load(by=audit.SYSTEM)

    mimika = AgencyAlias.objects.get(text="D-91.09", is_code=True).agency

    assert (mimika.code, mimika.parent and mimika.parent.code) == ("D-94.04", "D-94")
    assert mimika.timezone == "Asia/Jayapura"
    assert list(Agency.objects.matching("91.09")) == [mimika]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("sultra", "D-74"),
        ("kominfo sulawesi tenggara", "D-74"),
        ("pemprov sultra", "D-74"),
        ("kab mimika", "D-94.04"),
        ("pemkab mimika", "D-94.04"),
        ("D-91.09", "D-94.04"),
        ("94.04", "D-94.04"),
        ("papua", "D-91"),
        ("tolitoli", "D-72.04"),
        ("setneg", "K-007"),
        ("kemenkominfo", "K-059"),
        ("l-bi", "L-BI"),
        ("bi", "L-BI"),
    ],
)
def test_people_find_an_agency_as_they_call_it(typed: str, first: str) -> None:
    directory.load(by=audit.SYSTEM)

    found = Agency.objects.matching(typed).nearest_first(typed)

    assert found[0].code == first


def test_what_a_person_has_changed_outlives_the_files(pusat_admin: User) -> None:
    directory.load(by=audit.SYSTEM)
    kominfo = Agency.objects.get(code="K-059")
    kominfo.name = "Kementerian Komunikasi dan Digital"
    reference.save(by=pusat_admin, obj=kominfo)
    Agency.objects.filter(pk=kominfo.pk).update(short_name="Salah")

    directory.load(by=audit.SYSTEM)

    again = Agency.objects.get(code="K-059")
    assert (again.name, again.short_name) == ("Kementerian Komunikasi dan Digital", "Kominfo")
    assert again in Agency.objects.matching("digital")


def test_institutions_without_a_budget_code_are_named_by_their_short_name() -> None:
    directory.load(by=audit.SYSTEM)

    assert Agency.objects.get(code="L-BPJS-KESEHATAN").short_name == "BPJS Kesehatan"


def test_names_read_as_an_officer_would_write_them() -> None:
    directory.load(by=audit.SYSTEM)

    assert Agency.objects.get(code="D-74").name == "Dinas Kominfo Provinsi Sulawesi Tenggara"
    assert Agency.objects.get(code="D-94.04").short_name == "Diskominfo Kabupaten Mimika"


def test_load_leaves_an_audit_row() -> None:
    directory.load(by=audit.SYSTEM)

    event = AuditEvent.objects.get(action="directory.load")
    assert event.after["agencies"] == 643


def test_a_row_without_a_name_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "regions.csv").write_text(
        "code,former_code,name,level,province_code,timezone,population\n74,,,province,,Asia/Makassar,1\n"
    )
    (tmp_path / "ministries_institutions.csv").write_text("budget_code,kind,short_name,name\n")
    (tmp_path / "aliases.csv").write_text("code,text\n")

    with pytest.raises(ValueError, match=r"regions\.csv, line 2: name is empty"):
        directory.load(by=audit.SYSTEM, data=tmp_path)

    assert not Region.objects.exists()


def test_an_alias_is_kept_as_the_table_of_the_directory_writes_it(pusat_admin: User, sultra: Agency) -> None:
    typed = AgencyAlias(agency=sultra, text=" Kominfo;  Sultra ")

    directory.save_alias(by=pusat_admin, alias=typed)

    sultra.refresh_from_db()
    assert sultra.aliases.get().text == "Kominfo Sultra"
    assert record_of(sultra)["aliases"] == "Kominfo Sultra"
    assert "kominfo sultra" in sultra.search
