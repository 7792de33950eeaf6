"""What people paste and what is kept: `tests/data/links.csv` is the table, the refusals stand here."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.addresses import WIDE
from agencies.platforms import Platform
from campaigns import link_ids
from campaigns.links import LinkError, canonicalise, find

CODE = "CsDTBZtPxxK"
STATUS = "1655555555555555555"
TABLE = Path(__file__).parents[1] / "data" / "links.csv"
with TABLE.open(encoding="utf-8", newline="") as table:
    ROWS = list(csv.DictReader(table))

REFUSED = [
    ("", "empty"),
    (" \u200b\n", "empty"),
    ("https://kominfo.go.id/" + "a" * 2_000, "too_long"),
    ("https://kominfo.go.id/" + "é" * 1_000, "too_long"),
    (f"https://x.com/a/status/{STATUS}\x00", "control_characters"),
    ("java\tscript:alert(1)", "control_characters"),
    (f"https://x.com/a\u202e/status/{STATUS}", "control_characters"),
    ("https://insta\u200bgram.com/p/abcde", "control_characters"),
    ("https://kominfo.go.id/a%00b", "control_characters"),
    ("https://kominfo.go.id/?a=%0d%0aSet-Cookie:b", "control_characters"),
    ("https://kominfo.go.id/\ud800", "control_characters"),
    ("https://x.com/a/status/16555...", "truncated"),
    ("https://www.instagram.com/p/CsDTB…", "truncated"),
    ("https://kominfo.go.id/berita...#isi", "truncated"),
    (f"https://x.com/a/status/{STATUS}?utm_source=..", "truncated"),
    ("Halo semuanya", "not_a_link"),
    ("halo", "not_a_link"),
    ("/p/abcde", "not_a_link"),
    ("https://", "not_a_link"),
    ("https:instagram.com/p/abcde", "not_a_link"),
    ("https:/instagram.com/p/abcde", "not_a_link"),
    ("https:///instagram.com/p/abcde", "not_a_link"),
    (f"https://www.instagram.com/p/{CODE} lihat", "not_a_link"),
    ("https://instagram.com\\@evil.example/p/abcde", "not_a_link"),
    ("https://instagram%2ecom/p/abcde", "not_a_link"),
    ("https://a..b.id/x", "not_a_link"),
    ("https://-a.id/x", "not_a_link"),
    ("https://é" + "é" * 80 + ".id/x", "not_a_link"),
    ("https://" + "a." * 130 + "id/x", "not_a_link"),
    ("javascript:alert(1)", "scheme"),
    ("JavaScript://instagram.com/p/abcde", "scheme"),
    ("data:text/html,x", "scheme"),
    ("ftp://kominfo.go.id/a", "scheme"),
    ("mailto:humas@kominfo.go.id", "scheme"),
    ("intent://instagram.com/p/abcde#Intent;end", "scheme"),
    ("https://instagram.com@evil.example/p/abcde", "user_info"),
    ("instagram.com:sandi@evil.example/p/abcde", "user_info"),
    ("https://kominfo.go.id:8080/a", "port"),
    ("kominfo.go.id:8080/a", "port"),
    ("http://kominfo.go.id:443/a", "port"),
    ("https://127.0.0.1/a", "ip_address"),
    ("https://0x7f.1/a", "ip_address"),
    ("https://2130706433/a", "ip_address"),
    ("https://[::1]/a", "ip_address"),
    ("http://localhost/a", "private_host"),
    ("http://intranet/a", "private_host"),
    ("https://portal.kominfo.local/a", "private_host"),
    ("https://instagram.com.evil.example/p/abcde", "look_alike"),
    ("https://www.facebook.com-masuk.example/a", "look_alike"),
    ("https://x.com.evil.example/a/status/1234", "look_alike"),
    ("https://lnstagram.com/p/abcde", "look_alike"),
    ("https://rnstagram.com/p/abcde", "look_alike"),
    ("https://faceb00k.com/a/posts/123456", "look_alike"),
    ("https://facebok.com/a/posts/123456", "look_alike"),
    ("https://faecbook.com/a/posts/123456", "look_alike"),
    ("https://tiktokk.com/@a/video/7230000000000000000", "look_alike"),
    ("https://www.y0utube.com/watch?v=dQw4w9WgXcQ", "look_alike"),
    ("https://instagram.co.id/p/abcde", "look_alike"),
    ("https://\u0456nstagram.com/p/abcde", "look_alike"),
    ("https://t\u0131ktok.com/@a/video/7230000000000000000", "look_alike"),
    ("https://ínstagram.com/p/abcde", "look_alike"),
    ("https://kominfo.go.id.evil.example/a", "look_alike"),
    ("https://www.instagram.com/kominfo/", "not_a_post"),
    ("https://www.instagram.com/", "not_a_post"),
    ("https://www.instagram.com/reels/audio/123456/", "not_a_post"),
    ("https://www.instagram.com/explore/p/abcde/", "not_a_post"),
    ("https://www.instagram.com/stories/highlights/123456789012345678/", "not_a_post"),
    ("https://about.instagram.com/p/abcde/", "not_a_post"),
    ("https://x.com/kominfo", "not_a_post"),
    (f"https://x.com/search/status/{STATUS}", "not_a_post"),
    ("https://x.com/intent/tweet?text=a", "not_a_post"),
    ("https://t.co/", "not_a_post"),
    ("https://www.facebook.com/kominfo", "not_a_post"),
    ("https://www.facebook.com/profile.php?id=100064", "not_a_post"),
    ("https://www.facebook.com/groups/posts/123456", "not_a_post"),
    ("https://www.facebook.com/watch/", "not_a_post"),
    ("https://www.facebook.com/story.php?story_fbid=123456", "not_a_post"),
    ("https://www.facebook.com/l.php?h=a", "not_a_post"),
    ("https://www.tiktok.com/@kominfo", "not_a_post"),
    ("https://www.tiktok.com/@kominfo/live", "not_a_post"),
    ("https://www.youtube.com/@kominfo", "not_a_post"),
    ("https://www.youtube.com/embed/videoseries?list=PL1", "not_a_post"),
    ("https://www.youtube.com/embed/live_stream?channel=UC1", "not_a_post"),
    ("https://www.youtube.com/video/dQw4w9WgXcQ/edit", "not_a_post"),
    ("https://youtu.be/", "not_a_post"),
    ("https://www.threads.net/@kominfo", "not_a_post"),
    ("https://www.instagram.com/p/abcd/", "bad_id"),
    (f"https://www.instagram.com/p/{'a' * 61}/", "bad_id"),
    ("https://www.instagram.com/stories/kominfo/abc/", "bad_id"),
    ("https://x.com/a/status/16555abc", "bad_id"),
    ("https://x.com/a/status/16555555555555555555", "bad_id"),
    ("https://x.com/a/status/١٢٣٤٥", "bad_id"),
    ("https://www.facebook.com/a/posts/judul-saja", "bad_id"),
    ("https://www.facebook.com/permalink.php?story_fbid=123456&id=abc", "bad_id"),
    ("https://www.tiktok.com/@a/video/723", "bad_id"),
    ("https://www.youtube.com/watch?v=pendek", "bad_id"),
    ("https://www.youtube.com/post/pendek", "bad_id"),
    ("https://youtu.be/dQw4w9WgXcQ/x", "bad_id"),
    ("https://www.threads.net/t/abc", "bad_id"),
]

TRACKING = ["utm_source=wa", "fbclid=a", "igsh=b", "s=20", "t=3", "si=x", "__cft__[0]=A", "lang=id", "amp=1"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["input"][:80])
def test_what_people_paste_becomes_one_post(row):
    link = canonicalise(row["input"])

    assert {
        "platform": link.platform.value,
        "handle": link.handle or "",
        "canonical": link.url,
        "kind": link.kind,
        "soft": "1" if link.soft else "",
        "opaque": "1" if link.opaque else "",
    } == {name: row[name] for name in ("platform", "handle", "canonical", "kind", "soft", "opaque")}
    if link.platform is Platform.WEBSITE:
        assert len(link.native_id or "") == 64
    else:
        assert (link.native_id or "") == row["native_id"]
    assert link.key == link.native_id


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["input"][:80])
def test_the_canonical_address_leads_to_itself(row):
    link = canonicalise(row["input"])

    again = canonicalise(link.url)

    assert (again.platform, again.key, again.url) == (link.platform, link.key, link.url)


@pytest.mark.parametrize(("pasted", "code"), REFUSED, ids=lambda value: ascii(value)[:80])
def test_what_is_no_post_is_refused_with_a_sentence(pasted, code):
    with pytest.raises(LinkError) as refused:
        canonicalise(pasted)

    assert refused.value.code == code
    assert refused.value.message == str(refused.value)
    assert refused.value.message[0].isupper()


def test_the_table_is_large_enough_to_be_trusted():
    assert len(ROWS) >= 120
    assert len(REFUSED) >= 40
    assert {row["platform"] for row in ROWS} == {platform.value for platform in Platform}


def test_the_time_inside_the_id_comes_along():
    link = canonicalise(f"https://www.instagram.com/p/{CODE}/")

    assert link.posted_at == datetime(2023, 5, 10, 5, 50, 45, 427_000, tzinfo=UTC)


def test_different_pages_of_a_website_have_different_keys():
    keys = {
        canonicalise(f"https://kominfo.go.id/{page}").key for page in ("a", "A", "a?p=1", "a?p=2", "a%2Fb")
    }

    assert len(keys) == 5


@pytest.mark.parametrize("depth", [3, 4])
def test_redirectors_within_redirectors_are_unwrapped_twice_only(depth):
    carrier = "https://www.google.com/url?q="
    url = "https://kominfo.go.id/a"
    for _ in range(depth):
        url = carrier + url.replace("%", "%25").replace("?", "%3F").replace("=", "%3D")

    with pytest.raises(LinkError) as refused:
        canonicalise(url)

    assert refused.value.code == "redirects"


def test_what_a_redirector_carries_is_judged_too():
    with pytest.raises(LinkError) as refused:
        canonicalise("https://l.facebook.com/l.php?u=javascript%3Aalert(1)")

    assert refused.value.code == "scheme"


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_and_nothing_else(text):
    for pasted in (
        text,
        f"https://{text}",
        f"https://www.facebook.com/{text}",
        f"https://kominfo.go.id/{text}",
    ):
        try:
            link = canonicalise(pasted)
        except LinkError:
            continue
        again = canonicalise(link.url)
        assert (again.url, again.key) == (link.url, link.key)


@given(
    st.sampled_from([row["input"] for row in ROWS if row["opaque"] == ""]),
    st.lists(st.sampled_from(TRACKING)),
)
def test_tracking_never_changes_the_key(url, extra):
    tracked = url
    if not any(mark in url for mark in ("#", "%3A", "%2F", "google.", "\u200b", " ")):
        tracked = (
            "&".join([url if "?" in url else f"{url}?x=", *extra]).replace("?x=&", "?").removesuffix("?x=")
        )

    assert canonicalise(tracked).key == canonicalise(url).key


PARAMETERS = [
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "utm_term",
    "utm_content",
    "fbclid",
    "gclid",
    "igsh",
    "igshid",
    "ig_rid",
    "ig_mid",
    "img_index",
    "mibextid",
    "rdid",
    "share_url",
    "__cft__[0]",
    "__tn__",
    "paipv",
    "eav",
    "sfnsn",
    "s",
    "t",
    "ref_src",
    "ref_url",
    "si",
    "pp",
    "feature",
    "ab_channel",
    "is_from_webapp",
    "sender_device",
    "is_copy_url",
    "_r",
    "_t",
    "checksum",
    "xmt",
    "slof",
    "lang",
]
POSTS = sorted({link.url for row in ROWS if not (link := canonicalise(row["input"])).opaque})


def test_the_posts_to_be_tracked_are_on_every_platform():
    assert {canonicalise(url).platform for url in POSTS} == set(Platform)


@given(
    st.sampled_from(POSTS),
    st.lists(st.sampled_from(PARAMETERS), min_size=1, max_size=6, unique=True),
    # what ends in two dots was cut off by whatever showed it, and what is missing may have chosen the post
    st.text("abcXYZ019_-.%2B", max_size=8).filter(lambda value: not value.endswith("..")),
    st.booleans(),
)
def test_no_tracking_parameter_changes_the_key_wherever_it_stands(url, names, value, stands_first):
    address, _, query = url.partition("?")
    tracking = "&".join(f"{name}={value}" for name in names)
    parts = (tracking, query) if stands_first else (query, tracking)

    tracked = canonicalise(f"{address}?{'&'.join(part for part in parts if part)}")

    assert (tracked.key, tracked.url) == (canonicalise(url).key, url)


@given(st.sampled_from(POSTS), st.integers(0, 3))
def test_reading_again_changes_nothing_however_often(url, times):
    link = canonicalise(url)
    for _ in range(times):
        link = canonicalise(link.url)

    assert link == canonicalise(url)


def test_links_are_found_in_a_chat_message():
    text = (
        f"Halo bapak/ibu, ini linknya: https://www.instagram.com/p/{CODE}/?igsh=a. Mohon dicek (https://x.com/a/status/"
        f"{STATUS}?s=20)!\n*https://vt.tiktok.com/ZS8abc/* _https://www.tiktok.com/@a/video/7230000000000000000_\n"
        f"youtu.be/-abcdefghij👍 ｈｔｔｐｓ：／／youtu.be/abcdefghijk，terima kasih <https://fb.watch/a_b/> "
        f'\u200bwww.kominfo.go.id/berita/a_(b), "https://kominfo.go.id/b?c[0]=1"'
    )

    assert find(text) == [
        f"https://www.instagram.com/p/{CODE}/?igsh=a",
        f"https://x.com/a/status/{STATUS}?s=20",
        "https://vt.tiktok.com/ZS8abc/",
        "https://www.tiktok.com/@a/video/7230000000000000000",
        "youtu.be/-abcdefghij",
        "https://youtu.be/abcdefghijk",
        "https://fb.watch/a_b/",
        "www.kominfo.go.id/berita/a_(b)",
        "https://kominfo.go.id/b?c[0]=1",
    ]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("https://youtu.be/aaaaaaaaaaahttps://youtu.be/bbbbbbbbbbb", ["https://youtu.be/aaaaaaaaaaa", "https://youtu.be/bbbbbbbbbbb"]),
        ("https://l.facebook.com/l.php?u=https://kominfo.go.id/a", ["https://l.facebook.com/l.php?u=https://kominfo.go.id/a"]),
        ("https://x.com/a/status/1655...", ["https://x.com/a/status/1655..."]),
        ("https://x.com/a/status/1655…", ["https://x.com/a/status/1655…"]),
        (f"https://www.instagram.com/p/{CODE}/...", [f"https://www.instagram.com/p/{CODE}/"]),
        ("https://youtu.be/aaaaaaaaaaaไทย", ["https://youtu.be/aaaaaaaaaaa"]),
        ("https://youtu.be/aaaaaaaaaaa;judul;10", ["https://youtu.be/aaaaaaaaaaa"]),
        ("https://www.youtube.com/watch?a=1&amp;v=aaaaaaaaaaa", ["https://www.youtube.com/watch?a=1&amp;v=aaaaaaaaaaa"]),
        ("[judul](https://kominfo.go.id/a)", ["https://kominfo.go.id/a"]),
        ("HTTPS://Instagram.com/p/abcde", ["HTTPS://Instagram.com/p/abcde"]),
        ("humas@instagram.com/p/abcde dan/atau S.H./M.H. a.n/b laporan.pdf/x", []),
        ("éinstagram.com/p/abcde https://", []),
    ],
)  # fmt: skip
def test_a_link_ends_where_its_reader_would_end_it(text, links):
    assert find(text) == links


@given(
    st.lists(st.sampled_from([row["input"].strip("\u200b\u200e ") for row in ROWS]), min_size=1),
    st.sampled_from(["\n", "\r\n", " \t", "\n\n🙏 "]),
)
def test_a_link_alone_on_its_line_is_never_lost(links, between):
    listed = [link for link in links if "/" in link.translate(WIDE) and not link.startswith("//")]

    found = find(between.join(listed))

    assert [canonicalise(link).url for link in found] == [canonicalise(link).url for link in listed]


@pytest.mark.parametrize(
    "unit",
    [
        "a.",
        "https://",
        "http://a.",
        "(",
        "https://x/)",
        "https://instagram.com/.",
        "_",
        "https://a/_",
        "www.a-",
        "x…",
    ],
)
def test_hostile_text_of_200_kilobytes_takes_no_longer_than_plain_text(unit):
    text = "https://instagram.com/" + unit * (200_000 // len(unit))
    started = process_time()

    find(text)

    assert process_time() - started < 2.0


def test_an_id_made_for_a_time_reads_as_a_post_of_that_time():
    at = datetime(2023, 5, 10, 9, 0, tzinfo=UTC)

    link = canonicalise(f"https://x.com/kominfo_demo/status/{link_ids.encode(Platform.X, at, 7)}")

    assert link.posted_at == at
