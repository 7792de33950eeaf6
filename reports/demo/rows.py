"""Planned posts and readings as rows, as the actions would have left them; a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agencies import audit
from agencies.models import Agency, Partner, SocialAccount, User
from campaigns import counters, likeness
from campaigns.actions import readings
from campaigns.models import Campaign, Grade, Material, Pillar, Post, ReadingSource
from campaigns.readings import ReadingRow
from campaigns.states import PostState
from reports.demo import baseline, story
from reports.demo.cast import DOMAIN
from reports.demo.kits import Piece
from reports.demo.posts import PlannedPost
from summitcomms.lib.refusals import Refused


@dataclass(frozen=True, slots=True)
class World:
    """The rows that posts refer to: by agency code, by (platform, handle), and verifiers by number."""

    agencies: Mapping[str, Agency]
    accounts: Mapping[tuple[str, str], SocialAccount]
    officers: Mapping[str, User]
    verifiers: Sequence[User]


def write_material(
    pieces: Sequence[Piece],
    campaign: Campaign,
    pillars: Mapping[str, Pillar],
    *,
    editor: User,
    shift: timedelta,
) -> None:
    """Store what an editor of the centre published."""
    Material.objects.bulk_create(
        Material(
            campaign=campaign,
            pillar=pillars.get(piece.pillar),
            kind=piece.kind,
            title=piece.title,
            caption=piece.caption,
            caption_key=likeness.caption_key(piece.caption),
            link=piece.link,
            is_public=piece.is_public,
            created_by=editor,
            created_at=piece.at + shift - timedelta(hours=2),
            published_by=editor,
            published_at=piece.at + shift,
        )
        for piece in pieces
    )


def write_posts(
    planned: Sequence[PlannedPost], campaign: Campaign, pillars: Mapping[str, Pillar], world: World
) -> None:
    """Store the posts of one campaign with their counters."""
    made = Post.objects.bulk_create(_row(post, campaign, pillars, world) for post in planned)
    counters.refresh([post.pk for post in made])


def sources() -> Mapping[str, ReadingSource]:
    """The demo's monitoring partner, its exports and its declarations, by code."""
    partner = Partner.objects.create(
        code=baseline.MONITOR, name=story.MONITOR, contact_email=f"mitra@{DOMAIN}"
    )
    made = ReadingSource.objects.bulk_create(
        [
            ReadingSource(code=baseline.MONITOR, name=story.MONITOR, grade=Grade.PARTNER, partner=partner),
            ReadingSource(code=baseline.EXPORT, name="Ekspor platform (peragaan)", grade=Grade.EXPORT),
            ReadingSource(code=baseline.DECLARED, name="Pernyataan petugas (peragaan)", grade=Grade.DECLARED),
        ]
    )
    return {source.code: source for source in made}


def write_readings(
    planned: Sequence[PlannedPost],
    campaign: Campaign,
    known: Mapping[str, ReadingSource],
    *,
    at: datetime,
) -> None:
    """Send the readings of one campaign through the portal's own door, one batch for each source.

    Refused: demo_reading, when the plan holds a reading that the portal would not take from anybody.
    """
    for code, source in known.items():
        rows = [
            ReadingRow(post.code, reading.taken_at, reading.metrics)
            for post in planned
            for reading in post.readings
            if reading.source == code
        ]
        by: audit.Actor = source.partner or audit.SYSTEM
        result = readings.ingest(by=by, campaign=campaign, source=source, rows=rows, at=at)
        if result.refused:
            raise Refused("demo_reading", result.refused[0].sentence)


def _row(post: PlannedPost, campaign: Campaign, pillars: Mapping[str, Pillar], world: World) -> Post:
    code, link, decision = post.draft.office.code, post.link, post.decision
    row = Post(
        code=post.code,
        campaign=campaign,
        agency=world.agencies[code],
        account=world.accounts.get((link.platform, link.handle or "")),
        pillar=pillars[post.draft.pillar],
        material=campaign.kit.used_by(post.draft.caption, post.submitted_at),
        state=post.state,
        platform=link.platform,
        native_id=link.native_id,
        url=link.url,
        handle=link.handle or "",
        is_soft=link.soft,
        caption=post.draft.caption,
        caption_key=likeness.caption_key(post.draft.caption),
        published_at=post.published_at,
        id_time=link.posted_at,
        submitted_by=world.officers[code],
        submitted_at=post.submitted_at,
        screening=post.screening.as_json(),
        risk=post.screening.risk,
    )
    if decision:
        row.decision = decision.state
        row.decided_at = decision.at
        row.decided_by_kind = Post.DecidedByKind.PERSON
        row.decided_by = world.verifiers[decision.verifier]
        row.reason_code = decision.reason or ""
        row.reason_note = decision.note
        if decision.state is PostState.RETURNED:
            row.mend_by = decision.at + timedelta(days=campaign.mending_days)
    return row
