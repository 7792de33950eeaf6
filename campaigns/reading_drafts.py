"""A screenshot that waits while its sender looks at the numbers once more: kept, signed, and used once."""

from django.core.files.storage import default_storage

from agencies.models import User
from campaigns.actions import kept_files
from campaigns.models import Post
from summitcomms.lib import images
from summitcomms.lib.images import Clean
from summitcomms.lib.refusals import Refused

FOLDER = "reading-drafts"


def keep(picture: Clean, *, by: User, post: Post) -> str:
    """The words with which `by` gets this picture back for this post."""
    return kept_files.token(by, {"file": kept_files.keep(FOLDER, picture.data)}, use=_use(post))


def kept(token: str, *, by: User, post: Post) -> Clean | None:
    """The picture of these words; None for words that are not ours, too old, or another's."""
    name = _name(token, by=by, post=post)
    return images.clean(kept_files.read(name)) if name else None


def forget(token: str, *, by: User, post: Post) -> None:
    """Throw the picture away once it has been filed."""
    if name := _name(token, by=by, post=post):
        default_storage.delete(name)


def _name(token: str, *, by: User, post: Post) -> str:
    try:
        return str(kept_files.opened(by, token, use=_use(post))["file"])
    except Refused:
        return ""


def _use(post: Post) -> str:
    return f"{FOLDER}:{post.code}"
