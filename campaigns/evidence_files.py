"""Screenshots as rows and private files; who may file them is ruled by the actions."""

import uuid
from datetime import datetime

from django.core.files.base import ContentFile

from agencies.models import User
from campaigns.models import Evidence, Post
from summitcomms.lib import images
from summitcomms.lib.images import Clean


def keep(post: Post, picture: Clean, *, by: User, at: datetime) -> Evidence:
    """File the picture and its thumbnail under random names, or return the same picture filed before.

    Call it as the last step of a transaction: a file stays when its row is taken back.
    """
    known = post.evidence.filter(sha256=picture.sha256).first()
    if known:
        return known
    row = Evidence(post=post, sha256=picture.sha256, dhash=picture.dhash, added_by=by, added_at=at)
    small = images.thumbnail(picture.data)
    row.image.save(f"{uuid.uuid4().hex}.jpg", ContentFile(picture.data), save=False)
    row.thumbnail.save(f"{uuid.uuid4().hex}.jpg", ContentFile(small), save=False)
    try:
        row.save()
    except BaseException:
        row.image.delete(save=False)  # nothing else names the files
        row.thumbnail.delete(save=False)
        raise
    return row
