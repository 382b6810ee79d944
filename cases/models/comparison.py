from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.row import LogRow, case_link, corrects_link, user_link, why_corrected


class Comparison(LogRow):
    """An officer's verdict on one original that came by courier, compared with its copy (п. 22). The newest of a kind
    counts."""

    AGREES, DIFFERS, NOT_SHOWN = "agrees", "differs", "not_shown"
    VERDICTS = [
        (AGREES, _("agrees with the copy")),
        (DIFFERS, _("differs from the copy")),
        (NOT_SHOWN, _("was not among the originals")),
    ]
    case = case_link("comparisons")
    kind = models.CharField(_("document"), max_length=30)
    verdict = models.CharField(_("verdict"), max_length=10, choices=VERDICTS)
    text = models.CharField(_("remarks"), max_length=500, blank=True)
    by = user_link(verbose_name=_("by whom"))
    at = models.DateTimeField(_("when"))
    corrects = corrects_link()
    """The verdict of the same round that it contradicts."""
    reason = why_corrected()
    """Why it was corrected."""

    class Meta:
        verbose_name = _("original compared with its copy")
        verbose_name_plural = _("originals compared with their copies")
        indexes = [models.Index(fields=["case", "id"], name="comparison_case")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.verdict}"

    @property
    def agrees(self) -> bool:
        return self.verdict == self.AGREES
