import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.handles import HandleError, fold, normalise, profile_url

CHANNEL = "channel/UCabcdefghijklmnopqrstuv"


@pytest.mark.parametrize(
    ("platform", "text", "handle"),
    [
        ("instagram", "kominfo", "kominfo"),
        ("instagram", " @Kominfo_RI ", "kominfo_ri"),
        ("instagram", "https://www.instagram.com/Diskominfo.Sultra/?hl=id", "diskominfo.sultra"),
        ("instagram", "instagram.com/_u/kominfo/", "kominfo"),
        ("instagram", "https://www.instagram.com/kominfo/p/CsDTBZtPxxK/", "kominfo"),
        ("x", "@KSPgoid", "KSPgoid"),
        ("x", "https://twitter.com/@KSPgoid/with_replies", "KSPgoid"),
        ("x", "mobile.twitter.com/KSPgoid?s=20", "KSPgoid"),
        ("facebook", "Kementerian.Kominfo", "Kementerian.Kominfo"),
        ("facebook", "https://m.facebook.com/kominfo/about", "kominfo"),
        ("facebook", "https://www.facebook.com/pg/kominfo/posts/", "kominfo"),
        ("facebook", "https://www.facebook.com/profile.php?id=100064&sk=about", "100064"),
        ("facebook", "https://www.facebook.com/people/Dinas-Kominfo/100064/", "100064"),
        ("facebook", "https://www.facebook.com/p/Dinas-Kominfo-100064/", "100064"),
        ("tiktok", "@Kominfo.RI", "kominfo.ri"),
        ("tiktok", "https://www.tiktok.com/@kominfo?lang=id", "kominfo"),
        ("youtube", "@Kemkominfo", "Kemkominfo"),
        ("youtube", "https://www.youtube.com/@Kemkominfo/videos", "Kemkominfo"),
        ("youtube", "https://www.youtube.com/Kemkominfo", "Kemkominfo"),
        ("youtube", f"https://m.youtube.com/{CHANNEL}/about", CHANNEL),
        ("youtube", "youtube.com/user/Kemkominfo", "user/Kemkominfo"),
        ("youtube", "youtube.com/c/Kemkominfo", "c/Kemkominfo"),
        ("youtube", "c/Kemkominfo", "c/Kemkominfo"),
        ("threads", "https://www.threads.net/@kominfo", "kominfo"),
        ("website", "https://www.kominfo.go.id/berita", "kominfo.go.id"),
        ("website", "KOMINFO.go.id", "kominfo.go.id"),
        ("website", "www.go.id", "go.id"),
        ("website", "www.www.kominfo.go.id", "kominfo.go.id"),
    ],
)
def test_a_handle_has_one_form_and_its_profile_leads_back(platform, text, handle):
    assert normalise(platform, text) == handle
    assert normalise(platform, handle) == handle
    assert normalise(platform, profile_url(platform, handle)) == handle


@pytest.mark.parametrize(
    ("platform", "text", "code"),
    [
        ("instagram", "", "bad_handle"),
        ("instagram", "@", "bad_handle"),
        ("instagram", "dua kata", "bad_handle"),
        ("instagram", "titik..ganda", "bad_handle"),
        ("instagram", "titik.", "bad_handle"),
        ("x", "lebih_dari_lima_belas", "bad_handle"),
        ("x", "titik.dua", "bad_handle"),
        ("youtube", "channel/UCpendek", "bad_handle"),
        ("instagram", "https://www.instagram.com/p/CsDTBZtPxxK/", "not_a_profile"),
        ("instagram", "instagram.com", "not_a_profile"),
        ("instagram", "explore", "not_a_profile"),
        ("x", "https://x.com/i/status/1655555555555555555", "not_a_profile"),
        ("x", "https://t.co/AbC123", "not_a_profile"),
        ("facebook", "https://www.facebook.com/profile.php", "not_a_profile"),
        ("facebook", "https://www.facebook.com/groups/humas", "not_a_profile"),
        ("tiktok", "https://vt.tiktok.com/ZS8abc/", "not_a_profile"),
        ("youtube", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "not_a_profile"),
        ("threads", "https://www.threads.net/t/CsDTBZtPxxK", "not_a_profile"),
        ("x", "https://www.instagram.com/kominfo/", "other_platform"),
        ("instagram", "https://kominfo.go.id/", "other_platform"),
        ("website", "https://x.com/kominfo", "other_platform"),
        ("website", "kominfo", "not_a_link"),
        ("instagram", "https://lnstagram.com/kominfo/", "look_alike"),
        ("instagram", "javascript:alert(1)/x", "scheme"),
    ],
)
def test_what_is_no_handle_is_refused_with_a_sentence(platform, text, code):
    with pytest.raises(HandleError) as refused:
        normalise(platform, text)

    assert refused.value.code == code
    assert refused.value.message.endswith((".", "nama", "nama/"))


def test_handles_are_compared_without_case_and_sign():
    assert fold("@KSPgoid") == fold("kspGOID")
    assert fold("kspgoid") != fold("kspgoid_")


def test_an_unknown_platform_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="friendster"):
        normalise("friendster", "kominfo")


@given(
    st.sampled_from(["instagram", "x", "facebook", "tiktok", "youtube", "threads", "website"]),
    st.text(max_size=60),
)
def test_any_text_is_a_handle_with_one_form_or_refused(platform, text):
    try:
        handle = normalise(platform, text)
    except HandleError:
        return

    assert normalise(platform, handle) == handle
    assert normalise(platform, profile_url(platform, handle)) == handle
