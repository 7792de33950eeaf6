"""Web addresses as people paste them: cleaned, split and refused before anybody reads them.

Handles and post links both start here, so that one address is judged the same way everywhere.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext, gettext_noop

MAX_LENGTH = 2_000
"""Characters; longer addresses are not copied by people."""

INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
"""Zero-width and direction marks (for a character class): chats wrap pasted links in them."""

CONTROL = "\x00-\x1f\x7f-\x9f\ud800-\udfff"
"""Control characters and lone surrogates, for a character class."""

WIDE = {0xFF01 + offset: 0x21 + offset for offset in range(94) if chr(0x21 + offset).isalnum()} | {
    ord(wide): ord(narrow) for wide, narrow in zip("：／．？＝＆％－＿＠＃", ":/.?=&%-_@#", strict=True)
}
"""Full-width forms that East Asian keyboards put into links; same length, other punctuation ends a link."""

_EDGES = re.compile(rf"\A[\s{INVISIBLE}]+|[\s{INVISIBLE}]+\Z")
_UNSEEN = re.compile(rf"[{CONTROL}{INVISIBLE}]")
_SPACE = re.compile(r"\s")
_TIDY = re.compile(r"https?://([a-z0-9.-]+)((?:/[A-Za-z0-9._~@-]*)*)(?:\?([!-\"$-\[\]-~]*))?")
"""What most people paste: nothing to clean, no port, no escape in the path. Only there to be fast."""

_PARTS = re.compile(
    r"(?:([A-Za-z][A-Za-z0-9+-]*):(?![0-9]+(?:[/?#]|\Z)))?(//)?([^/?#]*)([^?#]*)(?:\?([^#]*))?", re.DOTALL
)
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,58}}[a-z0-9])")
_SINGLE = re.compile(_LABEL)
_CUT_OFF = re.compile(r"(?:…|(?<!/)\.\.)\Z")  # `/..` is the folder above
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)")
_LOCAL_ENDINGS = frozenset(
    [
        "local",
        "localhost",
        "localdomain",
        "internal",
        "intranet",
        "lan",
        "home",
        "corp",
        "arpa",
        "onion",
        "invalid",
        "test",
    ]
)

_MESSAGES = {
    "empty": gettext_noop("Tautan masih kosong. Tempelkan tautan yang Anda salin."),
    "too_long": gettext_noop(
        "Tautan terlalu panjang. Salin ulang tautan melalui tombol Bagikan, lalu Salin tautan."
    ),
    "control_characters": gettext_noop(
        "Tautan memuat karakter tersembunyi. Salin ulang tautan langsung dari aplikasi atau peramban."
    ),
    "truncated": gettext_noop(
        "Tautan terpotong di bagian akhir. Salin tautan lengkapnya, bukan teks yang ditampilkan."
    ),
    "not_a_link": gettext_noop("Teks ini bukan tautan. Tempelkan satu alamat lengkap yang diawali https://."),
    "scheme": gettext_noop(
        "Tautan harus diawali https:// atau http://. Salin alamatnya dari aplikasi atau peramban."
    ),
    "user_info": gettext_noop(
        "Tautan memuat nama pengguna sebelum tanda @ pada alamat situs. Salin ulang alamat aslinya."
    ),
    "port": gettext_noop("Tautan memuat nomor port yang tidak lazim. Gunakan alamat umum tanpa nomor port."),
    "ip_address": gettext_noop(
        "Tautan memakai alamat IP. Gunakan alamat dengan nama situs, misalnya https://kominfo.go.id/…."
    ),
    "private_host": gettext_noop(
        "Alamat ini hanya dapat dibuka dari jaringan internal. Gunakan alamat yang dapat dibuka oleh umum."
    ),
}


class AddressError(ValueError):
    """An address that is refused: `code` is stable for programs, `message` is an Indonesian sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Address(NamedTuple):
    """The parts of an address that decide where it leads; scheme and fragment never do here."""

    host: str
    """Lower case, ASCII (IDNA), without a final dot."""
    path: str
    """As given: empty or starting with a slash, still percent-encoded."""
    query: str
    """As given, without the question mark."""


def refusal(code: str) -> AddressError:
    """The error for one of this module's codes."""
    return AddressError(code, gettext(_MESSAGES[code]))


def split(text: str) -> Address:
    """Clean one pasted address and split it; `https://` may be missing.

    Raises AddressError: empty, too_long, control_characters, truncated, not_a_link, scheme, user_info, port,
    ip_address, private_host.
    """
    tidy = _TIDY.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if tidy is not None and text[-2:] != "..":
        host, path, query = tidy.groups("")
        return Address(host_name(host), path, query)
    text = _cleaned(text)
    scheme, slashes, authority, path, query = next(_PARTS.finditer(text)).groups()
    if scheme is not None and scheme.lower() not in ("http", "https"):
        raise refusal("scheme")
    if (scheme is not None and slashes is None) or not authority or "\\" in authority or "\\" in path:
        raise refusal("not_a_link")
    if "@" in authority:
        raise refusal("user_info")
    host, colon, port = authority.partition(":")
    if authority.startswith("["):
        raise refusal("ip_address")
    if colon and port not in _usual_ports(scheme):
        raise refusal("port")
    if "." not in host and not slashes:
        raise refusal("not_a_link")
    return Address(host_name(host), path, query or "")


@lru_cache(maxsize=4096)
def host_name(host: str) -> str:
    """The normal form of a public host name: lower case, IDNA, no final dot.

    Raises AddressError: not_a_link (no host name), ip_address, private_host.
    """
    if len(host) > 253:
        raise refusal("not_a_link")
    try:
        name = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        raise refusal("not_a_link") from None
    name = name.lower().removesuffix(".")
    last = name.rpartition(".")[2]
    if _NUMBER.fullmatch(last):
        raise refusal("ip_address")
    if last in _LOCAL_ENDINGS or _SINGLE.fullmatch(name):
        raise refusal("private_host")
    if not _HOST.fullmatch(name):
        raise refusal("not_a_link")
    return name


def without_www(host: str) -> str:
    """The host name without leading `www.`, as far as two labels remain."""
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    return host


def _cleaned(text: str) -> str:
    """The text without what surrounds it; refuses what hides inside it."""
    if not text.isascii():
        text = _EDGES.sub("", text).translate(WIDE)
    text = text.strip()
    if not text:
        raise refusal("empty")
    if len(text) > MAX_LENGTH:
        raise refusal("too_long")
    if _UNSEEN.search(text):
        raise refusal("control_characters")
    if _SPACE.search(text):
        raise refusal("not_a_link")
    if _CUT_OFF.search(text, max(len(text) - 3, 0)):
        raise refusal("truncated")
    return text


def _usual_ports(scheme: str | None) -> tuple[str, ...]:
    """The port numbers that say nothing new; without a scheme both are usual."""
    if scheme is None:
        return ("", "80", "443")
    return ("", "443") if scheme.lower() == "https" else ("", "80")
