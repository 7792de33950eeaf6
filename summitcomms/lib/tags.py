"""Template filters and tags of the house, registered as builtins so that no template has to load them.

A figure that is missing (None) is shown as "–": a blank is not a zero. Times always carry their zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django import template
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from summitcomms.lib import clock, numbers

register = template.Library()

MISSING = "–"


KINDS = {
    "needs_link": "warning",
    "submitted": "info",
    "returned": "warning",
    "verified": "success",
    "rejected": "danger",
    "proposed": "info",
    "open": "info",
    "frozen": "warning",
    "published": "success",
    "awarded": "success",
    "running": "info",
    "done": "success",
    "failed": "danger",
    "needs_operator": "danger",
}
"""The colour of a state of a post, account, award round or job; one that asks nothing of anybody is neutral.

The words belong to the states themselves (`get_state_display`), so no word is written twice.
"""


@register.filter
def status_kind(state: str) -> str:
    """ "verified" → "success"; a state that is not listed is neutral."""
    return KINDS.get(state, "neutral")


@register.filter
def thousands(value: numbers.Number | None) -> str:
    """58000 → "58.000"."""
    return MISSING if value is None else numbers.thousands(value)


@register.filter
def decimal(value: numbers.Number | None, places: int = 2) -> str:
    """Score with a fixed number of places: 87.5 → "87,50"."""
    return MISSING if value is None else numbers.thousands(value, places)


@register.filter
def percent(value: numbers.Number | None, places: int = 0) -> str:
    """A share from 0 to 1: 0.875 with one place → "87,5 %"."""
    return MISSING if value is None else numbers.percent(value, places)


@register.filter
def when(at: datetime | None, zone: str) -> str:
    """Plain text "Sel 29 Agu 2023 09.00 WIB", for attributes and messages; pages use the tag `moment`."""
    return MISSING if at is None else clock.show(at, zone)


@register.filter
def day(value: datetime | date | None, zone: str = clock.WIB) -> str:
    """ "Sel 29 Agu 2023" of a moment in a zone, or of a plain date."""
    if value is None:
        return MISSING
    return clock.show_date(value, zone) if isinstance(value, datetime) else clock.date_text(value)


@register.filter
def zone_label(zone: str) -> str:
    """ "Asia/Makassar" → "WITA"."""
    return clock.zone_label(zone)


@register.filter
def age(at: datetime | None, now: datetime) -> str:
    """ "3 menit lalu", measured from the `now` of the request."""
    return MISSING if at is None else clock.age(at, now)


@register.filter
def page_url(request: HttpRequest, number: int) -> str:
    """The address of another page of the same list, with its filters kept."""
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def url_text(value: object) -> str:
    """Percent-encode text for use inside a query string, line breaks and emoji included."""
    return quote(str(value), safe="")


@register.filter
def attributes(attrs: Mapping[str, Any]) -> SafeString:
    """Print what is left of a component's attributes, escaped.

    The plain `{{ attrs }}` of django-cotton marks the values safe, so a value with quotes in it could leave
    its attribute.
    """
    left = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else attrs
    return flatatt({name: value for name, value in left.items() if value is not None and value is not False})


@register.filter
def control(field: BoundField, attrs: Mapping[str, Any]) -> SafeString:
    """Render the widget of a bound field with further HTML attributes (inputmode, autocomplete, data-…)."""
    left = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else attrs
    return field.as_widget(attrs=dict(left))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw one icon of the sprite; it is decoration, so the words beside it must say it all."""
    return format_html(
        '<svg class="icon" aria-hidden="true" width="24" height="24"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def moment(at: datetime | None, zone: str = clock.WIB, form: str = "full") -> str | SafeString:
    """Print a moment as `<time>`; `form` is "full", "date" or "time"."""
    if at is None:
        return MISSING
    text = {"full": clock.show, "date": clock.show_date, "time": clock.show_time}[form](at, zone)
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="minutes"), text)
