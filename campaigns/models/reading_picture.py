from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.evidence import Screenshot
from campaigns.models.post import Post


class ReadingPicture(Screenshot):
    """The screenshot from which numbers were typed; `batch` is that of the reading it goes with.

    It is no evidence of the post: pages of statistics all look alike, and would pass for copied pictures.
    """

    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="reading_pictures", verbose_name=_("unggahan")
    )
    batch = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = _("tangkapan layar hasil ukur")
        verbose_name_plural = _("tangkapan layar hasil ukur")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.post.code}"
