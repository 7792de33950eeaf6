"""What the documents point at is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)\s#]+)?(?:#([^)\s]+))?\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    missing = [match[0] for match in LINK.finditer(text) if not _exists(document, match[1], match[2])]

    assert missing == []


def test_the_links_of_the_readme_are_found() -> None:
    targets = {match[1] for match in LINK.finditer((ROOT / "README.md").read_text(encoding="utf-8"))}

    assert {"docs/img/control-room.png", "docs/operations.md", "CONTRIBUTING.md"} <= targets


def _exists(document: Path, target: str | None, heading: str | None) -> bool:
    place = document if target is None else document.parent / target
    if not place.resolve().is_relative_to(ROOT) or not place.exists():
        return False
    return heading is None or heading in _headings(place)


def _headings(document: Path) -> set[str]:
    """The anchors of a document, as they are made from its headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
