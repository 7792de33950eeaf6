import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.hashtags import carries, extract, fold


def raws(text: str, platform: str = "x") -> list[str]:
    return [tag.raw for tag in extract(text, platform)]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#ASEAN2023", ["#ASEAN2023"]),
        ("KTT #ASEAN2023, #LabuanBajo. (#Epicentrum_42)!", ["#ASEAN2023", "#LabuanBajo", "#Epicentrum_42"]),
        ("＃ＡＳＥＡＮ", ["＃ＡＳＥＡＮ"]),
        ("#ASEAN-2023", ["#ASEAN"]),
        ("#1ASEAN", ["#1ASEAN"]),
        ("#อาเซียน #สวัสดี", ["#อาเซียน", "#สวัสดี"]),
        ("#ອາຊຽນ #អាស៊ាន #အာဆီယံ", ["#ອາຊຽນ", "#អាស៊ាន", "#အာဆီယံ"]),
        ("#آسيان #می‌خواهم", ["#آسيان", "#می‌خواهم"]),
        ("#東南アジア・諸国 #가나다", ["#東南アジア・諸国", "#가나다"]),
        ("#ASEAN👍 👍#ASEAN ❤️#ASEAN", ["#ASEAN", "#ASEAN", "#ASEAN"]),
        ("\u200b#ASEAN\n#ASEAN", ["#ASEAN", "#ASEAN"]),
        ("#𝗔𝗦𝗘𝗔𝗡", ["#𝗔𝗦𝗘𝗔𝗡"]),
        ("", []),
        ("tanpa tagar", []),
        ("# #! #", []),
        ("#2023 #123_", []),
        ("#️⃣ #\u20e3", []),
        ("juara#1a dan kata#ASEAN", []),
        ("&#x41; &#ASEAN", []),
        ("#a#b #a＃b ##", []),
        ("#http://kominfo.go.id", []),
        ("https://kominfo.go.id/#ASEAN kominfo.go.id/a/#ASEAN", []),
        ("https://kominfo.go.id/ (#ASEAN)", ["#ASEAN"]),
        ("(#ASEAN) https://kominfo.go.id/", ["#ASEAN"]),
        ("##ASEAN", ["#ASEAN"]),
    ],
)  # fmt: skip
def test_a_tag_is_what_x_would_link(text, tags):
    assert raws(text) == tags


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#a#b＃c", ["#a", "#b", "＃c"]),
        ("kata#b", []),
        ("#1#b", []),
        ("#http://kominfo.go.id", []),
        ("https://kominfo.go.id/#a#b", []),
    ],
)
def test_instagram_links_tags_that_touch(text, tags):
    assert raws(text, "instagram") == tags


@pytest.mark.parametrize("platform", ["facebook", "tiktok", "youtube", "threads", "website"])
def test_other_platforms_follow_x(platform):
    assert raws("#a#b #c", platform) == ["#c"]


def test_a_tag_knows_where_it_stands_and_what_it_equals():
    (tag,) = extract("KTT ＃Ａsean2023!")

    assert (tag.raw, tag.folded, tag.styled, tag.start, tag.end, tag.live) == (
        "＃Ａsean2023", "asean2023", False, 4, 14, True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "styled"),
    [("#𝗔𝗦𝗘𝗔𝗡𝟮𝟬𝟮𝟯", True), ("#ᴬSEAN2023", True), ("#ＡＳＥＡＮ２０２３", False), ("#asean2023", False)],
)
def test_mathematical_letters_fold_to_the_same_text_but_are_marked(text, styled):
    (tag,) = extract(text)

    assert tag.folded == "asean2023"
    assert tag.styled is styled


def test_thai_vowels_are_ordinary_letters():
    (tag,) = extract("#น้ำ")

    assert tag.raw == "#น้ำ"
    assert not tag.styled


@pytest.mark.parametrize(("count", "live"), [(30, 30), (31, 30)])
def test_instagram_ignores_tags_after_the_thirtieth(count, live):
    tags = extract(" ".join(f"#tag{number}" for number in range(count)), "instagram")

    assert [tag.live for tag in tags] == [True] * live + [False] * (count - live)


@pytest.mark.parametrize(("count", "live"), [(60, True), (61, False)])
def test_youtube_ignores_all_tags_when_there_are_more_than_sixty(count, live):
    tags = extract(" ".join(f"#tag{number}" for number in range(count)), "youtube")

    assert {tag.live for tag in tags} == {live}
    assert carries(tags, "#tag1") is live


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#asean2023", True),
        ("#lain #ASEAN2023", True),
        ("＃ＡＳＥＡＮ２０２３", True),
        ("#ASEAN-2023", False),
        ("#𝗔𝗦𝗘𝗔𝗡𝟮𝟬𝟮𝟯", False),
        ("#ASEAN20233", False),
        ("ASEAN2023", False),
    ],
)
def test_a_post_carries_a_tag_that_is_live_and_plain(text, found):
    assert carries(extract(text), "#ASEAN2023") is found
    assert carries(extract(text), "asean2023") is found


@given(
    st.text(alphabet=st.sampled_from("aA1_ #＃&é𝗔·\u200dก็/:.h️\n"), max_size=60),
    st.sampled_from(["x", "instagram"]),
)
def test_every_tag_is_the_slice_it_names(text, platform):
    end = 0
    for tag in extract(text, platform):
        assert text[tag.start : tag.end] == tag.raw
        assert tag.raw[0] in "#＃"
        assert tag.folded == fold(tag.raw)
        assert tag.start >= end
        end = tag.end


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text):
    bare = text.lstrip("#＃﹟")

    assert fold(fold(bare)) == fold(bare)
