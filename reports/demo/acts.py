"""What people do in the demo through the portal's own actions, so that the audit trail shows them at work."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from agencies import audit
from agencies.actions import account_evidence, accounts
from agencies.models import Agency, SocialAccount, User
from agencies.platforms import Platform
from awards.actions import rankings, rounds
from awards.models import RecipeVersion
from awards.recipes import DEFAULT
from campaigns.actions import appeals, decisions, materials, posts, reports, tallies
from campaigns.actions.materials import Content
from campaigns.actions.posts import Report
from campaigns.models import Campaign, Material, Pillar, Post, TallyRun
from campaigns.states import PostState, ReturnReason
from reports.demo import cast, kits, story
from reports.demo.kits import Piece
from reports.demo.posts import Draft


def prepare(
    campaign: Campaign, pillars: Mapping[str, Pillar], people: Mapping[str, User], shift: timedelta
) -> None:
    """The editor's desk: one piece taken back, one under embargo, one not ready yet."""
    editor = people[cast.EDITOR]

    def draft(piece: Piece, at: datetime) -> Material:
        content = Content(
            piece.kind,
            piece.title,
            piece.caption,
            pillars.get(piece.pillar),
            piece.link,
            piece.is_public,
        )
        return materials.draft(by=editor, campaign=campaign, content=content, at=at)

    out_at = kits.WITHDRAWN.at + shift
    out = draft(kits.WITHDRAWN, out_at)
    materials.publish(by=editor, material=out, seen=out.version, at=out_at)
    materials.withdraw(by=editor, material=out, reason=kits.WITHDRAWN_REASON, at=kits.WITHDRAWN_AT + shift)
    written_at = kits.DRAFT.at + shift
    waits = draft(kits.SCHEDULED, written_at)
    materials.publish(
        by=editor,
        material=waits,
        seen=waits.version,
        at=written_at,
        embargo=kits.SCHEDULED.at + shift,
    )
    draft(kits.DRAFT, written_at)


def report(
    desk: Sequence[Draft],
    *,
    campaign: Campaign,
    agencies: Mapping[str, Agency],
    pillars: Mapping[str, Pillar],
    officers: Mapping[str, User],
    people: Mapping[str, User],
    at: datetime,
) -> None:
    """The last hour before `at`: six posts come in; two pass, one goes back, one is mended, the rest wait."""

    def ago(minutes: int) -> datetime:
        return at - timedelta(minutes=minutes)

    forms = [Report(draft.pasted, draft.caption, draft.claimed_at, pillars[draft.pillar]) for draft in desk]
    filed = [
        posts.submit(
            by=officers[draft.office.code],
            campaign=campaign,
            agency=agencies[draft.office.code],
            report=form,
            at=ago(minutes),
        )
        for draft, form, minutes in zip(desk, forms, (58, 50, 45, 35, 20, 16), strict=True)
    ]
    first, second = (people[short] for short in cast.VERIFIERS)
    decisions.verify(by=first, post=filed[0], seen=filed[0].submitted_at, at=ago(40))
    decisions.verify(by=second, post=filed[1], seen=filed[1].submitted_at, at=ago(33))
    decisions.send_back(
        by=first,
        post=filed[2],
        seen=filed[2].submitted_at,
        reason=ReturnReason.LINK_DEAD,
        note="Video belum dapat dibuka dari luar. Ubah pengaturannya menjadi publik, lalu kirim ulang.",
        at=ago(25),
    )
    mended = Report(forms[5].url, f"{forms[5].caption} #KTTASEAN", forms[5].published_at, forms[5].pillar)
    posts.edit(by=filed[5].submitted_by, post=filed[5], report=mended, at=ago(9))


def object_to(
    campaign: Campaign,
    *,
    agencies: Mapping[str, Agency],
    officers: Mapping[str, User],
    people: Mapping[str, User],
    at: datetime,
) -> None:
    """An office appeals against the newest rejection; another reports a post that waits, and disputes it."""
    posts_of = Post.objects.filter(campaign=campaign).select_related("agency")
    refused = posts_of.filter(state=PostState.REJECTED).latest("decided_at", "code")
    appeals.file(
        by=officers[refused.agency.code], post=refused, grounds=story.GROUNDS, at=at - timedelta(minutes=30)
    )
    short, code = cast.DISPUTING
    person, agency = people[short], agencies[code]
    others = posts_of.filter(state=PostState.SUBMITTED, platform=Platform.INSTAGRAM)
    held = others.exclude(agency=agency).earliest("submitted_at", "code")
    reports.report(
        by=person,
        campaign=campaign,
        agency=agency,
        report=Report(held.url, held.caption, held.published_at, held.pillar),
        at=at - timedelta(minutes=12),
    )


def keep_accounts(
    registered: Mapping[tuple[str, str], SocialAccount],
    *,
    agencies: Mapping[str, Agency],
    people: Mapping[str, User],
    at: datetime,
) -> None:
    """Four accounts wait for the centre, two of which look alike; one office counts its followers."""
    for short, code, platform, handle in cast.PROPOSALS:
        accounts.propose(by=people[short], agency=agencies[code], platform=platform, handle=handle)
    short, platform, handle, counts = cast.FOLLOWERS
    for days, followers in counts:
        account_evidence.note_followers(
            by=people[short],
            account=registered[(platform, handle)],
            followers=followers,
            at=at - timedelta(days=days),
        )


def recipe() -> RecipeVersion:
    """The portal's usual recipe, as the first version of the demo's."""
    return RecipeVersion.objects.create(
        code=story.RECIPE_CODE, version=1, name=story.RECIPE_NAME, data=DEFAULT.to_data()
    )


def decide(campaign: Campaign, used: RecipeVersion, people: Mapping[str, User], shift: timedelta) -> None:
    """The finished contest: counted, frozen by one of the committee, published by the other, awarded."""
    freezer, publisher = people[cast.FREEZER], people[cast.PUBLISHER]
    opened_at = campaign.starts_at
    award_round = rounds.create(
        campaign=campaign, name=story.ROUND_NAME, recipe=used, by=freezer, at=opened_at
    )
    which = award_round.public_id
    rounds.open_round(round_id=which, by=freezer, at=opened_at)
    count(campaign, at=story.COUNTED + shift)
    rounds.freeze(round_id=which, by=freezer, at=story.FROZEN + shift)
    rounds.publish(round_id=which, by=publisher, at=story.PUBLISHED + shift)
    rounds.award(round_id=which, by=publisher, at=story.AWARDED + shift)


def compete(campaign: Campaign, used: RecipeVersion, people: Mapping[str, User], at: datetime) -> None:
    """The running contest: open, and ranked from a tally of this moment."""
    freezer = people[cast.FREEZER]
    award_round = rounds.create(
        campaign=campaign, name=story.ROUND_NAME, recipe=used, by=freezer, at=campaign.starts_at
    )
    rounds.open_round(round_id=award_round.public_id, by=freezer, at=campaign.starts_at)
    count(campaign, at=at)


def count(campaign: Campaign, *, at: datetime) -> TallyRun:
    """Tally the campaign as of `at` and rank its open rounds from that."""
    run = tallies.run(
        campaign_code=campaign.code, at=None, now=at, trigger=TallyRun.Trigger.BEAT, by=audit.SYSTEM
    )
    rankings.compute(tally=run, by=audit.SYSTEM, at=at)
    return run
