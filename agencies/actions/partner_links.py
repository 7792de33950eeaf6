"""The link by which a partner's people reach the partner's page: mailed to its contact, seen by nobody else.

Whoever opens it acts as the partner, on the pages of that partner alone, until the session or the link ends.
The database keeps only the hash of its secret; docs/decisions/0007 says why it is so.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.actions import mail
from agencies.models import Partner, PartnerLink
from agencies.roles import Permission
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused

LASTS = timedelta(days=7)
SESSION = timedelta(hours=8)
MOST_A_DAY = 5
"""Mails to one contact in 24 hours."""

_LINK, _OPENED = "partner_link", "partner_link_opened"


@transaction.atomic
def send(*, by: audit.Actor, partner: Partner, at: datetime) -> PartnerLink:
    """Mail a new link to the partner's contact; former ones open nothing any more.

    Refused: partner_inactive, too_often.
    """
    access.require_actor(by, Permission.ADMINISTER)
    held = Partner.objects.select_for_update(no_key=True, of=("self",)).get(pk=partner.pk)
    if not held.is_active:
        raise Refused("partner_inactive", _("%(name)s tidak aktif.") % {"name": held.name})
    if held.links.filter(sent_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refused(
            "too_often",
            _("Narahubung sudah dikirimi %(most)s tautan dalam 24 jam terakhir. Periksa alamatnya.")
            % {"most": MOST_A_DAY},
        )
    held.links.filter(revoked_at=None).update(revoked_at=at)
    secret = secrets.token_urlsafe(32)
    link = held.links.create(sha256=_digest(secret), sent_at=at, expires_at=at + LASTS)
    mail.send_to_partner(
        kind="partner.link",
        partner=held,
        subject_id=str(link.public_id),
        context={
            "partner": held.name,
            "url": settings.SITE_URL + reverse("agencies:partner-enter", args=[secret]),
            "until": clock.show(link.expires_at, clock.WIB),
        },
        at=at,
    )
    audit.record(
        by=by,
        action="partner_link.sent",
        target=held,
        after={"link": str(link.public_id), "expires_at": link.expires_at.isoformat()},
    )
    return link


@transaction.atomic
def revoke(*, by: audit.Actor, partner: Partner, at: datetime) -> None:
    """Make the partner's links, and the sessions they opened, worthless. Refused: no_link."""
    access.require_actor(by, Permission.ADMINISTER)
    if not partner.links.filter(revoked_at=None, expires_at__gt=at).update(revoked_at=at):
        raise Refused("no_link", _("Tidak ada tautan yang masih berlaku."))
    audit.record(by=by, action="partner_link.revoked", target=partner)


def open_link(partner: Partner, *, at: datetime) -> PartnerLink | None:
    """The link by which the partner's people come in at `at`, if there is one."""
    return partner.links.filter(revoked_at=None, expires_at__gt=at).first()


def find(secret: str, *, at: datetime) -> PartnerLink | None:
    """The link with this secret, if it still opens the page."""
    link = PartnerLink.objects.select_related("partner").filter(sha256=_digest(secret)).first()
    return link if link and link.is_open(at) else None


@transaction.atomic
def enter(*, link: PartnerLink, session: SessionBase, at: datetime) -> Partner:
    """Begin the partner's session; whoever was signed in on this device is signed out."""
    session.flush()
    session[_LINK], session[_OPENED] = str(link.public_id), at.isoformat()
    PartnerLink.objects.filter(pk=link.pk).update(opened_at=at)
    audit.record(
        by=link.partner,
        action="partner_link.opened",
        target=link.partner,
        after={"link": str(link.public_id)},
    )
    return link.partner


def holder(session: SessionBase, *, at: datetime) -> Partner | None:
    """The partner whose session this is; None without one, or once it or its link is over."""
    if _LINK not in session or at - datetime.fromisoformat(session[_OPENED]) >= SESSION:
        return None
    link = PartnerLink.objects.select_related("partner__agency").filter(public_id=session[_LINK]).first()
    return link.partner if link and link.is_open(at) else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
