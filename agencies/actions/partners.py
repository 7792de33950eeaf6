"""Partners and their keys: registered, issued, revoked. A key is seen once, by whoever issued it."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import Partner, PartnerKey, User
from agencies.roles import Permission
from summitcomms.lib.refusals import Refused


@transaction.atomic
def create(*, code: str, name: str, contact_email: str, by: audit.Actor) -> Partner:
    """Register a partner; it can do nothing until a key is issued.

    Refused: code_invalid, name_missing, contact_invalid, partner_exists.
    """
    _require_administrator(by)
    code, name, contact_email = code.strip().lower(), " ".join(name.split()), contact_email.strip()
    if not _passes(validate_slug, code) or len(code) > 40:
        raise Refused(
            "code_invalid", _("Kode mitra terdiri atas huruf, angka, dan tanda hubung, paling panjang 40.")
        )
    if not name or len(name) > 120:
        raise Refused("name_missing", _("Isi nama mitra, paling panjang 120 huruf."))
    if not _passes(validate_email, contact_email):
        raise Refused("contact_invalid", _("Isi surel narahubung mitra yang dapat dihubungi."))
    partner, is_new = Partner.objects.get_or_create(
        code=code, defaults={"name": name, "contact_email": contact_email}
    )
    if not is_new:
        raise Refused(
            "partner_exists",
            _("Mitra dengan kode “%(code)s” sudah terdaftar sebagai %(name)s.")
            % {"code": code, "name": partner.name},
        )
    audit.record(
        by=by, action="partner.created", target=partner, after={"name": name, "contact_email": contact_email}
    )
    return partner


@transaction.atomic
def issue_key(
    *,
    partner_code: str,
    scopes: Collection[str],
    by: audit.Actor,
    at: datetime,
    name: str = "",
    expires_at: datetime | None = None,
) -> tuple[PartnerKey, str]:
    """Issue a key; return it with its text, which is kept nowhere and cannot be shown again.

    Older keys stay valid, so that a partner changes over without a gap; revoke them afterwards.
    Refused: partner_unknown, partner_inactive, scopes_missing, scope_unknown, expired.
    """
    _require_administrator(by)
    partner = Partner.objects.select_for_update(no_key=True).filter(code=partner_code).first()
    if partner is None:
        raise Refused(
            "partner_unknown",
            _("Tidak ada mitra dengan kode “%(partner_code)s”.") % {"partner_code": partner_code},
        )
    if not partner.is_active:
        raise Refused(
            "partner_inactive",
            _("%(name)s tidak aktif. Aktifkan sebelum memberi kunci.") % {"name": partner.name},
        )
    known = PartnerKey.ScopeCode.values
    if unknown := sorted(set(scopes) - set(known)):
        raise Refused(
            "scope_unknown",
            _("Cakupan “%(scope)s” tidak dikenal. Yang dikenal: %(known)s.")
            % {"scope": unknown[0], "known": ", ".join(known)},
        )
    if not scopes:
        raise Refused(
            "scopes_missing", _("Pilih sedikitnya satu cakupan: %(known)s.") % {"known": ", ".join(known)}
        )
    if expires_at is not None and expires_at <= at:
        raise Refused("expired", _("Masa berlaku kunci sudah lewat. Pilih waktu yang akan datang."))
    made, text = PartnerKey.objects.create_key(
        name=(name or partner.code)[:50],
        partner=partner,
        scopes=[scope for scope in known if scope in scopes],
        expiry_date=expires_at,
    )
    key = cast(PartnerKey, made)  # the library's manager speaks of its abstract class
    audit.record(
        by=by,
        action="partner_key.issued",
        target=key,
        after={
            "partner": partner.code,
            "scopes": key.scopes,
            "expires_at": expires_at.isoformat() if expires_at else None,
        },
    )
    return key, text


@transaction.atomic
def revoke_key(*, prefix: str, reason: str, by: audit.Actor) -> PartnerKey:
    """Close a key for good, from its next call on. Refused: reason_missing, key_unknown, already_revoked."""
    _require_administrator(by)
    if not reason.strip():
        raise Refused("reason_missing", _("Pencabutan kunci memerlukan alasan."))
    key: PartnerKey | None = PartnerKey.objects.select_for_update(no_key=True).filter(prefix=prefix).first()
    if key is None:
        raise Refused("key_unknown", _("Tidak ada kunci dengan awalan “%(prefix)s”.") % {"prefix": prefix})
    if key.revoked:
        raise Refused("already_revoked", _("Kunci ini sudah dicabut."))
    key.revoked = True
    key.save(update_fields=["revoked"])
    audit.record(
        by=by, action="partner_key.revoked", target=key, after={"revoked": True}, reason=reason.strip()
    )
    return key


def _require_administrator(by: audit.Actor) -> None:
    """People need the right; the portal itself acts for whoever may run its commands. Partners never."""
    if isinstance(by, User):
        access.require(by, Permission.ADMINISTER)
    elif by is not audit.SYSTEM:
        raise Refused("not_allowed", _("Mitra tidak dapat mengelola kunci."))


def _passes(validate: Callable[[str], None], text: str) -> bool:
    try:
        validate(text)
    except ValidationError:
        return False
    return True
