"""What all rows of a case file share."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases.admin.base import ReadOnlyAdmin
from cases.reports.searching import any_of, matching_cases

MOST = 50
"""Cases whose rows are listed for one search."""


class RecordAdmin(ReadOnlyAdmin):
    """A row of a case file. Found by what its case is found by, or a number of its own."""

    list_select_related: ClassVar[tuple[str, ...]] = ("case",)
    search_help_text = _("A case by a name or a number, or a number of the row, whole.")

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return (*self.exact, "case__number")

    def search(self, text: str) -> Q:
        # Cases first: an OR across two tables would read both from end to end.
        return any_of(self.exact, text) | Q(case__in=matching_cases(text, MOST))
