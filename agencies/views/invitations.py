"""Inviting people, one or many."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from agencies import access, audit, invitees
from agencies.actions import bulk_invitations, invitations
from agencies.actions.bulk_invitations import Verdict
from agencies.actions.invitations import Invited
from agencies.forms import InvitationForm, InvitationListForm
from agencies.models import Invitation, User
from agencies.roles import ROLES, Permission
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_create(request: HttpRequest) -> HttpResponse:
    """Invite one person; `?instansi=` says for which agency. The answer shows the link, once."""
    user = access.require_somewhere(request.user, Permission.MANAGE_PEOPLE)
    known = {"agency": request.GET.get("instansi", ""), "role": "officer"}
    form = InvitationForm(request.POST if request.method == "POST" else None, by=user, initial=known)
    role = request.POST.get("role", "")
    if role in ROLES and not form.offers(role):
        _deny(user, role)
    if form.is_valid():
        try:
            return show_link(request, invitations.invite(by=user, offer=form.offer(), at=timezone.now()))
        except Refused as refusal:
            form.refuse(refusal)
    return render(
        request, "agencies/invitation_create.html", {"form": form}, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_import(request: HttpRequest) -> HttpResponse:
    """Invite many: a list is read and shown with what would become of every row; `plan` confirms it."""
    user = access.require_somewhere(request.user, Permission.MANAGE_PEOPLE)
    at = timezone.now()
    if "plan" in request.POST:
        try:
            found = invitees.from_json(request.POST["plan"])
        except invitees.ListError as error:
            messages.error(request, str(error))
            return redirect("agencies:invitation-import")
        job = bulk_invitations.request(by=user, rows=found.rows, at=at)
        return redirect("reports:job-detail", job.public_id)
    is_sent = request.method == "POST"
    form = InvitationListForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid():
        found = form.cleaned_data["found"]
        outcomes = bulk_invitations.plan(by=user, rows=found.rows, at=at)
        context = {
            "found": found,
            "outcomes": outcomes,
            "counts": [(one.label, sum(row.verdict is one for row in outcomes)) for one in Verdict],
            "ready": sum(row.verdict is Verdict.READY for row in outcomes),
            "plan": invitees.as_json(found),
        }
        return render(request, "agencies/invitation_plan.html", context)
    context = {"form": form, "columns": invitees.COLUMNS.values(), "roles": ROLES.values()}
    return render(request, "agencies/invitation_import.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_POST
def invitation_renew(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Replace the invitation; the answer shows the new link, once."""
    user, invitation = _managed(request, public_id)
    try:
        return show_link(request, invitations.renew(by=user, invitation=invitation, at=timezone.now()))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(_list_of(invitation))


@require_POST
def invitation_withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Make the invitation's links worthless."""
    user, invitation = _managed(request, public_id)
    try:
        invitations.withdraw(by=user, invitation=invitation, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(
            request,
            _("Undangan untuk %(email)s ditarik. Tautannya tidak berlaku lagi.")
            % {"email": invitation.email},
        )
    return redirect(_list_of(invitation))


def show_link(request: HttpRequest, invited: Invited) -> HttpResponse:
    """The page with the link, straight as the answer: a redirect would have to keep the secret somewhere."""
    invitation = invited.invitation
    place = invitation.agency.name if invitation.agency else _("tim pusat")
    zone = invitation.agency.timezone if invitation.agency else clock.WIB
    share = _(
        "Anda diundang sebagai %(role)s, %(place)s, di Portal Kampanye KTT ASEAN. Terima sebelum %(until)s; "
        "kode konfirmasinya dikirim ke surel %(email)s: %(link)s"
    ) % {
        "role": _(invitation.role_rules.name),
        "place": place,
        "until": clock.show(invitation.expires_at, zone),
        "email": invitation.email,
        "link": invited.link,
    }
    context = {
        "invitation": invitation,
        "link": invited.link,
        "share": share,
        "zone": zone,
        "list_url": _list_of(invitation),
    }
    return render(request, "agencies/invitation_sent.html", context)


def _managed(request: HttpRequest, public_id: uuid.UUID) -> tuple[User, Invitation]:
    """The reader and an invitation within reach; 404 out of sight, 403 if the role is not theirs to give."""
    user = access.require_somewhere(request.user, Permission.MANAGE_PEOPLE)
    found = Invitation.objects.select_related("agency__parent").filter(public_id=public_id).first()
    if found is None:
        raise Http404("no such invitation")
    needed = Permission.MANAGE_PEOPLE if found.agency else Permission.ADMINISTER
    if not access.can(user, needed, found.agency):
        raise Http404("this invitation is out of reach")
    invitations.require_may_give(user, found.role, found.agency)
    return user, found


def _deny(user: User, role: str) -> None:
    """Refuse with 403 and leave a trace: somebody has tried to give a role that is not theirs to give."""
    reason = access.may_give(user, role, None).reason
    audit.record(by=user, action="invitation.refused", target=Invitation, after={"role": role}, reason=reason)
    raise PermissionDenied(reason)


def _list_of(invitation: Invitation) -> str:
    query = f"?instansi={invitation.agency.code}" if invitation.agency else ""
    return reverse("agencies:people-list") + query
