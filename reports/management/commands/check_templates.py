"""Compile every template and find the parts it names, so that no page breaks at its first visit."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template import Engine, Template, TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import FilterExpression, Node
from django.template.loader_tags import ExtendsNode, IncludeNode
from django_cotton.templatetags._component import CottonComponentNode


class Command(BaseCommand):
    help = "Compile every template; exit status 1 names each file and line that does not."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        engine = Engine.get_default()
        folders = [Path(folder) for folder in engine.dirs]
        names = [(folder, path) for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
        faults = [
            f"{path}{fault}"
            for folder, path in names
            for fault in faults_of(engine, str(path.relative_to(folder)))
        ]
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(names)} templates compile.")


def faults_of(engine: Engine, name: str) -> Iterator[str]:
    """Yield ":line: what is wrong" for the template `name`: its syntax, and parts that do not exist."""
    try:
        template = engine.get_template(name)
    except TemplateSyntaxError as error:
        token = getattr(error, "token", None)
        yield f":{token.lineno if token else 1}: {error}"
        return
    for node, candidates in parts(template):
        try:
            engine.select_template(list(candidates))
        except TemplateDoesNotExist:
            yield f":{node.token.lineno if node.token else 1}: {candidates[0]} does not exist"
        except TemplateSyntaxError:
            continue  # told where it stands, in its own file


def parts(template: Template) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Yield each part the template names outright (not computed ones), with the paths it may be found at."""
    for kind in (CottonComponentNode, IncludeNode, ExtendsNode):
        for node in template.nodelist.get_nodes_by_type(kind):
            if isinstance(node, CottonComponentNode) and node.component_name != "component":
                yield node, node._candidate_template_paths(node.component_name, None)
            elif isinstance(node, IncludeNode) and isinstance(node.template.var, str):
                yield node, (node.template.var,)
            elif isinstance(node, ExtendsNode):
                parent = node.parent_name
                if isinstance(parent, FilterExpression) and isinstance(parent.var, str):
                    yield node, (parent.var,)
