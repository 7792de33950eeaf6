"""WHO: regions, agencies, their accounts and people, partners, and the record of what they did."""

from agencies.models.account import AccountProof, AccountRename, FollowerReading, SocialAccount
from agencies.models.agency import Agency, AgencyAlias, AgencyKind
from agencies.models.audit import AuditEvent, AuditSeal
from agencies.models.certificate import Certificate
from agencies.models.invitation import Invitation
from agencies.models.membership import Membership
from agencies.models.partner import Partner, PartnerKey
from agencies.models.region import Region
from agencies.models.sign_in import SignInCount
from agencies.models.user import User

__all__ = [
    "AccountProof",
    "AccountRename",
    "Agency",
    "AgencyAlias",
    "AgencyKind",
    "AuditEvent",
    "AuditSeal",
    "Certificate",
    "FollowerReading",
    "Invitation",
    "Membership",
    "Partner",
    "PartnerKey",
    "Region",
    "SignInCount",
    "SocialAccount",
    "User",
]
