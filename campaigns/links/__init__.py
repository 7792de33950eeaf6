"""Post links: found in pasted text, made canonical, refused with a reason. No ORM, no clock, no settings."""

from campaigns.links.canonical import canonicalise
from campaigns.links.finding import find
from campaigns.links.link import Link, LinkError

__all__ = ["Link", "LinkError", "canonicalise", "find"]
