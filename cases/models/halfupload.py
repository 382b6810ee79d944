from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import Row, user_link


class HalfUpload(Row):
    """A file that arrives in pieces, so that a lost connection costs the last of them alone. Only its sender sees it.

    Its pieces lie in the storage named "uploads". It goes once the form that names it is stored, and with time.
    """

    user = user_link(on_delete=models.CASCADE)
    name = models.CharField(_("file name"), max_length=200, blank=True)
    length = models.PositiveIntegerField(_("size, bytes"))
    """As announced."""
    offset = models.PositiveIntegerField(_("arrived, bytes"), default=0)
    pieces = models.JSONField(_("pieces"), default=list)
    """Names in the storage, in their order."""
    began_at = models.DateTimeField(_("began"))
    expires_at = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        verbose_name = _("half of an upload")
        verbose_name_plural = _("halves of uploads")

    def __str__(self) -> str:
        return f"{self.offset}/{self.length}"

    @property
    def is_whole(self) -> bool:
        return self.offset == self.length
