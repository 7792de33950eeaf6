"""YouTube Studio's own download: a ZIP with a CSV of the videos, one of their days, and one of sums.

The members have names in the language of whoever downloads them, so the one that is meant is told by its
columns. Pure.
"""

from django.utils.translation import gettext as _

from campaigns.imports import columns
from campaigns.imports.shapes import PERIOD
from summitcomms.lib import tables


def listing(content: bytes) -> bytes:
    """`content` itself or, of a ZIP with CSV files, the one that lists posts with their lifetime counts.

    Where there are only counts of single days, that one: its rows say themselves why they do not count.
    Raises tables.TableError: zip_unclear for none or several, and whatever such a ZIP is refused for.
    """
    files = tables.csv_files(content)
    if len(files) < 2:
        return files[0] if files else content
    known = [(file, columns.recognise(header)[0]) for file in files if (header := _header(file))]
    lifetime = [file for file, found in known if PERIOD not in found.places]
    fitting = lifetime or [file for file, _found in known]
    if len(fitting) != 1:
        raise tables.TableError(
            "zip_unclear",
            _("ZIP ini memuat beberapa tabel, dan tidak jelas mana daftar unggahannya. Unggah CSV-nya saja."),
        )
    return fitting[0]


def _header(file: bytes) -> tuple[str, ...]:
    """The header, if it is one that can be read by; a table without one lists nothing."""
    try:
        header = tables.csv_header(file, is_header=columns.looks_like_header)
    except tables.TableError:
        return ()
    return header if columns.looks_like_header(header) else ()
