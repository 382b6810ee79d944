"""How the work was shared out: whose case was whose, who was away, what was done with many cases at once."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.admin.base import ReadOnlyAdmin
from cases.admin.history import HistoryAdmin
from cases.admin.narrow import Narrow
from cases.admin.records.base import RecordAdmin
from cases.admin.render import change_url, link, step_label, table
from cases.models import Absence, Assignment, BulkAction, CourierRegistry, Delegation, RegistryItem, SigningSession
from cases.reports.narrowing import CASE, SINCE, WHO
from cases.workload import bulk
from cases.workload.verbs import known


@admin.register(Assignment)
class AssignmentAdmin(RecordAdmin, HistoryAdmin):
    list_display = ("at", "case", "actor", "user", "way", "by", "ended_at", "ended_way", "ended_by")
    list_filter = (Narrow, "actor", "way", "ended_way")
    narrows: ClassVar = {WHO: "user", SINCE: "at", CASE: "case"}
    list_select_related = ("case", "user", "by", "ended_by")


@admin.register(Absence)
class AbsenceAdmin(ReadOnlyAdmin, HistoryAdmin):
    list_display = ("user", "first", "last", "substitute", "by", "at", "withdrawn_by", "withdrawn_at")
    list_select_related = ("user", "substitute", "by", "withdrawn_by")


@admin.register(Delegation)
class DelegationAdmin(ReadOnlyAdmin, HistoryAdmin):
    list_display = ("at", "by", "to", "first", "last", "document", "document_on", "withdrawn_at")
    list_select_related = ("by", "to")


@admin.register(BulkAction)
class BulkActionAdmin(ReadOnlyAdmin):
    list_display = ("at", "user", "what", "done_at")
    list_select_related = ("user",)
    list_filter = (Narrow,)
    narrows: ClassVar = {WHO: "user", SINCE: "at"}
    hidden = ("verb", "facts")
    displayed = ("what", "cases_display")

    @admin.display(description=_("what"))
    def what(self, action: BulkAction) -> str:
        verb = known(action.verb)
        return str(verb.label) if verb else action.verb

    @admin.display(description=_("cases"))
    def cases_display(self, action: BulkAction) -> SafeString:
        """Each with its result; an auditor opens it from here."""
        rows = bulk.result(action)["items"]
        rows_in_words = ((link(change_url(i.case), i.case.number), i.get_state_display(), i.words) for i in rows)
        return table((_("case"), _("state"), _("why not")), rows_in_words)


@admin.register(SigningSession)
class SigningSessionAdmin(ReadOnlyAdmin):
    list_display = ("at", "user", "what")
    list_select_related = ("user",)
    hidden = ("step",)
    displayed = ("what", "cases_display")

    @admin.display(description=_("what"))
    def what(self, session: SigningSession) -> str:
        return step_label(session.step)

    @admin.display(description=_("cases"))
    def cases_display(self, session: SigningSession) -> SafeString:
        """Each with its result; an auditor opens it from here."""
        rows = session.items.select_related("case").order_by("id")
        rows_in_words = ((link(change_url(i.case), i.case.number), i.get_state_display(), i.words) for i in rows)
        return table((_("case"), _("state"), _("why not")), rows_in_words)


@admin.register(CourierRegistry)
class CourierRegistryAdmin(ReadOnlyAdmin):
    list_display = ("number", "city", "day", "courier", "waybill", "closed_at", "handed_at", "handed_by")
    list_filter = ("city",)
    list_select_related = ("city", "handed_by")


@admin.register(RegistryItem)
class RegistryItemAdmin(ReadOnlyAdmin):
    list_display = ("registry", "case", "sheets", "state", "words", "handed_at", "settled_by", "settled_at")
    list_filter = ("state",)
    list_select_related = ("registry", "case", "settled_by")
