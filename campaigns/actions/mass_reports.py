"""Report thousands of posts at once: what `reports.report` does with each in turn, written set-based.

What a report is and which rules it meets is said where a single one is filed (`posts.fill`, the screening,
`trust.accept`). Here the facts are held in memory, every accepted row counts for those after it, and rows,
audit trail and counters are written by the thousand. What needs another's post as well, a dispute or a lost
race, takes the single road.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from agencies import audit
from agencies.models import Agency, User
from campaigns import counters
from campaigns.actions import disputes, posts, reports, trust
from campaigns.actions.posts import NotAccepted, Report
from campaigns.actions.reports import Result
from campaigns.links import Link
from campaigns.models import Campaign, Dispute, Post, Receipt
from campaigns.previews import Known, already_sent
from campaigns.screening import Rule, Screening
from campaigns.states import PostState
from summitcomms.lib.codes import random_code
from summitcomms.lib.refusals import Refused

CHUNK = 1_000
"""Rows written by one statement."""
STEP = 200
"""Rows between two words about the progress."""
MOST_DISPUTES = 1_000
"""Each dispute is filed on its own; more than these in one go are left for another."""
PATIENCE = 60
"""Seconds for which an import waits for another one of the same agency."""

Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One report and for whom it is; `report.url` is the address of `link`."""

    agency: Agency
    link: Link
    report: Report


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became, or would become, of an entry: the post that holds its link, or why there is none."""

    result: Result
    post: Post | None = None
    refusal: Refused | None = None
    screening: Screening | None = None
    """What the rules say of an accepted one."""


@dataclass(frozen=True, slots=True)
class Sent:
    """All outcomes in the order of the entries, and a receipt for each agency with a new post."""

    receipts: tuple[Receipt, ...]
    outcomes: tuple[Outcome, ...]


class Desk:
    """Says of one entry after the other what becomes of it; nothing is written.

    A fixed number of queries for each agency, whatever the number of entries.
    """

    def __init__(self, *, by: User, campaign: Campaign, entries: Sequence[Entry], at: datetime) -> None:
        self._by, self._campaign, self._at = by, campaign, at
        self._accepted: dict[Key, Post] = {}
        grouped: dict[int, list[Entry]] = {}
        for entry in entries:
            grouped.setdefault(entry.agency.pk, []).append(entry)
        self._known = {
            agency_id: Known(
                campaign, own[0].agency, [entry.report for entry in own], [entry.link for entry in own]
            )
            for agency_id, own in grouped.items()
        }

    def judge(self, entry: Entry) -> Outcome:
        """What `reports.report` would say after all that was judged before; an accepted row is not saved."""
        found = self._known[entry.agency.pk].preview(entry.link, entry.report, self._at)
        key = _key(entry)
        if sent := found.sent or self._accepted.get(key):
            return Outcome(Result.ALREADY_SENT, sent)
        post = Post(code=random_code(), campaign=self._campaign, agency=entry.agency)
        try:
            posts.fill(post, entry.link, entry.report, account=found.account, by=self._by, at=self._at)
            posts.keep_screening(post, found.screening)
        except NotAccepted as refusal:
            is_filed = [finding.rule for finding in refusal.screening.refused] == [Rule.FILED]
            return Outcome(Result.DISPUTED if is_filed else Result.REFUSED, refusal=refusal)
        except Refused as refusal:
            return Outcome(Result.REFUSED, refusal=refusal)
        post.state = PostState.NEEDS_LINK if entry.link.opaque else PostState.SUBMITTED
        self._accepted[key] = post
        for known in self._known.values():
            known.add(post)
        return Outcome(Result.ACCEPTED, post, screening=found.screening)


@transaction.atomic
def send(
    *,
    by: User,
    campaign: Campaign,
    entries: Sequence[Entry],
    at: datetime,
    progress: Callable[..., None],
) -> Sent:
    """Report all entries in their order; what is refused keeps no other from being accepted.

    A link that the agency has reported, in an earlier row too, is *already sent*. Imports of one agency wait
    for each other; rows are written in key order, so that two senders of the same links never deadlock.
    Raises Refused: not_allowed.
    """
    agencies = {entry.agency.pk: entry.agency for entry in entries}
    for agency in agencies.values():
        posts.require_agency(by, agency)
    _wait_in_line(agencies)
    desk = Desk(by=by, campaign=campaign, entries=entries, at=at)
    outcomes: list[Outcome] = []
    for done, entry in enumerate(entries):
        if done % STEP == 0:
            progress(done, total=len(entries), note=_("Memeriksa baris"))
        outcomes.append(desk.judge(entry))
    receipts = _receipts(by, campaign, agencies, entries, outcomes, at)
    in_key_order = sorted(range(len(entries)), key=lambda n: _key(entries[n])[1:])
    lost = _write_all(outcomes, in_key_order, receipts, by=by, at=at, progress=progress)
    alone = [n for n in in_key_order if n in lost or outcomes[n].result is Result.DISPUTED]
    for done, n in enumerate(alone):
        progress(done, total=len(alone), note=_("Mencatat sengketa"))
        outcomes[n] = (
            _one(entries[n], receipts[entries[n].agency.pk], by=by, at=at)
            if done < MOST_DISPUTES
            else Outcome(Result.REFUSED, refusal=_too_many())
        )
    return Sent(_keep_used(receipts, by=by), tuple(outcomes))


def _key(entry: Entry) -> Key:
    return entry.agency.pk, entry.link.platform.value, entry.link.native_id or entry.link.url


def _wait_in_line(agency_ids: Iterable[int]) -> None:
    """Until the end of the transaction nobody else imports for these agencies.

    The links are guarded by a constraint, but short ones that name no post yet by nothing else.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
        for agency_id in sorted(agency_ids):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"posts.import:{agency_id}"]
            )


def _receipts(
    by: User,
    campaign: Campaign,
    agencies: dict[int, Agency],
    entries: Sequence[Entry],
    outcomes: Sequence[Outcome],
    at: datetime,
) -> dict[int, Receipt]:
    """A receipt for each agency that may get a new post."""
    hopeful = {
        entry.agency.pk
        for entry, outcome in zip(entries, outcomes, strict=True)
        if outcome.result in (Result.ACCEPTED, Result.DISPUTED)
    }
    return {
        agency_id: Receipt.objects.create(
            code=random_code(), campaign=campaign, agency=agency, filed_by=by, filed_at=at
        )
        for agency_id, agency in agencies.items()
        if agency_id in hopeful
    }


def _write_all(
    outcomes: Sequence[Outcome],
    places: Iterable[int],
    receipts: dict[int, Receipt],
    *,
    by: User,
    at: datetime,
    progress: Callable[..., None],
) -> set[int]:
    """Write what is accepted, in the order of `places`; return those whose link somebody filed meanwhile."""
    accepted = [n for n in places if outcomes[n].result is Result.ACCEPTED]
    lost: set[int] = set()
    for start in range(0, len(accepted), CHUNK):
        progress(start, total=len(accepted), note=_("Menyimpan laporan"))
        chunk = accepted[start : start + CHUNK]
        stored = _write([outcomes[n] for n in chunk], receipts, by=by, at=at)
        lost |= {n for n in chunk if (post := outcomes[n].post) and post.code not in stored}
    return lost


def _write(
    outcomes: Sequence[Outcome], receipts: dict[int, Receipt], *, by: User, at: datetime
) -> dict[str, int]:
    """Insert these posts with all that belongs to them; the keys of those that are in, by code."""
    rows: dict[str, Post] = {}
    events = []
    for outcome in outcomes:
        post, screening = outcome.post, outcome.screening
        if post is None or screening is None:
            raise ValueError("only what is accepted is written")
        post.receipt = receipts[post.agency_id]
        rows[post.code] = post
        before = {"state": str(post.state)}
        events.append(audit.event(by=by, action="post.submitted", target=post, after=posts.reported(post)))
        if trust.accept(post, screening, at=at):
            after = trust.accepted(post)
            events.append(
                audit.event(by=audit.SYSTEM, action="post.verified", target=post, before=before, after=after)
            )
    Post.objects.bulk_create(rows.values(), ignore_conflicts=True)
    stored = dict(Post.objects.filter(code__in=rows).values_list("code", "pk"))
    for code, pk in stored.items():
        rows[code].pk = pk
    audit.record_all(event for event in events if event.target_id in stored)
    counters.refresh(list(stored.values()))
    _settle([rows[code] for code in stored], by=by, at=at)
    return stored


def _settle(filed: Sequence[Post], *, by: User, at: datetime) -> None:
    """Close the disputes of these agencies about links that were given back meanwhile."""
    agencies = {post.agency_id for post in filed}
    waiting = Dispute.objects.filter(agency__in=agencies, outcome="")
    links: set[tuple[object, ...]] = set(
        waiting.values_list("agency_id", "post__platform", "post__native_id")
    )
    links |= set(waiting.values_list("agency_id", "url"))
    for post in filed:
        if {(post.agency_id, post.platform, post.native_id), (post.agency_id, post.url)} & links:
            disputes.settle(post, by=by, at=at)


def _one(entry: Entry, receipt: Receipt, *, by: User, at: datetime) -> Outcome:
    """File this entry by itself, in a savepoint of its own."""
    try:
        filed = reports.report(
            by=by,
            campaign=receipt.campaign,
            agency=entry.agency,
            report=entry.report,
            at=at,
            receipt=receipt,
        )
    except Refused as refusal:
        sent = already_sent(campaign=receipt.campaign, agency=entry.agency, links=[entry.link])
        if post := sent.get(entry.link.url):
            return Outcome(Result.ALREADY_SENT, post)
        return Outcome(Result.REFUSED, refusal=refusal)
    return Outcome(Result.DISPUTED) if isinstance(filed, Dispute) else Outcome(Result.ACCEPTED, filed)


def _too_many() -> Refused:
    return Refused(
        "too_many_disputes",
        _(
            "Terlalu banyak tautan dalam berkas ini sudah dilaporkan instansi lain. Unggah baris ini sekali "
            "lagi setelah impor selesai."
        ),
    )


def _keep_used(receipts: dict[int, Receipt], *, by: User) -> tuple[Receipt, ...]:
    """The receipts under which there is a post; the others go."""
    kept = []
    for receipt in receipts.values():
        if count := receipt.posts.count():
            audit.record(by=by, action="receipt.filed", target=receipt, after={"posts": count})
            kept.append(receipt)
        else:
            receipt.delete()
    return tuple(kept)
