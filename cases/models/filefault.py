from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row

CHANGED, MISSING = "changed", "missing"
FAULTS = [(CHANGED, _("does not match its checksum")), (MISSING, _("is not in the storage"))]


class FileFault(Row):
    """A stored file that was not what its row says when it was last read. It goes once the file is right again."""

    storage = models.CharField(_("storage"), max_length=20)
    name = models.CharField(_("place in the storage"), max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    what = models.CharField(_("fault"), max_length=8, choices=FAULTS)
    found_at = models.DateTimeField(_("noticed"))

    class Meta:
        verbose_name = _("fault of a stored file")
        verbose_name_plural = _("faults of stored files")
        constraints = [models.UniqueConstraint(fields=["storage", "name"], name="filefault_one_a_file")]

    def __str__(self) -> str:
        return f"{self.storage}/{self.name}: {self.what}"
