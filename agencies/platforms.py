"""The platforms that agencies post on, as the database stores them and as people read them."""

from enum import StrEnum

from django.utils.translation import gettext, gettext_lazy, gettext_noop


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
        return gettext(_LABELS[self])


_LABELS = {
    Platform.INSTAGRAM: "Instagram",
    Platform.X: "X",
    Platform.FACEBOOK: "Facebook",
    Platform.TIKTOK: "TikTok",
    Platform.YOUTUBE: "YouTube",
    Platform.THREADS: "Threads",
    Platform.WEBSITE: gettext_noop("Situs web"),
}

CHOICES = [(platform.value, gettext_lazy(_LABELS[platform])) for platform in Platform]
"""(value, label) pairs for model and form fields, in the order of the enumeration."""
