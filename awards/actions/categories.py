"""The categories of a round, chosen while it is a draft: later nobody may redraw who competes with whom."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies import audit
from awards import offers
from awards.actions import changing
from awards.models import AwardRound, Category
from awards.states import RoundState
from summitcomms.lib.refusals import Refused

PLACES = range(1, 11)
"""How many agencies may receive an award in one category."""


@transaction.atomic
def add(*, round_id: UUID, codes: Collection[str], by: audit.Actor, at: datetime) -> list[Category]:
    """Put the categories of these codes (`offers.BY_CODE`, else KeyError) at the end of a draft, or none.

    Refused when somebody could then compete for the same thing twice.
    """
    award_round = _draft(round_id, by)
    made = [_add(award_round, code) for code in codes]
    _record(award_round, by, after={"categories": [category.code for category in made]})
    return made


def _add(award_round: AwardRound, code: str) -> Category:
    offer = offers.BY_CODE[code]
    for other in award_round.categories.all():
        if other.code == code or offers.overlap(offer, other):
            raise Refused(
                "category_overlaps",
                _("“%(new)s” tidak ditambahkan: pesertanya sudah dinilai dalam kategori “%(other)s”.")
                % {"new": offer.title, "other": other.label},
            )
    last = award_round.categories.aggregate(last=Max("position"))["last"] or 0
    with override("id"):  # what is kept is worded in Indonesian, whoever asks
        name = str(offer.title)
    return Category.objects.create(
        round=award_round,
        code=code,
        name=name,
        basis=offer.basis,
        agency_kind=offer.agency_kind,
        population_from=offer.population_from,
        population_to=offer.population_to,
        position=last + 1,
    )


@transaction.atomic
def change(
    *, round_id: UUID, code: str, places: int, jury_percent: int, by: audit.Actor, at: datetime
) -> Category:
    """How many receive an award in a category of a draft, and how much of the total is the jury's."""
    award_round = _draft(round_id, by)
    category = _find(award_round, code)
    if places not in PLACES or not 0 <= jury_percent <= 100:
        raise Refused(
            "out_of_range",
            _("Jumlah penerima harus %(least)s sampai %(most)s, dan bobot juri 0 sampai 100.")
            % {"least": PLACES.start, "most": PLACES.stop - 1},
        )
    before = {"places": category.places, "jury_percent": category.jury_percent}
    after = {"places": places, "jury_percent": jury_percent}
    if before == after:
        return category
    category.places, category.jury_percent = places, jury_percent
    category.save(update_fields=["places", "jury_percent"])
    _record(award_round, by, before={"category": code, **before}, after={"category": code, **after})
    return category


@transaction.atomic
def remove(*, round_id: UUID, code: str, by: audit.Actor, at: datetime) -> None:
    """Take a category out of a draft; the last one stays."""
    award_round = _draft(round_id, by)
    category = _find(award_round, code)
    if award_round.categories.count() == 1:
        raise Refused("no_categories", _("Putaran memerlukan paling sedikit satu kategori."))
    category.delete()
    _record(award_round, by, before={"category": code})


def _draft(round_id: UUID, by: audit.Actor) -> AwardRound:
    award_round = changing.locked(round_id, by)
    if award_round.state != RoundState.DRAFT:
        raise Refused(
            "not_a_draft", _("Putaran ini sudah dibuka. Kategori hanya dapat diubah pada rancangan.")
        )
    return award_round


def _find(award_round: AwardRound, code: str) -> Category:
    """The category of this code; `Refused` when a colleague has just removed it."""
    category = award_round.categories.filter(code=code).first()
    if category is None:
        raise Refused("category_gone", _("Kategori itu tidak ada lagi dalam putaran ini."))
    return category


def _record(
    award_round: AwardRound,
    by: audit.Actor,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    audit.record(by=by, action="round.categories_changed", target=award_round, before=before, after=after)
