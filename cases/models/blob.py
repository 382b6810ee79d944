from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

NOT_SCANNED, PENDING, CLEAN, INFECTED, SCAN_FAILED = "none", "pending", "clean", "infected", "failed"
SCANS = [
    (NOT_SCANNED, _("not scanned")),
    (PENDING, _("being scanned")),
    (CLEAN, _("scanned: clean")),
    (INFECTED, _("infected")),
    (SCAN_FAILED, _("the scan failed")),
]


class StoredFile(models.Model):
    """A file in a storage, known by what is in it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(_("place in the storage"), max_length=120)
    size = models.PositiveIntegerField(_("size, bytes"))
    stored_at = models.DateTimeField(_("stored"))
    scan = models.CharField(
        _("scan for viruses"), max_length=8, choices=SCANS, default=NOT_SCANNED, db_default=NOT_SCANNED
    )
    virus = models.CharField(_("virus found"), max_length=100, blank=True, default="", db_default="")
    scanned_at = models.DateTimeField(_("scanned"), null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.sha256[:12]


class Blob(StoredFile):
    """A cleaned file, or a letter."""

    original_sha256 = models.CharField(max_length=64, blank=True)
    """Of the bytes that the person sent."""
    mime = models.CharField(max_length=40)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True)
    width = models.PositiveIntegerField(_("width, pixels"), null=True)
    height = models.PositiveIntegerField(_("height, pixels"), null=True)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")


class Original(StoredFile):
    """The bytes a person sent, untouched: evidence, opened again in the cage alone, which draws a page of it."""

    extension = models.CharField(_("kind of file"), max_length=8)

    class Meta:
        verbose_name = _("original file")
        verbose_name_plural = _("original files")
        indexes = [
            models.Index(
                fields=["sha256"], condition=models.Q(scan__in=("none", "pending", "failed")), name="original_unscanned"
            )
        ]
