"""What the campaigns know about one person; `CampaignsConfig.ready` declares these parts."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from agencies.models import User
from agencies.personal_data import CHUNK, part
from campaigns.models import Appeal, Dispute, DisputeEvidence, Evidence, Post, PostFlag, ReadingPicture


@part("unggahan")
def _reported(user: User) -> Iterator[dict[str, Any]]:
    """Posts that this person reported for an agency."""
    reported = Post.objects.filter(submitted_by=user).select_related("agency", "campaign").order_by("pk")
    for post in reported.iterator(chunk_size=CHUNK):
        yield {
            "kode": post.code,
            "kampanye": post.campaign.code,
            "instansi": post.agency.code,
            "tautan": post.url,
            "takarir": post.caption,
            "dikirim": post.submitted_at,
            "status": post.state,
        }


@part("tangkapan-layar")
def _screenshots(user: User) -> Iterator[dict[str, Any]]:
    """Screenshots that this person filed; the pictures show an agency's post and stay with it."""
    kinds = (
        (Evidence, "post__code"),
        (DisputeEvidence, "dispute__post__code"),
        (ReadingPicture, "post__code"),
    )
    for model, name in kinds:
        filed = model._default_manager.filter(added_by=user).order_by("pk")
        rows = filed.values_list(name, "added_at", "sha256")
        for code, added_at, sha256 in rows.iterator(chunk_size=CHUNK):
            yield {"unggahan": code, "ditambahkan": added_at, "sidik_jari": sha256}


@part("putusan")
def _decided(user: User) -> Iterator[dict[str, Any]]:
    """Posts whose standing decision this person took; earlier ones stand in the audit trail."""
    decided = Post.objects.filter(decided_by=user).select_related("agency", "campaign").order_by("pk")
    for post in decided.iterator(chunk_size=CHUNK):
        yield {
            "kode": post.code,
            "kampanye": post.campaign.code,
            "instansi": post.agency.code,
            "putusan": post.decision,
            "diputus": post.decided_at,
            "alasan": post.reason_code or None,
            "catatan": post.reason_note or None,
        }


@part("banding")
def _appeals(user: User) -> Iterator[dict[str, Any]]:
    """Appeals that this person filed for an agency, or decided."""
    concerned = Appeal.objects.filter(Q(filed_by=user) | Q(decided_by=user)).select_related("post")
    for appeal in concerned.order_by("pk").iterator(chunk_size=CHUNK):
        is_own = appeal.filed_by_id == user.pk
        yield {
            "unggahan": appeal.post.code,
            "diajukan": appeal.filed_at if is_own else None,
            "alasan": appeal.grounds if is_own else None,
            "putusan": appeal.outcome or None,
            "diputus": appeal.decided_at,
            "catatan": appeal.note or None,
        }


@part("sengketa")
def _disputes(user: User) -> Iterator[dict[str, Any]]:
    """Reports of this person about posts that another agency had filed, and disputes that they decided."""
    concerned = Dispute.objects.filter(Q(filed_by=user) | Q(decided_by=user)).select_related("agency")
    for dispute in concerned.order_by("pk").iterator(chunk_size=CHUNK):
        is_own = dispute.filed_by_id == user.pk
        yield {
            "instansi": dispute.agency.code,
            "tautan": dispute.url,
            "diajukan": dispute.filed_at if is_own else None,
            "takarir": dispute.caption if is_own else None,
            "putusan": dispute.outcome or None,
            "diputus": dispute.decided_at,
            "catatan": dispute.note or None,
        }


@part("tanda-kejanggalan")
def _flags(user: User) -> Iterator[dict[str, Any]]:
    """Doubts about posts that this person decided, objected to, or ruled on."""
    mine = Q(decided_by=user) | Q(objected_by=user) | Q(ruled_by=user)
    for flag in (
        PostFlag.objects.filter(mine).select_related("post").order_by("pk").iterator(chunk_size=CHUNK)
    ):
        own = flag.objected_by_id == user.pk
        yield {
            "unggahan": flag.post.code,
            "aturan": flag.code,
            "diputus": flag.decided_at,
            "putusan": flag.outcome or None,
            "catatan": flag.note or None,
            "alasan_keberatan": flag.grounds if own else None,
            "diajukan": flag.objected_at if own else None,
            "putusan_keberatan": flag.ruling or None,
            "catatan_keberatan": flag.ruling_note or None,
        }
