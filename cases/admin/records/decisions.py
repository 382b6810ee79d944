"""Decisions, hearings, checks, payments and corrections."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.admin.base import ReadOnlyAdmin
from cases.admin.history import HistoryAdmin
from cases.admin.narrow import Narrow
from cases.admin.records.base import RecordAdmin
from cases.admin.render import EMPTY, decided_on, lines, link, recorded, step_label
from cases.engine.performing import waiting
from cases.engine.steps.facts import FactsError
from cases.law import names
from cases.models import (
    Bar,
    BlockedDays,
    Check,
    Comparison,
    Consent,
    Decision,
    DraftedAct,
    HearingEntry,
    InterviewInvitation,
    InterviewRule,
    Payment,
    Ruling,
    Slot,
    WaitingCorrection,
)
from cases.reports.narrowing import CASE, SINCE, WHO
from cases.values.sizes import in_words
from cases.web import timeline


@admin.register(HearingEntry)
class HearingEntryAdmin(RecordAdmin):
    list_display = ("at", "case", "act_label", "kind", "by", "late")
    list_filter = ("kind", "late")
    list_select_related = ("case", "by")
    hidden = ("act",)
    displayed = ("act_label",)

    @admin.display(description=_("before the act"))
    def act_label(self, entry: HearingEntry) -> str:
        return step_label(entry.act)


@admin.register(Decision)
class DecisionAdmin(RecordAdmin):
    list_display = ("at", "case", "kind", "by", "grounds_display")
    list_filter = (Narrow, "kind")
    narrows: ClassVar = {WHO: "by", SINCE: "at", CASE: "case"}
    list_select_related = ("case", "by")
    hidden = ("grounds",)
    displayed = ("grounds_display",)

    @admin.display(description=_("grounds"))
    def grounds_display(self, decision: Decision) -> str:
        return decided_on(decision)


@admin.register(Comparison)
class ComparisonAdmin(RecordAdmin):
    list_display = ("at", "case", "kind", "verdict", "by", "text")
    list_filter = ("verdict",)
    list_select_related = ("case", "by")


@admin.register(Check)
class CheckAdmin(RecordAdmin):
    list_display = ("at", "case", "kind", "result_display", "by", "reference", "answered_on")
    list_filter = (Narrow, "kind", "clear")
    narrows: ClassVar = {WHO: "by", SINCE: "at", CASE: "case"}
    list_select_related = ("case", "by")
    hidden = ("clear",)
    displayed = ("result_display",)

    @admin.display(description=_("result"), ordering="clear")
    def result_display(self, check: Check) -> str:
        return str(names.check_result(check.kind, check.clear))


@admin.register(Payment)
class PaymentAdmin(RecordAdmin, HistoryAdmin):
    list_display = ("code", "case", "kind", "amount", "state", "created_at", "settled_at")
    list_filter = ("state", "kind")
    exact = ("code",)


@admin.register(Consent)
class ConsentAdmin(RecordAdmin):
    list_display = ("at", "case", "purpose", "given")
    list_filter = ("purpose", "given")


@admin.register(Bar)
class BarAdmin(RecordAdmin):
    list_display = ("person", "case", "kind", "since", "until", "paragraph", "lifted_at")
    list_filter = ("kind",)
    list_select_related = ("case", "person")


@admin.register(Ruling)
class RulingAdmin(RecordAdmin):
    list_display = (
        "at",
        "case",
        "kind",
        "number",
        "ruled_on",
        "body",
        "file",
        "by",
        "due_on",
        "executed_by",
        "executed_at",
    )
    list_filter = ("kind",)
    list_select_related = ("case", "by", "executed_by", "paper__blob", "complaint")
    hidden = ("act", "paper")
    displayed = ("act_label", "file", "sha256")

    @admin.display(description=_("act that is set aside"))
    def act_label(self, ruling: Ruling) -> str:
        return step_label(ruling.act)

    @admin.display(description=_("file"))
    def file(self, ruling: Ruling) -> SafeString | str:
        """Of a decision on a complaint that is signed in the portal there is none: its letter is on the complaint."""
        paper = ruling.paper
        if paper is None:
            return EMPTY
        return link(
            reverse("cases:document", args=[ruling.case_id, paper.pk]), f"{paper.name}, {in_words(paper.blob.size)}"
        )

    @admin.display(description="SHA-256")
    def sha256(self, ruling: Ruling) -> SafeString | str:
        return format_html("<code>{}</code>", ruling.paper.blob_id) if ruling.paper else EMPTY


@admin.register(WaitingCorrection)
class WaitingCorrectionAdmin(RecordAdmin):
    list_display = (
        "at",
        "case",
        "step_display",
        "by",
        "confirmed_by",
        "confirmed_at",
        "taken_back_by",
        "why",
    )
    list_select_related = ("case", "by", "confirmed_by", "taken_back_by")
    hidden = ("step", "subject", "kind", "facts", "before")
    displayed = ("step_display", "entered", "stored", "stored_before")

    @admin.display(description=_("step"))
    def step_display(self, row: WaitingCorrection) -> str:
        return step_label(row.step)

    @admin.display(description=_("entered"))
    def entered(self, row: WaitingCorrection) -> Any:
        """Nothing where the step is declared otherwise by now: the stored record has it."""
        try:
            return lines(timeline.facts_in_words(row.case, row.step, waiting.entered_facts(row)).values())
        except (FactsError, KeyError):
            return EMPTY

    @admin.display(description=_("record"))
    def stored(self, row: WaitingCorrection) -> Any:
        return recorded(row.facts)

    @admin.display(description=_("recorded before"))
    def stored_before(self, row: WaitingCorrection) -> Any:
        return recorded(row.before)


@admin.register(InterviewInvitation)
class InterviewInvitationAdmin(RecordAdmin):
    list_display = ("at", "case", "starts_at", "minutes", "sequence", "cancelled", "reminded_at")
    list_select_related = ("case",)


@admin.register(InterviewRule)
class InterviewRuleAdmin(ReadOnlyAdmin):
    list_display = ("at", "by", "weekdays", "begins", "ends", "first", "last", "capacity", "ended_at")
    list_select_related = ("by",)


@admin.register(BlockedDays)
class BlockedDaysAdmin(ReadOnlyAdmin):
    list_display = ("at", "by", "user", "first", "last", "note", "withdrawn_at")
    list_select_related = ("by", "user")


@admin.register(DraftedAct)
class DraftedActAdmin(RecordAdmin):
    list_display = ("at", "case", "step_label", "by", "approved_by", "approved_at", "sent_back_by", "why")
    list_select_related = ("case", "by", "approved_by", "sent_back_by")

    @admin.display(description=_("step"))
    def step_label(self, row: DraftedAct) -> str:
        return step_label(row.step)


@admin.register(Slot)
class SlotAdmin(ReadOnlyAdmin):
    list_display = ("starts_at", "minutes", "screener", "case_number")
    list_select_related = ("screener", "case")
    ordering = ("-starts_at", "-id")

    @admin.display(description=_("case"))
    def case_number(self, slot: Slot) -> str:
        case = getattr(slot, "case", None)
        return case.number if case else EMPTY
