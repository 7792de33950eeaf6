"""What becomes of a person whose service is over: out of service and back, forgotten on request or by time.

Nothing here touches what the person did. Posts, decisions and the audit trail stay and, once the person is
pseudonymised, show the pseudonym: a name lives in the person's row and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies import access, audit, retention
from agencies.actions import bulk_invitations, invitations, memberships, sessions
from agencies.models import AuditEvent, Invitation, Membership, User
from agencies.roles import Permission
from summitcomms.jobs.models import Job, JobState
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused

BATCH = 500
"""People whom one run of `forget` pseudonymises at most; the next run goes on."""

OWN_ACCOUNT = gettext_noop(
    "Anda tidak dapat menonaktifkan akun sendiri. Tinggalkan peran Anda, atau minta administrator lain."
)
NO_LONGER = gettext_noop("Peran administrator Anda baru saja berakhir. Tidak ada yang diubah.")
REASON_MISSING = gettext_noop("Tulis alasannya; alasan ini tersimpan dalam catatan audit.")
STILL_SERVING = gettext_noop(
    "%(person)s masih bertugas. Akhiri dahulu semua perannya atau nonaktifkan akunnya, lalu samarkan."
)
END_FIRST = gettext_noop(
    "Anda masih bertugas. Tinggalkan dahulu semua peran Anda, lalu ajukan permintaan ini."
)
IS_FORGOTTEN = gettext_noop("Orang ini sudah disamarkan. Penyamaran tidak dapat dibatalkan.")


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What one run of `forget` let go: people, addresses never answered, lists of invitations, sessions."""

    people: int
    invitations: int
    lists: int
    sessions: int


@transaction.atomic
def deactivate(*, by: User, user: User, reason: str, at: datetime) -> User:
    """Take a person out of service: roles end, sessions end at once, invitations they sent are withdrawn.

    Passkeys and authenticator apps stay, for the person may come back. Whoever sent the withdrawn invitations
    is no longer trusted, so a colleague has to send them again.
    PermissionDenied: `by` is no administrator. Refused: reason_missing, last_administrator, own_account,
    not_allowed (the own role ended meanwhile), changed_meanwhile.
    """
    access.require(by, Permission.ADMINISTER)
    reason = reason.strip()
    if not reason:
        raise Refused("reason_missing", _(REASON_MISSING))
    sent = Invitation.objects.select_for_update(of=("self",)).pending(at).filter(invited_by=user)
    open_invitations = list(sent.select_related("agency").order_by("pk"))
    held = _locked(by, user)
    if not held.is_active:
        raise Refused("changed_meanwhile", _who_was_first(held, by.zone))
    roles = list(held.memberships.filter(ended_at=None).order_by("pk"))
    for membership in roles:
        memberships.end(by=by, membership=membership, at=at, reason=reason)
    for invitation in open_invitations:
        invitations.close(invitation, by=by, at=at)
    held.is_active = False
    held.save(update_fields=["is_active"])
    sessions.sign_out(held)
    audit.record(
        by=by,
        action="user.deactivate",
        target=held,
        before={"is_active": True},
        after={"is_active": False, "roles": len(roles), "invitations": len(open_invitations)},
        reason=reason,
    )
    return held


@transaction.atomic
def reactivate(*, by: User, user: User, at: datetime) -> User:
    """Let a person sign in again; former roles do not come back, somebody gives them anew.

    PermissionDenied: `by` is no administrator. Refused: pseudonymised, not_allowed, changed_meanwhile.
    """
    access.require(by, Permission.ADMINISTER)
    held = _locked(by, user)
    if held.pseudonymised_at:
        raise Refused("pseudonymised", _(IS_FORGOTTEN))
    if held.is_active:
        raise Refused("changed_meanwhile", _who_was_first(held, by.zone))
    held.is_active = True
    held.save(update_fields=["is_active"])
    audit.record(
        by=by,
        action="user.reactivate",
        target=held,
        before={"is_active": False},
        after={"is_active": True},
    )
    return held


@transaction.atomic
def ask_to_be_forgotten(*, by: User, at: datetime) -> User:
    """Ask the administrators to pseudonymise oneself; again changes nothing. Refused: still_serving."""
    [held] = memberships.lock_people(by)
    if held.memberships.filter(ended_at=None).exists():
        raise Refused("still_serving", _(END_FIRST))
    if held.forget_requested_at is None:
        held.forget_requested_at = at
        held.save(update_fields=["forget_requested_at"])
        audit.record(by=by, action="user.forget_requested", target=held)
    return held


@transaction.atomic
def pseudonymise(*, by: audit.Actor, user: User, at: datetime) -> User:
    """Forget who a person was, for good: name, addresses, ways to sign in, sessions, choices.

    Memberships, posts and decisions stay and show the pseudonym, and so does the audit trail, which has known
    the person by the id alone. PermissionDenied: `by` is neither the portal nor an administrator.
    Refused: still_serving, pseudonymised.
    """
    access.require_actor(by, Permission.ADMINISTER)
    addresses = {user.email.lower(), *_further_addresses(user)}
    theirs = Invitation.objects.filter(Q(accepted_by=user) | Q(email__in=addresses))
    received = list(theirs.select_for_update(of=("self",)).select_related("agency").order_by("pk"))
    [held] = memberships.lock_people(user)
    if held.pseudonymised_at:
        raise Refused("pseudonymised", _(IS_FORGOTTEN))
    if held.memberships.filter(ended_at=None).exists():
        raise Refused("still_serving", _(STILL_SERVING) % {"person": held})
    for invitation in received:
        if not (invitation.accepted_at or invitation.withdrawn_at):
            invitations.close(invitation, by=by, at=at)
    _scrub(Invitation.objects.filter(pk__in=[one.pk for one in received]))
    sessions.sign_out(held)
    EmailAddress.objects.filter(user=held).delete()
    Authenticator.objects.filter(user=held).delete()
    held.full_name = retention.pseudonym(held.public_id)
    held.email = retention.unreachable(held.public_id)
    held.timezone, held.language, held.muted = "", User.Language.INDONESIAN, []
    held.last_login = held.forget_requested_at = None
    held.is_active, held.pseudonymised_at = False, at
    held.set_unusable_password()
    held.save()
    _rename_in_notes(held)
    audit.record(by=by, action="user.pseudonymise", target=held)
    return held


def forget(*, at: datetime) -> Forgotten:
    """Let go of what is no longer needed, as `agencies.retention` promises; may run at any time, and twice.

    People without any role since `RETENTION_DAYS` are pseudonymised, at most `BATCH` in one run.
    """
    return Forgotten(
        people=_forget_people(at),
        invitations=_forget_strangers(at),
        lists=_forget_lists(at),
        sessions=_forget_sessions(at),
    )


def _locked(by: User, user: User) -> User:
    """The person as they are, once it is certain that `by` still administers and somebody else will."""
    people = {one.pk: one for one in memberships.lock_people(by, user)}
    administrators = memberships.lock_administrators()
    if by.pk == user.pk:
        if administrators == {by.pk}:
            raise Refused("last_administrator", _(memberships.LAST_ADMINISTRATOR))
        raise Refused("own_account", _(OWN_ACCOUNT))
    if by.pk not in administrators:
        raise Refused("not_allowed", _(NO_LONGER))
    return people[user.pk]


def _who_was_first(held: User, zone: str) -> str:
    """Who took the person out of service or back, in words for whoever comes second."""
    known = AuditEvent.objects.filter(
        target_type=User._meta.label_lower,
        target_id=held.actor_id,
        action__in=("user.deactivate", "user.reactivate", "user.pseudonymise"),
    )
    event = known.order_by("pk").last()
    state = _("aktif") if held.is_active else _("dinonaktifkan")
    if event is None:
        return _("Akun %(person)s sudah %(state)s.") % {"person": held, "state": state}
    return _("Akun %(person)s sudah %(state)s oleh %(first)s, %(moment)s.") % {
        "person": held,
        "state": state,
        "first": audit.who(event, audit.names_of([event.actor_id])),
        "moment": clock.show(event.at, zone),
    }


def _further_addresses(user: User) -> Iterable[str]:
    return (
        address.lower() for address in EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    )


def _scrub(found: QuerySet[Invitation]) -> int:
    """Replace address and name of these invitations, in one statement."""
    return found.update(
        email=Concat(Cast("public_id", CharField()), Value(f"@{retention.NOWHERE}")),
        full_name="",
        link_sha256=None,
        mail_sha256=None,
    )


def _rename_in_notes(user: User) -> None:
    """Libraries and jobs keep a copy of the name as text; they get the pseudonym."""
    Job.objects.filter(requested_by=user.actor_id).update(requested_label=user.full_name)
    people = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=people, object_id=str(user.pk)).update(
        object_repr=user.full_name, change_message=""
    )


def _forget_people(at: datetime) -> int:
    since = at - timedelta(days=settings.RETENTION_DAYS)
    roles = Membership.objects.filter(user=OuterRef("pk"))
    left = User.objects.filter(
        ~Exists(roles.filter(Q(ended_at=None) | Q(ended_at__gte=since))),
        pseudonymised_at=None,
        joined_at__lt=since,
    )
    done = 0
    for user in left.order_by("pk")[:BATCH]:
        try:
            pseudonymise(by=audit.SYSTEM, user=user, at=at)
        except Refused:  # given a role at this very moment
            continue
        done += 1
    return done


def _forget_strangers(at: datetime) -> int:
    """Addresses of people who never accepted: they have no account and no part in the portal."""
    closed = at - timedelta(days=retention.INVITATION_DAYS)
    old = Invitation.objects.filter(accepted_at=None).exclude(email__endswith=f"@{retention.NOWHERE}")
    with transaction.atomic():
        number = _scrub(old.filter(Q(withdrawn_at__lt=closed) | Q(withdrawn_at=None, expires_at__lt=closed)))
        if number:
            audit.record(
                by=audit.SYSTEM, action="invitations.forget", target=Invitation, after={"invitations": number}
            )
    return number


def _forget_lists(at: datetime) -> int:
    """Jobs that hold a pasted list of people."""
    old = Job.objects.filter(
        kind=bulk_invitations.KIND,
        state__in=(JobState.DONE, JobState.FAILED, JobState.CANCELLED),
        finished_at__lt=at - timedelta(days=retention.LIST_DAYS),
    )
    return old.delete()[0]


def _forget_sessions(at: datetime) -> int:
    """Sessions that have run out, and the notes about them: address and browser."""
    Session.objects.filter(expire_date__lt=at).delete()
    gone = UserSession.objects.filter(~Exists(Session.objects.filter(session_key=OuterRef("session_key"))))
    return gone.delete()[0]


def as_result(forgotten: Forgotten) -> dict[str, int]:
    """For the job's row and the command."""
    return asdict(forgotten)
