"""Both counts of each last day that a change of the calendar has moved, or left where it was."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.admin.records import RecordAdmin
from cases.admin.render import EMPTY, change_url, link, proof
from cases.models import RemedyRecount, TermRecount


class RecountAdmin(RecordAdmin):
    """Both counts of a day, each with its proof, and the change of the calendar."""

    list_select_related = ("case",)

    def lookup_allowed(self, lookup: str, value: object, request: HttpRequest | None = None) -> bool:
        return lookup == "change" or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    @admin.display(description=_("change of the calendar"))
    def change_display(self, row: TermRecount | RemedyRecount) -> SafeString:
        return link(change_url(row.change), row.change)

    @admin.display(description=_("deadline"))
    def deadline_display(self, row: TermRecount | RemedyRecount) -> SafeString | str:
        return link(change_url(row.deadline), row.deadline) if row.deadline else EMPTY

    @admin.display(description=_("proof before"))
    def before_display(self, row: TermRecount | RemedyRecount) -> SafeString:
        return proof(row.days_before)

    @admin.display(description=_("proof by the changed calendar"))
    def counted_display(self, row: TermRecount | RemedyRecount) -> SafeString:
        return proof(row.days)


@admin.register(TermRecount)
class TermRecountAdmin(RecountAdmin):
    list_display = ("case", "key", "before", "counted", "last_day", "at")
    list_filter = ("key", "of_applicant")
    hidden = ("days_before", "days", "change", "deadline")
    displayed = ("change_display", "deadline_display", "before_display", "counted_display")


@admin.register(RemedyRecount)
class RemedyRecountAdmin(RecountAdmin):
    list_display = ("case", "way", "before", "counted", "last_day", "at")
    list_filter = ("way",)
    hidden = ("days_before", "days", "change", "deadline", "letter")
    displayed = ("change_display", "letter_display", "deadline_display", "before_display", "counted_display")

    @admin.display(description=_("letter"))
    def letter_display(self, row: RemedyRecount) -> SafeString | str:
        return link(change_url(row.letter), row.letter) if row.letter else EMPTY
