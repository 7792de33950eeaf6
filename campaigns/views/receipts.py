"""The receipt for what was reported in one go: shown to whoever may see the posts on it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from agencies import access
from agencies.roles import Permission
from campaigns.actions import posts, undoing
from campaigns.models import Receipt
from summitcomms.lib import clock
from summitcomms.lib.numbers import thousands
from summitcomms.lib.refusals import Refused

PAGE = 50


@require_safe
def receipt_detail(request: HttpRequest, code: str) -> HttpResponse:
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    receipt = get_object_or_404(
        Receipt.objects.visible_to(user).select_related("campaign", "agency", "filed_by"), code=code
    )
    reported = receipt.posts.for_list().with_step().order_by("pk")
    page = Paginator(reported, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    address = request.build_absolute_uri(receipt.get_absolute_url())
    share = ngettext(
        "Tanda terima %(code)s: %(count)s unggahan %(agency)s untuk %(campaign)s, %(time)s. %(address)s",
        "Tanda terima %(code)s: %(count)s unggahan %(agency)s untuk %(campaign)s, %(time)s. %(address)s",
        count,
    )
    context = {
        "receipt": receipt,
        "page": page,
        "count": count,
        "may_recall": bool(undoing.may_recall(user, receipt, at=timezone.now())),
        "may_submit": bool(posts.may_report(user, receipt.agency)),
        "share_text": share
        % {
            "code": receipt.code,
            "count": count,
            "agency": receipt.agency,
            "campaign": receipt.campaign.short_name,
            "time": clock.show(receipt.filed_at, user.zone),
            "address": address,
        },
    }
    return render(request, "campaigns/receipt_detail.html", context)


@require_POST
def receipt_recall(request: HttpRequest, code: str) -> HttpResponse:
    """Take back everything that was sent a moment ago, by whoever sent it."""
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    receipt = get_object_or_404(Receipt.objects.visible_to(user).select_related("agency"), code=code)
    access.require(user, Permission.SUBMIT_POSTS, receipt.agency)
    try:
        recalled = undoing.recall(by=user, receipt=receipt, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(receipt)
    if recalled:
        messages.success(
            request,
            ngettext(
                "%(count)s laporan ditarik dan tidak dihitung.",
                "%(count)s laporan ditarik dan tidak dihitung.",
                len(recalled),
            )
            % {"count": thousands(len(recalled))},
        )
    else:
        messages.info(request, _("Tidak ada yang ditarik: semua laporan di sini sudah diputus."))
    return redirect(receipt)
