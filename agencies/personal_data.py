"""Everything the portal knows about one person, as that person may take it along (UU 27/2022, article 7).

Each floor adds what it keeps: a function that takes the person and yields rows of JSON values, marked with
`part`. Rows are streamed into the archive; nothing is held in memory but one row.
"""

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q

from agencies.models import AuditEvent, Invitation, SocialAccount, User

Rows = Callable[[User], Iterable[dict[str, Any]]]
PARTS: dict[str, Rows] = {}
CHUNK = 2_000
IN_MEMORY = 2**20


def part(name: str) -> Callable[[Rows], Rows]:
    """Declare rows about a person as the file `name`.json; ValueError for a name that is taken."""

    def declare(rows: Rows) -> Rows:
        if name in PARTS:
            raise ValueError(f"two parts of the personal data are called {name!r}")
        PARTS[name] = rows
        return rows

    return declare


def archive(user: User) -> IO[bytes]:
    """A ZIP at its beginning, one JSON document per part; the caller closes it.

    It holds what concerns this person alone: no secret, and nobody else's name or address.
    """
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 the response closes it
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, rows in PARTS.items():
            with packed.open(f"{name}.json", "w") as document:
                for text in _document(rows(user)):
                    document.write(text.encode())
    target.seek(0)
    return target


def _document(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A JSON array with one row a line."""
    yield "["
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)
    yield "\n]\n"


@part("profil")
def _profile(user: User) -> Iterator[dict[str, Any]]:
    yield {
        "id": user.public_id,
        "surel": user.email,
        "nama_lengkap": user.full_name,
        "zona_waktu": user.timezone or None,
        "bahasa": user.language,
        "pemberitahuan_dimatikan": user.muted,
        "aktif": user.is_active,
        "bergabung": user.joined_at,
        "terakhir_masuk": user.last_login,
        "meminta_dilupakan": user.forget_requested_at,
        "surel_tercatat": [
            {"surel": email, "terbukti": verified, "utama": primary}
            for email, verified, primary in EmailAddress.objects.filter(user=user)
            .order_by("pk")
            .values_list("email", "verified", "primary")
        ],
    }


@part("peran")
def _roles(user: User) -> Iterator[dict[str, Any]]:
    for held in user.memberships.select_related("agency").order_by("pk"):
        yield {
            "id": held.public_id,
            "peran": held.role_rules.name,
            "instansi": held.agency.code if held.agency else None,
            "alasan": held.reason or None,
            "mulai": held.started_at,
            "berakhir": held.ended_at,
        }


@part("sesi")
def _sessions(user: User) -> Iterator[dict[str, Any]]:
    for session in UserSession.objects.filter(user=user).order_by("pk"):
        yield {
            "alamat": session.ip,
            "peramban": session.user_agent,
            "mulai": session.created_at,
            "terakhir_dipakai": session.last_seen_at,
        }


@part("cara-masuk")
def _authenticators(user: User) -> Iterator[dict[str, Any]]:
    """Kinds and dates: what they hold opens the account."""
    for factor in Authenticator.objects.filter(user=user).order_by("pk"):
        yield {
            "jenis": str(factor.type),
            "didaftarkan": factor.created_at,
            "terakhir_dipakai": factor.last_used_at,
        }


@part("undangan")
def _invitations(user: User) -> Iterator[dict[str, Any]]:
    """Those received in full; of those sent everything but whom they were for."""
    about = Q(accepted_by=user) | Q(email=user.email.lower()) | Q(invited_by=user)
    for one in Invitation.objects.filter(about).select_related("agency").order_by("pk"):
        is_own = one.invited_by_id != user.pk
        yield {
            "id": one.public_id,
            "arah": "diterima" if is_own else "dikirim",
            "surel": one.email if is_own else None,
            "nama_lengkap": one.full_name if is_own else None,
            "peran": one.role_rules.name,
            "instansi": one.agency.code if one.agency else None,
            "diundang": one.invited_at,
            "berlaku_sampai": one.expires_at,
            "disetujui": one.accepted_at,
            "ditarik": one.withdrawn_at,
        }


@part("akun-media-sosial")
def _accounts(user: User) -> Iterator[dict[str, Any]]:
    """Accounts of agencies that this person proposed or decided on."""
    found = SocialAccount.objects.filter(Q(proposed_by=user) | Q(decided_by=user)).select_related("agency")
    for account in found.order_by("pk"):
        yield {
            "id": account.public_id,
            "platform": account.platform,
            "nama_akun": account.handle,
            "instansi": account.agency.code,
            "diusulkan_oleh_saya": account.proposed_by_id == user.pk,
            "diputus_oleh_saya": account.decided_by_id == user.pk,
            "diputuskan": account.decided_at,
        }


@part("catatan-audit")
def _events(user: User) -> Iterator[dict[str, Any]]:
    """What the person did, and what was done to the person; others stand there by their ids."""
    about = Q(actor_id=user.actor_id) | Q(target_type=User._meta.label_lower, target_id=user.actor_id)
    for event in AuditEvent.objects.filter(about).order_by("pk").iterator(chunk_size=CHUNK):
        is_own = event.actor_id == user.actor_id
        yield {
            "waktu": event.at,
            "oleh_saya": is_own,
            "tindakan": event.action,
            "sasaran": [event.target_type, event.target_id, event.target_label],
            "sebelum": event.before,
            "sesudah": event.after,
            "alasan": event.reason or None,
            "alamat": event.address if is_own else None,
        }
