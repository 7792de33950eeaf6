"""A call that may come again: key, effect and stored answer are one transaction, so there is one effect.

Nothing is stored of a call that was refused: nothing happened, and it may come again mended.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, connection
from rest_framework.request import Request

from agencies.api.calls import Call
from agencies.api.problems import Problem
from agencies.models import IdempotentCall

HEADER = "Idempotency-Key"
KEPT = timedelta(hours=24)
PATIENCE = 5
"""Seconds for which a repeat waits for the first call to end."""
_KEY = re.compile(r'"?([!#-~]{1,255})"?')
_LOCK_NOT_AVAILABLE = "55P03"

_CLAIM = """
INSERT INTO agencies_idempotentcall (partner_id, key, fingerprint, status, answer, began_at)
VALUES (%s, %s, %s, 0, '', %s)
ON CONFLICT (partner_id, key) DO NOTHING
RETURNING id
"""


def once(request: Request, call: Call, effect: Callable[[], dict[str, Any]]) -> tuple[dict[str, Any], bool]:
    """What `effect` answers, and whether it answered this before; for the transaction of the caller.

    Without a key in the header the effect happens again. `Problem`: 400 idempotency_key_invalid,
    422 idempotency_key_reused (for something else), 409 call_in_progress.
    """
    text = request.headers.get(HEADER)
    if text is None:
        return effect(), False
    key = _KEY.fullmatch(text)
    if key is None:
        raise Problem(
            400,
            "idempotency_key_invalid",
            f"Isi {HEADER} dengan 1 sampai 255 huruf, angka, atau tanda ASCII, tanpa spasi.",
        )
    fingerprint = _fingerprint(request)
    claimed = _claim(call, key[1], fingerprint)
    if claimed is None:
        known = IdempotentCall.objects.get(partner=call.key.partner_id, key=key[1])
        if known.fingerprint != fingerprint:
            raise Problem(
                422,
                "idempotency_key_reused",
                f"{HEADER} ini sudah dipakai untuk permintaan lain. Pakai kunci baru untuk isi yang baru.",
            )
        return json.loads(known.answer), True
    answer = effect()
    IdempotentCall.objects.filter(pk=claimed).update(status=200, answer=json.dumps(answer))
    return answer, False


def forget(*, at: datetime) -> int:
    """Drop the calls that are older than `KEPT`; return how many."""
    return IdempotentCall.objects.filter(began_at__lte=at - KEPT).delete()[0]


def _claim(call: Call, key: str, fingerprint: str) -> int | None:
    """The row of a key that nobody has used; None if it is used, once whoever uses it is done."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
        try:
            cursor.execute(_CLAIM, [call.key.partner_id, key, fingerprint, call.at])
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", "") != _LOCK_NOT_AVAILABLE:
                raise
            raise Problem(
                409,
                "call_in_progress",
                f"Permintaan dengan {HEADER} ini masih dikerjakan. Kirim ulang sesaat lagi.",
                headers={"Retry-After": str(PATIENCE)},
            ) from error
        row = cursor.fetchone()
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    return int(row[0]) if row else None


def _fingerprint(request: Request) -> str:
    """The hash of method, address with its query, and body."""
    body: Any = request.data
    parts = (request.method, request.get_full_path(), body.sha256)
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()
