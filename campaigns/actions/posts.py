"""What an agency does with its posts: report, mend, withdraw. The verifier's verbs are in `decisions`.

Every verb re-reads the post under a lock, writes its audit row and the counters in the same transaction, and
refuses with `Refused` without having changed anything.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from agencies import access, audit
from agencies.models import Agency, SocialAccount, User
from agencies.roles import Permission
from campaigns import counters, facts, likeness
from campaigns.actions import following, trust
from campaigns.evidence_files import keep
from campaigns.links import Link, LinkError, canonicalise
from campaigns.models import Campaign, Pillar, Post, Receipt
from campaigns.screening import Finding, Rule, Screening, Verdict, already_filed, screen
from campaigns.states import PostState, can_move
from summitcomms.lib import texts
from summitcomms.lib.codes import random_code
from summitcomms.lib.images import Clean
from summitcomms.lib.numbers import thousands
from summitcomms.lib.permits import Denied, Permit
from summitcomms.lib.refusals import Refused

EDITABLE = (PostState.NEEDS_LINK, PostState.RETURNED, PostState.SUBMITTED)
"""States in which the agency may still change what it reported."""
OUT_OF_SERVICE = gettext_noop(
    "Instansi Anda tidak aktif, sehingga tidak dapat melaporkan unggahan. Hubungi administrator portal."
)
LONGEST_CAPTION = 10_000
LONGEST_HANDLE: int = Post._meta.get_field("handle").max_length or 0


class NotAccepted(Refused):
    """The screening refuses the report. `screening` holds every finding, so that a form can show them all."""

    def __init__(self, screening: Screening) -> None:
        first, *others = screening.refused
        super().__init__(first.rule.value, " ".join(one.sentence for one in (first, *others)))
        self.screening = screening


@dataclass(frozen=True, slots=True)
class Report:
    """What an officer typed: the link as pasted, the caption, and the publish time (aware) if given.

    `handle` is the account that published it, for a link that names none: what people say, no proof.
    """

    url: str
    caption: str = ""
    published_at: datetime | None = None
    pillar: Pillar | None = None
    handle: str = ""


@transaction.atomic
def submit(
    *,
    by: User,
    campaign: Campaign,
    agency: Agency,
    report: Report,
    at: datetime,
    receipt: Receipt | None = None,
    picture: Clean | None = None,
) -> Post:
    """File a post for `agency`; a short link that names no post is kept as *needs the full link*.

    A post that the campaign's trusted rules find good is verified at once. What was disputed about its link
    is about this post from now on, or over.
    Raises NotAccepted (code: the first failed rule), and Refused: not_allowed, campaign_closed, caption,
    pillar. Doors call `reports.report`, which knows what to do about a link that another agency has filed.
    """
    require_agency(by, agency)
    post = Post(code=random_code(), campaign=campaign, agency=agency, receipt=receipt)
    screening = _file(post, report, by=by, at=at, picture=picture)
    audit.record(by=by, action="post.submitted", target=post, after=reported(post))
    _conclude(post, screening, by=by, at=at, picture=picture)
    return post


def hand_over(
    *,
    to: Agency,
    campaign: Campaign,
    report: Report,
    filed_by: User,
    by: audit.Actor,
    at: datetime,
    receipt: Receipt | None = None,
    picture: Clean | None = None,
) -> Post:
    """File the post that `to` won in a dispute, for whoever of it disputed; a person verifies it.

    For the transaction of the decision, of `by`. Raises as `submit` does, but asks nobody's right to report.
    """
    post = Post(code=random_code(), campaign=campaign, agency=to, receipt=receipt)
    _file(post, report, by=filed_by, at=at, picture=picture)
    audit.record(by=by, action="post.handed_over", target=post, after=reported(post))
    counters.refresh([post.pk])
    if picture:
        keep(post, picture, by=filed_by, at=at)
    return post


@transaction.atomic
def edit(*, by: User, post: Post, report: Report, at: datetime, picture: Clean | None = None) -> Post:
    """Replace what was reported and hand it to the verifiers (again); a picture is added to those filed.

    The place in the queue counts from `at`, and a decision about to be made on the former content is told so.
    Raises NotAccepted, and Refused: not_allowed, campaign_closed, caption, pillar, state.
    """
    held = locked(post)
    require_agency(by, held.agency)
    if held.state not in EDITABLE:
        raise Refused(
            "state",
            _(
                "Unggahan berstatus “%(state)s” tidak dapat diubah lagi. Tarik laporan ini bila perlu, "
                "lalu laporkan kembali."
            )
            % {"state": PostState(held.state).label},
        )
    link = _read(report.url)
    if link.opaque:
        raise NotAccepted(Screening((_still_short(),)))
    if not link.handle and (link.platform, link.native_id) == (held.platform, held.native_id):
        link = replace(link, handle=held.handle or None)  # canonical, it may name no account
    before = reported(held)
    screening = _fill(held, link, report, by=by, at=at, picture=picture)
    held.state = PostState.SUBMITTED
    clear_decision(held)
    _save(held, screening)
    audit.record(by=by, action="post.edited", target=held, before=before, after=reported(held))
    _conclude(held, screening, by=by, at=at, picture=picture)
    return held


@transaction.atomic
def withdraw(*, by: User, post: Post, at: datetime) -> Post:
    """Take the report back; its link is free for another. Raises Refused: not_allowed, state.

    The record keeps the decision that is let go of and the time, for `undoing.restore`.
    """
    held = locked(post)
    require_agency(by, held.agency)
    permit = can_move(held.state, PostState.WITHDRAWN, by="agency")
    if not permit:
        raise Refused("state", permit.reason)
    before = {"state": str(held.state)} | decision(held)
    held.state = PostState.WITHDRAWN
    clear_decision(held)
    clear_claim(held)
    held.save()
    after = {"state": held.state.value, "at": at.isoformat()}
    audit.record(by=by, action="post.withdrawn", target=held, before=before, after=after)
    counters.refresh([held.pk])
    return held


def locked(post: Post) -> Post:
    """The post as it is now, locked until the end of the transaction."""
    return (
        Post.objects.select_for_update(of=("self",))
        .select_related("campaign", "agency", "claimed_by", "decided_by", "appeal")
        .get(pk=post.pk)
    )


def reported(post: Post) -> dict[str, Any]:
    """What the agency reports, as JSON values for the audit trail."""
    return {
        "state": post.state,
        "url": post.url,
        "caption": post.caption,
        "published_at": post.published_at.isoformat() if post.published_at else None,
        "pillar": post.pillar.code if post.pillar else None,
        "material": str(post.material.public_id) if post.material else None,
    }


def decision(post: Post) -> dict[str, Any]:
    """What was decided and until when it is to be mended, as JSON values; empty while nothing is."""
    if post.decided_at is None:
        return {}
    return {
        "decision": str(post.decision),
        "decided_at": post.decided_at.isoformat(),
        "decided_by_kind": str(post.decided_by_kind),
        "decided_by": post.decided_by.actor_id if post.decided_by else None,
        "decided_by_rule": post.decided_by_rule,
        "reason_code": post.reason_code,
        "reason_note": post.reason_note,
        "mend_by": post.mend_by.isoformat() if post.mend_by else None,
    }


def clear_decision(post: Post) -> None:
    """Forget the decision on the row; the audit trail keeps it."""
    post.decision = post.decided_by_kind = post.decided_by_rule = post.reason_code = post.reason_note = ""
    post.decided_at = post.decided_by = post.mend_by = post.sample_checked_at = None
    post.is_sampled = False


def clear_claim(post: Post) -> None:
    """Let go of the post for other verifiers."""
    post.claimed_by = post.claimed_until = None


def may_report(by: User, agency: Agency) -> Permit:
    """Whether `by` may report and change posts of `agency`: the right, and an agency in service."""
    permit = access.can(by, Permission.SUBMIT_POSTS, agency)
    return Denied(_(OUT_OF_SERVICE)) if permit and not agency.is_active else permit


def require_agency(by: User, agency: Agency) -> None:
    """Raises Refused: not_allowed, unless `by` may report for `agency`."""
    permit = may_report(by, agency)
    if not permit:
        raise Refused("not_allowed", permit.reason)


def _read(url: str) -> Link:
    try:
        return canonicalise(url)
    except LinkError as error:
        raise NotAccepted(Screening((Finding(Rule.LINK, Verdict.FAIL, error.message),))) from error


def _still_short() -> Finding:
    return Finding(
        Rule.LINK,
        Verdict.FAIL,
        _(
            "Tautan ini masih tautan pendek. Buka tautan itu di peramban, tunggu sampai unggahan tampil, "
            "lalu salin alamat lengkap dari bilah alamat."
        ),
    )


def _file(post: Post, report: Report, *, by: User, at: datetime, picture: Clean | None) -> Screening:
    """Write the new post; raises NotAccepted and Refused."""
    link = _read(report.url)
    screening = _fill(post, link, report, by=by, at=at, picture=picture)
    post.state = PostState.NEEDS_LINK if link.opaque else PostState.SUBMITTED
    _save(post, screening)
    return screening


def _fill(
    post: Post, link: Link, report: Report, *, by: User, at: datetime, picture: Clean | None
) -> Screening:
    """Put the report into the row and screen it; raises NotAccepted and Refused."""
    fill(post, link, report, account=_account_of(link, report), by=by, at=at)
    screening = screen(facts.gather(post, at=at, pictures=[picture.dhash] if picture else []))
    keep_screening(post, screening)
    return screening


def plain_caption(text: str) -> str:
    """The caption as it is kept; to be asked before anything reads its words. Raises Refused: caption."""
    caption = texts.plain(text)
    if len(caption) > LONGEST_CAPTION:
        raise Refused(
            "caption",
            _("Takarir paling panjang %(most)s karakter. Tempelkan takarir unggahan ini saja.")
            % {"most": thousands(LONGEST_CAPTION)},
        )
    return caption


def fill(
    post: Post, link: Link, report: Report, *, account: SocialAccount | None, by: User, at: datetime
) -> None:
    """Put the report into the row; the material that its words pass on gives the pillar where none is named.

    Raises Refused: campaign_closed, caption, pillar.
    """
    campaign = post.campaign
    if campaign.state != Campaign.State.OPEN:
        raise Refused(
            "campaign_closed",
            _("%(campaign)s tidak menerima laporan unggahan saat ini.") % {"campaign": campaign},
        )
    if report.pillar and report.pillar.campaign_id != campaign.pk:
        raise Refused("pillar", _("Pilar itu bukan bagian dari kampanye ini. Pilih pilar lain."))
    caption = plain_caption(report.caption)
    material = campaign.kit.used_by(caption, at)
    post.account = account
    post.material = material
    post.pillar = report.pillar or (material.pillar if material else None)
    post.platform = link.platform
    post.native_id = link.native_id
    post.url = link.url
    post.handle = (link.handle or "")[:LONGEST_HANDLE]
    post.is_soft = link.soft
    post.caption = caption
    post.caption_key = likeness.caption_key(caption)
    post.published_at = report.published_at or link.posted_at
    post.id_time = link.posted_at
    post.submitted_by = by
    post.submitted_at = at


def keep_screening(post: Post, screening: Screening) -> None:
    """Put what the rules found into the row; raises NotAccepted if they refuse it."""
    if screening.refuses:
        raise NotAccepted(screening)
    post.screening = screening.as_json()
    post.risk = screening.risk


def named_handle(link: Link, report: Report) -> str:
    """The account that published the post: as the link says, or else the officer; "" when nobody does."""
    return (link.handle or texts.plain(report.handle).strip().removeprefix("@"))[:LONGEST_HANDLE]


def _account_of(link: Link, report: Report) -> SocialAccount | None:
    """The registered account that was named, by its handle now or by a former one."""
    handle = named_handle(link, report)
    if not handle:
        return None
    return SocialAccount.objects.known_as(link.platform, handle).select_related("agency").first()


def write(post: Post) -> Finding | None:
    """Write the row; where another report took its link meanwhile, write nothing and say who was first."""
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError:
        filed = facts.holder(post)
        if filed is None:
            raise
        return already_filed(filed, post.campaign.timezone)
    return None


def _save(post: Post, screening: Screening) -> None:
    """Write the row; whoever loses a race for the same link is told who was first."""
    if lost := write(post):
        findings = (lost if finding.rule is Rule.FILED else finding for finding in screening.findings)
        raise NotAccepted(Screening(tuple(findings)))


def _conclude(post: Post, screening: Screening, *, by: User, at: datetime, picture: Clean | None) -> None:
    """What follows when the report is in; the file comes last, since no rollback takes it back."""
    trust.consider(post, screening, at=at)
    counters.refresh([post.pk])
    following.follow(post, by=by, at=at)
    if picture:
        keep(post, picture, by=by, at=at)
