"""Readings in, and readings declared void. All roads end here: exports, partners, numbers typed by hand."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies import audit
from agencies.models import Partner
from campaigns import counters, incoming, post_refs
from campaigns.actions import flagging
from campaigns.models import Campaign, MetricReading, Post, ReadingSource, ReadingVoid
from campaigns.readings import ReadingRow, Span, check_all, in_utc, measured, row_name
from summitcomms.lib.refusals import Refusal, Refused


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of each row: stored (corrections too), known already, or refused with the reason."""

    batch: uuid.UUID
    stored: int
    unchanged: int
    refused: tuple[Refusal, ...]


@transaction.atomic
def ingest(
    *,
    by: audit.Actor,
    campaign: Campaign,
    source: ReadingSource,
    rows: Sequence[ReadingRow],
    at: datetime,
    posts: Mapping[str, int] | None = None,
) -> IngestResult:
    """Store what `source` measured of posts of `campaign`, and bring the counters of those posts up to date.

    Every row is stored, known already, or refused on its own; refusals come in the order of the rows. The
    number of queries does not depend on the number of rows. A row with a reason corrects what is stored under
    its key (post, source, taken_at); where nothing is stored yet it is the first revision like any other.
    `posts` says which post of the campaign each row's `post_ref` is where the caller has just found that out.
    An agency's own system measures the posts of that agency alone (post_not_yours), save in the sandbox.
    What is odd about the numbers is looked for by a job.

    Refused as a whole: source_foreign.
    """
    if isinstance(by, Partner) and source.partner_id != by.pk:
        raise Refused("source_foreign", _("Sumber hasil ukur ini milik pihak lain."))
    batch = uuid.uuid4()
    own = by.agency_id if isinstance(by, Partner) and not campaign.is_sandbox else None
    judged = _judge(rows, campaign, at, posts, of=own)
    stored = incoming.store(judged.fresh, source_id=source.pk, batch=batch)
    counters.refresh(stored.uncounted)
    refused = judged.refused + [
        _refusal(index, verdict) for index, verdict in stored.verdicts.items() if verdict in _SENTENCES
    ]
    unchanged = judged.repeated + list(stored.verdicts.values()).count("unchanged")
    result = IngestResult(
        batch=batch,
        stored=len(rows) - unchanged - len(refused),
        unchanged=unchanged,
        refused=tuple(sorted(refused, key=lambda refusal: refusal.index)),
    )
    if result.stored and not campaign.is_sandbox:
        flagging.ask(judged.fresh, batch=batch, source=source, at=at)
    audit.record(
        by=by,
        action="readings.ingest",
        target=source,
        after={
            "campaign": campaign.code,
            "batch": str(batch),
            "stored": result.stored,
            "unchanged": result.unchanged,
            "refused": len(result.refused),
        },
    )
    return result


@transaction.atomic
def void(
    *,
    by: audit.Actor,
    post_code: str,
    source: ReadingSource,
    taken_at: datetime,
    reason: str,
    at: datetime,
    revision: int | None = None,
) -> int:
    """Declare readings void, so that no count uses them any more; return how many were.

    Without `revision` the whole measurement falls, all revisions of it. With one, that revision alone falls,
    and the one before holds again: so a mistaken correction is taken back.

    Refused: reason_missing, reading_unknown, reading_void.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("reason_missing", _("Pembatalan hasil ukur memerlukan alasan."))
    post = Post.objects.select_for_update().filter(code=post_code).first()
    found = MetricReading.objects.filter(post=post, source=source, taken_at=taken_at)
    if revision is not None:
        found = found.filter(revision=revision)
    revisions = set(found.values_list("revision", flat=True)) if post else set()
    if post is None or not revisions:
        raise Refused(
            "reading_unknown",
            _(
                "Tidak ada hasil ukur dari sumber ini untuk unggahan dan waktu tersebut."
                " Periksa waktu ukurnya."
            ),
        )
    key = {"post": post, "source": source, "taken_at": taken_at}
    fresh = revisions - set(ReadingVoid.objects.filter(**key).values_list("revision", flat=True))
    if not fresh:
        raise Refused("reading_void", _("Hasil ukur ini sudah dibatalkan sebelumnya."))
    ReadingVoid.objects.bulk_create(
        ReadingVoid(**key, revision=n, reason=reason[:200], voided_at=at, voided_by=by.actor_id)
        for n in sorted(fresh)
    )
    counters.refresh([post.pk])
    audit.record(
        by=by,
        action="readings.void",
        target=post,
        after={"source": source.code, "taken_at": in_utc(taken_at).isoformat(), "revisions": sorted(fresh)},
        reason=reason,
    )
    return len(fresh)


_SENTENCES = {
    "conflict": (
        "reading_conflict",
        gettext_noop(
            "Sumber ini sudah memberi angka lain untuk unggahan dan waktu ukur yang sama. "
            "Bila angka ini yang benar, kirim sebagai koreksi dengan alasannya."
        ),
    ),
    "void": (
        "reading_void",
        gettext_noop(
            "Hasil ukur untuk unggahan dan waktu ini sudah dibatalkan. "
            "Bila tetap benar, kirim sebagai koreksi dengan alasannya."
        ),
    ),
}


def _refusal(index: int, verdict: str) -> Refusal:
    code, sentence = _SENTENCES[verdict]
    return Refusal(index, code, _(sentence))


@dataclass(frozen=True, slots=True)
class _Judged:
    """The batch by itself: rows that may be stored, how many only repeat another row, and refusals."""

    fresh: incoming.Incoming
    repeated: int
    refused: list[Refusal]


def _judge(
    rows: Sequence[ReadingRow],
    campaign: Campaign,
    at: datetime,
    known: Mapping[str, int] | None,
    *,
    of: int | None,
) -> _Judged:
    """`known` are the posts where they are, `of` is the agency whose posts alone may be measured, if any."""
    span = Span.of(starts_at=campaign.starts_at, zone=campaign.timezone, now=at)
    broken = check_all(rows, span)
    named = {row.post_ref for n, row in enumerate(rows) if n not in broken}
    posts: Mapping[str, int | Refused] = known or post_refs.resolve(named, campaign)
    if of is not None:
        posts = post_refs.only_of(of, posts)
    first: dict[tuple[int, datetime], int] = {}
    refused = list(broken.values())
    repeated = 0
    for n, row in enumerate(rows):
        if n in broken:
            continue
        found = posts[row.post_ref]
        if isinstance(found, Refused):
            refused.append(Refusal(n, found.code, found.sentence))
            continue
        earlier = first.setdefault((found, in_utc(row.taken_at)), n)
        if earlier == n:
            continue
        if rows[earlier].values() == row.values():
            repeated += 1
        else:
            refused.append(_contradicts(n, earlier, rows))
    return _Judged(_fresh(first, rows), repeated, refused)


def _fresh(first: Mapping[tuple[int, datetime], int], rows: Sequence[ReadingRow]) -> incoming.Incoming:
    """The rows that each key of post and moment was first seen in."""
    kept = [rows[n] for n in first.values()]
    return incoming.Incoming(
        numbers=list(first.values()),
        post_ids=[post_id for post_id, _taken_at in first],
        taken_at=[taken_at for _post_id, taken_at in first],
        reasons=[" ".join(row.reason.split())[:200] for row in kept],
        metrics=measured(kept),
    )


def _contradicts(index: int, earlier: int, rows: Sequence[ReadingRow]) -> Refusal:
    return Refusal(
        index,
        "row_contradicts",
        _("Unggahan dan waktu ukur ini sudah ada pada %(earlier)s dengan angka lain. Hapus salah satunya.")
        % {"earlier": row_name(earlier, rows[earlier])},
    )
