"""A report that every rule finds good, and what one rule says of it after changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from agencies.platforms import Platform
from campaigns import screening
from campaigns.screening import Facts, Finding, Rule

NOW = datetime(2023, 8, 29, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
GOOD = Facts(
    platform=Platform.X,
    opaque=False,
    soft=False,
    handle="diskominfo_sultra",
    owner="Diskominfo Sulawesi Tenggara",
    is_own=True,
    filed=None,
    caption="Menyambut KTT ke-43 ASEAN di Jakarta #ASEAN2023",
    hashtag="ASEAN2023",
    starts_at=datetime(2023, 8, 6, 17, tzinfo=UTC),
    ends_at=datetime(2023, 9, 10, 17, tzinfo=UTC),
    zone="Asia/Jakarta",
    claimed_at=None,
    id_time=NOW - HOUR,
    at=NOW,
    pictures=(0x0F0F_3C3C_5A5A_1234,),
    picture_required=True,
)


def found(rule: Rule, **changes: Any) -> Finding:
    """What `rule` says of the good post with these changes."""
    result = screening.screen(replace(GOOD, **changes))
    return next(finding for finding in result.findings if finding.rule is rule)
