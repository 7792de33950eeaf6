"""People that only these pages need."""

import pytest

from agencies.models import User
from tests import builders


@pytest.fixture
def observer(db: None) -> User:
    return builders.user("pengamat@contoh.go.id", "observer", full_name="Oki Pengamat")
