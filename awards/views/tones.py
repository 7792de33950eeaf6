"""Recording the tone observed about agencies: a list, what would become of it, and what stands on record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from agencies import access
from agencies.directory_plan import Verdict
from agencies.models import User
from agencies.roles import Permission
from awards import tone_rows, tones
from awards.actions import tones as tone_actions
from awards.models import AwardRound
from awards.states import RoundState
from awards.tone_forms import ToneForm
from awards.tones import Held, Listed, Outcome
from campaigns import selection
from campaigns.models import Campaign
from summitcomms.lib import numbers, tokens
from summitcomms.lib.lists import Row, Rows
from summitcomms.lib.refusals import Refused

USE = "awards.tones"
PAGE = 50
MOST_SAID = 5
"""Rows of which a message tells why they were not recorded after all."""
WRITTEN = (Verdict.NEW, Verdict.CHANGED)


@require_http_methods(["GET", "HEAD", "POST"])
def tone_import(request: HttpRequest) -> HttpResponse:
    """A list is read and shown with what would become of every row; `plan` records exactly those rows."""
    user = access.require(request.user, Permission.IMPORT_READINGS)
    at = timezone.now()
    if "plan" in request.POST:
        return _confirm(request, user, at)
    campaign = selection.chosen(request.GET, at)
    is_sent = request.method == "POST"
    form = ToneForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, initial={"campaign": campaign}
    )
    if form.is_valid():
        try:
            tone_actions.require_impartial(user)
            return _show_plan(request, user, form, at)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        except tokens.TooLong:
            form.add_error(
                None, _("Daftar ini terlalu panjang untuk sekali jalan. Bagi menjadi beberapa daftar.")
            )
    context = {
        "form": form,
        "campaign": campaign,
        "columns": tone_rows.COLUMNS.values(),
        "page": Paginator(tones.newest(campaign, at), PAGE).get_page(request.GET.get("page"))
        if campaign
        else None,
    }
    return render(request, "awards/tone_import.html", context, status=422 if is_sent else 200)


def _show_plan(request: HttpRequest, user: User, form: ToneForm, at: datetime) -> HttpResponse:
    campaign: Campaign = form.cleaned_data["campaign"]
    found: Rows = form.cleaned_data["found"]
    listed = form.listed()
    outcomes = tones.plan(campaign, found.rows, listed, at=at)
    cells = {row.line: row.cells for row in found.rows}
    rows = [
        Row(one.line, {**cells[one.line], "agency": one.step.agency.code})  # a name may mean another by then
        for one in outcomes
        if one.step and one.verdict in WRITTEN
    ]
    context: dict[str, Any] = {
        "campaign": campaign,
        "found": found,
        "outcomes": [one for one in outcomes if one.verdict is not Verdict.SAME],
        "counts": [(one.label, sum(row.verdict is one for row in outcomes)) for one in Verdict],
        "ready": len(rows),
        "is_sealed": AwardRound.objects.filter(
            campaign=campaign, state__in=(RoundState.FROZEN, RoundState.PUBLISHED, RoundState.AWARDED)
        ).exists(),
        "plan": _seal(user, campaign, listed, rows, tones.as_shown(outcomes)),
    }
    return render(request, "awards/tone_plan.html", context)


def _confirm(request: HttpRequest, user: User, at: datetime) -> HttpResponse:
    try:
        code, listed, rows, shown = _unseal(user, request.POST["plan"])
    except tokens.Invalid:
        messages.error(request, _("Hasil pemeriksaan ini tidak berlaku lagi. Kirim daftarnya sekali lagi."))
        return redirect("awards:tone-import")
    campaign = get_object_or_404(Campaign, code=code)
    try:
        outcomes = tone_actions.record(
            by=user, campaign=campaign, rows=rows, listed=listed, shown=shown, at=at
        )
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        _tell(request, outcomes)
    return redirect(f"{reverse('awards:tone-import')}?{selection.PARAMETER}={campaign.code}")


def _tell(request: HttpRequest, outcomes: Sequence[Outcome]) -> None:
    """Of how many agencies tone was recorded, and which rows not, since the record has changed in between."""
    done = len({one.step.agency.pk for one in outcomes if one.step and one.verdict in WRITTEN})
    refused = [one for one in outcomes if one.verdict is Verdict.REFUSED]
    if done:
        sentence = ngettext(
            "Tone %(n)s instansi tercatat. Peringkat yang belum dibekukan sudah dihitung ulang.",
            "Tone %(n)s instansi tercatat. Peringkat yang belum dibekukan sudah dihitung ulang.",
            done,
        )
        messages.success(request, sentence % {"n": numbers.thousands(done)})
    elif not refused:
        messages.info(request, _("Semua baris ini sudah tercatat sebelumnya."))
    for one in refused[:MOST_SAID]:
        messages.warning(
            request,
            _("Baris %(line)s tidak dicatat: %(sentence)s") % {"line": one.line, "sentence": one.sentence},
        )
    if (more := len(refused) - MOST_SAID) > 0:
        sentence = ngettext(
            "%(n)s baris lain juga tidak dicatat. Kirim daftarnya sekali lagi untuk melihat sebabnya.",
            "%(n)s baris lain juga tidak dicatat. Kirim daftarnya sekali lagi untuk melihat sebabnya.",
            more,
        )
        messages.warning(request, sentence % {"n": numbers.thousands(more)})


def _seal(
    user: User, campaign: Campaign, listed: Listed, rows: Sequence[Row], shown: Mapping[int, Held | None]
) -> str:
    """The rows as the page carries them to their confirmation: signed, so that what was shown is recorded."""
    as_of = listed.as_of.isoformat() if listed.as_of else ""
    cells = [[row.line, list(row.cells.values()), shown[row.line]] for row in rows]
    return tokens.signed([campaign.code, listed.source, as_of, listed.zone, cells], by=user.actor_id, use=USE)


def _unseal(user: User, text: str) -> tuple[str, Listed, list[Row], dict[int, Held | None]]:
    """What `_seal` has signed for the same person today; raises tokens.Invalid otherwise."""
    code, source, as_of, zone, cells = tokens.opened(text, by=user.actor_id, use=USE)
    rows = [Row(line, dict(zip(tone_rows.COLUMNS, row, strict=True))) for line, row, _held in cells]
    shown = {line: tuple(held) if held else None for line, _row, held in cells}
    return code, Listed(source, datetime.fromisoformat(as_of) if as_of else None, zone), rows, shown
