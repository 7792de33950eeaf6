"""The audit trail of one post, in words for its agency and its verifiers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies import audit
from agencies.models import AuditEvent
from campaigns.models import Post

WORDS = {
    "post.submitted": "melaporkan unggahan ini",
    "post.edited": "memperbaiki {changed} dan mengirim ulang",
    "post.withdrawn": "menarik laporan ini",
    "post.verified": "menerima unggahan ini",
    "post.returned": "mengembalikan untuk diperbaiki",
    "post.rejected": "menolak unggahan ini",
    "post.undone": "mengurungkan verifikasinya",
}
FIELDS = {"url": "tautan", "caption": "takarir", "published_at": "waktu terbit", "pillar": "pilar"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened."""

    at: datetime
    who: str
    words: str
    note: str


def of(post: Post) -> list[Entry]:
    """What happened to `post`, newest first."""
    events = AuditEvent.objects.filter(
        target_type=Post._meta.label_lower, target_id=post.code, action__in=WORDS
    )
    names = audit.names_of(event.actor_id for event in events)
    return [Entry(event.at, audit.who(event, names), _words(event), event.reason) for event in events]


def _words(event: AuditEvent) -> str:
    return WORDS[event.action].format(changed=_changed(event.before, event.after))


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The changed fields as "takarir, tautan"; "laporan" when the same was sent again."""
    names = [name for field, name in FIELDS.items() if before.get(field) != after.get(field)]
    return ", ".join(names) or "laporan"
