"""The audit trail of one post, in words for its agency and its verifiers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies import audit
from agencies.models import AuditEvent
from campaigns.flags import FLAGS
from campaigns.models import Post

WORDS = {
    "post.submitted": gettext_noop("melaporkan unggahan ini"),
    "post.edited": gettext_noop("memperbaiki %(changed)s dan mengirim ulang"),
    "post.evidence": gettext_noop("menambahkan tangkapan layar"),
    "readings.void": gettext_noop("membatalkan hasil ukur unggahan ini"),
    "post.withdrawn": gettext_noop("menarik laporan ini"),
    "post.restored": gettext_noop("mengurungkan penarikan laporan ini"),
    "post.verified": gettext_noop("menerima unggahan ini"),
    "post.returned": gettext_noop("mengembalikan untuk diperbaiki"),
    "post.rejected": gettext_noop("menolak unggahan ini"),
    "post.confirmed": gettext_noop("memeriksa ulang dan membenarkan verifikasinya"),
    "post.undone": gettext_noop("mengurungkan verifikasinya"),
    "post.expired": gettext_noop("menolak karena tidak diperbaiki sampai batasnya"),
    "post.appealed": gettext_noop("mengajukan banding"),
    "post.appeal_granted": gettext_noop("mengabulkan banding; unggahan kembali menunggu verifikasi"),
    "post.appeal_denied": gettext_noop("tidak mengabulkan banding; unggahan tetap ditolak"),
    "post.disputed": gettext_noop("melaporkan unggahan yang sama untuk instansi lain (sengketa)"),
    "post.dispute_granted": gettext_noop("memutus sengketa: unggahan ini milik instansi lain"),
    "post.dispute_denied": gettext_noop("memutus sengketa: unggahan tetap milik instansi ini"),
    "post.dispute_settled": gettext_noop("melaporkan tautannya setelah dilepas; sengketanya selesai"),
    "post.yielded": gettext_noop("menolak karena unggahan ini milik instansi lain"),
    "post.flagged": gettext_noop("menandai kejanggalan: %(flag)s"),
    "post.flag_upheld": gettext_noop("memberlakukan tanda kejanggalan: %(flag)s"),
    "post.flag_dismissed": gettext_noop("meniadakan tanda kejanggalan: %(flag)s"),
    "post.flag_objected": gettext_noop("mengajukan keberatan atas tanda kejanggalan: %(flag)s"),
    "post.flag_granted": gettext_noop("mengabulkan keberatan; akibat tanda kejanggalan dicabut: %(flag)s"),
    "post.flag_denied": gettext_noop("tidak mengabulkan keberatan atas tanda kejanggalan: %(flag)s"),
    "post.handed_over": gettext_noop("mencatat laporan ini setelah sengketa dimenangkan"),
}
FIELDS = {
    "url": gettext_noop("tautan"),
    "caption": gettext_noop("takarir"),
    "published_at": gettext_noop("waktu terbit"),
    "pillar": gettext_noop("pilar"),
}
_FLAG_NAMES = dict(FLAGS)


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
    flag = str(_FLAG_NAMES.get(event.after.get("flag"), ""))
    return _(WORDS[event.action]) % {"changed": _changed(event.before, event.after), "flag": flag}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The changed fields as "takarir, tautan"; "laporan" when the same was sent again."""
    names = [_(name) for field, name in FIELDS.items() if before.get(field) != after.get(field)]
    return ", ".join(names) or _("laporan")
