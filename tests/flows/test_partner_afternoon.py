"""An afternoon with docs/api.md and nothing else: from a key to a signed message, by the page's own lines."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from agencies import audit
from agencies.actions import deliveries, webhooks
from agencies.models import Partner, WebhookEvent
from campaigns.models import TallyRun
from summitcomms import schedule
from tests import documented
from tests.builders import NOW
from tests.receivers import HERE, Received, receiver

Verified = Callable[[str, dict[str, str], bytes], dict[str, Any]]


def run(line: str, **values: str) -> Any:
    """The JSON that a line of the page brings in a shell, as a reader would run it."""
    assert shutil.which("curl"), "curl is not installed"
    done = subprocess.run(
        ["sh", "-c", line.replace("curl ", "curl --silent --show-error --fail-with-body ", 1)],
        env=values | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, (line, done.stdout, done.stderr)
    return json.loads(done.stdout)


def reader_of_signatures() -> Verified:
    """The function that the page gives to whoever has no library."""
    names: dict[str, Any] = {}
    exec(documented.snippet(), names)  # noqa: S102 what the page says is what is tried
    verified: Verified = names["verified"]
    return verified


def as_read(message: Received) -> dict[str, str]:
    return {name.lower(): value for name, value in message.headers.items()}


@pytest.mark.django_db(transaction=True)
def test_a_reader_of_the_page_pushes_reads_and_is_told(live_server: LiveServer, settings: Any) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = HERE
    verified = reader_of_signatures()
    with time_machine.travel(NOW, tick=True), receiver(204) as found:
        documented.world()
        monitor_key, system_key = documented.keys()
        values = {"PORTAL": live_server.url, "KEY": monitor_key, "SYSTEM_KEY": system_key}
        monitor = Partner.objects.get(code="pemantau")
        endpoint = webhooks.register(
            by=monitor, partner=monitor, url=found.url, events=[WebhookEvent.TALLY_FINISHED], at=NOW
        )

        answers = {line: run(line, **values) for line in documented.examples()}
        pushed = [answer for line, answer in answers.items() if "/readings/batch" in line]
        standings = next(line for line in answers if "/standings/" in line)
        schedule.count_and_rank(
            campaign_code="ktt-43",
            at=None,
            now=timezone.now(),
            trigger=TallyRun.Trigger.PERSON,
            by=audit.SYSTEM,
        )
        deliveries.deliver_due(at=timezone.now())
        [message] = found.received
        told = verified(endpoint.secret, as_read(message), message.body)
        again = run(standings, **values)

        with pytest.raises(ValueError, match="not signed"):
            verified(endpoint.secret, as_read(message), message.body + b" ")
        with time_machine.travel(NOW.replace(hour=4)), pytest.raises(ValueError, match="too old"):
            verified(endpoint.secret, as_read(message), message.body)

    assert sum(answer["stored"] for answer in pushed) == 5
    assert [answer["refused"] for answer in pushed] == [[]] * 3
    assert (told["type"], told["data"]["campaign"]) == ("tally.finished", "ktt-43")
    assert answers[standings]["state"] == again["state"] == "provisional"
    assert answers[standings]["cutoff"] != again["cutoff"], "what was pushed is counted"
