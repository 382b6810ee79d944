from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Blob(models.Model):
    """A stored file, known by what is in it. `original_sha256` is of the bytes the person sent."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    original_sha256 = models.CharField(max_length=64, blank=True)
    name = models.CharField(_("place in the storage"), max_length=120)
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("size, bytes"))
    pages = models.PositiveSmallIntegerField(_("pages"), null=True)
    width = models.PositiveIntegerField(_("width, pixels"), null=True)
    height = models.PositiveIntegerField(_("height, pixels"), null=True)
    stored_at = models.DateTimeField(_("stored"))

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return self.sha256[:12]
