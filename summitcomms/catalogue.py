"""The English catalogue: found in the source, kept as text, compiled for Django.

The interface is written in Indonesian, so each msgid is the Indonesian text itself. Babel does what Django's
makemessages and compilemessages leave to GNU gettext, which is not on every machine:

    python -m summitcomms.catalogue update     locale/en/LC_MESSAGES/django.po follows the source
    python -m summitcomms.catalogue compile    the .po becomes the .mo that Django reads; it is not committed

Messages stand in the order of the files, without line numbers, so that a change of code changes few lines.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
PACKAGES = ("agencies", "awards", "campaigns", "reports", "summitcomms")

_CONTEXT = (1, "c")
_FORMS = {"gettext": (1,), "ngettext": (1, 2), "pgettext": (_CONTEXT, 2), "npgettext": (_CONTEXT, 2, 3)}
KEYWORDS = {
    f"{name}{ending}": places for name, places in _FORMS.items() for ending in ("", "_lazy", "_noop")
} | {"_": (1,)}
"""The calls that mark a text, with the places of context, singular and plural among their arguments."""

HEADER = r"""# English of the portal. Each msgid is the Indonesian text of the source; write only msgstr.
msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
"""Fixed: Babel's own names the hour of its making, which would be a change without a change."""


def sources(root: Path = ROOT) -> Iterator[Path]:
    """Every file whose texts are shown to people, in a fixed order."""
    yield from sorted(path for path in (root / "templates").rglob("*") if path.suffix in {".html", ".txt"})
    for package in PACKAGES:
        yield from (path for path in sorted((root / package).rglob("*.py")) if "migrations" not in path.parts)


def extracted(root: Path = ROOT) -> Catalog:
    """All marked texts of the source, not translated."""
    catalog = Catalog(locale="en", fuzzy=False)
    for path in sources(root):
        name = str(path.relative_to(root))
        source = path.read_text()
        if path.suffix != ".py":
            # Calls between rows of X, which is Python enough once no line is indented.
            source = "\n".join(line.strip() for line in templatize(source, origin=name).splitlines())
        for _line, text, comments, context in extract(
            "python", BytesIO(source.encode()), KEYWORDS, comment_tags=("Translators:",)
        ):
            catalog.add(text, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalog


def read(po: Path = PO) -> Catalog:
    """The catalogue as it is kept."""
    with po.open("rb") as file:
        return read_po(file, locale="en")


def updated(old: Catalog, new: Catalog) -> bytes:
    """The text of the catalogue for the messages of `new`, with the translations that `old` has of them."""
    for message in new:
        known = old.get(message.id, message.context) if message.id else None
        if known is not None and known.pluralizable == message.pluralizable:
            message.string = known.string
    text = BytesIO()
    write_po(text, new, width=100, omit_header=True, include_lineno=False)
    return HEADER.encode() + text.getvalue()


def is_compiled(po: Path = PO) -> bool:
    """Whether Django reads what stands in the .po."""
    mo = po.with_suffix(".mo")
    return mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns


def compile_if_older(po: Path = PO) -> bool:
    """Write the .mo beside the .po unless it is newer; tell whether it was written.

    It is put in place at once: a server that starts meanwhile reads the old one or the new one, whole.
    """
    if is_compiled(po):
        return False
    unfinished = po.with_suffix(".mo.new")
    with unfinished.open("wb") as file:
        write_mo(file, read(po))
    unfinished.replace(po.with_suffix(".mo"))
    return True


def strings(said: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """The msgids or the msgstrs of one message: one, or one for each plural form."""
    return (said or "",) if said is None or isinstance(said, str) else tuple(said)


def main(verb: str) -> str:
    """Do what the command line asks and say what was done."""
    if verb == "update":
        PO.write_bytes(updated(read(), extracted()))
        kept = [message for message in read() if message.id]
        missing = sum(not all(strings(message.string)) for message in kept)
        return f"{len(kept)} messages, {missing} of them without an English text: {PO.relative_to(ROOT)}"
    if verb == "compile":
        return (
            "The English catalogue is compiled." if compile_if_older() else "The compiled catalogue is newer."
        )
    sys.exit("Say `update` or `compile`.")


if __name__ == "__main__":
    print(main(*sys.argv[1:2] or [""]))  # noqa: T201
