"""docs/api.md as tests read it: the commands that issue keys, the curl lines, the Python, and their world."""

import re
import shlex
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from agencies import audit
from agencies.platforms import Platform
from awards.actions import rankings
from campaigns.actions import sandbox
from tests import builders
from tests.awards import results
from tests.builders import NOW

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "api.md"


def world() -> None:
    """The campaign, agencies, posts and rankings that the examples name."""
    campaign = builders.campaign()
    ministry = builders.agency("K-007")
    sandbox.keep(by=audit.SYSTEM, at=NOW)
    builders.agency("D-74")
    builders.agency("D-74.71", "Diskominfo Kota Kendari")
    builders.post(ministry, campaign, native_id="1696312345678901234")
    builders.post(ministry, campaign, platform=Platform.INSTAGRAM, native_id="CwT9hXQy1aB")
    results.open_round(campaign)
    rankings.compute(tally=results.tally(campaign, {ministry: [1, 2]}), by=audit.SYSTEM, at=NOW)
    builders.material(campaign)
    builders.account(ministry, Platform.X, "kominfo_sultra")


def keys() -> tuple[str, str]:
    """What the commands of the document print: the key of a monitor, and that of an agency's own system."""
    commands = re.findall(
        r"^    python manage\.py (issue_partner_key .*?[^\\])$", _text(), re.MULTILINE | re.DOTALL
    )
    monitor, system = (_issued(shlex.split(command.replace("\\\n", " "))) for command in commands)
    return monitor, system


def examples() -> list[str]:
    """The curl lines, each with the lines it continues on, in the order of the page."""
    blocks = re.findall(r"```sh\n(.*?)```", _text(), re.DOTALL)
    return [line for block in blocks for line in re.split(r"\n(?=curl )", block.strip())]


def snippet() -> str:
    """The one piece of Python."""
    [found] = re.findall(r"```python\n(.*?)```", _text(), re.DOTALL)
    return str(found)


def _issued(words: list[str]) -> str:
    out = StringIO()
    call_command(*words, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def _text() -> str:
    return DOCUMENT.read_text(encoding="utf-8")
