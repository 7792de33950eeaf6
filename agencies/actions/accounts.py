"""The registry of accounts: which handle on which platform is whose, and since when the centre knows it.

The agency proposes, renames and confirms; its lead archives; the centre verifies, refuses and may do the rest
too, but never for an agency that one belongs to. A new name counts at once, so that no post is lost, but the
account is proposed again: only the former name was checked. If the centre refuses the new name, the account
is known by the former one as before.

Every verb reads the account again under a lock; whoever comes second is told who was first.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.account_states import AccountState, By, can_move
from agencies.actions import mail
from agencies.handles import HandleError, fold, normalise
from agencies.models import AccountRename, Agency, SocialAccount, User
from agencies.models.account import SocialAccountQuerySet
from agencies.notices import ACCOUNT_DECIDED
from agencies.platforms import Platform
from agencies.roles import Permission
from summitcomms.lib import clock
from summitcomms.lib.permits import Allowed, Denied, Permit
from summitcomms.lib.refusals import Refused

LONGEST_HANDLE: int = SocialAccount._meta.get_field("handle").max_length or 0
LONGEST_REASON: int = SocialAccount._meta.get_field("reason").max_length or 0


def side(by: User, agency: Agency) -> By:
    """For whom `by` keeps accounts of `agency`: the agency's own people and its coordinator, or the centre.

    Raises PermissionDenied.
    """
    if access.can(by, Permission.MANAGE_ACCOUNTS, agency):
        return "agency"
    permit = may_decide(by, agency)
    if not permit:
        raise PermissionDenied(permit.reason)
    return "centre"


def may_decide(by: User, agency: Agency) -> Permit:
    """Whether `by` may say for the centre whose an account is: never for the own agency, nor for one whose
    accounts `by` keeps as coordinator of its province.
    """
    permit = access.can(by, Permission.VERIFY_ACCOUNTS, agency)
    if permit and access.belongs_to(by, agency):
        return Denied(_("Anda bertugas di instansi ini. Akunnya diperiksa oleh orang lain di pusat."))
    if permit and access.can(by, Permission.MANAGE_ACCOUNTS, agency):
        return Denied(_("Anda ikut mengurus akun instansi ini. Akunnya diperiksa oleh orang lain di pusat."))
    return permit


def may_archive(by: User, agency: Agency) -> Permit:
    """Whether `by` may take an account out of service: the agency's lead, or the centre."""
    return Allowed() if access.can(by, Permission.ARCHIVE_ACCOUNTS, agency) else may_decide(by, agency)


@transaction.atomic
def propose(*, by: User, agency: Agency, platform: str, handle: str) -> SocialAccount:
    """Enter an account of `agency`, however its handle is written; one that was archived comes back.

    PermissionDenied: neither of the agency nor of the centre. Refused: codes of `handles.normalise`,
    agency_inactive, already_yours, taken.
    """
    side(by, agency)
    if not agency.is_active:
        raise Refused(
            "agency_inactive", _("Instansi ini tidak aktif, sehingga akunnya tidak dapat didaftarkan.")
        )
    handle = _normal(platform, handle)
    archived = SocialAccount.objects.select_for_update().filter(
        agency=agency, platform=platform, folded=fold(handle), state=AccountState.ARCHIVED
    )
    account = archived.order_by("-pk").first() or SocialAccount(agency=agency, platform=platform)
    before = _values(account) if account.pk else {}
    account.state = AccountState.PROPOSED
    account.proposed_by = by
    account.reason = ""
    account.decided_by = account.decided_at = account.confirmed_at = None
    _call(account, handle, by)
    audit.record(by=by, action="account.propose", target=account, before=before, after=_values(account))
    return account


@transaction.atomic
def rename(*, by: User, account: SocialAccount, handle: str, at: datetime) -> SocialAccount:
    """Give the account its new handle; the former one, if it was verified, still leads to it.

    By the agency, it is proposed again; by the centre, verified as it was. A proposal is simply corrected.
    PermissionDenied: neither of the agency nor of the centre. Refused: codes of `handles.normalise`, state,
    unchanged, already_yours, taken.
    """
    held = _locked(account)
    who = side(by, held.agency)
    if held.state == AccountState.ARCHIVED:
        raise Refused("state", _who_was_first(held, by.zone))
    handle = _normal(held.platform, handle)
    if handle == held.handle:
        raise Refused("unchanged", _("Nama itu sama dengan yang tercatat. Tuliskan nama akun yang baru."))
    before = _values(held)
    former = AccountRename(account=held, handle=held.handle, folded=held.folded, until=at, renamed_by=by)
    # Where only capitals differ it is the same name, for no platform tells them apart.
    leaves_a_name = held.state == AccountState.VERIFIED and fold(handle) != held.folded
    if leaves_a_name and who == "agency":
        held.state, held.proposed_by = AccountState.PROPOSED, by
        held.decided_by = held.decided_at = None
    elif leaves_a_name:
        held.decided_by, held.decided_at, held.confirmed_at = by, at, at
    _call(held, handle, by)
    if leaves_a_name:
        former.save()
    audit.record(by=by, action="account.rename", target=held, before=before, after=_values(held))
    return held


@transaction.atomic
def confirm(*, by: User, account: SocialAccount, at: datetime) -> SocialAccount:
    """Say for the agency that a verified account is still its own; a repeat within the day changes nothing.

    PermissionDenied: not of the agency. Refused: state.
    """
    held = _locked(account)
    access.require(by, Permission.MANAGE_ACCOUNTS, held.agency)
    if held.state != AccountState.VERIFIED or held.confirmed_at is None:
        raise Refused("state", _("Hanya akun yang sudah terverifikasi yang dipastikan kembali."))
    if (at - held.confirmed_at).days < 1:
        return held
    before = {"confirmed_at": held.confirmed_at.isoformat()}
    held.confirmed_at = at
    held.save(update_fields=["confirmed_at"])
    audit.record(
        by=by, action="account.confirm", target=held, before=before, after={"confirmed_at": at.isoformat()}
    )
    return held


@transaction.atomic
def archive(*, by: User, account: SocialAccount, reason: str, at: datetime) -> SocialAccount:
    """Take an account out of service; its posts stay, its handle is free. A reason is needed.

    PermissionDenied: neither the agency's lead nor the centre. Refused: reason_missing, state.
    """
    held = _locked(account)
    permit = may_archive(by, held.agency)
    if not permit:
        raise PermissionDenied(permit.reason)
    before = _values(held)
    _move(held, AccountState.ARCHIVED, by=by, who=side(by, held.agency), at=at)
    held.reason = _reason(reason)
    return _keep(held, before, by=by, action="account.archive", reason=held.reason)


@transaction.atomic
def verify(*, by: User, account: SocialAccount, seen: str, note: str = "", at: datetime) -> SocialAccount:
    """Say for the centre that the account is the agency's; `note` says how it is known if no proof is filed.

    `seen` is the handle that was looked at: a proposal renamed meanwhile is not verified unseen.
    PermissionDenied: not the centre, or of this agency. Refused: state, changed_meanwhile, proof_missing.
    """
    held = _to_decide(by, account, seen)
    before, note = _values(held), note.strip()
    _move(held, AccountState.VERIFIED, by=by, who="centre", at=at)
    if not note and not held.proofs.exists():
        raise Refused(
            "proof_missing",
            _("Akun ini belum dilengkapi bukti. Tuliskan bagaimana Anda memeriksa pemiliknya."),
        )
    held.confirmed_at = at
    held.reason = ""
    _keep(held, before, by=by, action="account.verify", reason=note)
    _tell(held, str(held), note, at)
    return held


@transaction.atomic
def refuse(*, by: User, account: SocialAccount, seen: str, reason: str, at: datetime) -> SocialAccount:
    """Say for the centre that the proposal does not stand: it is archived, a new name is taken back.

    PermissionDenied: not the centre, or of this agency. Refused: state, changed_meanwhile, reason_missing.
    """
    held = _to_decide(by, account, seen)
    before, refused, reason = _values(held), str(held), _reason(reason)
    former = held.renames.first() if held.is_renamed else None
    if former and not _holders(held.platform, former.folded).exclude(pk=held.pk).exists():
        _move(held, AccountState.VERIFIED, by=by, who="centre", at=at)
        held.handle, held.folded = former.handle, former.folded
    else:
        _move(held, AccountState.ARCHIVED, by=by, who="centre", at=at)
        held.reason = reason
    _keep(held, before, by=by, action="account.refuse", reason=reason)
    _tell(held, refused, reason, at, is_refused=True)
    return held


def _normal(platform: str, text: str) -> str:
    try:
        handle = normalise(Platform(platform), text)
    except HandleError as error:
        raise Refused(error.code, error.message) from error
    if len(handle) > LONGEST_HANDLE:
        raise Refused("bad_handle", _("Nama akun ini terlalu panjang. Periksa kembali alamat profilnya."))
    return handle


def _call(account: SocialAccount, handle: str, by: User) -> None:
    """Save the account under this handle, or say whose it is; the database decides between two at once."""
    account.handle, account.folded = handle, fold(handle)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        holder = _holders(account.platform, account.folded).exclude(pk=account.pk).first()
        if holder is None:
            raise
        raise _taken(holder, account.agency, by) from None


def _holders(platform: str, folded: str) -> SocialAccountQuerySet:
    """The account that counts under this handle, if any."""
    return SocialAccount.objects.current().filter(platform=platform, folded=folded).select_related("agency")


def _taken(holder: SocialAccount, agency: Agency, by: User) -> Refused:
    """Whose the handle is: named for the agency itself and for the centre, not for other agencies."""
    words = {"account": holder, "agency": holder.agency, "state": AccountState(holder.state).label}
    if holder.agency_id == agency.pk:
        return Refused(
            "already_yours",
            _("Akun %(account)s sudah tercatat untuk %(agency)s, keadaan: %(state)s.") % words,
        )
    if access.can(by, Permission.VERIFY_ACCOUNTS):
        return Refused(
            "taken",
            _("Akun %(account)s sudah tercatat atas nama %(agency)s. Arsipkan dahulu di sana bila keliru.")
            % words,
        )
    return Refused(
        "taken",
        _(
            "Akun %(account)s sudah didaftarkan instansi lain. Bila akun ini milik instansi Anda, kirim "
            "surat pimpinan instansi kepada verifikator pusat; pusat memeriksanya lalu memindahkan akun ini."
        )
        % words,
    )


def _locked(account: SocialAccount) -> SocialAccount:
    """The account as it is now, locked until the end of the transaction."""
    return (
        SocialAccount.objects.select_for_update(of=("self",))
        .select_related("agency__parent", "decided_by", "proposed_by")
        .get(pk=account.pk)
    )


def _to_decide(by: User, account: SocialAccount, seen: str) -> SocialAccount:
    """The proposal under a lock, for somebody of the centre who has seen it as it is."""
    held = _locked(account)
    permit = may_decide(by, held.agency)
    if not permit:
        raise PermissionDenied(permit.reason)
    if held.state != AccountState.PROPOSED:
        raise Refused("state", _who_was_first(held, by.zone))
    if fold(seen) != held.folded:
        raise Refused(
            "changed_meanwhile",
            _("Nama akun ini baru saja diganti menjadi %(handle)s. Periksa profilnya, lalu putuskan lagi.")
            % {"handle": held.handle},
        )
    return held


def _move(held: SocialAccount, state: AccountState, *, by: User, who: By, at: datetime) -> None:
    """Put the account into another state, or refuse with who was first."""
    if not can_move(held.state, state, by=who):
        raise Refused("state", _who_was_first(held, by.zone))
    held.state, held.decided_by, held.decided_at = state, by, at


def _keep(
    held: SocialAccount, before: dict[str, Any], *, by: User, action: str, reason: str
) -> SocialAccount:
    held.save()
    audit.record(by=by, action=action, target=held, before=before, after=_values(held), reason=reason)
    return held


def _reason(text: str) -> str:
    reason = text.strip()[:LONGEST_REASON]
    if not reason:
        raise Refused("reason_missing", _("Tuliskan alasannya; instansi dan catatan audit memuatnya."))
    return reason


def _who_was_first(held: SocialAccount, zone: str) -> str:
    words = {"account": held, "state": AccountState(held.state).label}
    if held.decided_by is None or held.decided_at is None:
        return _("Akun %(account)s sudah berstatus “%(state)s”. Muat ulang halaman ini.") % words
    words |= {"who": held.decided_by, "at": clock.show(held.decided_at, zone)}
    return _("Akun %(account)s sudah berstatus “%(state)s” oleh %(who)s, %(at)s.") % words


def _values(account: SocialAccount) -> dict[str, Any]:
    """What the record keeps of an account, as JSON values."""
    return {
        "agency": account.agency.code,
        "platform": account.platform,
        "handle": account.handle,
        "state": str(account.state),
    }


def _tell(held: SocialAccount, name: str, reason: str, at: datetime, *, is_refused: bool = False) -> None:
    """Mail the decision to whoever proposed the account."""
    if held.proposed_by is None:
        return
    mail.send(
        kind=ACCOUNT_DECIDED.code,
        to=held.proposed_by,
        subject_id=f"{held.public_id}:{at:%Y%m%d%H%M%S}",
        context={
            "outcome": AccountState.ARCHIVED if is_refused else AccountState.VERIFIED,
            "account": name,
            "url": f"{settings.SITE_URL}{held.get_absolute_url()}",
            "reason": reason,
        },
        at=at,
    )
