"""What people say about themselves: name, time zone, language, and the mail they want."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit
from agencies.models import Region, User
from agencies.notices import MUTABLE
from summitcomms.lib.refusals import Refused


@transaction.atomic
def save(*, by: User, full_name: str, timezone: str, language: str, muted: Collection[str]) -> User:
    """Keep the choices of `by`; the record keeps those that changed, and nothing if none did.

    `timezone` is an IANA name or empty for the agency's; `muted` holds codes of `notices.MUTABLE`.
    Refused: name_missing, choice_unknown.
    """
    name = " ".join(full_name.split())
    if not name:
        raise Refused("name_missing", _("Nama lengkap masih kosong."))
    known = timezone in {"", *Region.Zone.values} and language in User.Language.values
    if not known or not set(muted) <= set(MUTABLE):
        raise Refused("choice_unknown", _("Pilihan itu tidak tersedia. Muat ulang halaman, lalu coba lagi."))
    held = User.objects.select_for_update().get(pk=by.pk)
    chosen = {
        "full_name": name,
        "timezone": timezone,
        "language": language,
        "muted": [code for code in MUTABLE if code in muted],
    }
    before = {field: getattr(held, field) for field, value in chosen.items() if getattr(held, field) != value}
    if before:
        after = {field: chosen[field] for field in before}
        for field, value in after.items():
            setattr(held, field, value)
        held.save(update_fields=list(after))
        audit.record(by=by, action="profile.save", target=held, before=before, after=after)
    return held
