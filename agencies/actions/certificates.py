"""Certificates: issued once with everything that is drawn on them, revoked with a reason, never changed."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext

from agencies import access, audit
from agencies.models import Agency, Certificate, User
from agencies.roles import Permission
from summitcomms.lib import clock
from summitcomms.lib.certificates import CertificateFacts, as_pdf, draw
from summitcomms.lib.codes import normalise_code, random_code
from summitcomms.lib.refusals import Refused

REASON_LENGTHS = range(5, 201)
"""How long the reason of a revocation may be; it stands on the public page of the certificate."""

CODE_LENGTH = 12
ATTEMPTS = 5
"""Codes tried before giving up: with 30¹² of them a second collision in a row means a fault, not bad luck."""


@transaction.atomic
def issue(
    *,
    agency: Agency,
    title: str,
    citation: str,
    campaign: str,
    place: str,
    signatories: Sequence[str],
    is_demo: bool,
    by: audit.Actor,
    at: datetime,
) -> Certificate:
    """Issue a certificate to `agency` under a new code; all texts are kept as they stand now.

    `place` is e.g. "Peringkat 1 · Kategori Kementerian"; `signatories` are office, name and capacity of who
    signs. The date on it is that of Jakarta.
    """
    day = clock.campaign_day(at, clock.WIB)
    with translation.override("id"):  # a document, whoever issues it
        issued_on = clock.date_span(day, day)
    facts = {
        "citation": citation,
        "campaign": campaign,
        "place": place,
        "issued_on": issued_on,
        "signatories": list(signatories),
    }
    made = _create(
        Certificate(
            agency=agency, title=title, recipient=agency.name, facts=facts, is_demo=is_demo, issued_at=at
        )
    )
    audit.record(by=by, action="certificate.issued", target=made, after={"title": title, **facts})
    return made


@transaction.atomic
def revoke(*, code: str, reason: str, by: audit.Actor, at: datetime) -> Certificate:
    """Revoke a certificate; its page then says so, and why. Refused when it is revoked already.

    For the committee and for administrators; what a new version of a round revokes comes from the committee.
    """
    if not may_revoke(by):
        raise PermissionDenied(gettext(access.NOT_YOURS))
    reason = " ".join(reason.split())
    if len(reason) not in REASON_LENGTHS:
        raise Refused(
            "reason_length",
            gettext("Tuliskan alasan dengan %(least)s sampai %(most)s huruf; alasan itu dibaca oleh umum.")
            % {"least": REASON_LENGTHS.start, "most": REASON_LENGTHS.stop - 1},
        )
    certificate = Certificate.objects.select_for_update(no_key=True).get(code=normalise_code(code))
    if certificate.revoked_at:
        raise Refused(
            "already_revoked",
            gettext("Sertifikat ini sudah dicabut pada %(time)s.")
            % {"time": clock.show(certificate.revoked_at, clock.WIB)},
        )
    certificate.revoked_at, certificate.revoked_reason = at, reason
    certificate.save(update_fields=["revoked_at", "revoked_reason"])
    audit.record(by=by, action="certificate.revoked", target=certificate, reason=reason)
    return certificate


def may_revoke(by: audit.Actor | AnonymousUser) -> bool:
    """Whether somebody may revoke certificates at all."""
    return by is audit.SYSTEM or (
        isinstance(by, User)
        and bool(access.can(by, Permission.DECIDE_ROUNDS) or access.can(by, Permission.ADMINISTER))
    )


def verify_url(certificate: Certificate) -> str:
    """The full address at which anyone can check the certificate; its QR code holds it."""
    return f"{settings.SITE_URL}{certificate.get_absolute_url()}"


def image(certificate: Certificate) -> bytes:
    """The certificate as PNG, drawn from what was kept when it was issued."""
    facts = certificate.facts
    return _drawn(
        CertificateFacts(
            title=certificate.title,
            recipient=certificate.recipient,
            citation=facts["citation"],
            campaign=facts["campaign"],
            place=facts["place"],
            issued_on=facts["issued_on"],
            code=certificate.code,
            verify_url=verify_url(certificate),
            signatories=tuple(facts["signatories"]),
            demo=certificate.is_demo,
        )
    )


def document(certificate: Certificate) -> bytes:
    """The certificate as PDF, to be printed on A4."""
    return as_pdf(image(certificate), title=str(certificate), at=certificate.issued_at)


@lru_cache(maxsize=32)
def _drawn(facts: CertificateFacts) -> bytes:
    """Drawing takes most of a second and always gives the same bytes, so each process keeps the last ones."""
    return draw(facts)


def _create(certificate: Certificate) -> Certificate:
    """Save under a random code; the unique constraint, not the dice, guarantees that it is new."""
    for _ in range(ATTEMPTS - 1):
        certificate.code = random_code(CODE_LENGTH)
        try:
            with transaction.atomic():
                certificate.save(force_insert=True)
        except IntegrityError:
            certificate.pk = None
        else:
            return certificate
    certificate.code = random_code(CODE_LENGTH)
    certificate.save(force_insert=True)
    return certificate
