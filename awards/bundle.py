"""A published result as one file that proves itself: what `tools/verify_ranking.py` checks, and the script.

The standings carry everything that is hashed; recipe, inputs and components stand beside them as tables that
people can open, and the script finds out whether they are the same.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from string import Template
from typing import Any

from django.conf import settings
from django.utils import translation

from awards import snapshots
from awards.models import Ranking
from awards.proof import canonical
from awards.snapshots import Chain
from awards.states import PROVEN
from campaigns.models import AgencyDayTally, AgencyTally
from summitcomms.lib import clock
from tools import verify_ranking

TOOLS = Path(verify_ranking.__file__).parent
SCRIPT = "verify_ranking.py"
README = "BACA-SAYA.txt"
BESIDE_COLUMNS = (*verify_ranking.DIVISORS.values(), verify_ranking.POSITIVE, verify_ranking.OBSERVATIONS)
"""What is known of an agency besides its posts; blank where the recipe does not ask for it."""
INPUT_COLUMNS = (
    "kode",
    "unggahan",
    "hari_aktif",
    "interaksi",
    "jangkauan",
    "pilar",
    "unggahan_per_hari",
    *BESIDE_COLUMNS,
)
COMPONENT_COLUMNS = ("kategori", "kode", "komponen", "angka", "acuan", "bagian", "bobot", "poin")


def files(ranking: Ranking) -> dict[str, str]:
    """The files of a sealed ranking's bundle by name; its round, campaign and tally are fetched.

    The freeze before is there as a whole if it was published itself; of any other its head is told.
    """
    chain = snapshots.chain(ranking)
    freezes = _freezes(ranking)
    made = {
        verify_ranking.STANDINGS: chain.export(),
        verify_ranking.RECIPE: json.dumps(ranking.recipe_data, indent=2, ensure_ascii=False) + "\n",
        verify_ranking.INPUTS: _table(INPUT_COLUMNS, _inputs(ranking, chain)),
        verify_ranking.COMPONENTS: _table(COMPONENT_COLUMNS, _components(chain)),
        verify_ranking.CHAIN: "".join(
            canonical({"previous": freeze.previous, "head": freeze.head}) + "\n" for freeze in freezes
        ),
    }
    if len(freezes) > 1 and freezes[-2].round.state in PROVEN:
        made[verify_ranking.BEFORE] = snapshots.chain(freezes[-2]).export()
    return made


def packed(ranking: Ranking) -> bytes:
    """The bundle as a zip, with the script that checks it and a page that says how."""
    target = io.BytesIO()
    sealed_at = ranking.sealed_at or ranking.computed_at
    stamp = sealed_at.astimezone(UTC).timetuple()[:6]
    beside = {
        README: _readme(ranking),
        SCRIPT: (TOOLS / SCRIPT).read_text("utf-8"),
    }
    with zipfile.ZipFile(target, "w") as bundle:
        for name, text in (files(ranking) | beside).items():
            # One moment for all, so that the same result always gives the same bytes.
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, text)
    return target.getvalue()


def _freezes(ranking: Ranking) -> list[Ranking]:
    """Every freeze from the first one to this, each chained to the one before."""
    by_head = {
        one.head: one
        for one in Ranking.objects.filter(sealed_at__isnull=False).select_related("round__campaign", "tally")
    }
    found = [ranking]
    while before := by_head.get(found[-1].previous):
        found.append(before)
    return found[::-1]


def _inputs(ranking: Ranking, chain: Chain) -> Iterable[Sequence[object]]:
    """What the tally counted for each agency of the standings, its posts day by day, and what is beside."""
    counts = {
        row.agency.code: row
        for row in AgencyTally.objects.filter(run=ranking.tally_id).select_related("agency")
    }
    days: dict[str, list[str]] = defaultdict(list)
    by_day = AgencyDayTally.objects.filter(run=ranking.tally_id).order_by("agency", "day")
    for code, day, posts in by_day.values_list("agency__code", "day", "posts"):
        days[code].append(f"{day:%Y-%m-%d}:{posts}")
    beside = _beside(ranking, chain)
    for code in sorted({str(row["agency"]) for row in chain.rows}):
        row = counts.get(code)
        numbers: Sequence[int] = (
            (row.posts, row.active_days, row.interactions, row.reach, row.pillars) if row else (0,) * 5
        )
        others = [beside[code].get(column, "") for column in BESIDE_COLUMNS]
        yield (code, *numbers, " ".join(days[code]), *others)


def _beside(ranking: Ranking, chain: Chain) -> dict[str, dict[str, str]]:
    """Followers, population and tone as they were sealed, by agency and column: the records move on."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    recipe: Any = ranking.recipe_data
    for row in chain.rows:
        parts: Any = row["components"]
        known = found[str(row["agency"])]
        for part in parts:
            if column := verify_ranking.DIVISORS.get(verify_ranking.scale_of(recipe, dict(row), part)):
                known[column] = part["divisor"]
            if "observed" in part:
                known[verify_ranking.POSITIVE] = str(Decimal(part["observed"]).scaleb(-6))
                known[verify_ranking.OBSERVATIONS] = part["n"]
    return found


def _components(chain: Chain) -> Iterable[Sequence[object]]:
    for row in chain.rows:
        parts: Any = row["components"]
        for part in parts:
            numbers = [part[name] for name in ("raw", "reference", "share", "weight", "points")]
            yield (row["category"], row["agency"], part["code"], *numbers)


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Codes and numbers only, so that no cell can be taken for a formula."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return target.getvalue()


def _readme(ranking: Ranking) -> str:
    """What is inside and how to check it; in Indonesian, for it belongs to the document."""
    award_round = ranking.round
    campaign = award_round.campaign
    with translation.override("id"):
        cutoff = clock.show(ranking.tally.cutoff, campaign.timezone)
        sealed = clock.show(ranking.sealed_at, campaign.timezone) if ranking.sealed_at else "-"
    text = Template((TOOLS / README).read_text("utf-8"))
    return text.substitute(
        round=award_round.name,
        campaign=campaign.name,
        version=award_round.version,
        cutoff=cutoff,
        sealed=sealed,
        head=ranking.head,
        site=settings.SITE_URL,
    )
