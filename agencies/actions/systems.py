"""The account under whose name the system of an agency reports (docs/decisions/0008)."""

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit
from agencies.models import Membership, Partner, User
from agencies.notices import MUTABLE
from agencies.roles import OFFICER
from summitcomms.lib.refusals import Refused

DOMAIN = "sistem.invalid"
"""No mail reaches it (RFC 2606), so no sign-in code, and there is no password: nobody signs in."""


@transaction.atomic
def account_of(partner: Partner) -> User:
    """The officer that the partner's system is in its agency; made when it first reports.

    The agency's lead sees it among the colleagues and ends its role like theirs; it does not come back.
    Refused: agency_missing, when the partner is no agency's system.
    """
    held = Partner.objects.select_for_update(of=("self",)).select_related("agency", "service_account")
    system = held.get(pk=partner.pk)
    if system.agency is None:
        raise Refused("agency_missing", _("Mitra ini bukan sistem milik instansi."))
    if system.service_account:
        return system.service_account
    account = User.objects.create_user(
        f"{system.code}@{DOMAIN}", full_name=f"Sistem {system.name}"[:150], muted=list(MUTABLE)
    )
    Membership.objects.create(user=account, role=OFFICER.code, agency=system.agency)
    system.service_account = account
    system.save(update_fields=["service_account"])
    audit.record(
        by=partner,
        action="partner.service_account",
        target=system,
        after={"user": account.actor_id, "agency": system.agency.code},
    )
    return account
