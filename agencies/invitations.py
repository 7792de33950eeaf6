"""The rules of inviting: who may give which role where, and how long a link is good.

Pure: no ORM, no clock. Whoever may give a role may also end it or change it into another such role.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext, gettext_noop

from agencies.roles import ADMINISTRATOR, COORDINATOR, LEAD, OFFICER, READER, ROLES
from summitcomms.lib.permits import Allowed, Denied, Permit

OF_AN_AGENCY = (LEAD.code, OFFICER.code, READER.code)
"""The roles that a lead gives in the own agency and a coordinator in the own province."""

NOBODY = gettext_noop("Peran Anda tidak mencakup pengelolaan orang. Hubungi penanggung jawab instansi Anda.")
ONLY_THE_CENTRE = gettext_noop("Peran %(role)s hanya diberikan oleh administrator.")
NOT_THERE = gettext_noop("Anda tidak mengelola orang di instansi ini. Hubungi penanggung jawab instansi itu.")


class State(StrEnum):
    """What has become of an invitation."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        return gettext(_LABELS[self])


_LABELS = {
    State.PENDING: gettext_noop("Menunggu"),
    State.ACCEPTED: gettext_noop("Diterima"),
    State.WITHDRAWN: gettext_noop("Ditarik"),
    State.EXPIRED: gettext_noop("Kedaluwarsa"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds now, and the code of its agency; empty at the centre."""

    role: str
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The agency a role is given in, by code, and the code of the province's own agency, if it has one."""

    agency: str
    province: str = ""


def may_give(held: Iterable[Held], role: str, place: Place | None) -> Permit:
    """Whether somebody who holds `held` may give `role` at `place`; without a place, at the centre.

    Administrators give every role everywhere; coordinators and leads those of an agency, in their own.
    """
    held = list(held)
    if any(one.role == ADMINISTRATOR.code for one in held):
        return Allowed()
    managers = [one for one in held if one.role in (COORDINATOR.code, LEAD.code)]
    if not managers:
        return Denied(gettext(NOBODY))
    if role not in OF_AN_AGENCY or place is None:
        rules = ROLES.get(role)
        return Denied(gettext(ONLY_THE_CENTRE) % {"role": rules.name if rules else f"“{role}”"})
    if any(_reaches(one, place) for one in managers):
        return Allowed()
    return Denied(gettext(NOT_THERE))


def state_of(
    *, accepted_at: datetime | None, withdrawn_at: datetime | None, expires_at: datetime, at: datetime
) -> State:
    """The state at `at`; the moment of expiry itself is too late."""
    if accepted_at:
        return State.ACCEPTED
    if withdrawn_at:
        return State.WITHDRAWN
    return State.EXPIRED if at >= expires_at else State.PENDING


def _reaches(held: Held, place: Place) -> bool:
    if held.agency == place.agency:
        return True
    return held.role == COORDINATOR.code and bool(place.province) and held.agency == place.province
