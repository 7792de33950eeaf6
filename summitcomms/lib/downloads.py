"""Tables as files: what a list page hands out when its reader takes the rows along."""

import io
from collections.abc import Iterable, Sequence

from django.http import FileResponse

from summitcomms.lib import tables
from summitcomms.lib.tables import Cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def xlsx(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> FileResponse:
    """The rows as `name`.xlsx to keep, not to open in the browser; text that looks like a formula is text."""
    book = io.BytesIO()
    tables.write_xlsx(book, header, rows)
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
