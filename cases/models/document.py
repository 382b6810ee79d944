from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.blob import Blob
from cases.models.row import Row, case_link, history, user_link
from cases.values import countries

if TYPE_CHECKING:
    from cases.models.documentpart import DocumentPart

LEGALISATIONS = [
    ("consular", _("consular legalisation")),
    ("apostille", _("apostille")),
    ("treaty", _("exempt by a treaty")),
    ("domestic", _("issued in Kazakhstan: no legalisation needed")),
]


class Document(Row):
    """One document of a case. Earlier ones of a kind stay for the record, except drafts that nobody saw
    (`cases.evidence.storage.tidying`). The files it was made of are its `parts`.

    One kind serves every stage: the passport of the petition is the passport of the application and of the package
    unless it is replaced.
    """

    case = case_link("documents")
    kind = models.CharField(_("document"), max_length=30)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+", verbose_name=_("file"))
    """What is displayed and signed."""
    name = models.CharField(_("file name"), max_length=200)
    country = models.CharField(_("issued by the state"), max_length=2, blank=True, default="", db_default="")
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    no_end = models.BooleanField(_("the passport has no end date"), default=False, db_default=False)
    legalisation = models.CharField(_("legalisation"), max_length=12, choices=LEGALISATIONS, blank=True)
    """Recorded for foreign documents (п. 28)."""
    legalisation_note = models.CharField(_("treaty or apostille number"), max_length=200, blank=True)
    notarised = models.BooleanField(_("notarised"), default=False)
    bars_entry = models.BooleanField(_("names a disease that bars entry"), default=False, db_default=False)
    current = models.BooleanField(_("current"), default=True)
    """The newest of its kind."""
    retired_at = models.DateTimeField(_("replaced"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = user_link(verbose_name=_("uploaded by"))

    history = history()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], condition=models.Q(current=True), name="document_one_current_a_kind"
            )
        ]
        indexes = [models.Index(fields=["case", "id"], name="document_case")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"

    @property
    def country_name(self) -> str:
        """Of the state that issued it, in the reader's language."""
        return countries.country_name(self.country)

    def set_parts(self, parts: Sequence[DocumentPart]) -> None:
        """As Django's prefetch does it: `document.parts.all()` makes no further statement."""
        query: Any = self.parts.get_queryset()  # type: ignore[attr-defined]
        query._result_cache, query._prefetch_done = list(parts), True
        cache: dict[str, Any] = self.__dict__.setdefault("_prefetched_objects_cache", {})
        cache["parts"] = query
