from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.law.actors import Actor
from cases.models.row import LogRow, case_link, user_link


class DocumentReview(LogRow):
    """An official's verdict on a document: in order, or to be returned for this reason. The newest counts.

    The verdict on a file that was replaced since is void. Nothing is returned by it: that is the step, which takes its
    reasons from here.
    """

    ACCEPTED, RETURNED, OPEN = "accepted", "returned", "open"
    VERDICTS = [
        (ACCEPTED, pgettext_lazy("document", "accepted")),
        (RETURNED, _("to be returned")),
        (OPEN, _("to be looked at again")),
    ]
    case = case_link("document_reviews")
    kind = models.CharField(_("document"), max_length=30)
    document = models.ForeignKey(
        "cases.Document", models.PROTECT, related_name="+", null=True, db_index=False, verbose_name=_("file")
    )
    """The file that was looked at; None for what is no file (the анкета, the duty)."""
    verdict = models.CharField(_("verdict"), max_length=8, choices=VERDICTS)
    ground = models.CharField(_("reason"), max_length=60, blank=True)
    text = models.CharField(_("comment"), max_length=500, blank=True)
    text_kk = models.CharField(_("comment in Kazakh"), max_length=500, blank=True)
    actor = models.CharField(_("acting as"), max_length=12, choices=Actor.choices)
    by = user_link(verbose_name=_("by whom"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("review of a document")
        verbose_name_plural = _("reviews of documents")
        indexes = [models.Index(fields=["case", "id"], name="document_review_case")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.verdict}"

    @property
    def comment(self) -> dict[str, str]:
        """By language; "" where it was not written in one."""
        return {"ru": self.text, "kk": self.text_kk}
