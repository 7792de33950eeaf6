"""The posts within reach: found, counted by state, and taken along as a workbook."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from agencies import access
from agencies.models import Agency, User
from agencies.platforms import Platform
from agencies.roles import Permission, Scope
from campaigns import readings, selection
from campaigns.models import Campaign, Material, Post
from campaigns.models.post import PostQuerySet
from campaigns.post_filters import PostFilterForm
from campaigns.readings import METRICS
from campaigns.states import GROUPS, PostState, ReturnReason
from campaigns.views.tabs import Tab
from summitcomms.lib import clock, downloads
from summitcomms.lib.tables import Cell

PAGE = 20
CHUNK = 2_000
"""Rows that a download holds at once."""
FIELDS = (
    ("code", gettext_noop("kode")),
    ("state", gettext_noop("status")),
    ("reason_code", gettext_noop("alasan")),
    ("reason_note", gettext_noop("catatan")),
    ("platform", gettext_noop("platform")),
    ("url", gettext_noop("tautan")),
    ("handle", gettext_noop("akun")),
    ("agency__code", gettext_noop("kode instansi")),
    ("agency__short_name", gettext_noop("instansi")),
    ("pillar__name", gettext_noop("pilar")),
    ("caption", gettext_noop("takarir")),
    ("published_at", gettext_noop("waktu terbit")),
    ("submitted_at", gettext_noop("dikirim")),
    ("submitted_by__full_name", gettext_noop("pengirim")),
    ("receipt__code", gettext_noop("tanda terima")),
    ("counters__taken_at", gettext_noop("angka per")),
)
"""Field and title of the columns before the figures."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks for: the posts that every filter but the state leaves, and the states."""

    campaign: Campaign | None
    agency: Agency | None
    material: Material | None
    form: PostFilterForm
    posts: PostQuerySet
    status: str

    @property
    def in_state(self) -> PostQuerySet:
        states = next((states for value, _label, states in GROUPS if value == self.status), tuple(PostState))
        return self.posts.filter(state__in=states)

    @property
    def is_filtered(self) -> bool:
        return bool(self.status or self.agency or self.material or self.form.is_used)


@require_safe
def post_list(request: HttpRequest) -> HttpResponse:
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    wanted = _wanted(request, user, timezone.now())
    query = request.GET.urlencode()
    context = {
        "form": wanted.form,
        "campaign": wanted.campaign,
        "agency": wanted.agency,
        "material": wanted.material,
        "kept": {
            name: request.GET[name]
            for name in ("status", "instansi", "materi", "kampanye")
            if request.GET.get(name)
        },
        "tabs": _tabs(request, wanted),
        "page": Paginator(wanted.in_state.for_list().with_step(), PAGE).get_page(request.GET.get("page")),
        "is_filtered": wanted.is_filtered,
        "export_query": f"?{query}" if query else "",
        "shows_agency": _sees_several(user),
        "may_submit": Permission.SUBMIT_POSTS
        in {right for m in user.active_memberships for right in m.role_rules.permissions},
    }
    return render(request, "campaigns/post_list.html", context)


@require_safe
def post_export(request: HttpRequest) -> HttpResponseBase:
    """The posts that the same filters find, with their newest figures; times in the reader's zone."""
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    at = timezone.now()
    wanted = _wanted(request, user, at)
    titles = [_(title) for _name, title in FIELDS] + [_(readings.LABELS[name]) for name in METRICS]
    name = _("unggahan-%(day)s") % {"day": clock.campaign_day(at, user.zone).isoformat()}
    return downloads.xlsx(name, titles, _rows(wanted.in_state, user.zone))


def _wanted(request: HttpRequest, user: User, at: datetime) -> Wanted:
    campaign = selection.chosen(request.GET, at)
    form = PostFilterForm(request.GET, zone=user.zone)
    found = form.narrow(Post.objects.visible_to(user).filter(campaign=campaign))
    agency = None
    if slug := request.GET.get("instansi", "").replace("\0", ""):
        agency = get_object_or_404(Agency.objects.within_reach_of(user, Permission.VIEW_POSTS), slug=slug)
        found = found.filter(agency=agency)
    material = None
    if public_id := request.GET.get("materi", ""):
        material = _material(user, public_id, at)
        found = found.filter(material=material)
    return Wanted(campaign, agency, material, form, found, request.GET.get("status", ""))


def _material(user: User, public_id: str, at: datetime) -> Material:
    """The material whose posts are asked for; 404 where it is not in sight."""
    try:
        return get_object_or_404(Material.objects.visible_to(user, at), public_id=UUID(public_id))
    except ValueError:
        raise Http404("not the id of material") from None


def _sees_several(user: User) -> bool:
    """Whether the posts of more than one agency can be in sight."""
    reaches_far = any(m.role_rules.scope is not Scope.AGENCY for m in user.active_memberships)
    return reaches_far or len({m.agency_id for m in user.active_memberships}) > 1


def _tabs(request: HttpRequest, wanted: Wanted) -> list[Tab]:
    counts = dict(wanted.posts.order_by().values_list("state").annotate(Count("pk")))
    tabs = []
    for value, label, states in GROUPS:
        query = request.GET.copy()
        query.pop("page", None)
        query.pop("status", None)
        if value:
            query["status"] = value
        count = sum(counts.get(state, 0) for state in states)
        tabs.append(Tab(f"?{query.urlencode()}", str(label), count, value == wanted.status))
    return tabs


def _rows(found: PostQuerySet, zone: str) -> Iterator[list[Cell]]:
    """The cells of each post: two statements whatever their number, values and no model instances."""
    said = {state.value: state.label for state in PostState}
    said |= {platform.value: platform.label for platform in Platform}
    reasons = {reason.value: reason.label for reason in ReturnReason}
    names = [name for name, _title in FIELDS]
    values = found.values_list(*names, *(f"counters__{name}" for name in METRICS))
    for row in values.iterator(chunk_size=CHUNK):
        cells = [clock.show(cell, zone) if isinstance(cell, datetime) else cell for cell in row]
        for name, words in (("state", said), ("platform", said), ("reason_code", reasons)):
            place = names.index(name)
            cells[place] = words.get(cells[place], cells[place])
        yield cells
