"""The key figures of a campaign, each with definition, source and moment: stored and newly tallied ones."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from campaigns.actions.tallies import totals
from campaigns.models import Campaign, KpiDefinition, KpiFigure, TallyRun

COUNTED_BY_PORTAL = "Hitungan portal"


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """One value of one definition; a share is between 0 and 1."""

    code: str
    name: str
    meaning: str
    version: int
    unit: str
    value: float
    as_of: datetime
    source: str


def known(campaign: Campaign, at: datetime) -> list[KnownFigure]:
    """The newest value of each figure as known at `at`, in the order of the definitions.

    What the portal counts itself comes from the newest tally, where there is one, under the version of the
    definition that the tally was made with. A figure that nobody has is missing, never zero.
    """
    found = {figure.definition.code: _stored(figure) for figure in _newest_stored(campaign, at)}
    definitions = list(KpiDefinition.objects.order_by("code", "version"))
    run = TallyRun.objects.newest(campaign)
    if run:
        found |= {figure.code: figure for figure in _tallied(run, definitions)}
    positions = {definition.code: definition.position for definition in definitions}
    return sorted(found.values(), key=lambda figure: (positions[figure.code], figure.code))


def _newest_stored(campaign: Campaign, at: datetime) -> Iterator[KpiFigure]:
    stored = KpiFigure.objects.filter(campaign=campaign, as_of__lte=at).select_related("definition")
    yield from stored.order_by("definition__code", "-as_of", "-definition__version").distinct(
        "definition__code"
    )


def _stored(figure: KpiFigure) -> KnownFigure:
    return _figure(figure.definition, float(figure.value), figure.as_of, figure.source)


def _tallied(run: TallyRun, definitions: list[KpiDefinition]) -> Iterator[KnownFigure]:
    sums = asdict(totals(run))
    versions: dict[str, int] = run.definitions.get("kpi", {})
    for definition in definitions:
        if definition.code in sums and versions.get(definition.code) == definition.version:
            yield _figure(definition, sums[definition.code], run.cutoff, COUNTED_BY_PORTAL)


def _figure(definition: KpiDefinition, value: float, as_of: datetime, source: str) -> KnownFigure:
    return KnownFigure(
        code=definition.code,
        name=definition.name,
        meaning=definition.meaning,
        version=definition.version,
        unit=definition.unit,
        value=value,
        as_of=as_of,
        source=source,
    )
