"""What the screening would say of many reports before any is filed: the same facts, gathered for all at once.

`facts.gather` reads them for one report; here a fixed number of queries serves fifty. Nothing is written.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Q, Value, When

from agencies.handles import fold
from agencies.models import Agency, SocialAccount
from agencies.models.account import AccountRename, AccountState
from agencies.platforms import Platform
from campaigns import likeness
from campaigns.actions.posts import Report, named_handle
from campaigns.links import Link, LinkError, canonicalise
from campaigns.models import Campaign, Post
from campaigns.screening import BURST_WINDOW, Alike, Facts, Filed, Finding, Rule, Screening, Verdict, screen
from campaigns.states import FREE, PostState
from summitcomms.lib import texts


@dataclass(frozen=True, slots=True)
class Preview:
    """What is known of a report that is not sent yet."""

    link: Link | None
    """None when the address names nothing that can be reported; the screening says why."""
    screening: Screening
    account: SocialAccount | None = None
    sent: Post | None = None
    """The agency's own report of the same link: nothing is left to do."""

    @property
    def is_disputable(self) -> bool:
        """Whether all that speaks against it is that another agency holds the link."""
        return self.sent is None and [one.rule for one in self.screening.refused] == [Rule.FILED]


def preview(*, campaign: Campaign, agency: Agency, reports: Sequence[Report], at: datetime) -> list[Preview]:
    """Screen each report as `posts.submit` would at this moment; in the same order, in six queries."""
    links = [_read(report.url) for report in reports]
    known = Known(campaign, agency, reports, [link for link in links if isinstance(link, Link)])
    return [
        known.preview(link, report, at) if isinstance(link, Link) else Preview(None, Screening((link,)))
        for link, report in zip(links, reports, strict=True)
    ]


def already_sent(*, campaign: Campaign, agency: Agency, links: Collection[Link]) -> dict[str, Post]:
    """The agency's own reports of these links by the link's address, also of short ones. One query."""
    same_link = Q(native_id__in=[link.native_id for link in links if link.native_id])
    still_short = Q(state=PostState.NEEDS_LINK, url__in=[link.url for link in links if link.opaque])
    posts = Post.objects.filter(same_link | still_short, campaign=campaign, agency=agency)
    posts = posts.exclude(state__in=FREE).select_related("receipt")
    by_key = {(post.platform, post.native_id or post.url): post for post in posts}
    return {link.url: by_key[key] for link in links if (key := _key(link)) in by_key}


class Known:
    """What the database knows about all of the links of one agency, and what `add` tells it since."""

    def __init__(
        self, campaign: Campaign, agency: Agency, reports: Sequence[Report], links: Sequence[Link]
    ) -> None:
        self.campaign, self.agency = campaign, agency
        self.sent = already_sent(campaign=campaign, agency=agency, links=links)
        self.filed = self._filed(links)
        named = (*(link.handle for link in links), *(report.handle for report in reports))
        self.accounts = _accounts({fold(name.strip()) for name in named if name})
        self.alike = self._alike({likeness.caption_key(texts.plain(report.caption)) for report in reports})
        self.times = self._times(links, reports)

    def preview(self, link: Link, report: Report, at: datetime) -> Preview:
        account = self.accounts.get((link.platform, fold(named_handle(link, report))))
        facts = self._facts(link, report, account, at)
        return Preview(link, screen(facts), account, self.sent.get(link.url))

    def add(self, post: Post) -> None:
        """Count `post` in from now on: it is filed, or about to be, after everything that is known."""
        is_own = post.agency_id == self.agency.pk
        if post.native_id:
            self.filed[post.platform, post.native_id] = Filed(
                post.code, post.agency.short_name, str(post.submitted_by), post.submitted_at
            )
        if post.caption_key:
            alike = self.alike.setdefault(post.caption_key, [])
            if not any(
                (one.is_own, is_own and one.platform) == (is_own, is_own and post.platform) for one in alike
            ):
                alike.append(Alike(post.code, post.agency.short_name, is_own, Platform(post.platform)))
        if is_own and post.published_at:
            insort(self.times, post.published_at)

    def _facts(self, link: Link, report: Report, account: SocialAccount | None, at: datetime) -> Facts:
        campaign = self.campaign
        caption = texts.plain(report.caption)
        published_at = report.published_at or link.posted_at
        material = campaign.kit.used_by(caption, at)
        return Facts(
            platform=link.platform,
            opaque=link.opaque,
            soft=link.soft,
            handle=link.handle or "",
            said_handle=account.handle if account and not link.handle else "",
            owner=account.agency.short_name if account else "",
            is_own=account is not None and account.agency_id == self.agency.pk,
            filed=self.filed.get((link.platform.value, link.native_id or "")),
            caption=caption,
            hashtag=campaign.hashtag,
            starts_at=campaign.starts_at,
            ends_at=campaign.ends_at,
            zone=campaign.timezone,
            claimed_at=None if published_at == link.posted_at else published_at,
            id_time=link.posted_at,
            at=at,
            picture_required=campaign.evidence_required,
            same_caption=self._same_caption(likeness.caption_key(caption), link.platform),
            material=material.title if material else "",
            burst=self._burst(published_at),
        )

    def _filed(self, links: Sequence[Link]) -> dict[tuple[str, str], Filed]:
        """Who holds these links, by platform and id."""
        held = Post.objects.filter(
            campaign=self.campaign, native_id__in=[link.native_id for link in links if link.native_id]
        ).exclude(state__in=FREE)
        return {
            (post.platform, post.native_id or ""): Filed(
                post.code, post.agency.short_name, str(post.submitted_by), post.submitted_at
            )
            for post in held.select_related("agency", "submitted_by")
        }

    def _alike(self, keys: Collection[str]) -> dict[str, list[Alike]]:
        """By caption, the oldest report of another agency and the oldest own one on each platform."""
        own = Q(agency=self.agency)
        found = (
            Post.objects.filter(campaign=self.campaign, caption_key__in=[key for key in keys if key])
            .exclude(state__in=FREE)
            .annotate(group=Case(When(own, then=F("platform")), default=Value("")))
            .order_by("caption_key", "group", "submitted_at", "pk")
            .distinct("caption_key", "group")
            .select_related("agency")
        )
        alike: dict[str, list[Alike]] = {}
        for post in found:
            is_own = post.agency_id == self.agency.pk
            one = Alike(post.code, post.agency.short_name, is_own, Platform(post.platform))
            alike.setdefault(post.caption_key, []).append(one)
        return alike

    def _same_caption(self, key: str, platform: Platform) -> Alike | None:
        """Another agency's report before an own one, the same platform before others."""
        found = self.alike.get(key, [])
        return min(found, key=lambda one: (one.is_own, one.platform is not platform), default=None)

    def _times(self, links: Sequence[Link], reports: Sequence[Report]) -> list[datetime]:
        """When the agency's other posts were published, as far as a burst could reach; in order."""
        times = [time for report in reports if (time := report.published_at)]
        times += [link.posted_at for link in links if link.posted_at]
        if not times:
            return []
        posts = Post.objects.filter(
            campaign=self.campaign,
            agency=self.agency,
            published_at__range=(min(times) - BURST_WINDOW, max(times) + BURST_WINDOW),
        ).exclude(state__in=FREE)
        return list(
            posts.order_by("published_at").values_list("published_at", flat=True)  # type: ignore[arg-type]
        )

    def _burst(self, time: datetime | None) -> int:
        if time is None:
            return 0
        return bisect_right(self.times, time + BURST_WINDOW) - bisect_left(self.times, time - BURST_WINDOW)


def _accounts(folded: Collection[str]) -> dict[tuple[str, str], SocialAccount]:
    """Who is known under these handles, now or else formerly, the last one first: `known_as` for many."""
    former = (
        AccountRename.objects.filter(folded__in=folded)
        .exclude(account__state=AccountState.ARCHIVED)
        .order_by("until")
        .select_related("account__agency")
    )
    accounts = {(rename.account.platform, rename.folded): rename.account for rename in former}
    present = SocialAccount.objects.current().filter(folded__in=folded).select_related("agency")
    return accounts | {(account.platform, account.folded): account for account in present}


def _read(url: str) -> Link | Finding:
    try:
        return canonicalise(url)
    except LinkError as error:
        return Finding(Rule.LINK, Verdict.FAIL, error.message)


def _key(link: Link) -> tuple[str, str]:
    return link.platform.value, link.native_id or link.url
