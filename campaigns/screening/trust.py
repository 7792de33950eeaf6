"""Which reports need no person: those that the rules a campaign trusts find good, and no rule doubts."""

import hashlib
from collections.abc import Collection

from campaigns.screening.findings import Rule, Screening, Verdict

DOUBTS = (Verdict.WARN, Verdict.FAIL)


def grounds(trusted: Collection[str], screening: Screening) -> tuple[Rule, ...]:
    """The trusted rules, in their order, if they are enough to accept the report; else none.

    Each of them must pass and no other may warn or fail; what another rule cannot tell is no doubt.
    """
    rules = tuple(rule for rule in Rule if rule in trusted)
    if any(finding.verdict in DOUBTS for finding in screening.findings):
        return ()
    return rules if all(screening.verdict(rule) is Verdict.PASS for rule in rules) else ()


def is_sampled(code: str, percent: int) -> bool:
    """Whether a person looks at the post with this code all the same: true for `percent` of all codes.

    Drawn from the code alone, which a post keeps for life: sending it again draws no other lot.
    """
    return int.from_bytes(hashlib.sha256(code.encode()).digest()[:8]) % 100 < percent
