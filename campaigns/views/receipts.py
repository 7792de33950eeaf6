"""The receipt for what was reported in one go: shown to whoever may see the posts on it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agencies import access
from agencies.roles import Permission
from campaigns.actions import posts
from campaigns.models import Receipt
from summitcomms.lib import clock


@require_safe
def receipt_detail(request: HttpRequest, code: str) -> HttpResponse:
    user = access.require_somewhere(request.user, Permission.VIEW_POSTS)
    receipt = get_object_or_404(
        Receipt.objects.visible_to(user).select_related("campaign", "agency", "filed_by"), code=code
    )
    filed = list(receipt.posts.for_list().order_by("pk"))
    address = request.build_absolute_uri(receipt.get_absolute_url())
    share = ngettext(
        "Tanda terima %(code)s: %(count)s unggahan %(agency)s untuk %(campaign)s, %(time)s. %(address)s",
        "Tanda terima %(code)s: %(count)s unggahan %(agency)s untuk %(campaign)s, %(time)s. %(address)s",
        len(filed),
    )
    context = {
        "receipt": receipt,
        "posts": filed,
        "may_submit": bool(posts.may_report(user, receipt.agency)),
        "share_text": share
        % {
            "code": receipt.code,
            "count": len(filed),
            "agency": receipt.agency,
            "campaign": receipt.campaign.short_name,
            "time": clock.show(receipt.filed_at, user.zone),
            "address": address,
        },
    }
    return render(request, "campaigns/receipt_detail.html", context)
