"""The audit trail as people read it: names instead of ids, changes in words, and where each row leads.

The record itself knows people by their ids alone (`agencies.audit`); everything here looks names up for a
whole page at once, so that a person who was pseudonymised is so in every row, however old.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from agencies import audit
from agencies.models import Agency, AuditEvent, Invitation, Membership, User
from summitcomms.lib import clock

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")
MOST_PEOPLE = 500
"""How many people one searched name may mean; a single letter means everybody and narrows nothing."""

PERSON = User._meta.label_lower
MEMBERSHIP = Membership._meta.label_lower
INVITATION = Invitation._meta.label_lower
AGENCY = Agency._meta.label_lower
ROUTES = {
    PERSON: "agencies:person-detail",
    MEMBERSHIP: "agencies:membership-detail",
    "agencies.certificate": "agencies:certificate-check",
    "agencies.partner": "agencies:partner-detail",
    "campaigns.post": "campaigns:post-detail",
    "awards.awardround": "awards:round-detail",
    "jobs.job": "reports:job-detail",
}
"""Pages of the floors above are known here by their names alone."""


@dataclass(frozen=True, slots=True)
class Search:
    """What narrows the trail; an empty part narrows nothing. Days are days in the reader's zone."""

    actor: str = ""
    target: str = ""
    action: str = ""
    address: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One event in words; `who_url` and `url` are empty where there is no page."""

    event: AuditEvent
    who: str
    who_url: str
    target: str
    url: str
    changes: list[tuple[str, str, str]]


def found(search: Search, zone: str) -> QuerySet[AuditEvent]:
    """Events newest first: actor and target by name, address or id, the action by its beginning (`post.`)."""
    events = AuditEvent.objects.all()
    if search.actor:
        ids = _people_called(search.actor)
        events = events.filter(
            Q(actor_label__icontains=search.actor) | Q(actor_id=search.actor) | Q(actor_id__in=ids)
        )
    if search.target:
        events = events.filter(_about(search.target))
    if search.action:
        events = events.filter(action__startswith=search.action)
    if search.address:
        events = events.filter(address=search.address)
    if search.first:
        events = events.filter(at__gte=clock.day_edges(search.first, zone)[0])
    if search.last:
        events = events.filter(at__lt=clock.day_edges(search.last, zone)[1])
    return events


def rows(events: Sequence[AuditEvent], zone: str) -> list[Row]:
    """The events in words, in their order, times in `zone`; four queries at most, however many they are."""
    members = _users_of(_targets(events, MEMBERSHIP))
    invited = _addresses_of(_targets(events, INVITATION))
    slugs = _slugs_of(_targets(events, AGENCY))
    names = audit.names_of({*_ids_in(events), *members.values()})
    return [
        Row(
            event=event,
            who=audit.who(event, names),
            who_url=reverse(ROUTES[PERSON], args=[event.actor_id]) if event.actor_id in names else "",
            target=_target(event, names, members, invited),
            url=_url(event, slugs),
            changes=changes(event, names, zone),
        )
        for event in events
    ]


def changes(event: AuditEvent, names: Mapping[str, str], zone: str) -> list[tuple[str, str, str]]:
    """(field, before, after) as text for every field that the event names, in the record's order.

    The record holds moments in UTC; they are shown in `zone`, which is named.
    """
    fields = dict.fromkeys([*event.before, *event.after])
    return [
        (field, _text(event.before.get(field), names, zone), _text(event.after.get(field), names, zone))
        for field in fields
    ]


def _text(value: Any, names: Mapping[str, str], zone: str) -> str:
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, list):
        return ", ".join(_text(part, names, zone) for part in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and (moment := _moment(value)):
        return clock.show(moment, zone)
    return names.get(str(value), str(value))


def _moment(text: str) -> datetime | None:
    """The moment that this is in the form in which the record keeps one; None for any other text."""
    if not _MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:  # the 32nd of a month
        return None


def _about(text: str) -> Q:
    """Events on what is called so: by the label or id of the record, or a person's name, for roles too."""
    ids = _people_called(text)
    held = Membership.objects.filter(user__public_id__in=ids).values_list("public_id", flat=True)
    return (
        Q(target_label__icontains=text)
        | Q(target_id=text)
        | Q(target_type=PERSON, target_id__in=ids)
        | Q(target_type=MEMBERSHIP, target_id__in=[str(one) for one in held])
    )


def _people_called(text: str) -> list[str]:
    people = User.objects.filter(Q(full_name__icontains=text) | Q(email__iexact=text))
    return [str(one) for one in people.values_list("public_id", flat=True)[:MOST_PEOPLE]]


def _ids_in(events: Sequence[AuditEvent]) -> Iterator[str]:
    """Whatever may be the id of a person: actors, targets, and single values before and after."""
    for event in events:
        yield event.actor_id
        if event.target_type == PERSON:
            yield event.target_id
        yield from (value for value in event.before.values() if isinstance(value, str))
        yield from (value for value in event.after.values() if isinstance(value, str))


def _targets(events: Sequence[AuditEvent], target_type: str) -> set[str]:
    return {event.target_id for event in events if event.target_type == target_type and event.target_id}


def _users_of(ids: set[str]) -> dict[str, str]:
    """Ids of people by the ids of their memberships."""
    pairs = Membership.objects.filter(public_id__in=ids).values_list("public_id", "user__public_id")
    return {str(one): str(user) for one, user in pairs} if ids else {}


def _addresses_of(ids: set[str]) -> dict[str, str]:
    pairs = Invitation.objects.filter(public_id__in=ids).values_list("public_id", "email")
    return {str(one): email for one, email in pairs} if ids else {}


def _slugs_of(codes: set[str]) -> dict[str, str]:
    return dict(Agency.objects.filter(code__in=codes).values_list("code", "slug")) if codes else {}


def _target(
    event: AuditEvent, names: Mapping[str, str], members: Mapping[str, str], invited: Mapping[str, str]
) -> str:
    """What was acted upon: people by name, roles and invitations with whose they are."""
    if event.target_type == PERSON:
        return names.get(event.target_id, event.target_label or event.target_id)
    whose = names.get(members.get(event.target_id, "")) or invited.get(event.target_id, "")
    return f"{whose}: {event.target_label}" if whose else event.target_label


def _url(event: AuditEvent, slugs: Mapping[str, str]) -> str:
    if not event.target_id:
        return ""
    if event.target_type == AGENCY:
        slug = slugs.get(event.target_id)
        return reverse("reports:agency-detail", args=[slug]) if slug else ""
    try:
        argument = UUID(event.target_id) if event.target_type != "campaigns.post" else event.target_id
    except ValueError:
        argument = event.target_id
    try:
        return reverse(ROUTES[event.target_type], args=[argument])
    except (KeyError, NoReverseMatch):
        return ""
