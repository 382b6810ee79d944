"""How the work was shared out: whose case was whose, who was away, what was asked of many at once."""

from __future__ import annotations

from django.contrib import admin

from cases.admin.base import ReadOnlyAdmin
from cases.admin.history import HistoryAdmin
from cases.admin.records.base import RecordAdmin
from cases.models import Absence, Assignment, BulkAction, CourierRegistry, Delegation, RegistryItem, SigningSession


@admin.register(Assignment)
class AssignmentAdmin(RecordAdmin, HistoryAdmin):
    list_display = ("at", "case", "actor", "user", "way", "by", "ended_at", "ended_way", "ended_by")
    list_filter = ("actor", "way", "ended_way")
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
    list_display = ("at", "user", "verb", "done_at")
    list_select_related = ("user",)


@admin.register(SigningSession)
class SigningSessionAdmin(ReadOnlyAdmin):
    list_display = ("at", "user", "step")
    list_select_related = ("user",)


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
