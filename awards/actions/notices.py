"""Mail about juries, asked for inside the transaction of what gives rise to it."""

from django.conf import settings
from django.urls import reverse

from agencies.actions import mail
from awards.models import Juror


def tell_of_naming(juror: Juror) -> None:
    """Tell somebody that the committee asks for a judgement, and where to give it."""
    page = reverse("awards:jury-detail", args=[juror.round.public_id])
    mail.send(
        kind="jury.named",
        to=juror.user,
        subject_id=f"{juror.round.public_id}:{juror.named_at:%Y%m%dT%H%M%S%f}",
        context=_round(juror) | {"by": str(juror.named_by), "url": settings.SITE_URL + page},
        at=juror.named_at,
    )


def tell_of_dismissal(juror: Juror) -> None:
    """Tell somebody that nothing is asked of them any more, and why."""
    if juror.dismissed_at is None:
        return
    mail.send(
        kind="jury.dismissed",
        to=juror.user,
        subject_id=f"{juror.round.public_id}:{juror.dismissed_at:%Y%m%dT%H%M%S%f}",
        context=_round(juror) | {"by": str(juror.dismissed_by), "reason": juror.dismissal},
        at=juror.dismissed_at,
    )


def _round(juror: Juror) -> dict[str, str]:
    return {"round": juror.round.name, "campaign": juror.round.campaign.name}
