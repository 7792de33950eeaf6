"""Which texts of the source are said to people and not marked for translation.

Two readers, one of templates and one of Python; both give the texts in the order of the file. What is said to
programs and operators stays as it is and is not read (`is_said_to_people`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, TokenType

from summitcomms.catalogue import KEYWORDS

WORD = re.compile(r"[^\W\d_]{2,}")

NO_SENTENCES = {
    *("diukur pada", "diekspor pada", "komentar yang ditambahkan"),  # titles of columns, as files write them
    "tidak aktif",  # what files write in it
    *("Kementerian", "Lembaga", "Pemerintah Provinsi", "Pemerintah Kabupaten", "Pemerintah Kota"),
    "Direktorat Tata Kelola dan Kemitraan Komunikasi Publik",  # who signs certificates
    "post.",  # how a code of the audit trail begins
}
"""Texts that look like sentences and are data."""

# --- Templates -------------------------------------------------------------------------------------------
NAMES = {
    "Instagram",
    "Facebook",
    "Threads",
    "TikTok",
    "YouTube",
    "WhatsApp",
    "English",
    "Bahasa",
    "Indonesia",
    "WIB",
    "WITA",
    "WIT",
    "UTC",
    "Portal",
    "https",
}
"""Words that are the same in both languages, or said in their own."""
SPOKEN_ATTRIBUTES = {"title", "aria-label", "placeholder", "alt", "data-label"}
SPOKEN_IN_COMPONENTS = SPOKEN_ATTRIBUTES | {
    *("label", "help", "lead", "over", "caption", "unit", "reason", "baseline", "change", "definition"),
    *("source", "text", "note", "noun"),
}
QUIET_ELEMENTS = {"code", "script", "style", "kbd"}
LITERAL = re.compile(r"""(_\()?(?:"([^"]*)"|'([^']*)')""")
SPOKEN_FILTERS = re.compile(r"""(?:default|default_if_none|yesno):(?:"([^"]*)"|'([^']*)')""")


def has_words(text: str) -> bool:
    return any(word not in NAMES for word in WORD.findall(text))


class _Page(HTMLParser):
    """Collects the words of a page whose template tags have been taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.quiet += tag in QUIET_ELEMENTS
        spoken = SPOKEN_IN_COMPONENTS if tag.startswith("c-") else SPOKEN_ATTRIBUTES
        for name, value in attrs:
            if name in spoken and value not in NO_SENTENCES and has_words(value or ""):
                self.found.append(f'{name}="{value}"')

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.quiet -= tag in QUIET_ELEMENTS

    def handle_data(self, data: str) -> None:
        if not self.quiet and has_words(data):
            self.found.append(" ".join(data.split()))


def unmarked_in_template(source: str) -> list[str]:
    """The words outside of translation tags: in text, in attributes that are read, in filters."""
    text, ahead, marked, found = [], "", False, []
    for token in Lexer(source).tokenize():
        word = token.contents.split(" ")[0] if token.token_type is TokenType.BLOCK else ""
        if word in ("comment", "blocktranslate", "setvar"):
            ahead = f"end{word}"
        elif word and word == ahead:
            ahead = ""
        marked = bool(ahead)
        if marked:
            continue
        if token.token_type is TokenType.TEXT:
            text.append(token.contents)
        elif token.token_type in (TokenType.VAR, TokenType.BLOCK):
            found += [
                literal
                for pair in SPOKEN_FILTERS.findall(token.contents)
                for literal in pair
                if has_words(literal)
                and "/" not in literal
                and (" " in literal or literal != literal.lower())
            ]
    page = _Page()
    page.feed("".join(text))
    page.close()
    return page.found + found


# --- Python ----------------------------------------------------------------------------------------------
REFUSALS = {"Denied", "PermissionDenied", "Refusal", "TableError", "ValidationError"}
"""Calls whose sentences people read; every class named …Refused belongs to them."""
RELATIONS = {"OneToOneField", "ManyToManyField"}
"""Fields whose first argument is a model and not a name."""
MESSAGES = {"success", "info", "warning", "error"}
LABELS = {
    *("label", "help_text", "verbose_name", "verbose_name_plural", "empty_label", "title", "description"),
    *("violation_error_message", "short_description", "message", "note"),
}
FUNCTION_WORDS = re.compile(
    r"\b(?:yang|tidak|belum|sudah|dan|atau|untuk|dari|dengan|ini|itu|Anda|pada|dapat|oleh|akan|telah|bukan"
    r"|harus|hanya|karena|sebelum|setelah|lagi|lalu|oleh)\b"
)
"""Words without which hardly an Indonesian sentence is built, and which are none in English."""
TITLE = re.compile(r"[A-Z][a-z]{2}")
FOR_DEVELOPERS = re.compile(
    r"(?:Value|Type|Runtime|Lookup|Key|Command|UnknownZone)Error|ImproperlyConfigured"
)


def unmarked_in_python(source: str) -> list[str]:
    """Labels, refusals and messages that are plain strings, and whatever else speaks Indonesian."""
    tree = ast.parse(source)
    reader = _Code()
    reader.visit(tree)
    return [text for _, text in sorted(reader.found)]


class _Code(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: set[tuple[int, str]] = set()

    def _note(self, node: ast.expr | None, *, label: bool) -> None:
        """Keep `node` if it is a text: as a label any word counts, elsewhere a sentence."""
        for text in _texts(node):
            if text not in NO_SENTENCES and has_words(text) and (label or " " in text.strip()):
                self.found.add((getattr(node, "lineno", 0), text))

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in KEYWORDS:
            self.generic_visit(ast.Tuple(node.args[len(KEYWORDS[name]) :]))
            return
        if FOR_DEVELOPERS.fullmatch(name):
            return
        owner = getattr(node.func.value, "id", "") if isinstance(node.func, ast.Attribute) else ""
        if owner == "re":  # what people write is recognised by words, and not said
            return
        if name in REFUSALS or name.endswith("Refused"):
            for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
                self._note(argument, label=False)
        elif owner == "messages" and name in MESSAGES:
            self._note(node.args[1], label=True)
        elif owner == "models" and node.args and name.endswith("Field") and name not in RELATIONS:
            self._note(node.args[0], label=True)
        for keyword in node.keywords:
            if keyword.arg in LABELS:
                self._note(keyword.value, label=True)
            elif keyword.arg == "error_messages" and isinstance(keyword.value, ast.Dict):
                for value in keyword.value.values:
                    self._note(value, label=True)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        enumerates = any(
            getattr(base, "attr", "") in ("TextChoices", "IntegerChoices") for base in node.bases
        )
        for part in node.body:
            if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name):
                if part.targets[0].id in LABELS - {"label"}:  # of an app, which is a name for programs
                    self._note(part.value, label=True)
                if enumerates and isinstance(part.value, ast.Tuple):
                    self._note(part.value.elts[-1], label=True)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """What a form says of a field once it knows more: `field.help_text = …`."""
        if isinstance(node.targets[0], ast.Attribute) and node.targets[0].attr in LABELS:
            self._note(node.value, label=True)
        self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        """A table of words: labels of states, of roles, of columns."""
        for value in node.values:
            if isinstance(value, ast.Constant) and TITLE.match(str(value.value)):
                self._note(value, label=True)
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        """Docstrings speak to developers."""
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and FUNCTION_WORDS.search(node.value):
            self._note(node, label=False)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        if any(FUNCTION_WORDS.search(text) for text in _texts(node)):
            self._note(node, label=False)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)


def _texts(node: ast.expr | None) -> Iterator[str]:
    """The text of a literal: plain, or an f-string with its places as {}."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


QUIET = {"api", "management", "embedded", "demo"}
"""Folders that speak to programs and operators, or hold the posts of the demo."""
QUIET_FILES = {
    "summitcomms/checks.py",
    "summitcomms/environment.py",
    "summitcomms/settings.py",
    "summitcomms/lib/certificates.py",
    "templates/api_docs.html",
    "templates/reports/gaya.html",
    "reports/views/style.py",
}
"""Files that do so; a certificate is an Indonesian document, whoever opens it;
the style guide shows samples of campaign data."""


def is_said_to_people(path: Path) -> bool:
    """Whether `path`, from the root, speaks to readers of pages."""
    return not QUIET & set(path.parts) and str(path) not in QUIET_FILES
