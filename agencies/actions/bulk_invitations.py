"""Many invitations at once: a plan that says what would become of every row, and the job that does it."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from agencies import access, audit, invitees
from agencies.actions import invitations, memberships
from agencies.actions.invitations import Offer
from agencies.invitees import Invitee
from agencies.models import Agency, Invitation, Membership, User
from agencies.naming import AgencyNames
from agencies.roles import ROLES, Permission
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused

KIND = "invitations.bulk"
MOST_SHOWN = 200  # refused rows in the job's result
STEP = 25  # rows between two words about the progress


class Verdict(StrEnum):
    """What becomes of a row."""

    READY = "ready"
    UNCHANGED = "unchanged"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {"ready": _("Siap"), "unchanged": _("Tidak berubah"), "refused": _("Ditolak")}[self.value]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row with its verdict, why, and what would be offered; `offer` is None unless the row is ready."""

    row: Invitee
    verdict: Verdict
    sentence: str
    offer: Offer | None = None

    @property
    def kind(self) -> str:
        """The colour of its tag."""
        return {"ready": "success", "unchanged": "neutral", "refused": "danger"}[self.verdict.value]

    @property
    def role_name(self) -> str:
        code = invitees.role_code(self.row.role)
        return ROLES[code].name if code in ROLES else self.row.role


def plan(*, by: User, rows: Sequence[Invitee], at: datetime) -> list[Outcome]:
    """What would become of every row, in their order, with a fixed number of queries. Nothing is changed.

    A row without an agency is meant for the only one that `by` manages, if there is only one; for an
    administrator it is meant for the centre.
    """
    reach = Agency.objects.active().within_reach_of(by, Permission.MANAGE_PEOPLE)
    own = list(reach.select_related("parent")[:2])
    is_administrator = bool(access.can(by, Permission.ADMINISTER))
    planner = _Planner(
        by=by,
        only=own[0] if len(own) == 1 and not is_administrator else None,
        names=AgencyNames(),
        members=_members(rows),
        invited=_invited(rows, at),
    )
    return [planner.outcome(row) for row in rows]


@transaction.atomic
def request(*, by: User, rows: Sequence[Invitee], at: datetime) -> Job:
    """Ask for the job. The same rows on the same day are one job; on another day its rows decide.

    The rows travel in the job itself: no file of personal data is left behind, and old jobs are forgotten.
    """
    access.require_somewhere(by, Permission.MANAGE_PEOPLE)
    payload = {"rows": [astuple(row) for row in rows]}
    sha256 = hashlib.sha256(json.dumps(payload).encode()).hexdigest()
    key = f"{by.actor_id}:{clock.campaign_day(at, by.zone).isoformat()}:{sha256}"
    job = enqueue(kind=KIND, key=key, payload=payload, by_id=by.actor_id, by_label=by.actor_label, due_at=at)
    audit.record(by=by, action="invitations.request", target=Invitation, after={"rows": len(rows)})
    return job


def carry_out(
    *, by: User, rows: Sequence[Invitee], at: datetime, progress: Callable[..., None]
) -> dict[str, Any]:
    """Invite everybody whose row is ready; return the job's result.

    Result: rows, invited, unchanged, refused (counts) · problems, the first refused rows as {line, email,
    sentence}.
    """
    problems: list[dict[str, Any]] = []
    counts = {Verdict.READY: 0, Verdict.UNCHANGED: 0, Verdict.REFUSED: 0}
    for done, outcome in enumerate(plan(by=by, rows=rows, at=at)):
        if done % STEP == 0:
            progress(done, total=len(rows), note=_("Mengundang"))
        verdict, sentence = outcome.verdict, outcome.sentence
        if outcome.offer:
            try:
                invitations.invite(by=by, offer=outcome.offer, at=at)
            except Refused as refusal:  # somebody else has been faster since the plan was made
                verdict, sentence = Verdict.REFUSED, refusal.sentence
        counts[verdict] += 1
        if verdict is Verdict.REFUSED and len(problems) < MOST_SHOWN:
            problems.append({"line": outcome.row.line, "email": outcome.row.email, "sentence": sentence})
    progress(len(rows), total=len(rows), note=_("Selesai"))
    return {
        "rows": len(rows),
        "invited": counts[Verdict.READY],
        "unchanged": counts[Verdict.UNCHANGED],
        "refused": counts[Verdict.REFUSED],
        "problems": problems,
    }


@dataclass(slots=True)
class _Planner:
    """Judges row by row; `members` and `invited` go by (address, key of the agency or None)."""

    by: User
    only: Agency | None
    names: AgencyNames
    members: dict[tuple[str, int | None], list[Membership]]
    invited: dict[tuple[str, int | None], str]
    seen: dict[tuple[str, int | None], int] = field(default_factory=dict)

    def outcome(self, row: Invitee) -> Outcome:
        try:
            offer = self._offer(row)
        except Refused as refusal:
            return Outcome(row, Verdict.REFUSED, refusal.sentence)
        place = (offer.email, offer.agency.pk if offer.agency else None)
        if place in self.seen:
            return Outcome(
                row,
                Verdict.REFUSED,
                _("Orang ini sudah ada di baris %(line)s.") % {"line": self.seen[place]},
            )
        self.seen[place] = row.line
        for member in self.members.get(place, []):
            if member.role == offer.role:
                return Outcome(row, Verdict.UNCHANGED, _("Sudah bertugas dengan peran ini."))
            if offer.agency:
                return Outcome(
                    row,
                    Verdict.REFUSED,
                    _("Sudah bertugas di sini sebagai %(role)s. Ubah perannya di daftar.")
                    % {"role": member.role_rules.name},
                )
        if role := self.invited.get(place):
            if role == offer.role:
                return Outcome(row, Verdict.UNCHANGED, _("Sudah diundang dan belum menjawab."))
            return Outcome(
                row,
                Verdict.REFUSED,
                _("Sudah diundang sebagai %(role)s. Tarik undangan itu terlebih dahulu.")
                % {"role": ROLES[role].name},
            )
        if self._lacks_reason(offer):
            return Outcome(
                row, Verdict.REFUSED, _("Merangkap pusat dan instansi memerlukan alasan yang dicatat.")
            )
        return Outcome(row, Verdict.READY, _("Akan diundang melalui surel."), offer)

    def _lacks_reason(self, offer: Offer) -> bool:
        """Whether somebody would serve the centre and an agency: why is asked for one person at a time.

        Said to administrators only, as `invitations.invite` does.
        """
        if not access.can(self.by, Permission.ADMINISTER):
            return False
        if offer.agency:
            return (offer.email, None) in self.members
        return any(email == offer.email and key is not None for email, key in self.members)

    def _offer(self, row: Invitee) -> Offer:
        """What the row asks for. Raises Refused, also as `check_place`."""
        email = invitations.address(row.email)
        if len(row.name) > 150:
            raise Refused("name_too_long", _("Nama lebih dari 150 huruf."))
        agency = self._agency(row)
        role = invitees.role_code(row.role)
        memberships.check_place(role, agency)
        permit = access.may_give(self.by, role, agency)
        if not permit:
            raise Refused("not_allowed", permit.reason)
        return Offer(email, role, agency, row.name)

    def _agency(self, row: Invitee) -> Agency | None:
        if not row.agency:
            return self.only
        agency = self.names.find(row.agency)
        if agency is None:
            raise Refused(
                "agency_unknown",
                _("Instansi “%(agency)s” tidak dikenal. Tuliskan kodenya, misalnya D-74 atau K-059.")
                % {"agency": row.agency[:80]},
            )
        return agency


def _members(rows: Sequence[Invitee]) -> dict[tuple[str, int | None], list[Membership]]:
    """Active memberships by address and agency, of everybody in the list."""
    found: dict[tuple[str, int | None], list[Membership]] = {}
    active = Membership.objects.active().select_related("user")
    # Addresses are unique in any case of letters, and stored by people, so they are folded here.
    for one in active.annotate(address=Lower("user__email")).filter(address__in=_addresses(rows)):
        found.setdefault((one.user.email.lower(), one.agency_id), []).append(one)
    return found


def _invited(rows: Sequence[Invitee], at: datetime) -> dict[tuple[str, int | None], str]:
    """Roles of open invitations by address and agency, of everybody in the list."""
    pending = Invitation.objects.pending(at).filter(email__in=_addresses(rows))
    return {(one.email, one.agency_id): one.role for one in pending}


def _addresses(rows: Sequence[Invitee]) -> set[str]:
    return {row.email.strip().lower() for row in rows}
