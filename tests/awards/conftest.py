"""Three agencies of one ministry-sized contest, and one of each other category."""

import pytest

from agencies.models import Agency
from tests import builders


@pytest.fixture
def setneg(db: None) -> Agency:
    return builders.agency("K-007", "Kementerian Sekretariat Negara")


@pytest.fixture
def kemendagri(db: None) -> Agency:
    return builders.agency("K-010", "Kementerian Dalam Negeri")


@pytest.fixture
def kemlu(db: None) -> Agency:
    return builders.agency("K-011", "Kementerian Luar Negeri")


@pytest.fixture
def setkab(db: None) -> Agency:
    return builders.agency("L-114", "Sekretariat Kabinet")
