"""A call by the key it came with: found, and counted for its rate and its usage, by one statement.

What is compared is the hash of a long random secret, which no caller can steer, so the database may compare.
The commit of what is counted does not wait for the disk: a crash may forget the calls of its last moment.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.models import Partner, PartnerKey
from agencies.rates import UPSERT, Counted
from summitcomms.lib import clock

WINDOW = timedelta(minutes=1)
_ATTRIBUTE = "partner_call"

_KEY = [field.attname for field in PartnerKey._meta.concrete_fields]
_PARTNER = [field.attname for field in Partner._meta.concrete_fields]
_FIND = f"""
WITH found AS (
    SELECT * FROM agencies_partnerkey
    WHERE prefix = %(prefix)s AND hashed_key = %(hashed)s AND NOT revoked
), rate AS (
    INSERT INTO agencies_ratecount AS known (name, began_at, count)
    SELECT 'calls:' || prefix, %(at)s, 1 FROM found
    {UPSERT}
), used AS (
    INSERT INTO agencies_partnerusage AS known (key_id, day, calls, refused, rows, last_at, last_error)
    SELECT id, %(day)s, 1, 0, 0, %(at)s, '' FROM found
    ON CONFLICT (key_id, day) DO UPDATE SET calls = known.calls + 1, last_at = EXCLUDED.last_at
)
SELECT {", ".join(f"found.{name}" for name in _KEY)}, {", ".join(f"partner.{name}" for name in _PARTNER)},
    rate.count, rate.began_at, set_config('synchronous_commit', 'off', true)
FROM found JOIN agencies_partner partner ON partner.id = found.partner_id CROSS JOIN rate
"""  # noqa: S608 only our own words are put in
_NOTE = """
INSERT INTO agencies_partnerusage AS known (key_id, day, calls, refused, rows, last_at, last_error)
SELECT %(key)s, %(day)s, 0, %(refused)s, %(rows)s, %(at)s, %(error)s
FROM (SELECT set_config('synchronous_commit', 'off', true)) AS lazily
ON CONFLICT (key_id, day) DO UPDATE SET
    refused = known.refused + EXCLUDED.refused,
    rows = known.rows + EXCLUDED.rows,
    last_error = CASE WHEN EXCLUDED.last_error = '' THEN known.last_error ELSE EXCLUDED.last_error END
"""


@dataclass(slots=True)
class Call:
    """A call with a known key. `rows` is set by views that take rows in."""

    key: PartnerKey
    rate: Counted
    at: datetime
    rows: int = 0

    @property
    def is_too_many(self) -> bool:
        return self.rate.count > settings.API_CALLS_PER_MINUTE

    @property
    def headers(self) -> dict[str, str]:
        """How often the key may call and how often it still may (draft-ietf-httpapi-ratelimit-headers-10)."""
        most = settings.API_CALLS_PER_MINUTE
        left, seconds = max(most - self.rate.count, 0), self.rate.seconds_left(self.at)
        return {
            "RateLimit-Policy": f'"key";q={most};w={int(WINDOW.total_seconds())}',
            "RateLimit": f'"key";r={left};t={seconds}',
        }


def begin(request: Request, text: str, *, at: datetime) -> Call | None:
    """The call with the key of this text, now counted; None if there is no such key or it was revoked."""
    asked: dict[str, Any] = {
        "prefix": text.partition(".")[0],
        "hashed": PartnerKey.objects.key_generator.hash(text),
        "at": at,
        "before": at - WINDOW,
        "day": clock.campaign_day(at, clock.WIB),
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND, asked)
        row = cursor.fetchone()
    if row is None:
        return None
    key = PartnerKey.from_db(connection.alias, _KEY, row[: len(_KEY)])
    key.partner = Partner.from_db(connection.alias, _PARTNER, row[len(_KEY) : -3])
    call = Call(key, Counted(row[-3], row[-2], WINDOW), at)
    setattr(request, _ATTRIBUTE, call)
    return call


def of(request: Request) -> Call | None:
    """The call that `begin` found, whatever became of it since."""
    found: Call | None = vars(request).get(_ATTRIBUTE)
    return found


def end(call: Call, response: Response) -> None:
    """Note what the beginning could not know: rows taken in, or why the call was refused."""
    refused = response.status_code >= 400
    if not refused and not call.rows:
        return
    error = str(response.data["code"]) if refused else ""
    # The answer is made; a database that has gone away since must not turn it into another one.
    with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
        cursor.execute(
            _NOTE,
            {
                "key": call.key.pk,
                "day": clock.campaign_day(call.at, clock.WIB),
                "refused": int(refused),
                "rows": 0 if refused else call.rows,
                "at": call.at,
                "error": error[:60],
            },
        )
