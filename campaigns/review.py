"""What the review screen shows of each draft: what was understood, where it stands, what is to be mended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies.models import Agency
from campaigns import captions, previews
from campaigns.actions.posts import Report
from campaigns.captions import Hint, Tag
from campaigns.forms import FIELD_OF_RULE
from campaigns.guesses import PillarGuess
from campaigns.imports import moments
from campaigns.models import Campaign, Material
from campaigns.paste_forms import DraftForm
from campaigns.pasting import Draft
from campaigns.previews import Preview
from campaigns.screening import Rule
from summitcomms.lib import clock

FIELDS = ("url", "caption", "published_at", "pillar", "handle")
FATAL = {Rule.LINK, Rule.FILED, Rule.ACCOUNT}
"""Rules whose refusal another link mends, or nothing."""


class Standing(StrEnum):
    """Where a draft stands before it is sent."""

    READY = "ready"
    NEEDS = "needs"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The standing as people read it."""
        return _(_LABELS[self])

    @property
    def kind(self) -> str:
        """The colour it is shown in."""
        return {"ready": "success", "needs": "warning", "refused": "danger"}[self]


_LABELS = {
    Standing.READY: gettext_noop("siap dikirim"),
    Standing.NEEDS: gettext_noop("perlu dilengkapi"),
    Standing.REFUSED: gettext_noop("tidak dapat dikirim"),
}


@dataclass(slots=True)
class Row:
    """One draft of the review."""

    form: DraftForm
    report: Report
    preview: Preview
    standing: Standing
    reasons: list[str]
    missing: list[BoundField]
    """The fields in which something is missing."""
    folded: list[BoundField]
    material: Material | None
    """The ready-made material whose words the caption passes on."""
    tags: tuple[Tag, ...] = ()
    hints: tuple[Hint, ...] = field(default=())

    @property
    def published_at(self) -> datetime | None:
        link = self.preview.link
        return self.report.published_at or (link.posted_at if link else None)


def rows(forms: Sequence[DraftForm], *, campaign: Campaign, agency: Agency, at: datetime) -> list[Row]:
    """Bound forms, whether valid or not, as the screening sees them now. A fixed number of queries."""
    reports = [form.known_report() for form in forms]
    seen = previews.preview(campaign=campaign, agency=agency, reports=reports, at=at)
    return [
        _row(form, report, preview, campaign, at)
        for form, report, preview in zip(forms, reports, seen, strict=True)
    ]


def values(drafts: Iterable[Draft], *, zone: str, guess: PillarGuess) -> list[dict[str, str]]:
    """What the forms of these drafts hold at first; times in the officer's zone, the pillar guessed."""
    return [
        {
            "url": draft.url,
            "caption": draft.caption,
            "published_at": _local_time(draft.published, zone),
            "pillar": pillar.code if (pillar := guess.of(draft.caption)) else "",
        }
        for draft in drafts
    ]


def _row(form: DraftForm, report: Report, preview: Preview, campaign: Campaign, at: datetime) -> Row:
    link = preview.link
    data = form.cleaned_data
    is_claimed = preview.is_disputable and bool(data.get("claim"))
    refused = () if is_claimed else preview.screening.refused
    is_short = bool(link and link.opaque)
    reasons = [finding.sentence for finding in refused]
    wrong = {FIELD_OF_RULE[finding.rule] for finding in refused} | set(form.errors)
    if is_short and not data.get("keep"):
        wrong.add("url")
        reasons.append(_short_link())
    standing = Standing.READY
    if wrong:
        standing = Standing.REFUSED if any(one.rule in FATAL for one in refused) else Standing.NEEDS
    ticks = {"keep": is_short, "claim": preview.is_disputable}  # in sight as long as they change anything
    shown = [name for name in FIELDS if name in wrong] + [name for name, matters in ticks.items() if matters]
    captioned = bool(link and report.caption)
    return Row(
        form,
        report,
        preview,
        standing,
        reasons,
        [form[name] for name in shown],
        [form[name] for name in FIELDS if name not in shown],
        campaign.kit.used_by(report.caption, at),
        captions.tags(report.caption, link.platform) if link and captioned else (),
        captions.lint(report.caption, platform=link.platform, hashtag=campaign.hashtag, theme=campaign.theme)
        if link and captioned
        else (),
    )


def _short_link() -> str:
    return _(
        "Tautan pendek belum menunjukkan unggahannya. Buka tautan itu di peramban, lalu tempelkan alamat "
        "lengkapnya di sini; atau kirim dahulu dan lengkapi kemudian."
    )


def _local_time(written: str, zone: str) -> str:
    """What a cell says, as the field takes it; empty where it says nothing that can be read."""
    try:
        at = moments.parse(written, zone)
    except moments.MomentError:
        return ""
    return at.astimezone(clock.zone_info(zone)).strftime("%Y-%m-%dT%H:%M")
