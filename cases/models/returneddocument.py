from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, case_link


class ReturnedDocument(LogRow):
    """A document the officer sent back, with the reason (п. 12). Open while the case is in its round."""

    case = case_link("returns")
    round = models.PositiveSmallIntegerField(_("return"))
    kind = models.CharField(_("document"), max_length=30)
    ground = models.CharField(_("reason"), max_length=60)
    text = models.CharField(_("comment"), max_length=500, blank=True)
    text_kk = models.CharField(_("comment in Kazakh"), max_length=500, blank=True, default="", db_default="")
    unseen = models.TextField(_("why it could not be seen before"), blank=True, default="", db_default="")
    unseen_kk = models.TextField(_("why it could not be seen before, in Kazakh"), blank=True, default="", db_default="")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("returned document")
        verbose_name_plural = _("returned documents")
        indexes = [models.Index(fields=["case", "id"], name="returned_case")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.ground}"

    @property
    def comment(self) -> dict[str, str]:
        """By language; "" where it was not written in one."""
        return {"ru": self.text, "kk": self.text_kk}
