import pytest

from agencies.handles import HandleError
from agencies.platforms import Platform
from agencies.profiles import Profile, read


@pytest.mark.parametrize(
    ("text", "platform", "found"),
    [
        ("kominfo", "instagram", Profile(Platform.INSTAGRAM, "kominfo", False)),
        ("@KSPgoid", "x", Profile(Platform.X, "KSPgoid", False)),
        (" Kominfo ", "instagram", Profile(Platform.INSTAGRAM, "kominfo", True)),
        ("https://www.instagram.com/kominfo?igsh=abc", "", Profile(Platform.INSTAGRAM, "kominfo", True)),
        ("x.com/KSPgoid", "", Profile(Platform.X, "KSPgoid", True)),
        ("c/Kemkominfo", "youtube", Profile(Platform.YOUTUBE, "c/Kemkominfo", False)),
        ("kominfo.go.id", "", Profile(Platform.WEBSITE, "kominfo.go.id", False)),
        ("https://www.kominfo.go.id/berita", "", Profile(Platform.WEBSITE, "kominfo.go.id", True)),
        (
            "Selamat pagi, ini akun kami (https://www.tiktok.com/@Kominfo.RI?lang=id). Terima kasih 🙏",
            "",
            Profile(Platform.TIKTOK, "kominfo.ri", True),
        ),
        (
            "https://x.com/KSPgoid\nhttps://x.com/KSPgoid",
            "x",
            Profile(Platform.X, "KSPgoid", True),
        ),
    ],
)
def test_the_account_is_read_from_what_people_paste(text: str, platform: str, found: Profile) -> None:
    assert read(text, platform) == found


@pytest.mark.parametrize(
    ("text", "platform", "code"),
    [
        ("kominfo", "", "platform_missing"),
        ("", "", "platform_missing"),
        ("kominfo.ri", "", "platform_missing"),
        ("x.com/a https://www.instagram.com/b", "", "several"),
        ("instagram.com", "", "not_a_profile"),
        ("https://www.instagram.com/p/CsDTBZtPxxK/", "", "not_a_profile"),
        ("https://x.com/kominfo", "instagram", "other_platform"),
        ("https://lnstagram.com/kominfo", "", "look_alike"),
        ("javascript://x.com/a", "", "scheme"),
        ("dua kata", "x", "bad_handle"),
    ],
)
def test_what_names_no_account_is_refused_with_a_sentence(text: str, platform: str, code: str) -> None:
    with pytest.raises(HandleError) as refused:
        read(text, platform)

    assert refused.value.code == code
    assert refused.value.message.endswith((".", "nama", "/"))
