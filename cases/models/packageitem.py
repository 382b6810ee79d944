from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, case_link, corrects_link, user_link, why_corrected


class PackageItem(LogRow):
    """The clerk's verdict on one document of the package, compared with its original (п. 21). The newest counts."""

    case = case_link("package_items")
    round = models.PositiveSmallIntegerField(_("visit"))
    kind = models.CharField(_("document"), max_length=30)
    accepted = models.BooleanField(_("matches the original"))
    text = models.CharField(_("remarks"), max_length=300, blank=True)
    text_kk = models.CharField(_("remarks in Kazakh"), max_length=300, blank=True, default="", db_default="")
    by = user_link(verbose_name=_("by whom"))
    at = models.DateTimeField(_("when"))
    corrects = corrects_link()
    """The verdict on the same copy that it contradicts."""
    reason = why_corrected()
    """Why it was corrected."""

    class Meta:
        verbose_name = _("package item")
        verbose_name_plural = _("package items")
        indexes = [models.Index(fields=["case", "id"], name="packageitem_case")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.accepted}"

    @property
    def remark(self) -> dict[str, str]:
        """By language; "" where it was not written in one."""
        return {"ru": self.text, "kk": self.text_kk}
