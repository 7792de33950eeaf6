"""How often something has happened lately, counted by one statement: two at the same moment are two.

A count belongs to a name (an address that signs in, a key that calls) and starts anew when its window is
over. Nobody waits for a lock longer than the statement takes.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import connection

from agencies.models import RateCount

KEPT = timedelta(days=1)
"""No window is longer; older counts are forgotten."""

UPSERT = """
ON CONFLICT (name) DO UPDATE SET
    count = CASE WHEN known.began_at > %(before)s THEN known.count + 1 ELSE 1 END,
    began_at = CASE WHEN known.began_at > %(before)s THEN known.began_at ELSE EXCLUDED.began_at END
RETURNING count, began_at
"""
"""What follows `INSERT INTO agencies_ratecount AS known …`; `before` is the window's length ago."""

_COUNT = f"INSERT INTO agencies_ratecount AS known VALUES (%(name)s, %(at)s, 1) {UPSERT}"  # noqa: S608 own words


@dataclass(frozen=True, slots=True)
class Counted:
    """How often it has happened in the window that began at `began_at`, this time included."""

    count: int
    began_at: datetime
    window: timedelta

    def seconds_left(self, at: datetime) -> int:
        """Whole seconds until the count starts anew, at least one."""
        return max(math.ceil((self.began_at + self.window - at).total_seconds()), 1)


def count(name: str, *, window: timedelta, at: datetime) -> Counted:
    """Count one more under `name`, of at most 80 characters."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"name": name, "at": at, "before": at - window})
        number, began_at = cursor.fetchone()
    return Counted(number, began_at, window)


def subscriber(address: str | None) -> str:
    """What is counted for an address: of IPv6 the /64, which is what one subscriber has; "" for none."""
    if not address:
        return ""
    known = ip_address(address)
    return str(ip_network(f"{known}/64", strict=False)) if isinstance(known, IPv6Address) else str(known)


def forget(*, at: datetime) -> int:
    """Drop the counts that began longer than `KEPT` ago; return how many."""
    return RateCount.objects.filter(began_at__lt=at - KEPT).delete()[0]
