"""The registry of accounts: an agency's own, those of all for the centre and coordinators, and a new one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from agencies import access
from agencies import accounts as shown
from agencies.account_forms import AccountFilterForm, ProposalForm
from agencies.account_states import AccountState
from agencies.actions import accounts
from agencies.models import Agency, SocialAccount, User
from agencies.models.account import SocialAccountQuerySet
from agencies.roles import Permission
from summitcomms.lib import clock, downloads
from summitcomms.lib.refusals import Refused

PAGE = 50
TITLES = (
    gettext_noop("platform"),
    gettext_noop("akun"),
    gettext_noop("alamat"),
    gettext_noop("kode instansi"),
    gettext_noop("instansi"),
    gettext_noop("keadaan"),
    gettext_noop("ada bukti"),
    gettext_noop("terakhir dipastikan"),
    gettext_noop("pengikut"),
    gettext_noop("pengikut diukur"),
    gettext_noop("alasan"),
)
Narrow = Callable[[SocialAccountQuerySet, datetime], SocialAccountQuerySet]
TABS: dict[str, tuple[str, Narrow]] = {
    "": (gettext_noop("Semua"), lambda found, at: found.current()),
    "diusulkan": (gettext_noop("Perlu diperiksa"), lambda found, at: found.proposed()),
    "lama": (gettext_noop("Perlu dipastikan"), lambda found, at: found.stale(at)),
    "mirip": (gettext_noop("Nama mirip"), lambda found, at: found.filter(pk__in=shown.similar_ids())),
    "terverifikasi": (
        gettext_noop("Terverifikasi"),
        lambda found, at: found.filter(state=AccountState.VERIFIED),
    ),
    "diarsipkan": (
        gettext_noop("Diarsipkan"),
        lambda found, at: found.filter(state=AccountState.ARCHIVED),
    ),
}
"""Value of `?keadaan=`, label, and which accounts it shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One account of a list; `step` is what its agency can do about it."""

    account: SocialAccount
    step: str
    is_stale: bool


@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """The own agency's accounts by platform; for whoever sees several agencies, all of them, to narrow."""
    user = access.require_somewhere(request.user, Permission.VIEW_ACCOUNTS)
    at = timezone.now()
    if agency := _only_agency(user):
        return _of_one(request, user, agency, at)
    form = AccountFilterForm(request.GET)
    chosen = _tab(request)
    seen = form.narrow(SocialAccount.objects.visible_to(user))
    found = _in_order(TABS[chosen][1](seen, at), chosen)
    page = Paginator(found.for_list(), PAGE).get_page(request.GET.get("page"))
    query = request.GET.urlencode()
    context = {
        "form": form,
        "chosen": chosen,
        "tabs": _tabs(request, chosen),
        "page": page,
        "rows": _rows(page.object_list, at),
        "is_narrowed": bool(chosen) or any(request.GET.get(name) for name in form.fields),
        "may_propose": _may_propose(user),
        "export_query": f"?{query}" if query else "",
    }
    return render(request, "agencies/account_list.html", context)


@require_safe
def account_export(request: HttpRequest) -> HttpResponseBase:
    """The accounts that the same filters find, as a workbook; times in the zone of whoever takes it along."""
    user = access.require_somewhere(request.user, Permission.VIEW_ACCOUNTS)
    at = timezone.now()
    seen = AccountFilterForm(request.GET).narrow(SocialAccount.objects.visible_to(user))
    found = _in_order(TABS[_tab(request)][1](seen, at), "").for_list()
    rows = (_cells(account, user.zone) for account in found)
    today = clock.campaign_day(at, user.zone).isoformat()
    return downloads.xlsx(f"akun-{today}", [_(title) for title in TITLES], rows)


@require_http_methods(["GET", "HEAD", "POST"])
def account_create(request: HttpRequest) -> HttpResponse:
    """Propose an account. What was pasted is shown back as it was read, and stored when it is sent again."""
    user = access.require_somewhere(request.user, Permission.VIEW_ACCOUNTS)
    if not _may_propose(user):
        raise PermissionDenied(_(access.NOT_YOURS))
    known = {"agency": request.GET.get("instansi", ""), "profile": request.GET.get("profil", "")}
    form = ProposalForm(request.POST if request.method == "POST" else None, by=user, initial=known)
    read = form.account() if form.is_valid() else None
    if read and read.is_changed:
        form.show_back()
    elif read:
        try:
            account = accounts.propose(
                by=user,
                agency=form.owner(),
                platform=read.platform,
                handle=read.handle,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Akun %(account)s diusulkan.") % {"account": account})
            return redirect(account)
    context = {"form": form, "read": read if read and read.is_changed else None}
    status = 422 if form.errors else 200
    return render(request, "agencies/account_create.html", context, status=status)


def _of_one(request: HttpRequest, user: User, agency: Agency, at: datetime) -> HttpResponse:
    found = list(agency.accounts.for_list().order_by("platform", "folded"))
    rows = _rows(found, at)
    context = {
        "agency": agency,
        "rows": [row for row in rows if row.account.state != AccountState.ARCHIVED],
        "archived": [row for row in rows if row.account.state == AccountState.ARCHIVED],
        "missing": shown.missing(found),
        "may_manage": bool(access.can(user, Permission.MANAGE_ACCOUNTS, agency)),
    }
    return render(request, "agencies/account_own.html", context)


def _only_agency(user: User) -> Agency | None:
    """The one agency whose accounts somebody sees; None for the centre and whoever sees several."""
    if access.can(user, Permission.VIEW_ACCOUNTS):
        return None
    reach = list(Agency.objects.within_reach_of(user, Permission.VIEW_ACCOUNTS)[:2])
    return reach[0] if len(reach) == 1 else None


def _may_propose(user: User) -> bool:
    keeps = Agency.objects.active().within_reach_of(user, Permission.MANAGE_ACCOUNTS)
    return bool(access.can(user, Permission.VERIFY_ACCOUNTS)) or keeps.exists()


def _tab(request: HttpRequest) -> str:
    wanted = request.GET.get("keadaan", "")
    return wanted if wanted in TABS else ""


def _tabs(request: HttpRequest, chosen: str) -> list[dict[str, object]]:
    """The tabs, each keeping what was searched."""
    kept = {name: value for name in ("q", "platform") if (value := request.GET.get(name))}
    return [
        {
            "url": f"?{urlencode(kept | ({'keadaan': value} if value else {}))}",
            "label": _(label),
            "current": value == chosen,
        }
        for value, (label, _narrow) in TABS.items()
    ]


def _in_order(found: SocialAccountQuerySet, chosen: str) -> SocialAccountQuerySet:
    """By agency; what waits for the centre or the agency longest first."""
    longest = {"diusulkan": "created_at", "lama": "confirmed_at"}.get(chosen)
    if longest:
        return found.order_by(F(longest).asc(nulls_first=True), "pk")
    return found.order_by("agency__code", "platform", "folded", "pk")


def _rows(found: object, at: datetime) -> list[Row]:
    return [
        Row(account, shown.step(account, at), account.is_stale(at))
        for account in found  # type: ignore[attr-defined]
    ]


def _cells(account: SocialAccount, zone: str) -> tuple[str | int | None, ...]:
    counted_at: datetime | None = account.counted_at  # type: ignore[attr-defined]
    return (
        account.get_platform_display(),
        account.handle,
        account.url,
        account.agency.code,
        account.agency.short_name,
        str(account.get_state_display()),
        _("ya") if account.has_proof else _("tidak"),  # type: ignore[attr-defined]
        clock.show(account.confirmed_at, zone) if account.confirmed_at else None,
        account.followers,  # type: ignore[attr-defined]
        clock.show(counted_at, zone) if counted_at else None,
        account.reason,
    )
