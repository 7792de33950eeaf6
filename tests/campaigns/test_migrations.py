"""What a step forward does to what was kept before it."""

import importlib

import pytest
from django.db import connection

from campaigns.flags import Flag
from tests import builders

pytestmark = pytest.mark.django_db


def test_a_doubt_kept_with_the_code_of_its_source_names_it() -> None:
    builders.source("mitra", name="Mitra Pemantau")
    post = builders.post()
    doubt, other = builders.flag(post, Flag.DROP), builders.flag(post, Flag.BURST)
    before = doubt.facts | {"source": "mitra"}
    type(doubt).objects.filter(pk=doubt.pk).update(facts=before)
    step = importlib.import_module("campaigns.migrations.0019_doubts_name_their_source")

    with connection.cursor() as cursor:
        cursor.execute(step.NAME_SOURCES)

    doubt.refresh_from_db()
    assert doubt.facts == before | {"source": "Mitra Pemantau"}
    assert type(other).objects.get(pk=other.pk).facts == other.facts
