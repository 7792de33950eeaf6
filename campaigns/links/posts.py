"""The forms in which each platform writes the address of a post.

One compiled expression per platform tells the forms apart; the id is cut out generously first and judged
after, so that a damaged id is reported as such and not as "no post".
"""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, unquote

from django.utils.translation import gettext as _

from agencies.addresses import Address
from agencies.handles import RESERVED
from agencies.platforms import Platform
from agencies.sites import Site
from campaigns.link_ids import posted_at
from campaigns.links.link import Link, LinkError


class _Page(NamedTuple):
    """An address on a platform, ready to be matched."""

    site: Site
    path: str
    """Decoded once, without doubled slashes; empty or starting with a slash."""
    query: str
    host: str


_PREFIXES: dict[Platform, frozenset[str]] = {
    Platform.INSTAGRAM: frozenset({"", "www", "m", "mobile", "web"}),
    Platform.X: frozenset({"", "www", "m", "mobile", "web", "d", "pic"}),
    Platform.FACEBOOK: frozenset(
        {"", "www", "m", "mobile", "mbasic", "web", "touch", "free", "business", "m.id-id", "p"}
    ),
    Platform.TIKTOK: frozenset({"", "www", "m", "mobile", "web", "vm", "vt", "lite"}),
    Platform.YOUTUBE: frozenset({"", "www", "m", "mobile", "web", "music", "studio"}),
    Platform.THREADS: frozenset({"", "www", "m", "mobile", "web"}),
}
_LOCALE = re.compile(r"[a-z]{2}-[a-z]{2}")
_SLASHES = re.compile(r"//+")
_SHORT_CODE = re.compile(r"/([A-Za-z0-9_-]+)/?")

_EXAMPLES = {
    Platform.INSTAGRAM: "https://www.instagram.com/p/…",
    Platform.X: "https://x.com/nama/status/…",
    Platform.FACEBOOK: "https://www.facebook.com/nama/posts/…",
    Platform.TIKTOK: "https://www.tiktok.com/@nama/video/…",
    Platform.YOUTUBE: "https://www.youtube.com/watch?v=…",
    Platform.THREADS: "https://www.threads.com/@nama/post/…",
}


def read(address: Address, site: Site) -> Link:
    """The post at this address of a platform. Raises LinkError: not_a_post, bad_id."""
    path = unquote(address.path) if "%" in address.path else address.path
    if "//" in path:
        path = _SLASHES.sub("/", path)
    if site.prefix not in _PREFIXES[site.platform] and not (
        site.platform is Platform.FACEBOOK and _LOCALE.fullmatch(site.prefix)
    ):
        raise _not_a_post(site.platform)
    return _READERS[site.platform](_Page(site, path, address.query, address.host))


# --- Instagram

_CODE = re.compile(r"[A-Za-z0-9_-]{5,60}")
_INSTAGRAM = re.compile(
    r"/(?P<share>share)/(?:(?P<shared>p|reels?|tv)/)?[A-Za-z0-9_-]+/?"
    r"|/(?:(?P<account>[A-Za-z0-9._]{1,30})/)?(?P<form>p|reels?|tv)/(?P<id>(?!audio(?:/|\Z))[^/]+)(?:/.*)?"
    r"|/stories/(?P<teller>(?!highlights/)[A-Za-z0-9._]{1,30})/(?P<story>[^/]+)(?:/.*)?"
)
_INSTAGRAM_KINDS = {"p": "post", "reel": "reel", "reels": "reel", "tv": "video", None: "post"}
_INSTAGRAM_STORY = re.compile(r"([0-9]{15,20})(?:_[0-9]+)?")
_PRIVATE_SUFFIX = 28
"""Characters that Instagram appends to the code of a private post."""


def _instagram(page: _Page) -> Link:
    match = _INSTAGRAM.fullmatch(page.path)
    if match is None or match["account"] in RESERVED[Platform.INSTAGRAM]:
        raise _not_a_post(Platform.INSTAGRAM)
    if match["share"]:
        return _opaque(
            Platform.INSTAGRAM, f"https://www.instagram.com{page.path}", _INSTAGRAM_KINDS[match["shared"]]
        )
    if match["story"]:
        key = _INSTAGRAM_STORY.fullmatch(match["story"])
        if key is None:
            raise _bad_id(Platform.INSTAGRAM)
        teller = match["teller"]
        url = f"https://www.instagram.com/stories/{teller}/{key[1]}/"
        return _post(Platform.INSTAGRAM, key[1], teller, url, "story")
    code = _checked(Platform.INSTAGRAM, _CODE, match["id"])
    if len(code) >= _PRIVATE_SUFFIX + 5:
        code = code[:-_PRIVATE_SUFFIX]
    url = f"https://www.instagram.com/p/{code}/"
    return _post(Platform.INSTAGRAM, code, match["account"], url, _INSTAGRAM_KINDS[match["form"]])


# --- X

_STATUS = re.compile(r"[1-9][0-9]{1,18}")
_X = re.compile(
    r"/(?:i/(?:web/)?|(?P<account>[A-Za-z0-9_]{1,20})/)?(?P<form>status|statuses|article)/(?P<id>[^/]+)(?:/.*)?"
)


def _x(page: _Page) -> Link:
    if page.site.domain == "t.co" or page.site.prefix == "pic":
        return _short(Platform.X, page, "post")
    match = _X.fullmatch(page.path)
    if match is None or (match["account"] or "").lower() in RESERVED[Platform.X]:
        raise _not_a_post(Platform.X)
    native_id = _checked(Platform.X, _STATUS, match["id"])
    handle = match["account"]
    kind = "article" if match["form"] == "article" else "post"
    return _post(Platform.X, native_id, handle, f"https://x.com/{handle or 'i'}/status/{native_id}", kind)


# --- Facebook

_FACEBOOK_ID = re.compile(r"[1-9][0-9]{4,24}|pfbid[A-Za-z0-9]{10,120}")
_FACEBOOK = re.compile(
    r"/groups/(?P<group>[^/]{1,100})/(?:posts|permalink)/(?P<in_group>[^/]+)(?:/.*)?"
    r"|/(?:(?P<reeler>[\w.-]{1,100})/)?reels?/(?P<reel>[^/]+)(?:/.*)?"
    r"|/(?:pg/)?(?P<account>[\w.-]{1,100})/(?P<form>posts|videos|photos)/(?:[^/]+/)?(?P<id>[^/]+)/?"
    r"|/(?P<player>watch/live|watch|video\.php|photo\.php|photo|permalink\.php|story\.php)/?"
    r"|/(?P<share>share)/(?:(?P<shared>[pvr])/)?[A-Za-z0-9_-]+/?"
)
_FACEBOOK_KINDS = {"posts": "post", "videos": "video", "photos": "photo"}
_FACEBOOK_SHARED = {"p": "post", "v": "video", "r": "reel", None: "post"}
_FACEBOOK_PLAYERS = {
    "watch": ("v", "video", "watch/?v="),
    "watch/live": ("v", "live", "watch/?v="),
    "video.php": ("v", "video", "watch/?v="),
    "photo": ("fbid", "photo", "photo/?fbid="),
    "photo.php": ("fbid", "photo", "photo/?fbid="),
}
_PAGE_ID = re.compile(r"[1-9][0-9]{2,24}")


def _facebook(page: _Page) -> Link:
    if page.site.domain in ("fb.watch", "fb.me"):
        return _short(Platform.FACEBOOK, page, "video" if page.site.domain == "fb.watch" else "post")
    match = _FACEBOOK.fullmatch(page.path)
    if match is None or (match["account"] or match["reeler"]) in RESERVED[Platform.FACEBOOK]:
        raise _not_a_post(Platform.FACEBOOK)
    if match["share"]:
        url = f"https://www.facebook.com{page.path}"
        return _opaque(Platform.FACEBOOK, url, _FACEBOOK_SHARED[match["shared"]])
    if match["player"]:
        return _facebook_by_query(page, match["player"])
    if match["group"]:
        return _facebook_post(match["in_group"], None, f"groups/{quote(match['group'])}/posts/", "post")
    if match["reel"]:
        return _facebook_post(match["reel"], match["reeler"], "reel/", "reel")
    return _facebook_post(match["id"], match["account"], "", _FACEBOOK_KINDS[match["form"]])


def _facebook_by_query(page: _Page, player: str) -> Link:
    """The forms that name the post in a parameter."""
    if player in _FACEBOOK_PLAYERS:
        parameter, kind, where = _FACEBOOK_PLAYERS[player]
        return _facebook_post(_parameter(Platform.FACEBOOK, page, parameter), None, where, kind)
    native_id = _parameter(Platform.FACEBOOK, page, "story_fbid")
    account = _checked(Platform.FACEBOOK, _PAGE_ID, _parameter(Platform.FACEBOOK, page, "id"))
    return _facebook_post(native_id, account, "", "post")


def _facebook_post(native_id: str, account: str | None, where: str, kind: str) -> Link:
    """`where` is the part of the address before the id for posts whose account is not known."""
    native_id = _checked(Platform.FACEBOOK, _FACEBOOK_ID, native_id)
    path = f"{quote(account)}/posts/" if account else where
    url = f"https://www.facebook.com/{path}{native_id}"
    return _post(Platform.FACEBOOK, native_id, account, url, kind, soft=native_id.startswith("pfbid"))


# --- TikTok

_TIKTOK_ID = re.compile(r"[1-9][0-9]{18}")
_TIKTOK = re.compile(
    r"/@(?P<account>[A-Za-z0-9._]{1,24})?/(?P<form>video|photo)/(?P<id>[^/]+)(?:/.*)?"
    r"|/(?:share/video|embed(?:/v[0-9])?|player/v[0-9])/(?P<plain>[^/]+)/?"
    r"|/v/(?P<mobile>[^/]+?)(?:\.html)?/?"
    r"|(?P<short>/t)/[A-Za-z0-9_-]+/?"
)


def _tiktok(page: _Page) -> Link:
    if page.site.prefix in ("vm", "vt"):
        return _short(Platform.TIKTOK, page, "video")
    match = _TIKTOK.fullmatch(page.path)
    if match is None:
        raise _not_a_post(Platform.TIKTOK)
    if match["short"]:
        return _opaque(Platform.TIKTOK, f"https://www.tiktok.com{page.path}", "video")
    native_id = _checked(Platform.TIKTOK, _TIKTOK_ID, match["id"] or match["plain"] or match["mobile"])
    handle = match["account"]
    url = f"https://www.tiktok.com/@{handle or ''}/video/{native_id}"
    return _post(Platform.TIKTOK, native_id, handle, url, match["form"] or "video")


# --- YouTube

_VIDEO = re.compile(r"[0-9A-Za-z_-]{11}")
_COMMUNITY = re.compile(r"Ugk[0-9A-Za-z_-]{10,60}")
_YOUTUBE = re.compile(
    r"/(?P<watch>watch)/?"
    r"|/(?P<form>shorts|live|embed|v|e|video)/(?P<id>(?!(?:videoseries|live_stream)(?:/|\Z))[^/]+)(?:/.*)?"
    r"|/post/(?P<post>[^/]+)/?"
)
_YOUTUBE_KINDS = {"shorts": "short", "live": "live"}


def _youtube(page: _Page) -> Link:
    if page.site.domain == "youtu.be":
        path = page.path.strip("/")
        if not path:
            raise _not_a_post(Platform.YOUTUBE)
        return _video(path, "video")
    match = _YOUTUBE.fullmatch(page.path)
    if match is None or (match["form"] == "video" and page.site.prefix != "studio"):
        raise _not_a_post(Platform.YOUTUBE)
    if match["post"]:
        native_id = _checked(Platform.YOUTUBE, _COMMUNITY, match["post"])
        return _post(Platform.YOUTUBE, native_id, None, f"https://www.youtube.com/post/{native_id}", "post")
    native_id = _parameter(Platform.YOUTUBE, page, "v") if match["watch"] else match["id"]
    return _video(native_id, _YOUTUBE_KINDS.get(match["form"], "video"))


def _video(native_id: str, kind: str) -> Link:
    native_id = _checked(Platform.YOUTUBE, _VIDEO, native_id)
    return _post(Platform.YOUTUBE, native_id, None, f"https://www.youtube.com/watch?v={native_id}", kind)


# --- Threads

_THREADS = re.compile(r"/(?:@(?P<account>[A-Za-z0-9._]{1,30})/post|post|t)/(?P<id>[^/]+)(?:/.*)?")


def _threads(page: _Page) -> Link:
    match = _THREADS.fullmatch(page.path)
    if match is None:
        raise _not_a_post(Platform.THREADS)
    code = _checked(Platform.THREADS, _CODE, match["id"])
    handle = match["account"]
    path = f"@{handle}/post" if handle else "t"
    return _post(Platform.THREADS, code, handle, f"https://www.threads.com/{path}/{code}", "post")


# --- what they share

_READERS: dict[Platform, Callable[[_Page], Link]] = {
    Platform.INSTAGRAM: _instagram,
    Platform.X: _x,
    Platform.FACEBOOK: _facebook,
    Platform.TIKTOK: _tiktok,
    Platform.YOUTUBE: _youtube,
    Platform.THREADS: _threads,
}
_PARAMETERS = {name: re.compile(rf"(?:\A|[&;]){name}=([^&]*)") for name in ("v", "fbid", "story_fbid", "id")}


def _post(
    platform: Platform, native_id: str, handle: str | None, url: str, kind: str, *, soft: bool = False
) -> Link:
    return Link(platform, native_id, handle, url, kind, posted_at(platform, native_id), soft, opaque=False)


def _opaque(platform: Platform, url: str, kind: str) -> Link:
    return Link(platform, None, None, url, kind, None, soft=False, opaque=True)


def _short(platform: Platform, page: _Page, kind: str) -> Link:
    """A host that serves nothing but short links."""
    if not _SHORT_CODE.fullmatch(page.path):
        raise _not_a_post(platform)
    return _opaque(platform, f"https://{page.host.removeprefix('www.')}{page.path}", kind)


def _parameter(platform: Platform, page: _Page, name: str) -> str:
    """The first value of a query parameter that must be there."""
    match = _PARAMETERS[name].search(page.query)
    if match is None:
        raise _not_a_post(platform)
    return unquote(match[1])


def _checked(platform: Platform, pattern: re.Pattern[str], native_id: str) -> str:
    """The id, if the platform writes its ids like this."""
    if not pattern.fullmatch(native_id):
        raise _bad_id(platform)
    return native_id


def _not_a_post(platform: Platform) -> LinkError:
    return LinkError(
        "not_a_post",
        _(
            "Tautan %(platform)s ini tidak menuju sebuah konten. Buka kontennya, ketuk Bagikan, lalu "
            "Salin tautan; bentuknya seperti %(example)s"
        )
        % {"platform": platform.label, "example": _EXAMPLES[platform]},
    )


def _bad_id(platform: Platform) -> LinkError:
    return LinkError(
        "bad_id",
        _(
            "Kode konten pada tautan %(platform)s ini tidak lengkap atau keliru. Salin ulang tautan "
            "dari kontennya; bentuknya seperti %(example)s"
        )
        % {"platform": platform.label, "example": _EXAMPLES[platform]},
    )
