"""Doubts are settled: a verifier upholds or dismisses, the agency objects once, another verifier rules.

Nobody decides on posts of an agency they belong to, nor on an objection to their own decision. An upheld
doubt has its effect at once, and keeps it while an objection waits.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies import access, audit
from agencies.models import User
from agencies.roles import Permission
from campaigns import counters
from campaigns.actions import flag_digests, notices, posts
from campaigns.models import Outcome, PostFlag
from campaigns.states import FREE
from summitcomms.lib import clock, texts
from summitcomms.lib.permits import Allowed, Denied, Permit
from summitcomms.lib.refusals import Refused

LONGEST_NOTE: int = PostFlag._meta.get_field("note").max_length or 0
LONGEST_GROUNDS: int = PostFlag._meta.get_field("grounds").max_length or 0
OWN_AGENCY = gettext_noop(
    "Anda bertugas untuk instansi ini. Tanda kejanggalan instansi sendiri diputus oleh verifikator lain."
)
OWN_DECISION = gettext_noop("Anda yang memberlakukan tanda ini. Keberatannya diputus oleh verifikator lain.")
OWN_OBJECTION = gettext_noop("Anda yang mengajukan keberatan ini. Verifikator lain memutusnya.")
OVER = gettext_noop("Unggahan ini sudah ditolak atau ditarik, sehingga tidak ada lagi yang diputus.")
SETTLED = gettext_noop("Tanda ini sudah diputus oleh %(person)s pada %(time)s.")


def may_settle(user: User, flag: PostFlag) -> Permit:
    """Whether `user` may uphold or dismiss: a verifier of the centre, not of the agency, while it is open."""
    permit = _may_judge(user, flag)
    return Denied(_settled(flag, user)) if permit and flag.outcome else permit


def may_object(user: User, flag: PostFlag, *, at: datetime) -> Permit:
    """Whether `user` may object for the agency: once, to what was upheld, while there is time."""
    permit = posts.may_report(user, flag.post.agency)
    if not permit:
        return permit
    if flag.post.state in FREE:
        return Denied(_(OVER))
    if flag.object_until is None or flag.outcome != PostFlag.Outcome.UPHELD:
        return Denied(_("Keberatan hanya dapat diajukan atas tanda yang diberlakukan verifikator."))
    if flag.objected_at:
        return Denied(_("Keberatan atas tanda ini sudah diajukan. Keberatan hanya dapat diajukan satu kali."))
    if at > flag.object_until:
        return Denied(
            _("Batas keberatan sudah lewat, yaitu %(until)s.")
            % {"until": clock.show(flag.object_until, user.zone)}
        )
    return Allowed()


def may_rule(user: User, flag: PostFlag) -> Permit:
    """Whether `user` may rule on the objection: as `may_settle`, and neither who upheld nor who objected."""
    permit = _may_judge(user, flag)
    if not permit:
        return permit
    if not flag.objected_at:
        return Denied(_("Tidak ada keberatan atas tanda ini."))
    if flag.ruling:
        return Denied(_ruled(flag, user))
    if flag.decided_by_id == user.pk:
        return Denied(_(OWN_DECISION))
    return Denied(_(OWN_OBJECTION)) if flag.objected_by_id == user.pk else Allowed()


@transaction.atomic
def uphold(*, by: User, flag: PostFlag, note: str, at: datetime) -> PostFlag:
    """Let the effect of the doubt hold from now on; the agency is told until when it may object.

    Raises Refused: not_allowed, note.
    """
    held = _locked(flag)
    _require(may_settle(by, held))
    held.note = _text(
        note, LONGEST_NOTE, "note", _("Tulis catatan: instansi perlu tahu mengapa tanda ini berlaku.")
    )
    held.object_until = at + timedelta(days=held.post.campaign.objection_days)
    _settle(held, PostFlag.Outcome.UPHELD, by=by, at=at)
    counters.refresh([held.post_id])
    _record(held, "upheld", by=by, reason=held.note)
    notices.tell_of_flag(held)
    return held


@transaction.atomic
def dismiss(*, by: User, flag: PostFlag, note: str = "", at: datetime) -> PostFlag:
    """Say that there is nothing about the doubt; nothing changes, and the agency hears of it before long.

    Raises Refused: not_allowed, note.
    """
    held = _locked(flag)
    _require(may_settle(by, held))
    held.note = _text(note, LONGEST_NOTE, "note")
    _settle(held, PostFlag.Outcome.DISMISSED, by=by, at=at)
    _record(held, "dismissed", by=by, reason=held.note)
    flag_digests.ask([held.post.agency_id], at=at)
    return held


@transaction.atomic
def object_to(*, by: User, flag: PostFlag, grounds: str, at: datetime) -> PostFlag:
    """Object to what a verifier upheld; the effect stays until another one rules.

    Raises Refused: not_allowed, grounds.
    """
    held = _locked(flag)
    _require(may_object(by, held, at=at))
    held.grounds = _text(grounds, LONGEST_GROUNDS, "grounds", _("Tulis alasan keberatan Anda."))
    held.objected_by, held.objected_at = by, at
    held.save(update_fields=["grounds", "objected_by", "objected_at"])
    _record(held, "objected", by=by, reason=held.grounds)
    return held


@transaction.atomic
def rule(*, by: User, flag: PostFlag, outcome: Outcome, note: str, at: datetime) -> PostFlag:
    """Lift the effect (granted), or keep it for good (denied, with a note).

    Raises Refused: not_allowed, note.
    """
    held = _locked(flag)
    _require(may_rule(by, held))
    missing = _("Tulis catatan: instansi perlu tahu mengapa keberatannya tidak dikabulkan.")
    held.ruling_note = _text(note, LONGEST_NOTE, "note", missing if outcome == Outcome.DENIED else "")
    held.ruling, held.ruled_by, held.ruled_at = outcome, by, at
    held.save(update_fields=["ruling", "ruled_by", "ruled_at", "ruling_note"])
    counters.refresh([held.post_id])
    _record(held, outcome.value, by=by, reason=held.ruling_note)
    notices.tell_of_ruling(held)
    return held


def _may_judge(user: User, flag: PostFlag) -> Permit:
    permit = access.can(user, Permission.VERIFY_POSTS)
    if not permit:
        return permit
    if access.belongs_to(user, flag.post.agency):
        return Denied(_(OWN_AGENCY))
    return Denied(_(OVER)) if flag.post.state in FREE else Allowed()


def _locked(flag: PostFlag) -> PostFlag:
    """The doubt as it is now, locked after its post, as whoever changes the counts of the post locks it."""
    post = posts.locked(flag.post)
    held = (
        PostFlag.objects.select_for_update(of=("self",))
        .select_related("decided_by", "objected_by", "ruled_by")
        .get(pk=flag.pk)
    )
    held.post = post
    return held


def _settle(held: PostFlag, outcome: PostFlag.Outcome, *, by: User, at: datetime) -> None:
    held.outcome, held.decided_by, held.decided_at = outcome, by, at
    held.save(update_fields=["outcome", "decided_by", "decided_at", "note", "object_until"])


def _record(held: PostFlag, verb: str, *, by: User, reason: str) -> None:
    audit.record(
        by=by,
        action=f"post.flag_{verb}",
        target=held.post,
        after={"flag": held.code, "id": str(held.public_id), "effect": held.effect},
        reason=reason,
    )


def _require(permit: Permit) -> None:
    if not permit:
        raise Refused("not_allowed", permit.reason)


def _text(text: str, longest: int, code: str, missing: str = "") -> str:
    """The text as it is kept; refused when too long, or empty where `missing` says that it is needed."""
    text = texts.plain(text).strip()
    if not text and missing:
        raise Refused(code, missing)
    if len(text) > longest:
        raise Refused(code, _("Paling panjang %(most)s karakter.") % {"most": longest})
    return text


def _settled(flag: PostFlag, reader: User) -> str:
    """Why there is nothing to settle any more: who did, and when."""
    time = clock.show(flag.decided_at, reader.zone) if flag.decided_at else ""
    return _(SETTLED) % {"person": flag.decided_by, "time": time}


def _ruled(flag: PostFlag, reader: User) -> str:
    time = clock.show(flag.ruled_at, reader.zone) if flag.ruled_at else ""
    return _("Keberatan ini sudah diputus oleh %(person)s pada %(time)s. Putusan itu tetap.") % {
        "person": flag.ruled_by,
        "time": time,
    }
