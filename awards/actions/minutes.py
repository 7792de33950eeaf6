"""The minutes (berita acara) of a published round: asked for by the committee, made once by a job."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import User
from agencies.roles import Permission
from awards import minutes
from awards.models import AwardRound, Minutes
from awards.states import PROVEN
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job
from summitcomms.lib import clock
from summitcomms.lib.refusals import Refused

KIND = "minutes.make"


@transaction.atomic
def request(*, round_id: UUID, by: User, at: datetime) -> Job:
    """Ask for the minutes of a published round; asking again gives the same job."""
    award_round = _allowed(round_id, by)
    return enqueue(
        kind=KIND,
        key=str(award_round.public_id),
        payload={"round": str(award_round.public_id)},
        by_id=by.actor_id,
        by_label=by.actor_label,
        due_at=at,
    )


@transaction.atomic
def make(*, round_id: UUID, by: User, at: datetime, printed: Callable[[str], bytes]) -> Minutes:
    """Write the minutes and keep them with their hash; a round that has some keeps them.

    `printed` turns the finished page (HTML) into a PDF.
    """
    award_round = _allowed(round_id, by)
    if found := Minutes.objects.filter(round=award_round).first():
        return found
    number = _number(at)
    with translation.override("id"):  # a document, whoever asks for it
        data = printed(minutes.page(award_round, number=number, at=at))
    made = Minutes(
        round=award_round,
        number=number,
        sha256=hashlib.sha256(data).hexdigest(),
        made_by=str(by),
        made_at=at,
    )
    made.file.save(f"{uuid4()}.pdf", ContentFile(data), save=False)
    try:
        made.save()
        audit.record(
            by=by,
            action="round.minuted",
            target=award_round,
            after={"number": number, "sha256": made.sha256},
        )
    except BaseException:
        made.file.delete(save=False)  # nothing else names the file
        raise
    return made


def _allowed(round_id: UUID, by: User) -> AwardRound:
    """The round, locked, for somebody who may decide it; refused before its result is out."""
    access.require(by, Permission.DECIDE_ROUNDS)
    award_round = AwardRound.objects.select_for_update(of=("self",), no_key=True).get(public_id=round_id)
    if award_round.state not in PROVEN:
        raise Refused("not_published", _("Berita acara dibuat setelah hasil diterbitkan."))
    return award_round


def _number(at: datetime) -> str:
    """The next number of the year in Jakarta, e.g. 003/BA-PENGHARGAAN/IX/2023; unique by constraint."""
    day = clock.campaign_day(at, clock.WIB)
    year_begins = clock.day_edges(day.replace(month=1, day=1), clock.WIB)[0]
    before = Minutes.objects.filter(made_at__gte=year_begins, made_at__lte=at).count()
    return f"{before + 1:03d}/BA-PENGHARGAAN/{minutes.ROMAN[day.month - 1]}/{day.year}"
