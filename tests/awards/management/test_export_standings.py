import subprocess
import sys
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Agency, User
from campaigns.models import Campaign
from tests.awards import results

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).parents[3] / "tools" / "verify_ranking.py"


def exported(round_id: object) -> str:
    output = StringIO()
    call_command("export_standings", str(round_id), stdout=output)
    return output.getvalue()


def test_the_file_is_confirmed_by_the_script_with_the_sealed_head(
    campaign: Campaign, setneg: Agency, kemlu: Agency, setkab: Agency, committee: User, tmp_path: Path
) -> None:
    frozen = results.frozen_round(campaign, {setneg: [3, 3], setkab: [2, 2, 2]}, by=committee)
    assert frozen.frozen_ranking is not None
    path = tmp_path / "hasil.jsonl"
    path.write_text(exported(frozen.public_id), encoding="utf-8")

    result = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", str(SCRIPT), str(path), frozen.frozen_ranking.head],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert result.returncode == 0, result.stdout + result.stderr
    assert "Jumlah baris peringkat: 3" in result.stdout


def test_a_round_that_is_not_frozen_has_nothing_to_export(campaign: Campaign) -> None:
    with pytest.raises(CommandError, match="not frozen"):
        exported(results.open_round(campaign).public_id)


def test_an_unknown_round_is_named() -> None:
    unknown = uuid4()

    with pytest.raises(CommandError, match=str(unknown)):
        exported(unknown)
