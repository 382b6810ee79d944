"""How the work was shared out: whose case was whose, who was away, what was asked of many at once."""

from __future__ import annotations

from django.contrib import admin

from cases.admin.base import ReadOnlyAdmin
from cases.admin.history import HistoryAdmin
from cases.admin.records.base import RecordAdmin
from cases.models import Absence, Assignment, BulkAction


@admin.register(Assignment)
class AssignmentAdmin(RecordAdmin, HistoryAdmin):
    list_display = ("at", "case", "actor", "user", "way", "by", "ended_at", "ended_way", "ended_by")
    list_filter = ("actor", "way", "ended_way")
    list_select_related = ("case", "user", "by", "ended_by")


@admin.register(Absence)
class AbsenceAdmin(ReadOnlyAdmin, HistoryAdmin):
    list_display = ("user", "first", "last", "substitute", "by", "at", "withdrawn_by", "withdrawn_at")
    list_select_related = ("user", "substitute", "by", "withdrawn_by")


@admin.register(BulkAction)
class BulkActionAdmin(ReadOnlyAdmin):
    list_display = ("at", "user", "verb", "done_at")
    list_select_related = ("user",)
