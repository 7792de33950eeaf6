"""The people of an agency and of the portal: who serves, who is invited, and what becomes of who left."""

import uuid
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import access, retention
from agencies.actions import departures
from agencies.models import Agency, AuditEvent, Invitation, Membership, User
from agencies.naming import AgencyNames
from agencies.people_forms import DeactivateForm, PersonSearchForm, PseudonymiseForm
from agencies.roles import ROLES, Permission
from summitcomms.lib.refusals import Refused

PAGE = 50
OUT_OF_SERVICE = gettext_noop(
    "Instansi Anda sudah dinonaktifkan, sehingga orangnya tidak dikelola lagi. "
    "Hubungi administrator bila seharusnya masih aktif."
)


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
def person_list(request: HttpRequest) -> HttpResponse:
    """Everybody who has or had an account, by name or address and by what has become of them."""
    access.require(request.user, Permission.ADMINISTER)
    form = PersonSearchForm(request.GET)
    people: QuerySet[Any] = User.objects.annotate(is_serving=Exists(_roles_held())).order_by(
        "full_name", "pk"
    )
    if form.is_valid():
        people = _narrowed(people, form.cleaned_data["q"], form.cleaned_data["keadaan"])
    page = Paginator(people, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "agencies/person_list.html", context)


@require_safe
def person_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Roles now and before, how the person signs in, and what may be done about the account."""
    user, person = _person(request, public_id)
    return _page(request, user, person, DeactivateForm())


@require_POST
def person_deactivate(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the person out of service, with a reason."""
    user, person = _person(request, public_id)
    form = DeactivateForm(request.POST)
    if not form.is_valid():
        return _page(request, user, person, form)
    try:
        departures.deactivate(by=user, user=person, reason=form.cleaned_data["reason"], at=timezone.now())
    except Refused as refusal:
        return _page(request, user, person, form, refusal)
    messages.success(
        request,
        _("Akun %(person)s dinonaktifkan. Semua peran dan sesinya berakhir.") % {"person": person},
    )
    return redirect("agencies:person-detail", person.public_id)


@require_POST
def person_reactivate(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let the person sign in again; roles are given anew."""
    user, person = _person(request, public_id)
    try:
        departures.reactivate(by=user, user=person, at=timezone.now())
    except Refused as refusal:
        return _page(request, user, person, DeactivateForm(), refusal)
    messages.success(
        request,
        _("Akun %(person)s aktif kembali, belum memiliki peran. Undang lagi ke instansinya.")
        % {"person": person},
    )
    return redirect("agencies:person-detail", person.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def person_pseudonymise(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What will be forgotten and what stays, said before: nothing leads back."""
    user, person = _person(request, public_id)
    form = PseudonymiseForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if form.is_bound and form.is_valid():
        try:
            done = departures.pseudonymise(by=user, user=person, at=timezone.now())
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(
                request, _("Orang ini sekarang bernama %(pseudonym)s di mana pun.") % {"pseudonym": done}
            )
            return redirect("agencies:person-detail", person.public_id)
    context = {
        "person": person,
        "form": form,
        "refusal": refusal,
        "pseudonym": retention.pseudonym(person.public_id),
        "is_serving": person.memberships.filter(ended_at=None).exists(),
    }
    is_refused = bool(refusal or form.errors)
    return render(request, "agencies/person_pseudonymise.html", context, status=422 if is_refused else 200)


def _person(request: HttpRequest, public_id: uuid.UUID) -> tuple[User, User]:
    """The reader, an administrator, and the person; 403, then 404."""
    user = access.require(request.user, Permission.ADMINISTER)
    return user, get_object_or_404(User, public_id=public_id)


def _page(
    request: HttpRequest, user: User, person: User, form: Form, refusal: Refused | None = None
) -> HttpResponse:
    person.refresh_from_db()
    roles = list(person.memberships.select_related("agency").order_by("-started_at", "-pk"))
    events = AuditEvent.objects.filter(target_type=User._meta.label_lower, target_id=person.actor_id)
    context: dict[str, Any] = {
        "person": person,
        "roles": [one for one in roles if one.ended_at is None],
        "former": [one for one in roles if one.ended_at],
        "factors": Authenticator.objects.filter(user=person).order_by("created_at"),
        "sessions": UserSession.objects.filter(user=person).count(),
        "is_verified": EmailAddress.objects.filter(user=person, verified=True).exists(),
        "closed": events.filter(action="user.deactivate").order_by("-pk").first(),
        "open_invitations": Invitation.objects.pending(timezone.now()).filter(invited_by=person).count(),
        "is_own": person.pk == user.pk,
        "form": form,
        "refusal": refusal.sentence if refusal else "",
    }
    is_refused = bool(refusal or form.errors)
    return render(request, "agencies/person_detail.html", context, status=422 if is_refused else 200)


def _narrowed(people: QuerySet[Any], text: str, state: str) -> QuerySet[Any]:
    """People, annotated with `is_serving`, of this name or address and state."""
    if text:
        people = people.filter(Q(full_name__icontains=text) | Q(email__icontains=text))
    states = PersonSearchForm.State
    conditions = {
        states.SERVING: Q(is_serving=True),
        states.LEFT: Q(is_serving=False, pseudonymised_at=None),
        states.INACTIVE: Q(is_active=False, pseudonymised_at=None),
        states.ASKED: Q(forget_requested_at__isnull=False),
        states.FORGOTTEN: Q(pseudonymised_at__isnull=False),
    }
    return people.filter(conditions[states(state)]) if state else people


def _roles_held() -> QuerySet[Membership]:
    return Membership.objects.filter(user=OuterRef("pk"), ended_at=None, user__is_active=True)


def _reach(user: User) -> list[Agency]:
    return list(
        Agency.objects.active().within_reach_of(user, Permission.MANAGE_PEOPLE).select_related("parent")
    )


def _within_reach(user: User, code: str) -> Agency:
    """The agency of this code; without a code, the reader's own, or the first within reach. 404 for others.

    Whose agencies are all out of service is told so (403): the menu still leads here.
    """
    own = {
        m.agency_id for m in user.active_memberships if Permission.MANAGE_PEOPLE in m.role_rules.permissions
    }
    reach = _reach(user)
    if not code and not reach:
        raise PermissionDenied(_(OUT_OF_SERVICE))
    for agency in reach:
        if agency.code == code if code else agency.pk in own:
            return agency
    if not code:
        return reach[0]
    raise Http404("no such agency within reach")
