"""The page on which an invitation is accepted, and the first one that somebody new sees."""

from datetime import datetime

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.account.views import request_login_code
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actions import acceptance, invitations
from agencies.actions.invitations import CLOSED
from agencies.forms import JoinForm
from agencies.invitations import State
from agencies.models import Invitation, User
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Accept: signed in as the invited address, or as somebody new who came by the mailed link.

    Everybody else is sent a sign-in code first. Whether the address has an account is not told to them, for
    the inviter knows their link too. 404 for an unknown link; 410, with what to do, for one that is used,
    withdrawn or expired.
    """
    at = timezone.now()
    invitation = invitations.find(token)
    if invitation is None or invitation.state(at) is not State.PENDING:
        return _closed(request, invitation, at)
    user = request.user if isinstance(request.user, User) else None
    proven = acceptance.proves_address(invitation, token)
    is_joining = not user and proven and acceptance.account_of(invitation) is None
    asks_name = is_joining or (user is not None and not user.full_name)
    is_sent = request.method == "POST"
    form = JoinForm(
        request.POST if is_sent and asks_name else None, initial={"full_name": invitation.full_name}
    )
    refusal = ""
    if is_sent and (not asks_name or form.is_valid()):
        name = form.cleaned_data["full_name"] if asks_name else ""
        try:
            if user:
                acceptance.accept(by=user, invitation=invitation, full_name=name, at=at)
            elif is_joining:
                user = acceptance.join(invitation=invitation, secret=token, full_name=name, at=at)
                # Whoever holds the mailed link has proven the address; nothing else guards a new account yet.
                record_authentication(
                    request, user, method="invitation", email=user.email, reauthenticated=True
                )
                perform_login(request, user)
            else:
                return _send_code(request, invitation, at)
        except Refused as refused:
            refusal = refused.sentence
        else:
            return _go_on(request, user, invitation)
    context = {
        "invitation": invitation,
        "form": form,
        "refusal": refusal,
        "is_joining": is_joining,
        "asks_name": asks_name,
        "is_other": user is not None and user.email.lower() != invitation.email,
        "zone": invitation.agency.timezone if invitation.agency else clock.WIB,
        "login_url": f"{reverse('account_login')}?next={request.path}",
        "logout_url": f"{reverse('account_logout')}?next={request.path}",
    }
    return render(request, "agencies/invitation_accept.html", context, status=422 if is_sent else 200)


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """How somebody new would like to sign in from now on; every way out of here is a good one."""
    return render(request, "agencies/welcome.html")


def _closed(request: HttpRequest, invitation: Invitation | None, at: datetime) -> HttpResponse:
    if invitation is None:
        unknown = _("Tautan undangan ini tidak dikenal. Periksa apakah tautannya tersalin lengkap.")
        return render(request, "agencies/invitation_closed.html", {"sentence": unknown}, status=404)
    state = invitation.state(at)
    context = {
        "sentence": _(CLOSED[state]),
        "invitation": invitation,
        "is_accepted": state is State.ACCEPTED,
    }
    return render(request, "agencies/invitation_closed.html", context, status=410)


def _send_code(request: HttpRequest, invitation: Invitation, at: datetime) -> HttpResponse:
    """Mail a sign-in code that leads back here, to an account that is opened for it if there is none.

    The form of our page sends what django-allauth's page for sign-in codes asks for, address and way back, so
    that page answers: with its limits, and for every address alike.
    """
    acceptance.reserve(invitation=invitation, at=at)
    response: HttpResponse = request_login_code(request)
    return response


def _go_on(request: HttpRequest, user: User, invitation: Invitation) -> HttpResponse:
    """To the own work; by way of `welcome` for somebody whom only a mail lets in so far."""
    messages.success(
        request,
        _("Selamat bergabung. Anda %(role)s, %(place)s.")
        % {"role": _(invitation.role_rules.name), "place": invitation.agency or _("tim pusat")},
    )
    has_key = user.has_usable_password() or is_mfa_enabled(user)
    return redirect("reports:home" if has_key else "agencies:welcome")
