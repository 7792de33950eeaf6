"""What the demo's commands share: they are for one's own machine, never for a portal in use."""

from django.conf import settings
from django.core.management.base import CommandError


def require_debug() -> None:
    """Refuse unless DEBUG is on: sign-ins that anybody can read belong on no server."""
    if not settings.DEBUG:
        raise CommandError(
            "Data dan pengguna peragaan hanya untuk mesin sendiri. "
            "Bila memang demikian, jalankan dengan DEBUG=1."
        )
