"""Take away the second factors of somebody who has lost them all; the next sign-in is by mail or password.

The last of three ways back after a lost phone: a recovery code, another passkey, an administrator.
"""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from agencies import access, audit, notices
from agencies.actions import mail, sessions
from agencies.models import User
from agencies.roles import Permission
from summitcomms.lib.refusals import Refused


@transaction.atomic
def reset(*, by: User, user: User, at: datetime) -> None:
    """Remove authenticator app, passkeys and recovery codes, and end the sessions: the phone may be stolen.

    The person is told by mail. Who holds a central role sets up a new app before anything else opens.
    PermissionDenied: `by` is no administrator. Refused: own_factors, nothing_to_reset.
    """
    access.require(by, Permission.ADMINISTER)
    if by.pk == user.pk:
        raise Refused(
            "own_factors",
            _("Langkah kedua Anda sendiri hanya dapat diatur ulang oleh administrator lain."),
        )
    User.objects.select_for_update().get(pk=user.pk)
    held = Authenticator.objects.filter(user=user)
    kinds = sorted(held.values_list("type", flat=True))
    if not kinds:
        raise Refused(
            "nothing_to_reset", _("%(person)s tidak memasang langkah kedua apa pun.") % {"person": user}
        )
    held.delete()
    sessions.sign_out(user)
    audit.record(by=by, action="user.factors_reset", target=user, before={"factors": kinds})
    mail.send(
        kind=notices.SECOND_FACTOR_RESET.code,
        to=user,
        subject_id=at.isoformat(),
        context={"by": by.actor_label},
        at=at,
    )
