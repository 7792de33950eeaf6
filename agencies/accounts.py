"""What the pages of the registry show of accounts: what is to be done, what looks alike, what happened."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies import audit
from agencies.account_states import OLD_COUNT, AccountState
from agencies.lookalikes import Handle, Index, Likeness, Lookalike
from agencies.models import AuditEvent, FollowerReading, SocialAccount
from agencies.platforms import Platform
from summitcomms.lib import charts, numbers

MOST_READINGS = 24
WORDS = {
    "account.propose": gettext_noop("mengusulkan akun ini"),
    "account.verify": gettext_noop("memverifikasi akun ini"),
    "account.refuse": gettext_noop("menolak usulan ini"),
    "account.archive": gettext_noop("mengarsipkan akun ini"),
    "account.rename": gettext_noop("mengganti nama akun dari %(before)s menjadi %(after)s"),
    "account.confirm": gettext_noop("memastikan akun ini masih milik instansi"),
    "account.proof": gettext_noop("menambahkan bukti"),
    "account.followers": gettext_noop("mencatat jumlah pengikut: %(followers)s"),
}


@dataclass(frozen=True, slots=True)
class Warned:
    """An account of another agency that this one could be mistaken for, and in what they are alike."""

    account: SocialAccount
    why: Likeness


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to an account."""

    at: datetime
    who: str
    words: str
    note: str


@dataclass(frozen=True, slots=True)
class Followers:
    """The newest counts, newest first, and their line from the oldest of them on; "" for a single one."""

    readings: Sequence[FollowerReading]
    line: SafeString | str


def step(account: SocialAccount, at: datetime) -> str:
    """What the agency can do about an account as `for_list` reads it, as a sentence; "" when nothing."""
    if account.state == AccountState.PROPOSED:
        if account.has_proof:  # type: ignore[attr-defined]
            return _("Menunggu diperiksa pusat.")
        return _("Tambahkan bukti: surat pimpinan atau tangkapan layar pengaturan akun.")
    if account.is_stale(at):
        return _("Pastikan akun ini masih milik instansi.")
    counted_at: datetime | None = account.counted_at  # type: ignore[attr-defined]
    is_counted = counted_at is not None and at - counted_at < OLD_COUNT
    if account.state == AccountState.VERIFIED and account.platform != Platform.WEBSITE and not is_counted:
        return _("Catat jumlah pengikut.")
    return ""


def missing(accounts: Iterable[SocialAccount]) -> list[str]:
    """Names of the platforms on which an agency has no account that counts."""
    present = {account.platform for account in accounts if account.state != AccountState.ARCHIVED}
    return [platform.label for platform in Platform if platform not in present]


def similar_ids() -> list[int]:
    """Keys of the accounts that count and could be mistaken for another agency's; one query."""
    handles, verified = _handles()
    index = Index(handles.values())
    return [
        pk
        for pk, handle in handles.items()
        if any(_is_worth_a_look(handle, like, verified) for like in index.like(handle))
    ]


def warnings(account: SocialAccount) -> list[Warned]:
    """Accounts of other agencies that this one could be mistaken for, the closest first; two queries."""
    handles, verified = _handles()
    own = Handle(account.platform, account.handle, account.agency.code)
    found = {
        like.other: like.why
        for like in Index(handles.values()).like(own)
        if _is_worth_a_look(own, like, verified)
    }
    keys = [pk for pk, handle in handles.items() if handle in found]
    others = SocialAccount.objects.select_related("agency").in_bulk(keys)
    by_handle = {handles[pk]: other for pk, other in others.items()}
    return [Warned(by_handle[handle], why) for handle, why in found.items()]


def former_owner(account: SocialAccount) -> SocialAccount | None:
    """Another agency's account that was called like this one before; links of that time named that one."""
    former = SocialAccount.objects.filter(renames__folded=account.folded, platform=account.platform)
    return (
        former.exclude(agency=account.agency_id).select_related("agency").order_by("-renames__until").first()
    )


def followers(account: SocialAccount) -> Followers:
    """The newest counts of an account."""
    readings = list(account.follower_readings.all()[:MOST_READINGS])
    counts = [reading.followers for reading in reversed(readings)]
    line = charts.sparkline(counts, label=_("Perkembangan jumlah pengikut")) if len(counts) > 1 else ""
    return Followers(readings, line)


def history(account: SocialAccount) -> list[Entry]:
    """What happened to the account, newest first, in the reader's language."""
    events = AuditEvent.objects.filter(
        target_type=SocialAccount._meta.label_lower, target_id=str(account.public_id), action__in=WORDS
    )
    names = audit.names_of(event.actor_id for event in events)
    return [
        Entry(event.at, audit.who(event, names), _(WORDS[event.action]) % _facts(event), event.reason)
        for event in events
    ]


def _handles() -> tuple[dict[int, Handle], set[Handle]]:
    """Every handle that counts, by the key of its account; and those that the centre has verified."""
    rows = SocialAccount.objects.current().values_list("pk", "platform", "handle", "agency__code", "state")
    handles = {pk: Handle(platform, handle, code) for pk, platform, handle, code, _state in rows}
    return handles, {handles[pk] for pk, *_rest, state in rows if state == AccountState.VERIFIED}


def _is_worth_a_look(own: Handle, like: Lookalike, verified: Set[Handle]) -> bool:
    """Whether a likeness is news: the centre knows that Kemenag and Kemendag are two once it verified both.

    What looks the same to the eye stays a warning for good.
    """
    return like.why is not Likeness.ONE_EDIT or not {own, like.other} <= verified


def _facts(event: AuditEvent) -> dict[str, str]:
    return {
        "before": str(event.before.get("handle", "")),
        "after": str(event.after.get("handle", "")),
        "followers": numbers.thousands(event.after.get("followers", 0)),
    }
