"""Report thousands of posts at once: what `reports.report` does with each in turn, written set-based.

What a report is and which rules it meets is said where a single one is filed (`posts.fill`, the screening,
`trust.accept`). Here the facts are held in memory, every accepted row counts for those after it, and rows,
audit trail and counters are written by the thousand. What needs another's post as well, a dispute or a lost
race, is left for the end.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from agencies import audit
from agencies.models import Agency, User
from campaigns import counters
from campaigns.actions import announcing, disputes, following, posts, trust
from campaigns.actions.disputes import LetGo
from campaigns.actions.posts import NotAccepted, Report
from campaigns.actions.reports import Contest, Outcome, Result, dispute_each, key
from campaigns.links import Link
from campaigns.models import Campaign, Dispute, Post, Receipt
from campaigns.previews import Known, already_sent
from campaigns.screening import Rule, load
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
"""Seconds for which an import waits for another one of the same agency; who holds a connection waits less."""

Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One report and for whom it is; `report.url` is the address of `link`."""

    agency: Agency
    link: Link
    report: Report


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
        place = _key(entry)
        if sent := found.sent or self._accepted.get(place):
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
        self._accepted[place] = post
        for known in self._known.values():
            known.add(post)
        return Outcome(Result.ACCEPTED, post)


@transaction.atomic
def send(
    *,
    by: User,
    campaign: Campaign,
    entries: Sequence[Entry],
    at: datetime,
    progress: Callable[..., None],
    patience: int = PATIENCE,
) -> Sent:
    """Report all entries in their order; what is refused keeps no other from being accepted.

    A link that the agency has reported, in an earlier row too, is *already sent*. Imports of one agency wait
    for each other, so that each judges its rows by what the other has written. Raises Refused: not_allowed.
    """
    agencies = {entry.agency.pk: entry.agency for entry in entries}
    for agency in agencies.values():
        posts.require_agency(by, agency)
    _wait_in_line(agencies, patience)
    desk = Desk(by=by, campaign=campaign, entries=entries, at=at)
    outcomes: list[Outcome] = []
    for done, entry in enumerate(entries):
        if done % STEP == 0:
            progress(done, total=len(entries), note=_("Memeriksa baris"))
        outcomes.append(desk.judge(entry))
    receipts = _receipts(by, campaign, agencies, entries, outcomes, at)
    in_key_order = sorted(range(len(entries)), key=lambda n: key(entries[n].link))
    lost = _write_all(outcomes, in_key_order, receipts, by=by, at=at, progress=progress)
    unwritten = {post.code for n in lost if (post := outcomes[n].post)}
    contests: list[tuple[int, Contest]] = []
    for n in in_key_order:
        is_lost = (post := outcomes[n].post) and post.code in unwritten  # later rows with its link are, too
        if not is_lost and outcomes[n].result is not Result.DISPUTED:
            continue
        match _contest(entries[n], receipts[entries[n].agency.pk]):
            case Contest() as contest if len(contests) < MOST_DISPUTES:
                contests.append((n, contest))
            case Contest():
                outcomes[n] = Outcome(Result.REFUSED, refusal=_too_many())
            case Outcome() as outcome:
                outcomes[n] = outcome
    progress(0, total=len(contests), note=_("Mencatat sengketa"))
    for n, outcome in dispute_each(contests, by=by, at=at).items():
        outcomes[n] = outcome
    return Sent(_keep_used(receipts, by=by), tuple(outcomes))


def _key(entry: Entry) -> Key:
    return entry.agency.pk, *key(entry.link)


def _wait_in_line(agency_ids: Iterable[int], patience: int) -> None:
    """Until the end of the transaction nobody else imports for these agencies; other locks wait as ever."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        (usual,) = cursor.fetchone()
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{patience}s"])
        for agency_id in sorted(agency_ids):
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"posts.import:{agency_id}"]
            )
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])


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
        post = outcome.post
        if post is None:
            raise ValueError("only what is accepted is written")
        post.receipt = receipts[post.agency_id]
        rows[post.code] = post
        before = {"state": str(post.state)}
        events.append(audit.event(by=by, action="post.submitted", target=post, after=posts.reported(post)))
        if post.campaign.trusted_rules and trust.accept(post, load(post.screening), at=at):
            after = trust.accepted(post)
            events.append(
                audit.event(by=audit.SYSTEM, action="post.verified", target=post, before=before, after=after)
            )
    Post.objects.bulk_create(rows.values(), ignore_conflicts=True)
    stored = dict(Post.objects.filter(code__in=rows).values_list("code", "pk"))
    for code, pk in stored.items():
        rows[code].pk = pk
    audit.record_all(event for event in events if event.target_id in stored)
    announcing.decided([rows[code] for code in stored])
    counters.refresh(list(stored.values()))
    _follow([rows[code] for code in stored], by=by, at=at)
    return stored


def _follow(filed: Sequence[Post], *, by: User, at: datetime) -> None:
    """Let what is disputed about these links be about these posts, or be over."""
    links = {(post.platform, post.native_id): post for post in filed}
    known = Dispute.objects.waiting().filter(native_id__in=[native for _platform, native in links if native])
    for link in known.values_list("platform", "native_id").distinct():
        if post := links.get(link):
            following.follow(post, by=by, at=at)


def _contest(entry: Entry, receipt: Receipt) -> Contest | Outcome:
    """What is left to do about a link that somebody else was faster with."""
    campaign = receipt.campaign
    if held := disputes.held_by_another(campaign, entry.agency, entry.link.url):
        return Contest(held, entry.report, receipt)
    sent = already_sent(campaign=campaign, agency=entry.agency, links=[entry.link])
    if post := sent.get(entry.link.url):
        return Outcome(Result.ALREADY_SENT, post)
    return Outcome(Result.REFUSED, refusal=LetGo())


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
