"""Files of readings, read with suspicion: whose export it is, which column is what, which row is broken.

Pure apart from the file it is given. `campaigns.actions.imports` takes what comes out to the one action that
stores readings.
"""

from campaigns.imports.columns import Columns, ColumnsError, fingerprint
from campaigns.imports.files import Export, read
from campaigns.imports.rows import Broken, ExportRow
from campaigns.imports.shapes import Kind

__all__ = ["Broken", "Columns", "ColumnsError", "Export", "ExportRow", "Kind", "fingerprint", "read"]
