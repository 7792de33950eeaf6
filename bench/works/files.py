"""A workbook of 20,000 readings: read, and taken in whole by the job's own action."""

import io
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict

import xlsxwriter
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from agencies import audit
from bench import generator
from bench.batches import NOW, Batches
from bench.peers import bare_calamine
from bench.sizes import Size
from bench.works import Missing, Work
from campaigns import imports
from campaigns.actions.imports import FOLDER, Asked, carry_out
from campaigns.models import METRICS

ROWS = 20_000


class Workbook:
    """A new workbook for every run, of posts and moments that no reading has had."""

    def __init__(self, size: Size) -> None:
        self.batches = Batches(size)

    def content(self) -> bytes:
        with io.BytesIO() as target:
            book = xlsxwriter.Workbook(target, {"constant_memory": True})
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ("kode", "waktu", *METRICS))
            rows = (pair for _ in range(ROWS // self.batches.size.batch) for pair in self.batches.next())
            for n, (post, row) in enumerate(rows, 1):
                counts = ("" if value is None else value for value in row.values())
                sheet.write_row(n, 0, (post.code, row.taken_at.isoformat(), *counts))
            book.close()
            return target.getvalue()

    def check(self) -> None:
        content = self.content()
        export = imports.read(content)
        assert len(export.rows) == ROWS, export.problems[:1]
        assert bare_calamine.cells(content) == ROWS + 1

    def read(self) -> float:
        content = self.content()
        started = time.perf_counter()
        imports.read(content)
        return time.perf_counter() - started

    def whole(self) -> float:
        name = default_storage.save(f"{FOLDER}/{uuid.uuid4()}", ContentFile(self.content()))
        asked = Asked(
            file=name,
            name="bench.xlsx",
            sha256="",
            campaign=generator.CAMPAIGN,
            zone="Asia/Jakarta",
            source=generator.SOURCE,
        )
        started = time.perf_counter()
        result = carry_out(
            asked=asdict(asked),
            job_id=uuid.uuid4(),
            by=audit.SYSTEM,
            at=NOW,
            progress=lambda *given, **named: None,
        )
        spent = time.perf_counter() - started
        default_storage.delete(name)
        assert result["stored"] == ROWS, result["problems"][:1]
        return spent

    def cells(self) -> float:
        content = self.content()
        started = time.perf_counter()
        bare_calamine.cells(content)
        return time.perf_counter() - started


def works(size: Size) -> Iterator[Work | Missing]:
    book = Workbook(size)
    yield Work("xlsx-read", ours=book.read, peer=book.cells, check=book.check)
    yield Work("xlsx-whole", ours=book.whole, peer=book.cells)
