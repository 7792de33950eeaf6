from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies.actions import seals
from agencies.handlers import verify_audit
from agencies.models import Agency, AuditEvent, AuditSeal
from summitcomms.jobs.running import NeedsOperator
from tests.agencies.actions.test_seals import as_superuser, note
from tests.builders import NOW
from tests.services import running_job


def verify() -> str:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def broken(sultra: Agency) -> None:
    """Three sealed events, the second of which somebody changed behind the triggers."""
    note(sultra, "a", "b", "c")
    seals.seal()
    with as_superuser():
        AuditEvent.objects.filter(action="b").update(actor_label="Orang lain")


@pytest.mark.django_db
def test_a_trail_without_seals_says_so() -> None:
    assert verify() == "Belum ada catatan audit yang disegel."


def test_a_whole_chain_is_told_with_its_head(sultra: Agency) -> None:
    note(sultra, "a", "b")
    seals.seal()

    assert verify().endswith(f"segel nomor 2: {AuditSeal.objects.get(sequence=2).hash}")


@pytest.mark.usefixtures("broken")
def test_a_broken_chain_ends_the_command_with_the_number_of_the_seal() -> None:
    with pytest.raises(CommandError, match="putus pada segel nomor 2") as error:
        verify()

    assert error.value.returncode == 1


@pytest.mark.usefixtures("broken")
def test_the_nightly_check_calls_for_an_operator() -> None:
    with pytest.raises(NeedsOperator) as refused:
        verify_audit(running_job(at=NOW))

    assert "putus pada segel nomor 2" in refused.value.sentence


def test_the_nightly_check_of_a_whole_chain_tells_how_far_it_went(sultra: Agency) -> None:
    note(sultra, "a", "b")
    seals.seal()

    assert verify_audit(running_job(at=NOW)) == {"verified": 2}
