"""Files between the page that checks them and the job that imports them, and the rows that come back.

Imports of readings and of posts go the same way: the file lies in the storage under a random name, signed
words let one person go on with it for some hours, and what was refused lies beside it with the reasons.
"""

import io
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from agencies.models import User
from summitcomms.lib import tables
from summitcomms.lib.refusals import Refused

_VALID = 6 * 60 * 60  # seconds between the check of a file and the start of its import


def keep(folder: str, content: bytes) -> str:
    """Keep a file under a random name, which is returned."""
    return default_storage.save(f"{folder}/{uuid.uuid4()}", ContentFile(content))


def token(by: User, said: Mapping[str, Any], *, salt: str) -> str:
    """The signed words with which `by`, and nobody else, goes on with the file that `said` names."""
    return signing.dumps({"by": by.actor_id, **said}, salt=salt)


def opened(by: User, token: str, *, salt: str) -> dict[str, Any]:
    """What `token` has signed. Raises Refused: expired."""
    try:
        said = signing.loads(token, salt=salt, max_age=_VALID)
    except signing.BadSignature:
        said = {}
    if said.pop("by", None) != by.actor_id or not default_storage.exists(said["file"]):
        raise Refused("expired", _("Hasil pemeriksaan berkas ini sudah tidak berlaku. Unggah sekali lagi."))
    return dict(said)


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
