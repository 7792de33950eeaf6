"""Files between the page that checks them and the job that imports them, and the rows that come back.

The file lies in the storage under a random name, signed words let one person go on with it for some hours,
and what an import of readings or of posts refused lies beside it with the reasons.
"""

import contextlib
import io
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from agencies.models import User
from summitcomms.lib import tables, tokens
from summitcomms.lib.refusals import Refused


def keep(folder: str, content: bytes) -> str:
    """Keep a file under a random name, which is returned."""
    return default_storage.save(f"{folder}/{uuid.uuid4()}", ContentFile(content))


def token(by: User, said: Mapping[str, Any], *, use: str) -> str:
    """The signed words with which `by`, and nobody else, goes on with the file that `said` names."""
    return tokens.signed(said, by=by.actor_id, use=use)


def opened(by: User, token: str, *, use: str) -> dict[str, Any]:
    """What `token` has signed. Raises Refused: expired."""
    with contextlib.suppress(tokens.Invalid):
        said: dict[str, Any] = tokens.opened(token, by=by.actor_id, use=use)
        if default_storage.exists(said["file"]):
            return said
    raise Refused("expired", _("Hasil pemeriksaan berkas ini sudah tidak berlaku. Unggah sekali lagi."))


def read(name: str) -> bytes:
    """The content of a kept file. Raises Refused: file_gone."""
    if not default_storage.exists(name):
        raise Refused("file_gone", _("Berkas tidak ditemukan lagi. Unggah sekali lagi."))
    with default_storage.open(name) as file:
        return bytes(file.read())


def keep_refused(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Keep the refused rows, if any, as CSV or XLSX by the name; a second attempt replaces the first."""
    default_storage.delete(name)
    kept = list(rows)
    if kept:
        write = tables.write_csv if name.endswith(".csv") else tables.write_xlsx
        with io.BytesIO() as target:
            write(target, header, kept)
            default_storage.save(name, ContentFile(target.getvalue()))
