"""Handles of social accounts: one normal form for a name, an @name and any address of the profile."""

import re
from urllib.parse import quote, unquote

from django.utils.translation import gettext as _

from agencies.addresses import AddressError, split, without_www
from agencies.platforms import Platform
from agencies.sites import DOMAINS, site_of


class HandleError(AddressError):
    """A handle that is refused; `code` is stable, `message` an Indonesian sentence.

    Codes of `addresses.split` and `sites.site_of`, and: other_platform, not_a_profile, bad_handle.
    """


_FORMS = {
    Platform.INSTAGRAM: re.compile(r"(?!.*\.\.)[a-z0-9_](?:[a-z0-9._]{0,28}[a-z0-9_])?"),
    Platform.X: re.compile(r"[A-Za-z0-9_]{1,15}"),
    Platform.FACEBOOK: re.compile(r"(?![.-])[\w.-]{3,100}"),
    Platform.TIKTOK: re.compile(r"[a-z0-9._]{1,23}[a-z0-9_]"),
    Platform.YOUTUBE: re.compile(r"channel/UC[A-Za-z0-9_-]{22}|(?:c/|user/)?(?![._·-])[\w.·-]{2,99}[\w·]"),
    Platform.THREADS: re.compile(r"(?!.*\.\.)[a-z0-9_](?:[a-z0-9._]{0,28}[a-z0-9_])?"),
}
_LOWER_CASE = frozenset({Platform.INSTAGRAM, Platform.TIKTOK, Platform.THREADS})
RESERVED: dict[Platform, frozenset[str]] = {
    Platform.INSTAGRAM: frozenset(
        ["p", "reel", "reels", "tv", "stories", "explore", "accounts", "direct", "share", "about"]
    ),
    Platform.X: frozenset(
        [
            "i",
            "intent",
            "share",
            "hashtag",
            "search",
            "home",
            "explore",
            "settings",
            "messages",
            "notifications",
            "login",
        ]
    ),
    Platform.FACEBOOK: frozenset(
        [
            "groups",
            "watch",
            "share",
            "sharer",
            "events",
            "plugins",
            "hashtag",
            "reel",
            "reels",
            "stories",
            "photo",
            "photo.php",
            "video.php",
            "story.php",
            "permalink.php",
            "profile.php",
            "login",
            "login.php",
            "l.php",
            "flx",
            "pages",
            "people",
            "marketplace",
        ]
    ),
    Platform.TIKTOK: frozenset(),
    Platform.YOUTUBE: frozenset(
        [
            "watch",
            "shorts",
            "live",
            "embed",
            "v",
            "e",
            "playlist",
            "results",
            "feed",
            "redirect",
            "attribution_link",
            "post",
            "channel",
            "c",
            "user",
        ]
    ),
    Platform.THREADS: frozenset(["t", "post", "login", "search"]),
}
"""First words of a path that are no account, in lower case."""
_PROFILES = {
    Platform.INSTAGRAM: re.compile(r"/(?:_u/)?([^/@]+)(?:/.*)?"),
    Platform.X: re.compile(r"/@?([^/]+)(?:/.*)?"),
    Platform.FACEBOOK: re.compile(
        r"/(?:people|pages)/[^/]+/([0-9]+)(?:/.*)?|/p/(?:[^/]*-)?([0-9]+)/?|/(?:pg/)?([^/]+)(?:/.*)?"
    ),
    Platform.TIKTOK: re.compile(r"/@([^/]+)(?:/.*)?"),
    Platform.YOUTUBE: re.compile(r"/@([^/]+)(?:/.*)?|/((?:channel|c|user)/[^/]+)(?:/.*)?|/([^/]+)/?"),
    Platform.THREADS: re.compile(r"/@([^/]+)(?:/.*)?"),
}
_PROFILE_URLS = {
    Platform.INSTAGRAM: "https://www.instagram.com/{}/",
    Platform.X: "https://x.com/{}",
    Platform.FACEBOOK: "https://www.facebook.com/{}",
    Platform.TIKTOK: "https://www.tiktok.com/@{}",
    Platform.YOUTUBE: "https://www.youtube.com/@{}",
    Platform.THREADS: "https://www.threads.com/@{}",
    Platform.WEBSITE: "https://{}/",
}
_SHORTENERS = frozenset({"t.co", "fb.watch", "fb.me", "youtu.be"})
_KIND = re.compile(r"(?:channel|c|user)/")  # YouTube's normal forms with a slash are no addresses
_FACEBOOK_NUMBER = re.compile(r"(?:\A|&)id=([0-9]+)(?:&|\Z)")


def normalise(platform: str, text: str) -> str:
    """The handle without @ from a handle, an @handle or any address of the profile.

    Instagram, TikTok and Threads know lower case only; elsewhere the owner's spelling is kept (`fold`
    compares). YouTube channels without a handle keep the kind of their address: `channel/UC…`, `c/…`,
    `user/…`. A page of Facebook without a name is its number. The handle of a website is its host name
    without `www.`.
    Raises HandleError.
    """
    platform = Platform(platform)
    try:
        return _website(text) if platform is Platform.WEBSITE else _account(platform, text)
    except HandleError:
        raise
    except AddressError as error:
        raise HandleError(error.code, error.message) from error


def profile_url(platform: str, handle: str) -> str:
    """The public address of the account; `handle` is in normal form."""
    platform = Platform(platform)
    if platform is Platform.YOUTUBE and "/" in handle:
        return f"https://www.youtube.com/{quote(handle)}"
    return _PROFILE_URLS[platform].format(quote(handle))


def fold(handle: str) -> str:
    """The form in which handles are compared: no platform tells capitals from small letters."""
    return handle.removeprefix("@").casefold()


def _account(platform: Platform, text: str) -> str:
    text = text.strip()
    is_address = "/" in text or "?" in text or text.lower().removeprefix("www.") in DOMAINS
    handle = _from_address(platform, text) if is_address and not _KIND.match(text) else text
    handle = handle.removeprefix("@")
    if platform in _LOWER_CASE:
        handle = handle.lower()
    if handle.lower() in RESERVED[platform]:
        raise _not_a_profile(platform)
    if not _FORMS[platform].fullmatch(handle):
        raise HandleError(
            "bad_handle",
            _(
                "Nama akun %(platform)s ini tidak sah. Tuliskan seperti pada profilnya, misalnya @kominfo, "
                "atau tempelkan alamat profilnya."
            )
            % {"platform": platform.label},
        )
    return handle


def _from_address(platform: Platform, text: str) -> str:
    """The part of a profile's address that names the account."""
    address = split(text)
    site = site_of(address.host)
    if site.platform is not platform:
        raise HandleError(
            "other_platform",
            _(
                "Alamat ini bukan milik %(platform)s. Pilih platform yang sesuai atau tempelkan alamat "
                "profil %(platform)s."
            )
            % {"platform": platform.label},
        )
    path = unquote(address.path)
    if platform is Platform.FACEBOOK and path.rstrip("/") == "/profile.php":
        number = _FACEBOOK_NUMBER.search(address.query)
        if number:
            return number[1]
    match = _PROFILES[platform].fullmatch(path)
    if match is None or site.domain in _SHORTENERS:
        raise _not_a_profile(platform)
    return next(group for group in match.groups() if group)


def _website(text: str) -> str:
    """The host name, if it belongs to no platform."""
    host = split(text).host
    platform = site_of(host).platform
    if platform is not Platform.WEBSITE:
        raise HandleError(
            "other_platform",
            _("Alamat ini milik %(platform)s. Pilih platform %(platform)s untuk mendaftarkannya.")
            % {"platform": platform.label},
        )
    return without_www(host)


def _not_a_profile(platform: Platform) -> HandleError:
    return HandleError(
        "not_a_profile",
        _(
            "Alamat ini bukan alamat profil %(platform)s. Buka profil akunnya, lalu salin alamatnya; "
            "bentuknya seperti %(example)s"
        )
        % {"platform": platform.label, "example": _PROFILE_URLS[platform].format("nama")},
    )
