"""What happened, until when, and who has looked."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.admin.exported import Exported
from cases.admin.narrow import Narrow
from cases.admin.records.base import RecordAdmin
from cases.admin.render import grounds, lines, proof, recorded
from cases.law import paragraphs
from cases.models import (
    CaseMessage,
    CaseNote,
    Deadline,
    Event,
    Helper,
    ReadLog,
)
from cases.models.readlog import READ
from cases.reports.journals import JOURNALS
from cases.reports.narrowing import ADDRESS, CASE, SINCE, WHO
from cases.web import timeline


@admin.register(Event)
class EventAdmin(RecordAdmin):
    list_display = ("at", "case", "label", "who", "source", "target", "paragraph_display")
    list_filter = (Narrow, "actor")
    narrows: ClassVar = {WHO: "user", SINCE: "at", ADDRESS: ",case", CASE: "case"}
    list_select_related = ("case", "user")
    hidden = ("facts", "step", "user", "user_name", "paragraph")
    displayed = ("label", "who", "paragraph_display", "facts_display", "stored")

    @admin.display(description=_("step"))
    def label(self, event: Event) -> str:
        return event.label

    @admin.display(description=_("by whom"))
    def who(self, event: Event) -> str:
        name = event.name_in_words or str(event.get_actor_display())
        return _("%(name)s, helper of the applicant") % {"name": name} if "helper" in event.facts else name

    @admin.display(description=_("facts"))
    def facts_display(self, event: Event) -> SafeString | str:
        return lines(timeline.of_event(event, grounds()))

    @admin.display(description=_("record"))
    def stored(self, event: Event) -> SafeString | str:
        return recorded(event.facts)

    @admin.display(description=_("paragraph"))
    def paragraph_display(self, event: Event) -> str:
        return paragraphs.in_words(event.paragraph)


@admin.register(Deadline)
class DeadlineAdmin(RecordAdmin):
    list_display = ("key", "case", "starts_at", "last_day", "state", "stopped_at", "unconfirmed")
    list_filter = ("state", "key", "unconfirmed")
    hidden = ("days", "due_at")
    displayed = ("over_at", "days_display")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        alone = request.resolver_match and "object_id" in request.resolver_match.kwargs
        return rows if alone else rows.defer("days")

    @admin.display(description=_("over from, which is after the last day"))
    def over_at(self, deadline: Deadline) -> datetime:
        return deadline.due_at

    @admin.display(description=_("proof"))
    def days_display(self, deadline: Deadline) -> SafeString:
        return proof(deadline.days)


class ReadKind(admin.SimpleListFilter):
    title = _("what")
    parameter_name = "what"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return list(READ.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(what=self.value()) if self.value() else queryset


@admin.register(ReadLog)
class ReadLogAdmin(Exported, RecordAdmin):
    source = "readings"
    list_display = ("at", "case", "user", "what_display", "address")
    list_select_related = ("case", "user")
    list_filter = (Narrow, ReadKind)
    narrows: ClassVar = JOURNALS[source].narrows
    hidden = ("what",)
    displayed = ("what_display",)

    @admin.display(description=_("what"))
    def what_display(self, row: ReadLog) -> str:
        return row.in_words


@admin.register(Helper)
class HelperAdmin(RecordAdmin):
    list_display = ("invited_at", "case", "email", "user", "may", "joined_at", "ended_at")
    list_filter = (Narrow, "may")
    narrows: ClassVar = {WHO: "user", SINCE: "invited_at", CASE: "case"}
    list_select_related = ("case", "user", "by", "ended_by")
    hidden = ("digest", "late", "language", "late_at")


@admin.register(CaseNote)
class CaseNoteAdmin(RecordAdmin):
    list_display = ("at", "case", "desk", "by", "text", "struck_at")
    list_filter = (Narrow,)
    narrows: ClassVar = {WHO: "by", SINCE: "at", CASE: "case"}
    list_select_related = ("case", "by")


@admin.register(CaseMessage)
class CaseMessageAdmin(RecordAdmin):
    list_display = ("at", "case", "desk", "by", "from_applicant", "text", "read_at")
    list_filter = (Narrow, "from_applicant")
    narrows: ClassVar = {WHO: "by", SINCE: "at", CASE: "case"}
    list_select_related = ("case", "by")
