from pathlib import Path

import pytest
from django.core.management import call_command
from django.template import Engine

from reports.management.commands.check_templates import faults_of


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(
        dirs=[str(tmp_path)],
        builtins=["django_cotton.templatetags.cotton"],
        loaders=["django_cotton.cotton_loader.Loader", "django.template.loaders.filesystem.Loader"],
    )


def test_every_template_of_the_project_compiles(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_templates")

    assert capsys.readouterr().out.endswith(" templates compile.\n")


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        ("<p>{{ total }}</p>", []),
        ("<c-known>{% include 'page.html' %}</c-known>", []),
        ("{% include name %}<c-component :is='name' />", []),
        ("<p>\n{% if %}</p>", ["2: Unexpected end of expression in if tag."]),
        ("\n\n{% include 'gone.html' %}", ["3: gone.html does not exist"]),
        ("{% extends 'gone.html' %}", ["1: gone.html does not exist"]),
        ("\n<c-two-words label='x' />", ["2: cotton/two_words.html does not exist"]),
        ("<c-known>\n<c-gone />\n</c-known>", ["2: cotton/gone.html does not exist"]),
    ],
)
def test_a_fault_is_named_with_its_line(
    tmp_path: Path, engine: Engine, source: str, faults: list[str]
) -> None:
    (tmp_path / "cotton").mkdir()
    (tmp_path / "cotton" / "known.html").write_text("{{ slot }}")
    (tmp_path / "page.html").write_text(source)

    assert [fault.lstrip(":") for fault in faults_of(engine, "page.html")] == faults
