"""Who reads what the portal has to say to an agency."""

from collections import defaultdict
from collections.abc import Iterable

from agencies.models import Membership, User
from agencies.roles import LEAD, OFFICER


def of(agency_ids: Iterable[int]) -> dict[int, list[User]]:
    """Per agency (primary key) its leads, or its officers where it has none, each person once; one query."""
    held = (
        Membership.objects.active()
        .filter(agency__in=agency_ids, role__in=(LEAD.code, OFFICER.code))
        .select_related("user")
        .order_by("pk")
    )
    by_role: dict[int, dict[str, list[User]]] = defaultdict(lambda: defaultdict(list))
    for membership in held:
        if membership.agency_id is not None:
            by_role[membership.agency_id][membership.role].append(membership.user)
    return defaultdict(
        list, {agency: roles[LEAD.code] or roles[OFFICER.code] for agency, roles in by_role.items()}
    )
