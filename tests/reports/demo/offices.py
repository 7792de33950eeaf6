"""The offices of the project's own directory, for plans without a database."""

import csv
from datetime import datetime
from functools import cache

from django.utils.text import slugify

from agencies.actions.directory import DATA
from reports.demo import plan
from reports.demo.plan import Plan
from reports.demo.posts import Office

AT = datetime.fromisoformat("2023-08-29T10:00+07:00")
MOMENTS = (
    AT,
    datetime.fromisoformat("2026-11-22T12:20+07:00"),
    datetime.fromisoformat("2024-03-03T00:20+07:00"),
    datetime.fromisoformat("2024-02-29T23:55+07:00"),
)


@cache
def offices() -> tuple[Office, ...]:
    with (DATA / "ministries_institutions.csv").open(encoding="utf-8") as file:
        central = [
            Office(
                f"{'K' if row['kind'] == 'ministry' else 'L'}-"
                f"{row['budget_code'] or slugify(row['short_name']).upper()}",
                row["kind"],
                row["short_name"],
                "",
                "",
            )
            for row in csv.DictReader(file)
        ]
    with (DATA / "regions.csv").open(encoding="utf-8") as file:
        regional = [
            Office(
                f"D-{row['code']}", row["level"], f"Diskominfo {row['name']}", row["name"], row["code"][:2]
            )
            for row in csv.DictReader(file)
        ]
    return (*central, *regional)


@cache
def planned(at: datetime = AT) -> Plan:
    return plan.make(at, offices())
