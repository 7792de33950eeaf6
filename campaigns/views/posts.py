"""An agency's posts: report one, find them, see where each stands, mend or withdraw it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import access
from agencies.models import User
from agencies.platforms import Platform
from agencies.roles import Permission
from campaigns import captions, flagged, history, measurements, objections, pages, verifying
from campaigns.actions import measuring, posts, undoing
from campaigns.actions.posts import EDITABLE, NotAccepted
from campaigns.evidence_forms import EvidenceForm
from campaigns.forms import ReportForm, typed
from campaigns.models import Post, PostCounters
from campaigns.objection_forms import GroundsForm
from campaigns.screening import Screening, load
from campaigns.states import PostState, can_move
from summitcomms.lib.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def post_edit(request: HttpRequest, code: str) -> HttpResponse:
    user, post = _editable(request, code)
    at = timezone.now()
    if post.state not in EDITABLE:
        messages.warning(
            request,
            _("Unggahan berstatus “%(state)s” tidak dapat diubah lagi.")
            % {"state": post.get_state_display()},
        )
        return redirect(post)
    form = ReportForm(sent(request), initial=typed(post), user=user, campaign=post.campaign)
    picture_form = EvidenceForm(sent(request), request.FILES or None, is_required=False)
    refusal: Refused | None = None
    if request.method == "POST" and all((form.is_valid(), picture_form.is_valid())):
        try:
            post = posts.edit(by=user, post=post, report=form.report(), at=at, picture=picture_form.chosen())
        except Refused as refused:
            refusal = refused
            form.refuse(refused)
        else:
            tell(request, post)
            return redirect(post)
    context = {
        "form": form,
        "picture_form": picture_form,
        "post": post,
        "campaign": post.campaign,
        "screening": findings(refusal),
        "hints": captions.lint(
            post.caption,
            platform=Platform(post.platform),
            hashtag=post.campaign.hashtag,
            theme=post.campaign.theme,
        ),
    }
    status = 422 if form.errors or picture_form.errors else 200
    return render(request, "campaigns/post_edit.html", context, status=status)


@require_POST
def post_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    user, post = _editable(request, code)
    try:
        posts.withdraw(by=user, post=post, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(
            request,
            _("Laporan %(code)s ditarik dan tidak dihitung. Tautannya dapat dilaporkan kembali.")
            % {"code": post.code},
        )
    return redirect(post)


@require_POST
def post_restore(request: HttpRequest, code: str) -> HttpResponse:
    """Take back a withdrawal, by whoever made it a moment ago."""
    user, post = _editable(request, code)
    try:
        undoing.restore(by=user, post=post, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Penarikan laporan %(code)s diurungkan.") % {"code": post.code})
    return redirect(post)


@require_safe
def post_detail(request: HttpRequest, code: str) -> HttpResponse:
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    found = Post.objects.visible_to(user).for_list().with_step().select_related("material")
    post = get_object_or_404(found, code=code)
    is_own = bool(posts.may_report(user, post.agency))
    counters = PostCounters.objects.filter(post=post).first()
    doubts = flagged.of(post, user.zone)
    context = {
        "post": post,
        "screening": load(post.screening),
        "doubts": doubts,
        "is_doubted": any(doubt.flag.is_in_force for doubt in doubts),
        "may_submit": is_own,
        "may_edit": is_own and post.state in EDITABLE,
        "may_withdraw": is_own and bool(can_move(post.state, PostState.WITHDRAWN, by="agency")),
        "may_restore": is_own and bool(undoing.may_restore(user, post, at=timezone.now())),
        "may_verify": post.state == PostState.SUBMITTED and bool(verifying.may_verify(user, post)),
        "counters": counters,
        "numbers": list(measurements.origins(post, grades=flagged.grades(post, doubts)).values()),
        "may_type": bool(measuring.may_type(user, post)),
        "additions": pages.POST_HEAD.of(user, post),
        "history": history.of(post),
        "objections": objections.on_post(post, user, is_own=is_own, at=timezone.now()),
        "appeal_form": GroundsForm(),
        "share_text": _("Laporan %(code)s (%(agency)s): %(state)s. %(link)s")
        % {
            "code": post.code,
            "agency": post.agency,
            "state": post.get_state_display(),
            "link": request.build_absolute_uri(post.get_absolute_url()),
        },
    }
    return render(request, "campaigns/post_detail.html", context)


def sent(request: HttpRequest) -> QueryDict | None:
    """What was posted, however little; None before anything was."""
    return request.POST if request.method == "POST" else None


def _editable(request: HttpRequest, code: str) -> tuple[User, Post]:
    """The post, for somebody who may change it: 404 if it is not in sight, 403 without the right."""
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    post = get_object_or_404(Post.objects.visible_to(user).for_list(), code=code)
    return access.require(user, Permission.SUBMIT_POSTS, post.agency), post


def tell(request: HttpRequest, post: Post) -> None:
    """Say what happens next with what was just sent."""
    if post.state == PostState.NEEDS_LINK:
        messages.warning(
            request,
            _(
                "Laporan %(code)s disimpan, tetapi tautan pendeknya belum menunjukkan unggahan. Lengkapi "
                "tautannya agar dapat diverifikasi."
            )
            % {"code": post.code},
        )
    elif post.state == PostState.VERIFIED:
        messages.success(
            request, _("Laporan %(code)s terverifikasi menurut aturan kampanye.") % {"code": post.code}
        )
    elif post.needs_evidence:
        messages.warning(
            request,
            _("Laporan %(code)s diterima. Tambahkan tangkapan layarnya agar dapat diverifikasi.")
            % {"code": post.code},
        )
    else:
        messages.success(
            request, _("Laporan %(code)s diterima dan menunggu verifikasi.") % {"code": post.code}
        )


def findings(refusal: Refused | None) -> Screening | None:
    """The screening behind a refusal, when it looked at more than the link itself."""
    if isinstance(refusal, NotAccepted) and len(refusal.screening.findings) > 1:
        return refusal.screening
    return None
