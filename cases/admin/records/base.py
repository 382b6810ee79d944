"""What all rows of a case file share."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases.admin.base import ReadOnlyAdmin
from cases.admin.looking import NUMBERS, any_of
from cases.models import (
    Case,
)


class RecordAdmin(ReadOnlyAdmin):
    """A row of a case file. Found by the number of its case, or a number of its own."""

    list_select_related: ClassVar[tuple[str, ...]] = ("case",)
    search_help_text = _("A number, whole.")

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return (*self.exact, "case__number")

    def search(self, text: str) -> Q:
        # Cases first: an OR across two tables would read both from end to end.
        cases = list(Case.objects.filter(any_of(NUMBERS, text)).values_list("pk", flat=True)[:50])
        return any_of(self.exact, text) | Q(case__in=cases)
