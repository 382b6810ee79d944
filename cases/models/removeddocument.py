from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, case_link


class RemovedDocument(LogRow):
    """A superseded draft that nobody saw and that was never filed, removed with its files. Its checksums stay."""

    case = case_link("removed_documents", db_constraint=False)
    kind = models.CharField(_("document"), max_length=30)
    name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    originals: models.JSONField[Any, Any] = models.JSONField(_("checksums of the originals"), default=list)
    uploaded_at = models.DateTimeField(_("uploaded"))
    retired_at = models.DateTimeField(_("replaced"))
    at = models.DateTimeField(_("removed"))

    class Meta:
        verbose_name = _("removed draft")
        verbose_name_plural = _("removed drafts")
        indexes = [models.Index(fields=["case", "id"], name="removeddocument_case")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"
