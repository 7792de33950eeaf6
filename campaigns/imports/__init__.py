"""Files of readings, read with suspicion: which column is what, which moment is meant, which row is broken.

Pure apart from the bytes it is given. `campaigns.actions.imports` takes what comes out to the one action that
stores readings.
"""

from campaigns.imports.columns import ColumnsError
from campaigns.imports.files import Broken, Export, read

__all__ = ["Broken", "ColumnsError", "Export", "read"]
