"""What every page shows around its own content: the menu of the reader's roles, the campaign, the clock.

Everything here is lazy: an error page renders these variables too, and must not need the database.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from agencies.models import User
from agencies.roles import Permission
from campaigns import selection, verifying
from summitcomms.lib import clock


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a menu."""

    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that may stand in the menu, with the rights of which any one lets a reader see it."""

    label: str | Promise
    route: str
    icon: str
    permissions: frozenset[Permission]


def _entry(label: str | Promise, route: str, icon: str, *permissions: Permission) -> Entry:
    return Entry(label, route, icon, frozenset(permissions))


MENU = (
    _entry(
        gettext_lazy("Ruang kendali"), "reports:control-room", "control-room", Permission.VIEW_CONTROL_ROOM
    ),
    _entry(gettext_lazy("Beranda"), "reports:home", "home", Permission.FOLLOW_AGENCY),
    _entry(gettext_lazy("Antrean verifikasi"), "campaigns:post-queue", "verify", *verifying.RIGHTS),
    _entry(gettext_lazy("Materi"), "campaigns:material-list", "material", *Permission),
    _entry(gettext_lazy("Agenda"), "campaigns:agenda", "agenda", *Permission),
    _entry(gettext_lazy("Kirim"), "campaigns:post-submit", "send", Permission.SUBMIT_POSTS),
    _entry(gettext_lazy("Unggahan"), "campaigns:post-list", "link", Permission.VIEW_POSTS),
    _entry(
        gettext_lazy("Impor hasil ukur"), "campaigns:reading-import", "upload", Permission.IMPORT_READINGS
    ),
    _entry(gettext_lazy("Peringkat"), "awards:standing-list", "rank", *Permission),
    _entry(gettext_lazy("Penghargaan"), "awards:round-list", "award", Permission.VIEW_ROUNDS),
    _entry(
        gettext_lazy("Nominasi"),
        "awards:nomination-list",
        "award",
        Permission.SUBMIT_POSTS,
        Permission.DECIDE_ROUNDS,
    ),
    _entry(gettext_lazy("Cakupan"), "reports:coverage", "chart", Permission.VIEW_COVERAGE),
    _entry(pgettext_lazy("several", "Instansi"), "agencies:agency-list", "agency", *Permission),
    _entry(gettext_lazy("Akun media sosial"), "agencies:account-list", "share", Permission.VIEW_ACCOUNTS),
    _entry(gettext_lazy("Orang"), "agencies:people-list", "users", Permission.MANAGE_PEOPLE),
    _entry(pgettext_lazy("several", "Mitra"), "agencies:partner-list", "share", Permission.ADMINISTER),
    _entry(gettext_lazy("Catatan audit"), "agencies:audit-list", "document", Permission.VIEW_AUDIT),
    _entry(gettext_lazy("Data acuan"), "admin:index", "settings", Permission.ADMINISTER),
)
PHONE = ("reports:home", "campaigns:material-list", "campaigns:post-submit", "awards:standing-list")


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The context of `base.html`: now, user_zone, nav, bottom_nav, campaign_name, demo_notice."""
    now = timezone.now()
    campaign = SimpleLazyObject(lambda: selection.current(now))
    menu = SimpleLazyObject(lambda: _items(request, lambda: bool(campaign and campaign.provinces_verify)))
    return {
        "now": now,
        "user_zone": SimpleLazyObject(
            lambda: request.user.zone if isinstance(request.user, User) else clock.WIB
        ),
        "nav": menu,
        "bottom_nav": SimpleLazyObject(lambda: _phone_items(menu)),
        "campaign_name": SimpleLazyObject(lambda: campaign.name if campaign else ""),
        "demo_notice": SimpleLazyObject(
            lambda: _demo_notice(campaign.shifted_days) if campaign and campaign.is_demo else ""
        ),
    }


def _demo_notice(days: int) -> str:
    """What every page says of a campaign whose dates were moved."""
    sentence = ngettext(
        "Data peragaan: tanggal digeser %(days)s hari", "Data peragaan: tanggal digeser %(days)s hari", days
    )
    return sentence % {"days": days}


def _items(request: HttpRequest, provinces_verify: Callable[[], bool]) -> list[Item]:
    """The entries that the reader's roles open, in the order of MENU; none for somebody signed out.

    A province finds the queue while the campaign of the day lets it verify.
    """
    if not isinstance(request.user, User):
        return []
    held = {p for membership in request.user.active_memberships for p in membership.role_rules.permissions}
    if Permission.VERIFY_PROVINCE in held and not provinces_verify():
        held.remove(Permission.VERIFY_PROVINCE)
    return [
        Item(str(entry.label), url, entry.icon, current=request.path == url)
        for entry in MENU
        if entry.permissions & held
        for url in [reverse(entry.route)]
    ]


def _phone_items(menu: Iterable[Item]) -> list[Item]:
    """The officer's four entries for the thumb; nobody else has a bottom bar."""
    by_url = {item.url: item for item in menu}
    chosen = [by_url[url] for route in PHONE if (url := reverse(route)) in by_url]
    return chosen if len(chosen) == len(PHONE) else []
