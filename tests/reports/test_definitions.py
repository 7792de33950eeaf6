"""The versions of the figures: those of the document, of the demo, and of a portal that was there before."""

import importlib
import re
from pathlib import Path

import pytest
from django.apps import apps

from campaigns.models import KpiDefinition
from reports.demo import story
from tests import builders

DOC = (Path(__file__).parents[2] / "docs" / "counting.md").read_text(encoding="utf-8")
raise_versions = importlib.import_module(
    "campaigns.migrations.0017_figures_without_what_is_doubted"
).raise_versions


def test_the_document_names_every_figure_with_its_version() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| (\d+) \|", DOC, re.MULTILINE)

    assert {(code, name, int(version)) for code, name, version in rows} == {
        (one.code, one.name, one.version) for one in story.DEFINITIONS
    }


@pytest.mark.django_db
def test_a_portal_of_before_gets_one_more_version_of_what_it_counts_and_only_once() -> None:
    builders.kpi_definitions()

    raise_versions(apps, None)
    raise_versions(apps, None)

    newest = dict(KpiDefinition.objects.order_by("code", "version").values_list("code", "version"))
    assert newest == {one.code: one.version for one in story.DEFINITIONS}
    likes = KpiDefinition.objects.get(code="likes", version=2)
    assert likes.meaning == (
        "Arti Suka. Unggahan dan angka yang tanda kejanggalannya berlaku tidak dihitung."
    )


@pytest.mark.django_db
def test_the_texts_of_the_demo_are_those_that_the_migration_writes() -> None:
    for one in story.DEFINITIONS:
        KpiDefinition.objects.create(
            code=one.code,
            name=one.name,
            meaning=one.meaning,
            unit=one.unit,
            is_tallied=one.is_tallied,
            position=1,
            version=one.version,
        )

    raise_versions(apps, None)

    assert KpiDefinition.objects.count() == len(story.DEFINITIONS)


@pytest.mark.django_db
def test_an_empty_portal_gets_no_definitions() -> None:
    raise_versions(apps, None)

    assert not KpiDefinition.objects.exists()
