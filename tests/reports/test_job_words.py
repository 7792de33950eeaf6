import pytest

from reports import job_words
from summitcomms.celery import app
from summitcomms.jobs.registry import registry

app.finalize()
KINDS = sorted(kind for kind in registry._by_kind if not kind.startswith(("test", "example.")))
"""Of the portal; those of tests are there when their modules were read before."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_job_has_a_name_for_people(kind: str) -> None:
    assert kind not in job_words.of(kind).title


def test_an_unknown_kind_is_called_by_its_code() -> None:
    assert job_words.of("mail.unheard").title == "Pekerjaan mail.unheard"
