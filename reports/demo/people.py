"""The demo's users, memberships, sign-in codes and registered accounts, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password

from agencies.account_states import STALE_AFTER
from agencies.handles import fold
from agencies.models import Agency, Membership, SocialAccount, User
from agencies.platforms import Platform
from agencies.roles import ROLES
from reports.demo.cast import CAST, DOMAIN, PASSWORD, officer_name
from reports.demo.posts import Office

STALE = ("D-74", Platform.FACEBOOK)
"""The office and platform whose account nobody has confirmed for too long."""
BASIC = (Platform.INSTAGRAM, Platform.X, Platform.FACEBOOK, Platform.WEBSITE)
"""Platforms on which every office of the demo has an account."""


@dataclass(frozen=True, slots=True)
class People:
    """The cast by short name, and by agency code who reports its posts."""

    cast: Mapping[str, User]
    officers: Mapping[str, User]


def create(offices: Sequence[Office], agencies: Mapping[str, Agency], *, seed: int) -> People:
    """Make the cast, and an officer without a password for every office that has none among them."""
    cast = User.objects.bulk_create(
        User(email=member.email, full_name=member.full_name, password=make_password(PASSWORD))
        for member in CAST
    )
    officers = {
        member.agency: user for member, user in zip(CAST, cast, strict=True) if member.role == "officer"
    }
    others = [office for office in offices if office.code not in officers]
    rng = Random(seed)  # noqa: S311 names only
    made = User.objects.bulk_create(
        User(email=f"{office.name}@{DOMAIN}", full_name=officer_name(rng), password=make_password(None))
        for office in others
    )
    officers |= {office.code: user for office, user in zip(others, made, strict=True)}
    Membership.objects.bulk_create(
        [
            *(
                Membership(user=user, role=member.role, agency=agencies.get(member.agency))
                for member, user in zip(CAST, cast, strict=True)
            ),
            *(
                Membership(user=user, role="officer", agency=agencies[office.code])
                for office, user in zip(others, made, strict=True)
            ),
        ]
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in (*cast, *made)
    )
    for member, user in zip(CAST, cast, strict=True):
        if ROLES[member.role].is_central:
            TOTP.activate(user, generate_totp_secret())
    return People({member.short: user for member, user in zip(CAST, cast, strict=True)}, officers)


def register(
    used: Mapping[str, set[Platform]], offices: Sequence[Office], agencies: Mapping[str, Agency], at: datetime
) -> Mapping[tuple[str, str], SocialAccount]:
    """Accounts of every office on the platforms it uses, by (platform, handle); one of them is stale."""
    long_ago = at - STALE_AFTER - timedelta(days=9)
    accounts = SocialAccount.objects.bulk_create(
        SocialAccount(
            agency=agencies[office.code],
            platform=platform,
            handle=office.account(platform),
            folded=fold(office.account(platform)),
            state=SocialAccount.State.VERIFIED,
            confirmed_at=long_ago if (office.code, platform) == STALE else at,
        )
        for office in offices
        for platform in Platform
        if platform in BASIC or platform in used.get(office.code, ())
    )
    return {(account.platform, account.handle): account for account in accounts}
