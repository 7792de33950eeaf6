"""What editors do with ready-made material: draft it, let it out now or later, take it back.

What is out is never changed under the hands of those who copy it: it is taken back with a reason, and another
takes its place. Every verb reads the material again under a lock, writes its audit row, and refuses with
`Refused` without having changed anything; PermissionDenied: not an editor.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import User
from agencies.roles import Permission
from campaigns import likeness
from campaigns.models import Campaign, Material, Pillar
from campaigns.models.material import Standing
from summitcomms.lib import clock, texts
from summitcomms.lib.refusals import Refused


@dataclass(frozen=True, slots=True)
class Content:
    """What an editor writes; `link` is the address of the pictures or the video, or empty."""

    kind: str
    title: str
    caption: str
    pillar: Pillar | None = None
    link: str = ""
    is_public: bool = True


@transaction.atomic
def draft(*, by: audit.Actor, campaign: Campaign, content: Content, at: datetime) -> Material:
    """Begin a piece that nobody but editors sees. Raises Refused: campaign_closed, caption, pillar."""
    access.require_actor(by, Permission.EDIT_AGENDA)
    _require_open(campaign)
    material = Material(campaign=campaign, created_by=by if isinstance(by, User) else None, created_at=at)
    _write(material, content)
    material.save()
    audit.record(by=by, action="material.drafted", target=material, after=_told(material))
    return material


@transaction.atomic
def edit(*, by: audit.Actor, material: Material, content: Content, seen: str, at: datetime) -> Material:
    """Replace what a draft says; `seen` is the `version` that the editor began from.

    Raises Refused: state, changed, caption, pillar.
    """
    held = _locked(by, material)
    _require(held, Standing.DRAFT, at)
    _require_seen(held, seen)
    before = _told(held)
    _write(held, content)
    held.save()
    audit.record(by=by, action="material.edited", target=held, before=before, after=_told(held))
    return held


@transaction.atomic
def publish(
    *, by: audit.Actor, material: Material, seen: str, at: datetime, embargo: datetime | None = None
) -> Material:
    """Let the draft out at `at`, or at the later moment `embargo`; nobody but editors sees it before.

    Raises Refused: state, changed, campaign_closed, embargo.
    """
    held = _locked(by, material)
    _require(held, Standing.DRAFT, at)
    _require_seen(held, seen)
    _require_open(held.campaign)
    if embargo and embargo <= at:
        raise Refused("embargo", _("Waktu itu sudah lewat. Kosongkan untuk menerbitkan sekarang."))
    if embargo and embargo >= held.campaign.ends_at:
        ends_at = clock.show(held.campaign.ends_at, held.campaign.timezone)
        raise Refused(
            "embargo", _("Kampanye berakhir %(time)s. Pilih waktu sebelum itu.") % {"time": ends_at}
        )
    held.published_at = embargo or at
    held.published_by = by if isinstance(by, User) else None
    held.save()
    after = {"published_at": held.published_at.isoformat()}
    audit.record(by=by, action="material.published", target=held, after=after)
    return held


@transaction.atomic
def hold(*, by: audit.Actor, material: Material, at: datetime) -> Material:
    """Call off what is still under embargo: a draft again. Raises Refused: state."""
    held = _locked(by, material)
    _require(held, Standing.SCHEDULED, at)
    before = {"published_at": held.published_at.isoformat() if held.published_at else None}
    held.published_at = held.published_by = None
    held.save()
    audit.record(by=by, action="material.held", target=held, before=before)
    return held


@transaction.atomic
def withdraw(*, by: audit.Actor, material: Material, reason: str, at: datetime) -> Material:
    """Take back what is out, for a reason that officers read. Raises Refused: state, reason."""
    held = _locked(by, material)
    _require(held, Standing.OUT, at)
    reason = texts.plain(reason).strip()
    if not reason:
        raise Refused("reason", _("Tulis alasannya: instansi yang memakainya perlu tahu."))
    held.withdrawn_at, held.withdrawn_reason = at, reason
    held.save()
    audit.record(by=by, action="material.withdrawn", target=held, reason=reason)
    return held


def _locked(by: audit.Actor, material: Material) -> Material:
    """The material as it is now, for an editor, locked until the end of the transaction."""
    access.require_actor(by, Permission.EDIT_AGENDA)
    rows = Material.objects.select_for_update(of=("self",)).select_related("campaign", "pillar")
    return rows.get(pk=material.pk)


def _require(held: Material, wanted: Standing, at: datetime) -> None:
    standing = held.standing(at)
    if standing == wanted:
        return
    sentences = {
        Standing.DRAFT: _("Materi ini masih rancangan dan belum terbit."),
        Standing.SCHEDULED: _("Materi ini sudah dijadwalkan. Batalkan jadwalnya untuk mengubahnya."),
        Standing.OUT: _("Materi ini sudah terbit dan tidak diubah lagi. Tarik, lalu terbitkan gantinya."),
        Standing.WITHDRAWN: _("Materi ini sudah ditarik. Susun materi baru sebagai gantinya."),
    }
    raise Refused("state", sentences[standing])


def _require_seen(held: Material, seen: str) -> None:
    if seen != held.version:
        raise Refused(
            "changed",
            _("Rancangan ini diubah orang lain sejak Anda membukanya. Buka sekali lagi, lalu periksa."),
        )


def _require_open(campaign: Campaign) -> None:
    if campaign.state == Campaign.State.CLOSED:
        raise Refused(
            "campaign_closed",
            _("%(campaign)s sudah selesai dan tidak menerima materi lagi.") % {"campaign": campaign},
        )


def _write(material: Material, content: Content) -> None:
    """Put the content into the row. Raises Refused: caption, pillar."""
    if content.pillar and content.pillar.campaign_id != material.campaign_id:
        raise Refused("pillar", _("Pilar itu bukan bagian dari kampanye ini. Pilih pilar lain."))
    caption = texts.plain(content.caption).strip()
    if not caption:
        raise Refused("caption", _("Takarir masih kosong. Tulis kata-kata yang siap dipakai."))
    material.kind = content.kind
    material.title = texts.plain(content.title).strip()
    material.caption = caption
    material.caption_key = likeness.caption_key(caption)
    material.pillar = content.pillar
    material.link = content.link
    material.is_public = content.is_public


def _told(material: Material) -> dict[str, Any]:
    """What the audit trail keeps of the content, as JSON values."""
    return {
        "kind": str(material.kind),
        "title": material.title,
        "caption": material.caption,
        "pillar": material.pillar.code if material.pillar else None,
        "link": material.link,
        "is_public": material.is_public,
    }
