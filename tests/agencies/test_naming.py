import pytest

from agencies.models import Agency, AgencyAlias
from agencies.naming import AgencyNames
from tests import builders


@pytest.fixture
def named(sultra: Agency, mimika: Agency) -> None:
    AgencyAlias.objects.create(agency=mimika, text="D-91.09", is_code=True)
    AgencyAlias.objects.create(agency=mimika, text="Kominfo Timika")


@pytest.mark.parametrize(
    "text",
    ["D-94.04", "d-94.04", "94.04", " D-91.09 ", "91.09", "diskominfo kabupaten  mimika", "Kominfo Timika"],
)
def test_an_agency_is_found_by_whatever_it_is_called(named: None, mimika: Agency, text: str) -> None:
    assert AgencyNames().find(text) == mimika


@pytest.mark.parametrize("text", ["", "D-99", "Diskominfo", "=cmd"])
def test_what_names_no_agency_finds_none(named: None, text: str) -> None:
    assert AgencyNames().find(text) is None


def test_a_name_of_two_agencies_finds_none(sultra: Agency) -> None:
    builders.agency("K-901", "Humas")
    builders.agency("K-902", "Humas")

    assert AgencyNames().find("Humas") is None


def test_an_agency_out_of_service_is_not_found(sultra: Agency) -> None:
    Agency.objects.update(is_active=False)

    assert AgencyNames().find("D-74") is None
