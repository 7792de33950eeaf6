"""The platforms that agencies post on, as the database stores them and as people read them."""

from enum import StrEnum


class Platform(StrEnum):
    """One place where an agency publishes; the value is what is stored and what the API speaks."""

    INSTAGRAM = "instagram"
    X = "x"
    FACEBOOK = "facebook"
    TIKTOK = "tiktok"
    YOUTUBE = "youtube"
    THREADS = "threads"
    WEBSITE = "website"

    @property
    def label(self) -> str:
        """The name shown to people."""
        return _LABELS[self]


_LABELS = {
    Platform.INSTAGRAM: "Instagram",
    Platform.X: "X",
    Platform.FACEBOOK: "Facebook",
    Platform.TIKTOK: "TikTok",
    Platform.YOUTUBE: "YouTube",
    Platform.THREADS: "Threads",
    Platform.WEBSITE: "Situs web",
}

CHOICES: list[tuple[str, str]] = [(platform.value, platform.label) for platform in Platform]
"""(value, label) pairs for model and form fields, in the order of the enumeration."""
