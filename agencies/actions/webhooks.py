"""Webhooks: where partners want to be told of what happens, and writing down what is to be told to whom.

An administrator looks after the endpoints of every partner, a partner after its own. `emit` is called inside
the action that makes the news; `deliveries` brings them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from agencies import access, audit, rates
from agencies.hooks import messages, targets
from agencies.models import Partner, PartnerKey, User, WebhookDelivery, WebhookEndpoint, WebhookEvent
from agencies.roles import Permission
from summitcomms.lib.refusals import Refused

MOST = 10
"""Endpoints of one partner."""
OVERLAP = timedelta(hours=24)
"""How long the former secret signs beside the new one."""
TESTS_A_MINUTE = 10
"""Pings and replays of one endpoint."""

NEEDED: dict[WebhookEvent, PartnerKey.ScopeCode] = {
    WebhookEvent.POST_VERIFIED: PartnerKey.ScopeCode.POSTS_READ,
    WebhookEvent.POST_RETURNED: PartnerKey.ScopeCode.POSTS_READ,
    WebhookEvent.TALLY_FINISHED: PartnerKey.ScopeCode.STANDINGS_READ,
    WebhookEvent.ROUND_FROZEN: PartnerKey.ScopeCode.STANDINGS_READ,
    WebhookEvent.AWARD_PUBLISHED: PartnerKey.ScopeCode.STANDINGS_READ,
}
"""The scope that a key of the partner must open now: nobody is told what they may not read."""
CHOICES = [(event.value, event.label) for event in NEEDED]


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened, as JSON values; `agency_id` where it is one agency's and not everybody's.

    Then `data` is for the agency's own systems, and `outside` for partners that are no agency's: less, or
    nothing where they could not read of it either.
    """

    data: Mapping[str, Any]
    agency_id: int | None = None
    outside: Mapping[str, Any] | None = None

    def told_to(self, partner: Partner) -> Mapping[str, Any] | None:
        """What the partner is told of it; None for nothing."""
        if self.agency_id is None or self.agency_id == partner.agency_id:
            return self.data
        return None if partner.agency_id else self.outside


def emit(*, event: WebhookEvent, news: Sequence[News], at: datetime) -> int:
    """Write down every piece of news for every endpoint that is to be told; how many deliveries that makes.

    For the transaction of the action: what is rolled back is told to nobody. Two statements, whatever the
    number of news. Who is told what of it, each piece says.
    """
    if not news:
        return 0
    waiting = [
        WebhookDelivery(
            endpoint=endpoint,
            event=event,
            payload=messages.envelope(event, said, at=at),
            due_at=at,
            happened_at=at,
        )
        for endpoint in _subscribed(event, at)
        for one in news
        if (said := one.told_to(endpoint.partner)) is not None
    ]
    if waiting:
        WebhookDelivery.objects.bulk_create(waiting, batch_size=1_000)
    return len(waiting)


@transaction.atomic
def register(
    *, by: audit.Actor, partner: Partner, url: str, events: Collection[str], at: datetime
) -> WebhookEndpoint:
    """Tell `partner` of `events` at `url`. The secret of the answer is shown to whoever asked, once.

    Refused: as `targets.read`, and partner_inactive, events_missing, event_unknown, scope_missing,
    too_many_endpoints, endpoint_exists.
    """
    require_may_manage(by, partner)
    held = Partner.objects.select_for_update(no_key=True, of=("self",)).get(pk=partner.pk)
    _require_active(held)
    url = url.strip()
    targets.read(url, allowed=settings.WEBHOOK_ALLOWED_NETWORKS)
    chosen = _events(events, held, at)
    if held.webhooks.filter(removed_at=None).count() >= MOST:
        raise Refused(
            "too_many_endpoints", _("Satu mitra mendaftarkan paling banyak %(most)s tujuan.") % {"most": MOST}
        )
    endpoint = WebhookEndpoint(
        partner=held, url=url, events=chosen, secret=messages.new_secret(), created_at=at
    )
    try:
        with transaction.atomic():
            endpoint.save()
    except IntegrityError:
        raise Refused("endpoint_exists", _("Alamat tujuan ini sudah terdaftar.")) from None
    audit.record(
        by=by,
        action="webhook.registered",
        target=endpoint,
        after={"partner": held.code, "events": chosen},
    )
    return endpoint


@transaction.atomic
def change_events(
    *, by: audit.Actor, endpoint: WebhookEndpoint, events: Collection[str], at: datetime
) -> WebhookEndpoint:
    """Tell the endpoint of these events from now on.

    Refused: removed, events_missing, event_unknown, scope_missing.
    """
    held = _locked(by, endpoint)
    before, held.events = held.events, _events(events, held.partner, at)
    held.save(update_fields=["events"])
    audit.record(
        by=by,
        action="webhook.events_changed",
        target=held,
        before={"events": before},
        after={"events": held.events},
    )
    return held


@transaction.atomic
def rotate_secret(*, by: audit.Actor, endpoint: WebhookEndpoint, at: datetime) -> WebhookEndpoint:
    """Sign with a new secret, and with the former one too for `OVERLAP`. Refused: removed."""
    held = _locked(by, endpoint)
    held.former_secret, held.former_until = held.secret, at + OVERLAP
    held.secret = messages.new_secret()
    held.save(update_fields=["secret", "former_secret", "former_until"])
    audit.record(
        by=by,
        action="webhook.secret_rotated",
        target=held,
        after={"former_until": held.former_until.isoformat()},
    )
    return held


@transaction.atomic
def pause(*, by: audit.Actor, endpoint: WebhookEndpoint, at: datetime) -> WebhookEndpoint:
    """Tell the endpoint nothing until it is resumed: what happens meanwhile is not told later either.

    Refused: removed, already_paused.
    """
    held = _locked(by, endpoint)
    if held.paused_at:
        raise Refused("already_paused", _("Tujuan ini sudah dijeda."))
    return stop(held, by=by, why=WebhookEndpoint.Pause.BY_HAND, at=at)


def stop(
    held: WebhookEndpoint, *, by: audit.Actor, why: WebhookEndpoint.Pause, at: datetime
) -> WebhookEndpoint:
    """Pause an endpoint that the caller has locked."""
    held.paused_at, held.paused_why = at, why
    held.save(update_fields=["paused_at", "paused_why"])
    audit.record(by=by, action="webhook.paused", target=held, after={"why": str(why)})
    return held


@transaction.atomic
def resume(*, by: audit.Actor, endpoint: WebhookEndpoint, at: datetime) -> WebhookEndpoint:
    """Tell the endpoint again, and at once what was waiting when it was paused.

    Refused: removed, not_paused.
    """
    held = _locked(by, endpoint)
    if held.paused_at is None:
        raise Refused("not_paused", _("Tujuan ini tidak sedang dijeda."))
    held.paused_at = held.failing_since = held.held_until = None
    held.paused_why = ""
    held.save(update_fields=["paused_at", "paused_why", "failing_since", "held_until"])
    _waiting(held).update(due_at=at)
    audit.record(by=by, action="webhook.resumed", target=held)
    return held


@transaction.atomic
def remove(*, by: audit.Actor, endpoint: WebhookEndpoint, at: datetime) -> WebhookEndpoint:
    """Take the endpoint away for good; what was waiting for it is given up. Refused: removed."""
    held = _locked(by, endpoint)
    held.removed_at = at
    held.save(update_fields=["removed_at"])
    _waiting(held).update(state=WebhookDelivery.State.FAILED, due_at=None, last_error="removed")
    audit.record(by=by, action="webhook.removed", target=held)
    return held


@transaction.atomic
def ping(*, by: audit.Actor, endpoint: WebhookEndpoint, at: datetime) -> WebhookDelivery:
    """Send a word that means nothing, to try the way. Refused: as `replay`."""
    held = _listening(by, endpoint, at)
    data = {"partner": held.partner.code, "endpoint": str(held.public_id)}
    sent = WebhookDelivery.objects.create(
        endpoint=held,
        event=WebhookEvent.PING,
        payload=messages.envelope(WebhookEvent.PING, data, at=at),
        due_at=at,
        happened_at=at,
    )
    audit.record(by=by, action="webhook.pinged", target=held)
    return sent


@transaction.atomic
def replay(*, by: audit.Actor, delivery: WebhookDelivery, at: datetime) -> WebhookDelivery:
    """Send once more, now, with all its attempts and under the same id.

    Refused: removed, partner_inactive, paused, too_often.
    """
    held = _listening(by, delivery.endpoint, at)
    again = WebhookDelivery.objects.select_for_update().get(pk=delivery.pk)
    again.state, again.attempts = WebhookDelivery.State.WAITING, 0
    again.due_at, again.delivered_at = at, None
    again.save(update_fields=["state", "attempts", "due_at", "delivered_at"])
    audit.record(by=by, action="webhook.replayed", target=held, after={"message": str(again.message_id)})
    return again


def require_may_manage(by: audit.Actor, partner: Partner) -> None:
    """PermissionDenied, unless `by` is an administrator, the portal itself, or this very partner."""
    if isinstance(by, User):
        access.require(by, Permission.ADMINISTER)
    elif by is not audit.SYSTEM and by != partner:
        raise PermissionDenied(_("Tujuan webhook ini milik mitra lain."))


def live_keys(at: datetime) -> QuerySet[PartnerKey]:
    """The keys that open something at `at`."""
    keys: QuerySet[PartnerKey] = PartnerKey.objects.filter(revoked=False)
    return keys.filter(Q(expiry_date=None) | Q(expiry_date__gt=at))


def _subscribed(event: WebhookEvent, at: datetime) -> list[WebhookEndpoint]:
    """The endpoints that listen to `event` and whose partners may read what it tells."""
    able = live_keys(at).filter(partner=OuterRef("partner"), scopes__contains=[NEEDED[event]])
    listening = WebhookEndpoint.objects.filter(
        Exists(able), events__contains=[event], paused_at=None, removed_at=None, partner__is_active=True
    )
    return list(listening.select_related("partner").order_by("pk"))


def _events(texts: Collection[str], partner: Partner, at: datetime) -> list[str]:
    """The events in their usual order."""
    if unknown := sorted(set(texts) - {event.value for event in NEEDED}):
        raise Refused("event_unknown", _("Peristiwa “%(event)s” tidak dikenal.") % {"event": unknown[0][:50]})
    chosen = [event for event in NEEDED if event in texts]
    if not chosen:
        raise Refused("events_missing", _("Pilih sedikitnya satu peristiwa."))
    opened = {scope for key in live_keys(at).filter(partner=partner) for scope in key.scopes}
    for event in chosen:
        if NEEDED[event] not in opened:
            raise Refused(
                "scope_missing",
                _("%(event)s memerlukan kunci dengan cakupan %(scope)s yang masih berlaku.")
                % {"event": event.value, "scope": NEEDED[event].value},
            )
    return [event.value for event in chosen]


def _locked(by: audit.Actor, endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """The endpoint as it is, locked, for somebody who may manage it."""
    rows = WebhookEndpoint.objects.select_for_update(no_key=True, of=("self",)).select_related("partner")
    held = rows.get(pk=endpoint.pk)
    require_may_manage(by, held.partner)
    if held.removed_at:
        raise Refused("removed", _("Tujuan ini sudah dihapus."))
    return held


def _listening(by: audit.Actor, endpoint: WebhookEndpoint, at: datetime) -> WebhookEndpoint:
    """The endpoint, locked, if it is told anything and was not tried too often lately."""
    held = _locked(by, endpoint)
    _require_active(held.partner)
    if held.paused_at:
        raise Refused("paused", _("Tujuan ini dijeda. Aktifkan kembali terlebih dahulu."))
    tried = rates.count(f"webhook:{held.public_id}", window=timedelta(minutes=1), at=at)
    if tried.count > TESTS_A_MINUTE:
        raise Refused("too_often", _("Terlalu sering dicoba. Tunggu satu menit, lalu coba lagi."))
    return held


def _require_active(partner: Partner) -> None:
    if not partner.is_active:
        raise Refused("partner_inactive", _("%(name)s tidak aktif.") % {"name": partner.name})


def _waiting(endpoint: WebhookEndpoint) -> QuerySet[WebhookDelivery]:
    return endpoint.deliveries.filter(state=WebhookDelivery.State.WAITING)
