"""The API from outside: batches pushed by a partner, standings read, and what a worker remembers."""

import json
import time
from collections.abc import Iterator

from agencies.models import AgencyKind, Partner, PartnerKey
from bench import generator
from bench.batches import Batches
from bench.peers import bare_copy
from bench.server import Server, serve
from bench.sizes import Size
from bench.works import Missing, Work
from campaigns.models import Grade, MetricReading, ReadingSource

READS = 200
STANDINGS = f"/api/v1/standings/?campaign={generator.CAMPAIGN}&category={AgencyKind.REGENCY}"
EMPTY = "/api/v1/bench/empty"


def partner_of_bench() -> tuple[int, str]:
    """(primary key of its source, a new key in clear text) of the one partner there is."""
    partner, _ = Partner.objects.get_or_create(
        code="bench", defaults={"name": "Bangku uji", "contact_email": "bench@contoh.id"}
    )
    source, _ = ReadingSource.objects.get_or_create(
        code="bench", defaults={"name": partner.name, "grade": Grade.PARTNER, "partner": partner}
    )
    _, key = PartnerKey.objects.create_key(
        name="bench", partner=partner, scopes=[scope.value for scope in PartnerKey.ScopeCode]
    )
    return source.pk, key


class Pushed:
    """Batches as bodies of requests; the rows in the table are counted before and after."""

    def __init__(self, server: Server, batches: Batches, source: int) -> None:
        self.server, self.batches, self.source = server, batches, source

    def to(self, path: str) -> float:
        rows = [row for _, row in self.batches.next()]
        body = json.dumps(
            {
                "campaign": generator.CAMPAIGN,
                "rows": [
                    {"post": row.post_ref, "taken_at": row.taken_at.isoformat(), **row.metrics}
                    for row in rows
                ],
            }
        ).encode()
        started = time.perf_counter()
        status, answer, _ = self.server.ask(path, body)
        spent = time.perf_counter() - started
        stored = MetricReading.objects.filter(source=self.source, taken_at=rows[0].taken_at).count()
        assert status == 200, answer[:300]
        assert stored == len(rows), f"{stored} of {len(rows)} rows are there"
        return spent

    def ours(self) -> float:
        return self.to("/api/v1/readings/batch")

    def plain(self) -> float:
        return self.to("/api/v1/bench/plain")

    def copied(self) -> float:
        return bare_copy.seconds(self.batches.next(), self.source)[0]

    def check(self) -> None:
        """Each road stores all of its rows."""
        self.ours()
        self.plain()


def _reads(server: Server, path: str, headers: dict[str, str] | None = None, expected: int = 200) -> float:
    started = time.perf_counter()
    for _ in range(READS):
        status, answer, _ = server.ask(path, headers=headers)
        assert status == expected, answer[:300]
    return time.perf_counter() - started


def works(size: Size) -> Iterator[Work | Missing]:
    bare_copy.prepare()
    source, key = partner_of_bench()
    with serve(size, key) as server:
        pushed = Pushed(server, Batches(size), source)
        yield Work("http-copy", ours=pushed.ours, peer=pushed.copied, check=pushed.check)
        yield Work("http-plain", ours=pushed.ours, peer=pushed.plain)
        yield Work(
            "http-standings",
            ours=lambda: _reads(server, STANDINGS),
            peer=lambda: _reads(server, EMPTY),
        )
        etag = server.ask(STANDINGS)[2].get("ETag", "")
        known = {"If-None-Match": etag}
        yield Work(
            "http-etag",
            ours=lambda: _reads(server, STANDINGS, known, expected=304),
            peer=lambda: _reads(server, EMPTY),
        )
