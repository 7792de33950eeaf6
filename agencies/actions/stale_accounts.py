"""Ask agencies by mail whether an account that was confirmed half a year ago is still theirs."""

from datetime import datetime, timedelta

from django.conf import settings

from agencies import addressees
from agencies.account_states import STALE_AFTER, half_years
from agencies.actions import mail
from agencies.models import SocialAccount
from agencies.notices import ACCOUNT_STALE

KIND = "accounts.ask_stale"
ASKING = timedelta(days=7)
"""For how long after each half year the question is asked: a clock that stood still for days catches up.

The key of the mail makes it one; jobs are kept for twice that time, so that it stays one.
"""


def ask(*, at: datetime) -> int:
    """Ask for one mail per account, half year and lead of its agency, or officer where there is no lead.

    Returns how many accounts are asked about.
    """
    stale = SocialAccount.objects.stale(at).filter(agency__is_active=True).select_related("agency")
    due = [account for account in stale.order_by("pk") if _is_due(account, at)]
    keepers = addressees.of({account.agency_id for account in due})
    for account in due:
        for person in keepers[account.agency_id]:
            mail.send(
                kind=ACCOUNT_STALE.code,
                to=person,
                subject_id=_subject(account, at),
                context={
                    "account": str(account),
                    "agency": account.agency.short_name,
                    "url": f"{settings.SITE_URL}{account.get_absolute_url()}",
                },
                at=at,
            )
    return len(due)


def _is_due(account: SocialAccount, at: datetime) -> bool:
    return account.confirmed_at is not None and (at - account.confirmed_at) % STALE_AFTER < ASKING


def _subject(account: SocialAccount, at: datetime) -> str:
    """The account in this half year of this confirmation: at most 60 characters."""
    confirmed = account.confirmed_at or at
    return f"{account.public_id}:{confirmed:%Y%m%d}:{half_years(confirmed, at)}"
