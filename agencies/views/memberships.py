"""One person's role: change it, end it, hand it over, and leave one's own."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import access, audit
from agencies.actions import handover, invitations
from agencies.invitations import OF_AN_AGENCY
from agencies.models import Agency, Invitation, Membership, SocialAccount, User
from agencies.people_forms import EndForm, SuccessorForm
from agencies.roles import ADMINISTRATOR, CENTRAL, COORDINATOR, ROLES, Permission
from agencies.views.invitations import show_link
from summitcomms.lib.refusals import Refused


@require_safe
def membership_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One person's role: change it, end it, or hand it over."""
    user, held = _managed(request, public_id)
    return _page(request, user, held, EndForm(colleagues=_colleagues(held)))


@require_POST
def membership_role(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change the role for another in the same place."""
    user, held = _managed(request, public_id)
    role = _asked_role(request)
    try:
        changed = handover.change_role(by=user, membership=held, role=role, at=timezone.now())
    except PermissionDenied as denied:
        _note_refusal(request, user, held, str(denied))
        raise
    except Refused as refusal:
        return _page(request, user, held, EndForm(colleagues=_colleagues(held)), refusal)
    messages.success(
        request,
        _("Peran %(person)s sekarang %(role)s.") % {"person": changed.user, "role": changed.role_rules.name},
    )
    return redirect(list_of(held.agency))


@require_POST
def membership_end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End the role, with or without a successor; an invited successor gets a link that is shown once."""
    user, held = _managed(request, public_id)
    at = timezone.now()
    form = EndForm(request.POST, colleagues=_colleagues(held))
    if not form.is_valid():
        return _page(request, user, held, form)
    try:
        if form.invites:
            invited = handover.invite_successor(
                by=user,
                membership=held,
                email=form.cleaned_data["email"],
                full_name=form.cleaned_data["full_name"],
                at=at,
            )
            return show_link(request, invited)
        handover.end(by=user, membership=held, successor=form.chosen(), at=at)
    except Refused as refusal:
        return _page(request, user, held, form, refusal)
    messages.success(
        request,
        _("Tugas %(person)s sebagai %(role)s berakhir. Data instansi tetap utuh.")
        % {"person": held.user, "role": held.role_rules.name},
    )
    if held.user_id == user.pk:
        return redirect("reports:home")
    return redirect(list_of(held.agency))


@require_http_methods(["GET", "HEAD", "POST"])
def membership_leave(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """“I no longer serve here”: what stays, who goes on, and the button; 404 for anybody else's role."""
    user = request.user
    if not isinstance(user, User):
        raise Http404("nobody is signed in")
    own = Membership.objects.select_related("user", "agency__parent").filter(user=user)
    held = get_object_or_404(own, public_id=public_id)
    at = timezone.now()
    colleagues = _colleagues(held)
    may_name = bool(access.may_give(user, held.role, held.agency))
    form = SuccessorForm(
        request.POST if request.method == "POST" else None, colleagues=colleagues if may_name else []
    )
    refusal = ""
    if form.is_bound and form.is_valid():
        try:
            handover.leave(by=user, membership=held, successor=form.chosen(), at=at)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(
                request,
                _("Anda tidak lagi bertugas sebagai %(role)s. Terima kasih; semua data tetap tersimpan.")
                % {"role": held.role_rules.name},
            )
            return redirect("reports:home")
    held.refresh_from_db(fields=["ended_at"])
    context = {
        "membership": held,
        "form": form,
        "refusal": refusal,
        "colleagues": colleagues,
        "may_name": may_name and bool(colleagues),
        "may_invite": may_name,
        "is_last_lead": handover.is_last_lead(held),
        "is_last_administrator": held.role == ADMINISTRATOR.code and not _has_other_administrators(user),
        "whom_to_ask": _whom_to_ask(held),
        "invitations": Invitation.objects.pending(at).filter(agency=held.agency).count(),
        "accounts": _open_accounts(held),
        "list_url": list_of(held.agency),
    }
    is_refused = bool(refusal or form.errors)
    return render(request, "agencies/membership_leave.html", context, status=422 if is_refused else 200)


def list_of(agency: Agency | None) -> str:
    """The address of the people of an agency, or of the centre."""
    query = f"?instansi={agency.code}" if agency else ""
    return reverse("agencies:people-list") + query


def _managed(request: HttpRequest, public_id: uuid.UUID) -> tuple[User, Membership]:
    """The reader and a membership within reach whose role the reader may give; else 404 or 403.

    A POST without the right is an attempt to change somebody's role, so it leaves a trace.
    """
    found = Membership.objects.select_related("user", "agency__parent").filter(public_id=public_id).first()
    try:
        user = access.require_somewhere(request.user, Permission.MANAGE_PEOPLE)
        if found is None or not _is_in_sight(user, found):
            raise Http404("no such membership within reach")
        invitations.require_may_give(user, found.role, found.agency)
    except PermissionDenied as denied:
        if request.method == "POST" and isinstance(request.user, User):
            _note_refusal(request, request.user, found or Membership, str(denied))
        raise
    return user, found


def _note_refusal(
    request: HttpRequest, user: User, target: Membership | type[Membership], reason: str
) -> None:
    """Leave a trace of somebody who tried to change a role without the right to."""
    after = {"role": _asked_role(request)}
    audit.record(by=user, action="membership.refused", target=target, after=after, reason=reason)


def _asked_role(request: HttpRequest) -> str:
    """The role that is asked for, known or not, as far as the record can hold it."""
    return request.POST.get("role", "").replace("\0", "")[:100]


def _is_in_sight(user: User, held: Membership) -> bool:
    if held.agency is None:
        return bool(access.can(user, Permission.ADMINISTER))
    return bool(access.can(user, Permission.MANAGE_PEOPLE, held.agency))


def _page(
    request: HttpRequest, user: User, held: Membership, form: EndForm, refusal: Refused | None = None
) -> HttpResponse:
    held.refresh_from_db(fields=["ended_at"])
    roles = CENTRAL if held.agency is None else OF_AN_AGENCY
    context = {
        "membership": held,
        "form": form,
        "refusal": refusal.sentence if refusal else "",
        "roles": [ROLES[code] for code in roles],
        "is_last_lead": handover.is_last_lead(held),
        "is_own": held.user_id == user.pk,
        "is_administrator": bool(access.can(user, Permission.ADMINISTER)),
        "list_url": list_of(held.agency),
    }
    return render(
        request, "agencies/membership_detail.html", context, status=422 if refusal or form.errors else 200
    )


def _colleagues(held: Membership) -> list[Membership]:
    """Who could take over: the others in the same place."""
    others = Membership.objects.active().filter(agency=held.agency).exclude(user=held.user)
    return list(others.select_related("user").order_by("user__full_name", "pk"))


def _has_other_administrators(user: User) -> bool:
    return Membership.objects.active().filter(role=ADMINISTRATOR.code).exclude(user=user).exists()


def _whom_to_ask(held: Membership) -> list[Membership]:
    """Who can give the role to somebody else, besides administrators: those who watch over the province."""
    agency = held.agency
    if agency is None:
        return []
    places = [place for place in (agency.pk, agency.parent_id) if place]
    coordinators = Membership.objects.active().filter(role=COORDINATOR.code, agency__in=places)
    return list(coordinators.exclude(user=held.user).select_related("user").order_by("pk"))


def _open_accounts(held: Membership) -> int:
    """Accounts of the agency that wait for somebody: proposed ones."""
    if held.agency is None:
        return 0
    return SocialAccount.objects.filter(agency=held.agency, state=SocialAccount.State.PROPOSED).count()
