"""The screenshots of a post: add one, and see them as far as the post itself may be seen."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies import access
from agencies.models import User
from agencies.roles import Permission
from campaigns.actions import evidence
from campaigns.actions.posts import EDITABLE
from campaigns.evidence_forms import EvidenceForm
from campaigns.models import Evidence, Post
from campaigns.states import PostState
from summitcomms.lib import pictures
from summitcomms.lib.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def post_evidence(request: HttpRequest, code: str) -> HttpResponse:
    """Add a screenshot to a report that is already filed."""
    user, post = _in_sight(request, code)
    access.require(user, Permission.SUBMIT_POSTS, post.agency)
    if post.state not in EDITABLE:
        messages.warning(
            request,
            _("Unggahan berstatus “%(state)s” tidak dilengkapi lagi dengan tangkapan layar.")
            % {"state": post.get_state_display()},
        )
        return redirect(post)
    form = EvidenceForm()
    if request.method == "POST":
        form = EvidenceForm(request.POST, request.FILES)
        if form.is_valid() and _is_added(request, form, user, post):
            is_back = post.state == PostState.RETURNED  # the picture alone sends nothing again
            return redirect("campaigns:post-edit", post.code) if is_back else redirect(post)
    context = {"form": form, "post": post}
    return render(request, "campaigns/evidence_add.html", context, status=422 if form.errors else 200)


@require_safe
def evidence_image(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponseBase:
    return pictures.served(_filed(request, code, public_id).image, f"bukti-{code}")


@require_safe
def evidence_thumbnail(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponseBase:
    return pictures.served(_filed(request, code, public_id).thumbnail, f"bukti-{code}-kecil")


def _in_sight(request: HttpRequest, code: str) -> tuple[User, Post]:
    """The reader, and a post within reach; 404 for any other."""
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    return user, get_object_or_404(Post.objects.visible_to(user).for_list(), code=code)


def _filed(request: HttpRequest, code: str, public_id: uuid.UUID) -> Evidence:
    """A screenshot, for whoever may see its post."""
    _user, post = _in_sight(request, code)
    return get_object_or_404(post.evidence, public_id=public_id)


def _is_added(request: HttpRequest, form: EvidenceForm, user: User, post: Post) -> bool:
    """Add what a valid form holds and say so; False when it was refused, which the form then says."""
    picture = form.chosen()
    assert picture is not None  # noqa: S101 says to the type checker that this form requires it
    try:
        filed = evidence.add(by=user, post=post, picture=picture, at=timezone.now())
    except Refused as refusal:
        form.refuse(refusal)
        return False
    text = _("Tangkapan layar tersimpan pada laporan %(code)s.")
    if filed.post.state == PostState.VERIFIED:
        text = _("Tangkapan layar tersimpan, dan laporan %(code)s terverifikasi menurut aturan kampanye.")
    elif filed.post.state == PostState.RETURNED:
        text = _("Tangkapan layar tersimpan. Kirim ulang laporan %(code)s agar diperiksa kembali.")
    messages.success(request, text % {"code": post.code})
    return True
