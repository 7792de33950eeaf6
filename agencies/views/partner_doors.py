"""The two doors to a partner's page: the centre's administrators, and the partner's own people by a link.

Both lead to the same views. Behind the centre's door the partner is named by the address, behind its own by
the session; either way a view gets a `Door` and acts as whoever came through it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from agencies import access, audit
from agencies.actions import partner_links
from agencies.models import Partner
from agencies.roles import Permission

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Door:
    """Whose page it is, and who looks at it."""

    partner: Partner
    by: audit.Actor
    is_own: bool

    def address(self, name: str, *args: object) -> str:
        """The page `name` of this partner, behind the same door."""
        if self.is_own:
            return reverse(f"agencies:own-{name}", args=args)
        return reverse(f"agencies:partner-{name}", args=[self.partner.code, *args])


def both(route: str, view: View, name: str, *methods: str) -> list[URLPattern]:
    """The addresses of a view behind either door, `partner-<name>` and `own-<name>`."""
    only = require_http_methods(methods or ["GET", "HEAD", "POST"])
    return [
        path(
            f"partners/<slug:code>/{route}",
            only(never_cache(for_administrator(view))),
            name=f"partner-{name}",
        ),
        path(f"mitra/{route}", login_not_required(only(never_cache(for_partner(view)))), name=f"own-{name}"),
    ]


def for_administrator(view: View) -> View:
    """403 for anybody else, 404 for a partner that is not there."""

    @wraps(view)
    def page(request: HttpRequest, code: str, **names: object) -> HttpResponse:
        user = access.require(request.user, Permission.ADMINISTER)
        partner = get_object_or_404(Partner.objects.select_related("agency"), code=code)
        return view(request, Door(partner, user, is_own=False), **names)

    return page


def for_partner(view: View) -> View:
    """403, with the way in, for whoever has not come by a link that still holds."""

    @wraps(view)
    def page(request: HttpRequest, **names: object) -> HttpResponse:
        partner = partner_links.holder(request.session, at=timezone.now())
        if partner is None:
            return render(request, "agencies/partner_closed.html", status=403)
        return view(request, Door(partner, partner, is_own=True), **names)

    return page


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def partner_enter(request: HttpRequest, token: str) -> HttpResponse:
    """Enter by the mailed link. A button does it: programs that look into mails only open links."""
    at = timezone.now()
    link = partner_links.find(token, at=at)
    if link is None:
        return render(request, "agencies/partner_closed.html", status=404)
    if request.method == "POST":
        partner_links.enter(link=link, session=request.session, at=at)
        return redirect("agencies:own-detail")
    return render(request, "agencies/partner_enter.html", {"link": link})


@login_not_required
@require_POST
def own_leave(request: HttpRequest) -> HttpResponse:
    """End the partner's session on this device."""
    if partner_links.holder(request.session, at=timezone.now()) is None:
        return render(request, "agencies/partner_closed.html", status=403)
    request.session.flush()
    return redirect("reports:front")


def shown_once(
    request: HttpRequest,
    partner: Partner,
    *,
    title: str,
    text: str,
    hint: str,
    facts: Mapping[str, object],
    onward: str,
) -> HttpResponse:
    """The page with a key or a secret, straight as the answer: a redirect would have to keep it somewhere.

    `facts` is the `key` or the `endpoint` whose it is.
    """
    context = {"partner": partner, "title": title, "text": text, "hint": hint, "onward": onward, **facts}
    return render(request, "agencies/partner_shown_once.html", context)
