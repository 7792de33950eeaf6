"""Agencies that the committee leaves out of a round, with a reason that everyone reads."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import Agency, User
from awards.actions import changing
from awards.models import Exclusion
from summitcomms.lib.refusals import Refused

LEAST_REASON, MOST_REASON = 10, 150


@transaction.atomic
def exclude(*, round_id: UUID, agency: Agency, reason: str, by: User, at: datetime) -> Exclusion:
    """Leave an agency out of a draft or open round; its present ranking is computed anew."""
    reason = " ".join(reason.split())
    if not LEAST_REASON <= len(reason) <= MOST_REASON:
        raise Refused(
            "reason_length",
            _("Tuliskan alasan dengan %(least)s sampai %(most)s huruf; alasan itu dibaca oleh umum.")
            % {"least": LEAST_REASON, "most": MOST_REASON},
        )
    award_round = changing.locked(round_id, by)
    _require_no_agency(by)
    known = Exclusion.objects.filter(round=award_round, agency=agency).select_related("excluded_by").first()
    if known:
        raise Refused(
            "already_excluded",
            _("%(agency)s sudah dikecualikan oleh %(person)s: %(reason)s")
            % {"agency": agency.short_name, "person": known.excluded_by, "reason": known.reason},
        )
    made = Exclusion.objects.create(
        round=award_round, agency=agency, reason=reason, excluded_by=by, excluded_at=at
    )
    audit.record(
        by=by,
        action="round.agency_excluded",
        target=award_round,
        after={"agency": agency.code},
        reason=reason,
    )
    changing.rank_again(award_round, by=by, at=at)
    return made


@transaction.atomic
def readmit(*, round_id: UUID, agency: Agency, by: User, at: datetime) -> None:
    """Let an agency take part again; refused when it does already."""
    award_round = changing.locked(round_id, by)
    _require_no_agency(by)
    known = Exclusion.objects.filter(round=award_round, agency=agency).first()
    if known is None:
        raise Refused(
            "not_excluded", _("%(agency)s ikut dinilai dalam putaran ini.") % {"agency": agency.short_name}
        )
    reason = known.reason
    known.delete()
    audit.record(
        by=by,
        action="round.agency_readmitted",
        target=award_round,
        before={"agency": agency.code, "reason": reason},
    )
    changing.rank_again(award_round, by=by, at=at)


def _require_no_agency(by: User) -> None:
    """Whoever also serves an agency decides neither on it nor on those it competes with."""
    if own := access.agency_of(by):
        raise Refused(
            "own_agency",
            _("Anda juga bertugas di %(agency)s. Siapa yang ikut dinilai diputuskan anggota panitia lain.")
            % {"agency": own.short_name},
        )
