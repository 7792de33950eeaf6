"""What speaks for an account: pictures that show whose it is, and how many people follow it.

Both are only ever added. A proof holds what is shown in a letter, so its file has a random name and is served
by a view that asks who reads; a follower count that was wrong is followed by a right one.
"""

import uuid
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit
from agencies.account_states import AccountState, is_outlier
from agencies.actions.accounts import side
from agencies.models import AccountProof, FollowerReading, Partner, SocialAccount, User
from agencies.platforms import Platform
from summitcomms.lib import numbers
from summitcomms.lib.images import Clean
from summitcomms.lib.refusals import Refused

MOST_PROOFS = 20
SAME_COUNT = timedelta(minutes=10)
"""Within this time the same count by the same person is one form sent twice."""


@transaction.atomic
def add_proof(*, by: User, account: SocialAccount, kind: str, picture: Clean, at: datetime) -> AccountProof:
    """File a picture under a random name.

    PermissionDenied: neither of the agency nor of the centre. Refused: state, already_filed, too_many.
    """
    held = _locked(account)
    side(by, held.agency)
    _require_open(held)
    if held.proofs.filter(sha256=picture.sha256).exists():
        raise Refused("already_filed", _("Gambar ini sudah tersimpan sebagai bukti akun ini."))
    if held.proofs.count() >= MOST_PROOFS:
        raise Refused("too_many", _("Bukti akun ini sudah cukup banyak dan tidak dapat ditambah lagi."))
    proof = AccountProof(account=held, kind=kind, sha256=picture.sha256, added_by=by, added_at=at)
    proof.image.save(f"{uuid.uuid4().hex}.jpg", ContentFile(picture.data), save=False)
    try:
        proof.save()
        audit.record(
            by=by,
            action="account.proof",
            target=held,
            after={"kind": proof.kind, "proof": str(proof.public_id), "sha256": proof.sha256},
        )
    except BaseException:
        proof.image.delete(save=False)  # the row is undone, and nothing else names the file
        raise
    return proof


@transaction.atomic
def note_followers(
    *, by: audit.Actor, account: SocialAccount, followers: int, at: datetime, is_sure: bool = False
) -> FollowerReading:
    """Note how many follow the account at `at`; who says it decides how far it can be trusted.

    A count far from the newest one needs `is_sure`; an agency's own system speaks for the agency.
    PermissionDenied: neither of the agency, nor of the centre, nor a partner. Refused: state, no_followers,
    outlier.
    """
    held = _locked(account)
    source = _source(by, held)
    _require_open(held)
    if held.platform == Platform.WEBSITE:
        raise Refused("no_followers", _("Situs web tidak memiliki pengikut."))
    newest = held.follower_readings.first()
    if newest and _is_repeat(newest, by, followers, at):
        return newest
    if newest and not is_sure and is_outlier(newest.followers, followers):
        raise Refused(
            "outlier",
            _(
                "Sebelumnya tercatat %(before)s pengikut, sekarang %(now)s. Periksa angkanya. Bila memang "
                "benar, centang bahwa angka ini sudah diperiksa, lalu simpan lagi."
            )
            % {"before": numbers.thousands(newest.followers), "now": numbers.thousands(followers)},
        )
    reading = FollowerReading.objects.create(
        account=held, taken_at=at, followers=followers, source=source, noted_by=by.actor_id
    )
    audit.record(
        by=by,
        action="account.followers",
        target=held,
        before={"followers": newest.followers} if newest else {},
        after={"followers": followers, "source": str(source)},
    )
    return reading


def _locked(account: SocialAccount) -> SocialAccount:
    """The account as it is now, locked until the end of the transaction."""
    return SocialAccount.objects.select_for_update(of=("self",)).select_related("agency").get(pk=account.pk)


def _require_open(held: SocialAccount) -> None:
    """An account out of service takes nothing in any more."""
    if held.state == AccountState.ARCHIVED:
        raise Refused(
            "state", _("Akun %(account)s sudah diarsipkan dan tidak dilengkapi lagi.") % {"account": held}
        )


def _source(by: audit.Actor, account: SocialAccount) -> FollowerReading.Source:
    if isinstance(by, Partner) and by.agency_id is None:
        return FollowerReading.Source.PARTNER
    if isinstance(by, Partner) and by.agency_id == account.agency_id:
        return FollowerReading.Source.AGENCY
    if not isinstance(by, User):
        raise PermissionDenied(_("Jumlah pengikut dicatat oleh orang atau mitra pemantau."))
    who = side(by, account.agency)
    return FollowerReading.Source.AGENCY if who == "agency" else FollowerReading.Source.CENTRE


def _is_repeat(newest: FollowerReading, by: audit.Actor, followers: int, at: datetime) -> bool:
    return (newest.followers, newest.noted_by) == (followers, by.actor_id) and (
        at - newest.taken_at < SAME_COUNT
    )
