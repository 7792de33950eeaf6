"""Screenshots as rows and private files; who may file them is ruled by the actions."""

import uuid
from datetime import datetime

from django.core.files.base import ContentFile

from agencies.models import User
from campaigns.models import Dispute, DisputeEvidence, Evidence, Post, ReadingPicture
from campaigns.models.evidence import Screenshot
from summitcomms.lib import images
from summitcomms.lib.images import Clean

Picture = Clean | DisputeEvidence
"""A cleaned upload, or one that was kept with a dispute."""


def keep(post: Post, picture: Picture, *, by: User, at: datetime) -> Evidence:
    """File the picture with the post, or return the same picture filed before.

    An upload gets files of its own under random names; of a dispute's picture the post gets the same files,
    with who brought it and when. Call it as the last step of a transaction: a file stays when its row is
    taken back.
    """
    known = post.evidence.filter(sha256=picture.sha256).first()
    if known:
        return known
    if isinstance(picture, DisputeEvidence):
        return post.evidence.create(
            image=picture.image.name,
            thumbnail=picture.thumbnail.name,
            sha256=picture.sha256,
            dhash=picture.dhash,
            added_by=picture.added_by,
            added_at=picture.added_at,
        )
    row = Evidence(post=post, sha256=picture.sha256, dhash=picture.dhash, added_by=by, added_at=at)
    _store(row, picture)
    return row


def keep_with_dispute(dispute: Dispute, picture: Clean, *, by: User, at: datetime) -> DisputeEvidence:
    """The same for a dispute, which keeps the first picture that it is given."""
    known = DisputeEvidence.objects.filter(dispute=dispute).first()
    if known:
        return known
    row = DisputeEvidence(
        dispute=dispute, sha256=picture.sha256, dhash=picture.dhash, added_by=by, added_at=at
    )
    _store(row, picture)
    return row


def keep_with_reading(
    post: Post, picture: Clean, *, batch: uuid.UUID, by: User, at: datetime
) -> ReadingPicture:
    """The same for the numbers of a batch that were read from the picture."""
    row = ReadingPicture(
        post=post, batch=batch, sha256=picture.sha256, dhash=picture.dhash, added_by=by, added_at=at
    )
    _store(row, picture)
    return row


def _store(row: Screenshot, picture: Clean) -> None:
    """Write the picture, its thumbnail and the row; no file stays without the row."""
    small = images.thumbnail(picture.data)
    row.image.save(f"{uuid.uuid4().hex}.jpg", ContentFile(picture.data), save=False)
    row.thumbnail.save(f"{uuid.uuid4().hex}.jpg", ContentFile(small), save=False)
    try:
        row.save()
    except BaseException:
        row.image.delete(save=False)  # nothing else names the files
        row.thumbnail.delete(save=False)
        raise
