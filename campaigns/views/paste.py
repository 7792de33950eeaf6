"""The submit page: one box for whatever was copied, a review of what was found in it, and one tap to send.

Nothing is kept on the server between the steps: the drafts travel in the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from agencies import access
from agencies.models import Agency, User
from agencies.roles import Permission
from campaigns import captions, pasting, previews, review, selection
from campaigns.actions import batches, disputes, posts, reports
from campaigns.actions.batches import Result, Sent
from campaigns.actions.posts import OUT_OF_SERVICE, NotAccepted
from campaigns.evidence_forms import EvidenceForm
from campaigns.forms import AgencyForm, SubmitForm, reporting_agencies
from campaigns.guesses import PillarGuess
from campaigns.models import Campaign, Dispute, Pillar, Post
from campaigns.paste_forms import LONGEST_PASTE, PREFIX, Drafts, PasteForm, drafts, drafts_data
from campaigns.pasting import Draft, Problem
from campaigns.review import Standing
from campaigns.views.posts import findings, tell
from summitcomms.lib.refusals import Refused

SHARED = ("title", "text", "url")
"""What another app names when it shares something, in the order in which people would write it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who reports, in which campaign, and when."""

    request: HttpRequest
    user: User
    campaign: Campaign
    pillars: Sequence[Pillar]
    at: datetime

    @property
    def guess(self) -> PillarGuess:
        return PillarGuess(self.campaign, self.pillars, self.at)


@require_http_methods(["GET", "HEAD", "POST"])
def post_submit(request: HttpRequest) -> HttpResponse:
    """Take a paste (`text`), the drafts of a review, or the form of a single report (`url`)."""
    user = access.require_somewhere(request.user, Permission.SUBMIT_POSTS)
    if not reporting_agencies(user).exists():
        raise PermissionDenied(_(OUT_OF_SERVICE))
    at = timezone.now()
    campaign = selection.current(at)
    if campaign is None or campaign.state != Campaign.State.OPEN:
        return render(request, "campaigns/post_submit_closed.html", {"campaign": campaign})
    if "url" in request.POST:
        return _file(Desk(request, user, campaign, (), at))
    desk = Desk(request, user, campaign, list(campaign.pillars.all()), at)
    if f"{PREFIX}-TOTAL_FORMS" in request.POST:
        return _send(desk)
    if request.method == "POST":
        return _read(desk)
    shared = dict.fromkeys(request.GET[name] for name in SHARED if request.GET.get(name))
    return _box(desk, PasteForm(user=user, initial={"text": "\n".join(shared)}))


def _box(desk: Desk, form: PasteForm) -> HttpResponse:
    context = {
        "form": form,
        "campaign": desk.campaign,
        "is_over": desk.at >= desk.campaign.ends_at,
        "most": pasting.MOST,
    }
    return render(desk.request, "campaigns/paste_box.html", context, status=422 if form.errors else 200)


def _read(desk: Desk) -> HttpResponse:
    """From the paste to the review; a single link gets the form of a single report."""
    form = PasteForm(desk.request.POST, user=desk.user)
    if not form.is_valid():
        return _box(desk, form)
    pasted = form.pasted
    values = review.values(pasted.first, zone=desk.user.zone, guess=desk.guess)
    if len(values) == 1:
        return _one(desk, form.reporting_agency(), values[0], pasted.problems)
    formset = _formset(desk, drafts_data(values))
    return _page(desk, form.reporting_agency(), formset, rest=pasted.rest, problems=pasted.problems)


def _one(desk: Desk, agency: Agency, values: dict[str, str], problems: Sequence[Problem]) -> HttpResponse:
    """The form of one report, filled, with what the screening says of it."""
    form = SubmitForm(values | {"agency": agency.code}, user=desk.user, campaign=desk.campaign)
    context = {
        "form": form,
        "picture_form": EvidenceForm(is_required=False),
        "campaign": desk.campaign,
        "is_over": False,
        "problems": problems,
    }
    if form.is_valid():
        report = form.report()
        [seen] = previews.preview(campaign=desk.campaign, agency=agency, reports=[report], at=desk.at)
        if seen.sent:
            messages.info(desk.request, _already_sent([seen.sent]))
            return redirect(seen.sent)
        context["screening"] = seen.screening
        context["material"] = desk.campaign.kit.used_by(report.caption, desk.at)
        context["may_claim"] = seen.is_disputable
        if seen.link and report.caption:
            context["hints"] = captions.lint(
                report.caption,
                platform=seen.link.platform,
                hashtag=desk.campaign.hashtag,
                theme=desk.campaign.theme,
            )
        if seen.screening.refuses:
            form.refuse(NotAccepted(seen.screening))
    return render(desk.request, "campaigns/post_submit.html", context)


def _file(desk: Desk) -> HttpResponse:
    """File the form of a single report, with its screenshot; what another agency has filed, as a dispute."""
    form = SubmitForm(desk.request.POST, user=desk.user, campaign=desk.campaign)
    picture_form = EvidenceForm(desk.request.POST, desk.request.FILES, is_required=False)
    context = {
        "form": form,
        "picture_form": picture_form,
        "campaign": desk.campaign,
        "is_over": desk.at >= desk.campaign.ends_at,
    }
    if all((form.is_valid(), picture_form.is_valid())):
        agency, report = form.reporting_agency(), form.report()
        verb = reports.report if form.cleaned_data["claim"] else posts.submit
        try:
            filed = verb(
                by=desk.user,
                campaign=desk.campaign,
                agency=agency,
                report=report,
                at=desk.at,
                picture=picture_form.chosen(),
            )
        except Refused as refusal:
            form.refuse(refusal)
            context["screening"] = findings(refusal)
            context["material"] = desk.campaign.kit.used_by(report.caption, desk.at)
            context["may_claim"] = reports.contested(
                refusal, campaign=desk.campaign, agency=agency, report=report
            )
        else:
            if isinstance(filed, Dispute):
                messages.warning(desk.request, disputes.sentence(filed))
                return redirect("campaigns:post-list")
            tell(desk.request, filed)
            return redirect(filed)
    return render(desk.request, "campaigns/post_submit.html", context, status=422)


def _send(desk: Desk) -> HttpResponse:
    """Send what is ready and show the rest again, as it was typed."""
    chooser = AgencyForm(desk.request.POST)
    chooser.offer_agencies(desk.user)
    formset = _formset(desk, desk.request.POST)
    if not chooser.is_valid() or not formset.management_form.is_valid():
        return _box(desk, PasteForm(user=desk.user))
    agency = chooser.reporting_agency()
    rest = pasting.read(desk.request.POST.get("rest", "")[:LONGEST_PASTE]).drafts
    formset.is_valid()
    kept = [form for form in formset.forms if not form.cleaned_data.get("DELETE")]
    rows = review.rows(kept, campaign=desk.campaign, agency=agency, at=desk.at)
    ready = [row for row in rows if row.standing is Standing.READY or row.preview.sent]
    try:
        sent = batches.send(
            by=desk.user,
            campaign=desk.campaign,
            agency=agency,
            reports=[row.report for row in ready],
            at=desk.at,
        )
    except Refused as refusal:
        messages.error(desk.request, refusal.sentence)
        return _page(desk, agency, formset, rest=rest)
    done = {
        id(row.form)
        for row, outcome in zip(ready, sent.outcomes, strict=True)
        if outcome.result is not Result.REFUSED
    }
    left = [form for form in kept if id(form) not in done]
    _tell(desk.request, sent, len(left) + len(rest))
    if not left and not rest:
        return _leave(sent)
    waiting = [form.typed() for form in left]
    room = pasting.MOST - len(waiting)
    waiting += review.values(rest[:room], zone=desk.user.zone, guess=desk.guess)
    return _page(desk, agency, _formset(desk, drafts_data(waiting)), rest=rest[room:], sent=sent)


def _leave(sent: Sent) -> HttpResponse:
    """To the receipt, or to the one under which everything had been sent before."""
    if sent.receipt:
        return redirect(sent.receipt)
    receipts = {outcome.post.receipt for outcome in sent.outcomes if outcome.post}
    return redirect((len(receipts) == 1 and receipts.pop()) or "campaigns:post-list")


def _page(
    desk: Desk,
    agency: Agency,
    formset: Drafts,
    *,
    rest: Sequence[Draft] = (),
    problems: Sequence[Problem] = (),
    sent: Sent | None = None,
) -> HttpResponse:
    """The review screen."""
    formset.is_valid()
    rows = review.rows(formset.forms, campaign=desk.campaign, agency=agency, at=desk.at)
    ready = sum(row.standing is Standing.READY and not row.preview.sent for row in rows)
    context = {
        "formset": formset,
        "rows": rows,
        "ready": ready,
        "waiting": len(rows) - ready,
        "agency": agency,
        "campaign": desk.campaign,
        "problems": problems,
        "receipt": sent.receipt if sent else None,
        "rest": pasting.write(rest),
        "rest_count": len(rest),
    }
    is_refused = sent is not None and sent.receipt is None
    return render(desk.request, "campaigns/paste_review.html", context, status=422 if is_refused else 200)


def _formset(desk: Desk, data: Mapping[str, Any]) -> Drafts:
    return drafts(data, user=desk.user, campaign=desk.campaign, pillars=desk.pillars)


def _tell(request: HttpRequest, sent: Sent, left: int) -> None:
    """Say what was sent, what had been sent before, and what is left to do."""
    accepted = len(sent.of(Result.ACCEPTED))
    if accepted and sent.receipt:
        sentence = ngettext(
            "%(count)s laporan diterima dengan tanda terima %(code)s.",
            "%(count)s laporan diterima dengan tanda terima %(code)s.",
            accepted,
        )
        messages.success(request, sentence % {"count": accepted, "code": sent.receipt.code})
    before = [outcome.post for outcome in sent.of(Result.ALREADY_SENT) if outcome.post]
    if before:
        messages.info(request, _already_sent(before))
    for outcome in sent.of(Result.DISPUTED):
        if outcome.dispute:
            messages.warning(request, disputes.sentence(outcome.dispute))
    if left and len(sent.of(Result.REFUSED)) == len(sent.outcomes):
        messages.warning(request, _("Belum ada yang terkirim. Lengkapi yang ditandai, lalu kirim lagi."))


def _already_sent(before: Sequence[Post]) -> str:
    """Under which numbers an agency's own reports stand."""
    numbers = dict.fromkeys(post.receipt.code if post.receipt else post.code for post in before)
    sentence = ngettext(
        "%(count)s tautan sudah dilaporkan instansi Anda sebelumnya (%(numbers)s) dan tidak dikirim ulang.",
        "%(count)s tautan sudah dilaporkan instansi Anda sebelumnya (%(numbers)s) dan tidak dikirim ulang.",
        len(before),
    )
    return sentence % {"count": len(before), "numbers": ", ".join(numbers)}
