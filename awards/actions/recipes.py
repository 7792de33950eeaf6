"""Recipes: a change is a new version, and says why once people are being judged by the old one."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from agencies import access, audit
from agencies.models import User
from agencies.roles import Permission
from awards.actions import changing
from awards.models import AwardRound, RecipeVersion
from awards.recipes import Component, Recipe
from awards.states import RoundState
from summitcomms.lib.refusals import Refused

LEAST_REASON, MOST_REASON = 10, 300


def needs_reason(award_round: AwardRound, at: datetime) -> bool:
    """Whether a change of the round's recipe must be explained: it is open, or its campaign has begun."""
    return award_round.state != RoundState.DRAFT or award_round.campaign.starts_at <= at


@transaction.atomic
def save(
    *,
    base: RecipeVersion,
    name: str,
    recipe: Recipe,
    by: User,
    at: datetime,
    reason: str = "",
    round_id: UUID | None = None,
) -> RecipeVersion:
    """Keep `recipe` as the next version of `base`, and let a draft or open round use it from now on.

    The newest ranking of that round is computed anew. Refused when nothing was changed, when a reason is
    missing (`needs_reason`), and when the round is settled or its campaign lacks what the recipe scores.
    """
    access.require_actor(by, Permission.DECIDE_ROUNDS)
    award_round = changing.locked(round_id, by) if round_id else None
    reason = " ".join(reason.split())
    if name == base.name and replace(recipe, version=base.recipe.version) == base.recipe:
        raise Refused("unchanged", _("Resep ini sama dengan versi yang disalin. Ubah isinya lebih dahulu."))
    if award_round:
        _check(award_round, recipe, reason, at)
    # Whoever makes a version of this code waits here for the other, and counts on from theirs.
    versions = RecipeVersion.objects.filter(code=base.code)
    list(versions.select_for_update(no_key=True).order_by("version")[:1])
    version = versions.aggregate(last=Max("version"))["last"] + 1
    made = RecipeVersion.objects.create(
        code=base.code,
        version=version,
        name=name,
        data=replace(recipe, version=str(version)).to_data(),
        reason=reason,
        created_by=by,
    )
    audit.record(by=by, action="recipe.created", target=made, after={"data": made.data}, reason=reason)
    if award_round:
        _use(award_round, made, by=by, at=at)
    return made


def _check(award_round: AwardRound, recipe: Recipe, reason: str, at: datetime) -> None:
    if needs_reason(award_round, at) and len(reason) < LEAST_REASON:
        raise Refused(
            "reason_needed",
            _(
                "Kampanye sudah dimulai atau putarannya sudah dibuka. Tuliskan alasan perubahan, "
                "paling sedikit %(least)s huruf; alasan itu tampil di halaman metodologi."
            )
            % {"least": LEAST_REASON},
        )
    scores_pillars = any(part.code is Component.PILLAR_COVERAGE for part in recipe.components)
    if scores_pillars and not award_round.campaign.pillars.exists():
        raise Refused(
            "no_pillars", _("Resep menilai cakupan pilar, tetapi kampanyenya belum memiliki pilar.")
        )


def _use(award_round: AwardRound, made: RecipeVersion, *, by: User, at: datetime) -> None:
    """Let the round be computed by its new recipe."""
    before = award_round.recipe
    award_round.recipe = made
    award_round.save(update_fields=["recipe"])
    audit.record(
        by=by,
        action="round.recipe_changed",
        target=award_round,
        before={"recipe": str(before)},
        after={"recipe": str(made)},
        reason=made.reason,
    )
    changing.rank_again(award_round, by=by, at=at)
