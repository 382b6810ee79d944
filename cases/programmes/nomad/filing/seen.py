"""What the page of a document showed when it was made: nothing newer is displaced by what the page sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from cases.law.errors import CaseError
from cases.models import Document
from cases.values import moments


class NewerError(CaseError):
    """`document`: what another tab has stored meanwhile, None when it took the document out."""

    def __init__(self, document: Document | None) -> None:
        self.document = document

    def __str__(self) -> str:
        if self.document is None:
            return _("This document was taken out in another tab. What you send from here was not taken yet.")
        sentence = _(
            "Changed in another tab: “%(name)s” was attached on %(at)s, after this page was opened, and it is kept. "
            "What you send from here was not taken yet. To put it in its place, save it once more."
        )
        return sentence % {"name": self.document.name, "at": moments.moment(self.document.uploaded_at)}


@dataclass(frozen=True, slots=True)
class Seen:
    document: UUID | None
    """The one that the page showed; None for none."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What was recorded of it."""

    def ensure_current(self, stored: Document | None) -> None:
        """Raises NewerError where `stored` holds something that the page did not show."""
        if stored is not None and not self.is_of(stored):
            raise NewerError(stored)

    def is_of(self, stored: Document) -> bool:
        same = all(getattr(stored, name) == value for name, value in self.facts.items())
        return stored.pk == self.document and same
