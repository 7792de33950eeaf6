from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from campaigns.models.post import Post


class Screenshot(models.Model):
    """A cleaned picture, never changed: `image` is what `summitcomms.lib.images.clean` made of the upload.

    `dhash` is its 64-bit difference hash as a signed number, as PostgreSQL keeps it: similar pictures have
    hashes that differ in few bits.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    image = models.ImageField(_("tangkapan layar"), upload_to="bukti/", max_length=120)
    thumbnail = models.ImageField(upload_to="bukti/", max_length=120, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    dhash = models.BigIntegerField(editable=False, db_index=True)
    added_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("ditambahkan oleh")
    )
    added_at = models.DateTimeField(_("ditambahkan"))

    class Meta:
        abstract = True


class Evidence(Screenshot):
    """A screenshot of the post, filed with the report; a better one is added beside it."""

    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("unggahan")
    )

    class Meta:
        verbose_name = _("bukti unggahan")
        verbose_name_plural = _("bukti unggahan")
        ordering = ("-added_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("post", "sha256"), name="evidence_is_filed_once_with_a_post"),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.post.code}"
