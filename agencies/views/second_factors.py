"""What an administrator does for somebody who has lost the second factor."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies import access
from agencies.actions import second_factors
from agencies.models import User
from agencies.roles import Permission
from summitcomms.lib.refusals import Refused


@require_POST
def second_factor_reset(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Reset the person's second factors, and go back to their page."""
    by = access.require(request.user, Permission.ADMINISTER)
    person = get_object_or_404(User, public_id=public_id)
    try:
        second_factors.reset(by=by, user=person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(
            request,
            _(
                "Langkah kedua %(person)s diatur ulang dan semua sesinya berakhir. "
                "Beri tahu orangnya untuk masuk dengan kode dari surel."
            )
            % {"person": person},
        )
    return redirect("agencies:person-detail", person.public_id)
