"""WHO: regions, agencies, their accounts and people, partners, and the record of what they did."""

from agencies.models.account import AccountProof, AccountRename, FollowerReading, SocialAccount
from agencies.models.agency import Agency, AgencyAlias, AgencyKind
from agencies.models.audit import AuditEvent, AuditSeal
from agencies.models.certificate import Certificate
from agencies.models.invitation import Invitation
from agencies.models.membership import Membership
from agencies.models.partner import IdempotentCall, Partner, PartnerKey, PartnerUsage
from agencies.models.partner_link import PartnerLink
from agencies.models.rate import RateCount
from agencies.models.region import Region
from agencies.models.user import User
from agencies.models.webhook import WebhookDelivery, WebhookEndpoint, WebhookEvent

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
    "IdempotentCall",
    "Invitation",
    "Membership",
    "Partner",
    "PartnerKey",
    "PartnerLink",
    "PartnerUsage",
    "RateCount",
    "Region",
    "SocialAccount",
    "User",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
]
