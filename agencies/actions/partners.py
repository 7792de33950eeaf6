"""Partners and their keys: registered, issued, rotated, revoked. A key is seen once, by whoever issued it."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.actions import partner_links, reference
from agencies.models import Agency, Partner, PartnerKey, User
from agencies.roles import Permission
from summitcomms.lib.refusals import Refused

LONGEST_OVERLAP = timedelta(days=30)
"""How long a key may go on beside the one that takes its place."""


@transaction.atomic
def create(
    *, code: str, name: str, contact_email: str, by: audit.Actor, agency: Agency | None = None
) -> Partner:
    """Register a partner; it can do nothing until a key is issued. With `agency` it is a system of that one.

    Refused: code_invalid, name_missing, contact_invalid, partner_exists.
    """
    _require_administrator(by)
    code = code.strip().lower()
    if not _passes(validate_slug, code) or len(code) > 40:
        raise Refused(
            "code_invalid", _("Kode mitra terdiri atas huruf, angka, dan tanda hubung, paling panjang 40.")
        )
    name, contact_email = _described(name, contact_email)
    partner, is_new = Partner.objects.get_or_create(
        code=code, defaults={"name": name, "contact_email": contact_email, "agency": agency}
    )
    if not is_new:
        raise Refused(
            "partner_exists",
            _("Mitra dengan kode “%(code)s” sudah terdaftar sebagai %(name)s.")
            % {"code": code, "name": partner.name},
        )
    audit.record(
        by=by,
        action="partner.created",
        target=partner,
        after={
            "name": name,
            "contact_email": contact_email,
            "agency": agency.code if agency else None,
        },
    )
    return partner


@transaction.atomic
def change(*, by: audit.Actor, partner: Partner, name: str, contact_email: str, at: datetime) -> Partner:
    """Write name and contact; links mailed to a contact that is none any more open nothing.

    The code is what keys, readings and records know a partner by, and a system reports posts under an account
    of its agency: neither changes. Refused: name_missing, contact_invalid.
    """
    _require_administrator(by)
    held = _locked_partner(partner)
    former = held.contact_email
    held.name, held.contact_email = _described(name, contact_email)
    reference.save(by=by, obj=held, fields=("name", "contact_email"))
    if held.contact_email != former:
        _close_page(held, by=by, at=at)
    return held


@transaction.atomic
def suspend(*, by: audit.Actor, partner: Partner, reason: str, at: datetime) -> Partner:
    """Close everything to a partner from this moment on: its keys, its page, its webhooks; no data is lost.

    Its link and the sessions it opened are closed for good: nobody sees before a reactivation who holds them.
    Refused: reason_missing, already_suspended.
    """
    _require_administrator(by)
    if not reason.strip():
        raise Refused("reason_missing", _("Penangguhan mitra memerlukan alasan."))
    held = _locked_partner(partner)
    if not held.is_active:
        raise Refused("already_suspended", _("%(name)s sudah ditangguhkan.") % {"name": held.name})
    _close_page(held, by=by, at=at)
    return _serve(held, by=by, is_active=False, reason=reason.strip())


@transaction.atomic
def reactivate(*, by: audit.Actor, partner: Partner) -> Partner:
    """Open its keys and webhooks again, also what waits there; its page needs a new link.

    Refused: already_active.
    """
    _require_administrator(by)
    held = _locked_partner(partner)
    if held.is_active:
        raise Refused("already_active", _("%(name)s sudah aktif.") % {"name": held.name})
    return _serve(held, by=by, is_active=True)


@transaction.atomic
def issue_key(
    *,
    partner_code: str,
    scopes: Collection[str],
    by: audit.Actor,
    at: datetime,
    name: str = "",
    expires_at: datetime | None = None,
    networks: Collection[str] = (),
) -> tuple[PartnerKey, str]:
    """Issue a key; return it with its text, which is kept nowhere and cannot be shown again.

    It opens `scopes`, from the addresses in `networks` (`203.0.113.0/24`, `2001:db8::1`) or from anywhere.
    Older keys stay valid; `rotate_key` puts one in the place of another.
    Refused: partner_unknown, partner_inactive, scopes_missing, scope_unknown, scope_needs_agency,
    network_invalid, expired.
    """
    _require_administrator(by)
    partner = _active_partner(partner_code)
    ordered = _scopes(scopes, partner)
    allowed = _networks(networks)
    if expires_at is not None and expires_at <= at:
        raise Refused("expired", _("Masa berlaku kunci sudah lewat. Pilih waktu yang akan datang."))
    key, text = _make(
        name=(name or partner.code)[:50],
        partner=partner,
        scopes=ordered,
        networks=allowed,
        expiry_date=expires_at,
    )
    audit.record(by=by, action="partner_key.issued", target=key, after=_values(key))
    return key, text


@transaction.atomic
def rotate_key(
    *,
    prefix: str,
    overlap: timedelta,
    by: audit.Actor,
    at: datetime,
    expires_at: datetime | None = None,
) -> tuple[PartnerKey, str]:
    """Issue a key in the place of another, with its scopes and addresses; return it with its text.

    The old one stays valid for `overlap`, at most `LONGEST_OVERLAP`, unless it expires before.
    Refused: key_unknown, already_revoked, already_replaced, expired, overlap_invalid, partner_inactive.
    """
    _require_administrator(by)
    old = _locked(prefix)
    _active_partner(old.partner.code)
    if old.replaced_by_id:
        raise Refused("already_replaced", _("Kunci ini sudah digantikan. Ganti kunci yang terbaru."))
    _require_unexpired(old, at)
    if expires_at is not None and expires_at <= at:
        raise Refused("expired", _("Masa berlaku kunci sudah lewat. Pilih waktu yang akan datang."))
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise Refused(
            "overlap_invalid",
            _("Kunci lama dapat berlaku paling lama %(days)s hari lagi.") % {"days": LONGEST_OVERLAP.days},
        )
    new, text = _make(
        name=old.name,
        partner=old.partner,
        scopes=old.scopes,
        networks=old.networks,
        expiry_date=expires_at,
    )
    old.replaced_by = new
    old.expiry_date = min(filter(None, (old.expiry_date, at + overlap)))
    old.save(update_fields=["replaced_by", "expiry_date"])
    audit.record(by=by, action="partner_key.issued", target=new, after=_values(new))
    audit.record(
        by=by,
        action="partner_key.replaced",
        target=old,
        after={"replaced_by": new.public_id, "expires_at": old.expiry_date.isoformat()},
    )
    return new, text


@transaction.atomic
def change_networks(*, prefix: str, networks: Collection[str], by: audit.Actor, at: datetime) -> PartnerKey:
    """Let a key open from these addresses alone from its next call on; from anywhere if there are none.

    Refused: key_unknown, already_revoked, expired, network_invalid.
    """
    _require_administrator(by)
    key = _locked(prefix)
    _require_unexpired(key, at)
    before, key.networks = key.networks, _networks(networks)
    if key.networks != before:
        key.save(update_fields=["networks"])
        audit.record(
            by=by,
            action="partner_key.networks_changed",
            target=key,
            before={"networks": before},
            after={"networks": key.networks},
        )
    return key


@transaction.atomic
def revoke_key(*, prefix: str, reason: str, by: audit.Actor) -> PartnerKey:
    """Close a key for good, from its next call on. Refused: reason_missing, key_unknown, already_revoked."""
    _require_administrator(by)
    if not reason.strip():
        raise Refused("reason_missing", _("Pencabutan kunci memerlukan alasan."))
    key = _locked(prefix)
    key.revoked = True
    key.save(update_fields=["revoked"])
    audit.record(
        by=by, action="partner_key.revoked", target=key, after={"revoked": True}, reason=reason.strip()
    )
    return key


def _described(name: str, contact_email: str) -> tuple[str, str]:
    """Both without the blanks around them."""
    name, contact_email = " ".join(name.split()), contact_email.strip()
    if not name or len(name) > 120:
        raise Refused("name_missing", _("Isi nama mitra, paling panjang 120 huruf."))
    if not _passes(validate_email, contact_email):
        raise Refused("contact_invalid", _("Isi surel narahubung mitra yang dapat dihubungi."))
    return name, contact_email


def _close_page(held: Partner, *, by: audit.Actor, at: datetime) -> None:
    if partner_links.open_link(held, at=at):
        partner_links.revoke(by=by, partner=held, at=at)


def _serve(held: Partner, *, by: audit.Actor, is_active: bool, reason: str = "") -> Partner:
    held.is_active = is_active
    held.save(update_fields=["is_active"])
    audit.record(
        by=by,
        action="partner.reactivated" if is_active else "partner.suspended",
        target=held,
        before={"is_active": not is_active},
        after={"is_active": is_active},
        reason=reason,
    )
    return held


def _locked_partner(partner: Partner) -> Partner:
    return Partner.objects.select_for_update(no_key=True, of=("self",)).get(pk=partner.pk)


def _active_partner(code: str) -> Partner:
    """The partner, locked, so that keys are not issued while it is put out of service."""
    partner = Partner.objects.select_for_update(no_key=True, of=("self",)).filter(code=code).first()
    if partner is None:
        raise Refused(
            "partner_unknown",
            _("Tidak ada mitra dengan kode “%(partner_code)s”.") % {"partner_code": code},
        )
    if not partner.is_active:
        raise Refused(
            "partner_inactive",
            _("%(name)s tidak aktif. Aktifkan sebelum memberi kunci.") % {"name": partner.name},
        )
    return partner


def _locked(prefix: str) -> PartnerKey:
    """The key that still opens something, locked."""
    keys = PartnerKey.objects.select_for_update(no_key=True, of=("self",)).select_related("partner")
    key: PartnerKey | None = keys.filter(prefix=prefix).first()
    if key is None:
        raise Refused("key_unknown", _("Tidak ada kunci dengan awalan “%(prefix)s”.") % {"prefix": prefix})
    if key.revoked:
        raise Refused("already_revoked", _("Kunci ini sudah dicabut."))
    return key


def _require_unexpired(key: PartnerKey, at: datetime) -> None:
    if key.expiry_date is not None and key.expiry_date <= at:
        raise Refused("expired", _("Kunci ini sudah kedaluwarsa. Terbitkan kunci baru."))


def _scopes(scopes: Collection[str], partner: Partner) -> list[str]:
    """The scopes in their usual order."""
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
    if PartnerKey.ScopeCode.POSTS_WRITE in scopes and partner.agency_id is None:
        raise Refused(
            "scope_needs_agency",
            _("%(name)s bukan sistem milik instansi, sehingga tidak dapat melaporkan unggahan.")
            % {"name": partner.name},
        )
    return [scope for scope in known if scope in scopes]


def _networks(texts: Collection[str]) -> list[str]:
    """The addresses as networks in their normal form."""
    found = []
    for text in texts:
        try:
            found.append(str(ip_network(text.strip(), strict=False)))
        except ValueError:
            raise Refused(
                "network_invalid",
                _("“%(text)s” bukan alamat IP. Tulis misalnya 203.0.113.7 atau 203.0.113.0/24.")
                % {"text": text[:50]},
            ) from None
    return sorted(set(found))


def _make(**fields: Any) -> tuple[PartnerKey, str]:
    made, text = PartnerKey.objects.create_key(**fields)
    return cast(PartnerKey, made), text  # the library's manager speaks of its abstract class


def _values(key: PartnerKey) -> dict[str, Any]:
    """What the record keeps of a key, as JSON values."""
    return {
        "partner": key.partner.code,
        "scopes": key.scopes,
        "networks": key.networks,
        "expires_at": key.expiry_date.isoformat() if key.expiry_date else None,
    }


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
