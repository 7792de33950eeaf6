"""One's own page: name, zone, language, mail, roles, and the places where one is signed in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import access
from agencies.actions import profile, sessions
from agencies.forms import ProfileForm
from agencies.models import User
from agencies.notices import MUTABLE, NOTICES
from summitcomms.lib.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def profile_detail(request: HttpRequest) -> HttpResponse:
    """What one has said about oneself, and may change; everybody who is signed in has this page."""
    user = _signed_in(request)
    form = ProfileForm(request.POST or None, person=user)
    if request.method != "POST":
        return _profile(request, user, form)
    if not form.is_valid():
        return _profile(request, user, form, status=422)
    said = form.cleaned_data
    try:
        saved = profile.save(
            by=user,
            full_name=said["full_name"],
            timezone=said["timezone"],
            language=said["language"],
            muted=form.muted(),
        )
    except Refused as refused:
        form.add_error("full_name" if refused.code == "name_missing" else None, refused.sentence)
        return _profile(request, user, form, status=422)
    with translation.override(saved.language):  # the next page speaks it already
        messages.success(request, _("Profil Anda disimpan."))
    return redirect("agencies:profile")


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    at = timezone.now()
    places = sessions.places(user=_signed_in(request), session=request.session, at=at)
    return render(request, "agencies/profile_sessions.html", {"places": places})


@require_POST
def session_end(request: HttpRequest, code: str) -> HttpResponse:
    """End one of the own sessions; somebody else's is not to be found."""
    user = _signed_in(request)
    if not sessions.end(by=user, code=code, but=request.session.session_key, at=timezone.now()):
        raise Http404
    return _ended(request, 1)


@require_POST
def session_end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else."""
    return _ended(request, sessions.end_all(by=_signed_in(request), but=request.session.session_key))


@require_POST
def session_end_all(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere, here too."""
    sessions.end_all(by=_signed_in(request), but=request.session.session_key)
    logout(request)
    return redirect(settings.ACCOUNT_LOGOUT_REDIRECT_URL)


def _signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied(_(access.SIGNED_OUT))
    return request.user


def _profile(request: HttpRequest, user: User, form: ProfileForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "person": user,
        "roles": user.active_memberships,
        "notices": [NOTICES[code] for code in MUTABLE],
    }
    return render(request, "agencies/profile.html", context, status=status)


def _ended(request: HttpRequest, ended: int) -> HttpResponse:
    told = ngettext("%(n)s sesi diakhiri.", "%(n)s sesi diakhiri.", ended) % {"n": ended}
    messages.success(request, told if ended else _("Tidak ada sesi lain yang terbuka."))
    return redirect("agencies:session-list")
