"""Which agency is meant: by code, former code, short name or other name, as people write it in a list."""

from agencies.models import Agency, AgencyAlias
from agencies.models.agency import fold


class AgencyNames:
    """Every active agency by everything it is called; made once for a list, with two queries."""

    def __init__(self) -> None:
        agencies = {one.pk: one for one in Agency.objects.active().select_related("parent")}
        aliases = AgencyAlias.objects.filter(agency__in=agencies).values_list("agency_id", "text", "is_code")
        self._codes = {fold(one.code): one for one in agencies.values()}
        self._names: dict[str, set[Agency]] = {}
        for agency_id, text, is_code in aliases:
            if is_code:
                self._codes.setdefault(fold(text), agencies[agency_id])
            self._names.setdefault(fold(text), set()).add(agencies[agency_id])
        for one in agencies.values():
            for name in (one.short_name, one.name):
                self._names.setdefault(fold(name), set()).add(one)

    def find(self, text: str) -> Agency | None:
        """The agency of that code, or the only one of that name; a region's code may lack its `D-`."""
        wanted = fold(text)
        if found := self._codes.get(wanted) or self._codes.get(f"d-{wanted}"):
            return found
        named = self._names.get(wanted, set())
        return next(iter(named)) if len(named) == 1 else None
