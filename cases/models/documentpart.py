from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.blob import Blob, Original
from cases.models.document import Document
from cases.models.row import Row


class DocumentPart(Row):
    """One file of a document as the person sent it: most documents have one, a passport by pages has several."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="parts", verbose_name=_("document"))
    position = models.PositiveSmallIntegerField(_("position"))
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+", verbose_name=_("file"))
    """The cleaned file; the document's own where it is the only one."""
    original = models.ForeignKey(
        Original, models.PROTECT, related_name="+", null=True, verbose_name=_("original as it came")
    )
    """None for files from before originals were stored."""
    name = models.CharField(_("file name"), max_length=200)
    sent_as = models.CharField(_("name as sent"), max_length=200, blank=True)
    notices: models.JSONField[Any, Any] = models.JSONField(_("remarks"), default=list, blank=True)
    """JSON objects of `cases.files.notices`."""

    class Meta:
        verbose_name = _("part of a document")
        verbose_name_plural = _("parts of documents")
        ordering = ("document", "position")
        constraints = [models.UniqueConstraint(fields=["document", "position"], name="documentpart_position")]

    def __str__(self) -> str:
        return f"{self.position}: {self.name}"
