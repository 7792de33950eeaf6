"""What a pasted link turns into, and how one is refused."""

from dataclasses import dataclass
from datetime import datetime

from agencies.addresses import AddressError
from agencies.platforms import Platform


class LinkError(AddressError):
    """A link that cannot be filed; `code` is stable, `message` says in Indonesian what is wrong and what
    to do.

    Codes of `addresses.split` and `sites.site_of`, and: not_a_post, bad_id, redirects.
    """


@dataclass(frozen=True, slots=True)
class Link:
    """One post, however its address was written."""

    platform: Platform
    native_id: str | None
    """The platform's own id, case-sensitive; for a website the SHA-256 of `url` in hex; None when opaque."""
    handle: str | None
    """The account as the address names it, without @; mostly absent on Instagram and YouTube."""
    url: str
    """The canonical address; for an opaque link the address as given, without tracking."""
    kind: str
    """post, reel, story, video, short, live, photo, article or page, as far as the address tells."""
    posted_at: datetime | None
    """The time inside the id, aware UTC; None where the id carries none."""
    soft: bool
    """The same post may be known under another id too (Facebook's `pfbid…`)."""
    opaque: bool
    """A short link that names no post; it needs the full address before it counts."""

    @property
    def key(self) -> str | None:
        """What is unique within campaign and platform; None as long as the post is unknown."""
        return self.native_id
