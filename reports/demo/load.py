"""Writing the demo into an empty portal: rows for what is past, the portal's own actions for what decides."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from agencies import audit
from agencies.actions import directory
from agencies.models import Agency
from agencies.platforms import Platform
from campaigns import partitions
from campaigns.models import Campaign, FocusArea, Grade, KpiDefinition, KpiFigure, Meeting, Pillar
from reports.demo import acts, cast, kits, people, plan, rows, story
from reports.demo.posts import Office
from summitcomms.lib.refusals import Refused


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much there is now, and by how many days everything was shifted."""

    posts: int
    agencies: int
    shifted_days: int


@transaction.atomic
def load(*, at: datetime, by: audit.Actor) -> Loaded:
    """Fill a portal without campaigns with the demo, so that the day of `at` (aware) is H-7.

    Loads the directory of agencies too where it is empty. Refused: campaign_exists, moment_unusable.
    """
    if existing := Campaign.objects.filter(is_sandbox=False).first():
        raise Refused(
            "campaign_exists",
            f"Portal ini sudah memiliki kampanye, {existing}. Data peragaan hanya dimuat ke portal kosong.",
        )
    if not Agency.objects.exists():
        directory.load(by=by)
    agencies = Agency.objects.active().select_related("region").in_bulk(field_name="code")
    planned = plan.make(at, [_office(agency) for agency in agencies.values()])
    past = _campaign(story.LABUAN_BAJO, Campaign.State.CLOSED, planned.shift)
    present = _campaign(story.JAKARTA, Campaign.State.OPEN, planned.shift, predecessor=past)
    for campaign in (past, present):
        partitions.ensure_for(campaign, at=at)
    _agenda(present, planned.shift)
    _figures(past, present, planned.shift)
    _write(planned, past, present, agencies, at)
    loaded = Loaded(
        posts=len(planned.past) + len(planned.present) + len(planned.desk),
        agencies=len({post.draft.office.code for post in (*planned.past, *planned.present)}),
        shifted_days=planned.shift.days,
    )
    audit.record(
        by=by,
        action="demo.load",
        target=present,
        after={"posts": loaded.posts, "shifted_days": loaded.shifted_days, "at": at.isoformat()},
    )
    return loaded


def _office(agency: Agency) -> Office:
    return Office(
        code=agency.code,
        kind=agency.kind,
        short_name=agency.short_name,
        region=agency.region.name if agency.region else "",
        province=agency.province_code,
    )


def _campaign(
    summit: story.Summit, state: str, shift: timedelta, predecessor: Campaign | None = None
) -> Campaign:
    return Campaign.objects.create(
        code=summit.code,
        name=summit.name,
        short_name=summit.short_name,
        theme=story.THEME,
        predecessor=predecessor,
        state=state,
        starts_at=summit.starts_at + shift,
        ends_at=summit.ends_at + shift,
        summit_on=summit.first_day + shift,
        summit_ends_on=summit.last_day + shift,
        hashtag=story.HASHTAG,
        mending_days=story.MENDING_DAYS,
        counted_grades=[Grade.PARTNER, Grade.EXPORT, Grade.SCREENSHOT],
        is_demo=True,
        shifted_days=shift.days,
    )


def _agenda(campaign: Campaign, shift: timedelta) -> None:
    FocusArea.objects.bulk_create(
        FocusArea(campaign=campaign, name=name, position=position)
        for position, name in enumerate(story.FOCUS_AREAS, 1)
    )
    Meeting.objects.bulk_create(
        Meeting(campaign=campaign, name=name, starts_at=starts_at + shift, place=story.PLACE)
        for name, starts_at in story.MEETINGS
    )


def _figures(past: Campaign, present: Campaign, shift: timedelta) -> None:
    """The definitions, and what others measured: the sourced baseline, the partner's reports so far."""
    known = {
        definition.code: KpiDefinition.objects.get_or_create(
            code=definition.code,
            version=definition.version,
            defaults={
                "name": definition.name,
                "meaning": definition.meaning,
                "unit": definition.unit,
                "is_tallied": definition.is_tallied,
                "position": position,
            },
        )[0]
        for position, definition in enumerate(story.DEFINITIONS, 1)
    }
    uses, tone = known["hashtag_uses"], known["positive_tone"]
    baseline = {"campaign": past, "as_of": past.ends_at, "source": story.BASELINE_SOURCE}
    measured = [
        KpiFigure(
            campaign=present, definition=definition, value=value, as_of=at + shift, source=story.MONITOR
        )
        for at, used, positive in story.MEASURED_BY_MONITOR
        for definition, value in ((uses, used), (tone, positive))
    ]
    KpiFigure.objects.bulk_create(
        [
            KpiFigure(definition=uses, value=story.HASHTAG_USES, **baseline),
            KpiFigure(definition=tone, value=story.POSITIVE_TONE, **baseline),
            *measured,
        ]
    )


def _write(
    planned: plan.Plan, past: Campaign, present: Campaign, agencies: Mapping[str, Agency], at: datetime
) -> None:
    """People and accounts, posts and readings of both campaigns, then the counting and the contests."""
    used: dict[str, set[Platform]] = defaultdict(set)
    offices: dict[str, Office] = {}
    for draft in (*(post.draft for post in (*planned.past, *planned.present)), *planned.desk):
        used[draft.office.code].add(draft.platform)
        offices[draft.office.code] = draft.office
    known = people.create(list(offices.values()), agencies, seed=plan.SEED)
    world = rows.World(
        agencies=agencies,
        accounts=people.register(used, list(offices.values()), agencies, at),
        officers=known.officers,
        verifiers=[known.cast[short] for short in cast.VERIFIERS],
    )
    acts.keep_accounts(world.accounts, agencies=agencies, people=known.cast, at=at)
    recipe, sources = acts.recipe(), rows.sources()
    editor = known.cast[cast.EDITOR]
    pillars = _pillars(past)
    rows.write_material(kits.LABUAN_BAJO, past, pillars, editor=editor, shift=planned.shift)
    rows.write_posts(planned.past, past, pillars, world)
    rows.write_readings(planned.past, past, sources, at=story.COUNTED + planned.shift)
    pillars = _pillars(present)
    rows.write_material(kits.JAKARTA, present, pillars, editor=editor, shift=planned.shift)
    acts.prepare(present, pillars, known.cast, planned.shift)
    rows.write_posts(planned.present, present, pillars, world)
    rows.write_readings(planned.present, present, sources, at=at)
    acts.decide(past, recipe, known.cast, planned.shift)
    acts.report(
        planned.desk,
        campaign=present,
        agencies=agencies,
        pillars=pillars,
        officers=known.officers,
        people=known.cast,
        at=at,
    )
    acts.object_to(present, agencies=agencies, officers=known.officers, people=known.cast, at=at)
    acts.compete(present, recipe, known.cast, at)


def _pillars(campaign: Campaign) -> Mapping[str, Pillar]:
    made = Pillar.objects.bulk_create(
        Pillar(
            campaign=campaign,
            code=pillar.code,
            name=pillar.name,
            narrative=pillar.narrative,
            position=position,
        )
        for position, pillar in enumerate(story.PILLARS, 1)
    )
    return {pillar.code: pillar for pillar in made}
