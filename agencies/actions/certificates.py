"""Certificates: issued once with everything that is drawn on them, revoked with a reason, never changed."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext

from agencies import audit
from agencies.models import Agency, Certificate
from summitcomms.lib import clock
from summitcomms.lib.certificates import CertificateFacts, draw
from summitcomms.lib.codes import normalise_code, random_code
from summitcomms.lib.refusals import Refused

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
    """Revoke a certificate; its page then says so, and why. Refused when it is revoked already."""
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
