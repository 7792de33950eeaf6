from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Agency
from campaigns.models import Campaign
from tests import builders

pytestmark = pytest.mark.django_db


def test_a_second_start_keeps_the_data_and_brings_the_directory_up_to_date(settings: Any) -> None:
    settings.DEBUG = True
    builders.campaign()
    said = StringIO()

    call_command("prepare", stdout=said)

    assert "Data tetap seperti adanya" in said.getvalue()
    assert Agency.objects.count() == 643
    assert [one.code for one in Campaign.objects.for_people()] == ["ktt-43"]
    assert Campaign.objects.filter(is_sandbox=True).exists()


def test_a_portal_in_use_is_not_prepared(settings: Any) -> None:
    settings.DEBUG = False

    with pytest.raises(CommandError, match="hanya untuk mesin sendiri"):
        call_command("prepare")

    assert not Agency.objects.exists()
