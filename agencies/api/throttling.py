"""How often a partner may call: one rate for all its keys (`DEFAULT_THROTTLE_RATES`)."""

from rest_framework.throttling import UserRateThrottle


class PartnerThrottle(UserRateThrottle):
    """Counts by partner, so that a second key does not double the rate. A courtesy limit, not a guard:
    calls at the same instant may pass together."""

    scope = "partner"
