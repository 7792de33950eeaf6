"""A screenshot that waits while its sender looks at the numbers once more: kept, signed, and used once."""

import uuid

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from agencies.models import User
from campaigns.models import Post
from summitcomms.lib import images
from summitcomms.lib.images import Clean

FOLDER = "reading-drafts"
_SALT = "campaigns.reading_drafts"
_VALID = 6 * 60 * 60  # seconds


def keep(picture: Clean, *, by: User, post: Post) -> str:
    """The words with which `by` gets this picture back for this post."""
    name = default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}.jpg", ContentFile(picture.data))
    return signing.dumps({"by": by.actor_id, "post": post.code, "file": name}, salt=_SALT)


def kept(token: str, *, by: User, post: Post) -> Clean | None:
    """The picture of these words; None for words that are not ours, too old, or another's."""
    name = _name(token, by=by, post=post)
    if not name:
        return None
    with default_storage.open(name) as file:
        return images.clean(file.read())


def forget(token: str, *, by: User, post: Post) -> None:
    """Throw the picture away once it has been filed."""
    if name := _name(token, by=by, post=post):
        default_storage.delete(name)


def _name(token: str, *, by: User, post: Post) -> str:
    try:
        said = signing.loads(token, salt=_SALT, max_age=_VALID)
    except signing.BadSignature:
        return ""
    is_theirs = (said["by"], said["post"]) == (by.actor_id, post.code)
    return str(said["file"]) if is_theirs and default_storage.exists(said["file"]) else ""
