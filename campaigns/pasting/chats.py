"""Chats as telephones copy and export them: who wrote which lines, without the stamps around them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from campaigns.links import find

BREAK = "\f"
"""The line that stands between two messages of one person; text made plain has no such character."""

_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}"
_TIME = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?:\s?[AaPp]\.?\s?[Mm]\.?)?"
_STAMP = rf"(?:{_DATE},?\s+{_TIME}|{_TIME},?\s+{_DATE})"
_SAID = r"(?:(?P<sender>[^:]{1,80}):(?:\s+|\Z))?(?P<words>.*)"
_STARTS = (
    re.compile(rf"\[{_STAMP}\]\s*{_SAID}"),
    re.compile(rf"{_STAMP}\s+[-–]\s+{_SAID}"),
    re.compile(rf"(?P<sender>[^\[\]]{{1,80}}), \[{_STAMP}\]:?(?P<words>)"),
)
"""WhatsApp on an iPhone and in the browser, WhatsApp on Android, Telegram."""

_EDGES = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace()) + "\u200b\u200e\u200f\u2060"
"""Spaces of every kind, and the marks that chats put at the start and end of lines."""
_NOTES = re.compile(
    r"<media (?:omitted|tidak disertakan)>|<(?:pesan ini diedit|this message was edited)>"
    r"|<(?:attached|terlampir): [^>]{1,120}>"
    r"|^(?:image|video|audio|sticker|document|gif|gambar|foto|stiker|dokumen) (?:omitted|tidak disertakan)$"
    r"|^\S{1,100}\.\w{2,5} \((?:file attached|file terlampir)\)$"
    r"|^(?:pesan ini (?:telah )?dihapus|anda menghapus pesan ini|this message was deleted"
    r"|you deleted this message)\.?$|^(?:diteruskan|forwarded)$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Speech:
    """Consecutive messages of one person: (number of the line from 1, text) pairs, messages set apart."""

    sender: str | None
    lines: list[tuple[int, str]] = field(default_factory=list)


def speeches(lines: Iterable[str]) -> Iterator[Speech]:
    """The paste cut where somebody else speaks; text that is no chat is one speech.

    What the chat itself says (who joined, what was deleted, where a picture was) is left out.
    """
    speech = Speech(None)
    for number, line in enumerate(lines, 1):
        line = line.strip(_EDGES)
        start = _start(line)
        if start is None:
            speech.lines.append((number, _without_notes(line)))
            continue
        sender, words = start
        if speech.lines and sender != speech.sender:
            yield speech
            speech = Speech(sender)
        elif speech.lines:
            speech.lines.append((number, BREAK))
        speech.sender = sender
        speech.lines.append((number, _without_notes(words)))
    yield speech


def _start(line: str) -> tuple[str | None, str] | None:
    """(sender, first words) where a message begins; what nobody said is left out unless it holds a link."""
    for shape in _STARTS:
        match = shape.fullmatch(line)
        if match and (match["sender"] or "#" not in match["words"]):  # a caption may begin with a date
            sender, words = match["sender"], match["words"]
            return sender, words if sender or find(words) else ""
    return None


def _without_notes(line: str) -> str:
    return _NOTES.sub("", line.strip(_EDGES)).strip(_EDGES)
