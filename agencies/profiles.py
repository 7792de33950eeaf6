"""The account that somebody means by what they paste: a handle, an address, or a message around one."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext

from agencies.addresses import AddressError, split
from agencies.handles import HandleError, normalise
from agencies.platforms import Platform
from agencies.sites import DOMAINS, site_of

LONGEST = 2_000
"""Characters that are read; a whole chat message fits."""
_AROUND = "<>()[]{}\"'“”‘’.,;:!?*"


@dataclass(frozen=True, slots=True)
class Profile:
    """An account in normal form; `is_changed` when it is not literally what was typed."""

    platform: Platform
    handle: str
    is_changed: bool


def read(text: str, platform: Platform | str = "") -> Profile:
    """The account in `text`, on `platform` where one was chosen, else on the one its address tells.

    Raises HandleError: codes of `handles.normalise`, and platform_missing, several.
    """
    typed = text.strip()[:LONGEST]
    found = _addresses(typed)
    if len(found) > 1:
        raise HandleError(
            "several",
            gettext("Ada %(count)d alamat dalam teks ini. Daftarkan satu akun setiap kali.")
            % {"count": len(found)},
        )
    meant = found[0] if found else typed
    if platform:
        where = Platform(platform)
    elif found or meant.lower().endswith(".go.id"):
        where = _platform_of(meant)
    else:
        raise HandleError("platform_missing", gettext("Pilih platformnya, atau tempelkan alamat profilnya."))
    handle = normalise(where, meant)
    return Profile(where, handle, is_changed=typed.removeprefix("@") != handle)


def _addresses(text: str) -> list[str]:
    """The addresses of profiles in free text, each once, without the punctuation around them."""
    words = (word.strip(_AROUND) for word in text.split())
    return list(dict.fromkeys(word for word in words if _is_address(word)))


_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?#:]|$)")


def _is_address(word: str) -> bool:
    """Whether a word is meant as an address: it has a scheme or a path after a host, or a known host."""
    if "://" in word:
        return True
    return bool(_HOST.match(word)) and ("/" in word or word.lower().removeprefix("www.") in DOMAINS)


def _platform_of(address: str) -> Platform:
    try:
        return site_of(split(address).host).platform
    except AddressError as error:
        raise HandleError(error.code, error.message) from error
