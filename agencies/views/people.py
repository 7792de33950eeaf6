"""The people of an agency: who serves it, who is invited, and how a role changes, ends or is handed over."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies import access, audit
from agencies.actions import handover, invitations
from agencies.forms import EndForm
from agencies.invitations import OF_AN_AGENCY
from agencies.models import Agency, Invitation, Membership, User
from agencies.naming import AgencyNames
from agencies.roles import CENTRAL, ROLES, Permission
from agencies.views.invitations import show_link
from summitcomms.lib.refusals import Refused


@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    """Members and open invitations of one agency; administrators see the centre until they name an agency."""
    user = access.require_somewhere(request.user, Permission.MANAGE_PEOPLE)
    at = timezone.now()
    is_administrator = bool(access.can(user, Permission.ADMINISTER))
    wanted = request.GET.get("instansi", "").strip()
    agency = AgencyNames().find(wanted) if is_administrator else _within_reach(user, wanted)
    is_unknown = agency is None and bool(wanted)
    members = Membership.objects.active().filter(agency=agency).select_related("user")
    invited = Invitation.objects.unanswered().for_people().filter(agency=agency).order_by("-invited_at", "pk")
    context = {
        "agency": agency,
        "members": [
            (one, bool(access.may_give(user, one.role, agency)), one.user_id == user.pk)
            for one in sorted(members, key=lambda one: (list(ROLES).index(one.role), one.user.full_name))
        ],
        "invited": [(one, one.state(at), bool(access.may_give(user, one.role, agency))) for one in invited],
        "others": [] if is_administrator else _reach(user),
        "is_administrator": is_administrator,
        "unknown": wanted if is_unknown else "",
    }
    return render(request, "agencies/people_list.html", context, status=404 if is_unknown else 200)


@require_safe
def membership_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One person's role: change it, end it, or hand it over."""
    user, held = _managed(request, public_id)
    return _page(request, user, held, EndForm(colleagues=_colleagues(held)))


@require_POST
def membership_role(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change the role for another in the same place."""
    user, held = _managed(request, public_id)
    role = request.POST.get("role", "")
    try:
        changed = handover.change_role(by=user, membership=held, role=role, at=timezone.now())
    except PermissionDenied as denied:
        _note_refusal(request, user, held, str(denied))
        raise
    except Refused as refusal:
        return _page(request, user, held, EndForm(colleagues=_colleagues(held)), refusal)
    messages.success(request, f"Peran {changed.user} sekarang {changed.role_rules.name}.")
    return redirect(_list_of(held.agency))


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
        request, f"Tugas {held.user} sebagai {held.role_rules.name} berakhir. Data instansi tetap utuh."
    )
    if held.user_id == user.pk:
        return redirect("reports:home")
    return redirect(_list_of(held.agency))


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
    role = request.POST.get("role", "")[:100]
    audit.record(by=user, action="membership.refused", target=target, after={"role": role}, reason=reason)


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
        "list_url": _list_of(held.agency),
    }
    return render(
        request, "agencies/membership_detail.html", context, status=422 if refusal or form.errors else 200
    )


def _colleagues(held: Membership) -> list[Membership]:
    """Who could take over: the others in the same place."""
    others = Membership.objects.active().filter(agency=held.agency).exclude(user=held.user)
    return list(others.select_related("user").order_by("user__full_name", "pk"))


def _reach(user: User) -> list[Agency]:
    return list(
        Agency.objects.active().within_reach_of(user, Permission.MANAGE_PEOPLE).select_related("parent")
    )


def _within_reach(user: User, code: str) -> Agency:
    """The agency of this code; without a code, the reader's own."""
    reach = Agency.objects.active().within_reach_of(user, Permission.MANAGE_PEOPLE).select_related("parent")
    if code:
        return get_object_or_404(reach, code=code)
    own = [
        m.agency_id for m in user.active_memberships if Permission.MANAGE_PEOPLE in m.role_rules.permissions
    ]
    return get_object_or_404(reach, pk=own[0])


def _list_of(agency: Agency | None) -> str:
    query = f"?instansi={agency.code}" if agency else ""
    return reverse("agencies:people-list") + query
