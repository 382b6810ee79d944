"""What belongs to a case, as lists for the auditor: events, deadlines, documents, letters, and the rest."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.base import ReadOnlyAdmin, any_of
from cases.admin.case import NUMBERS
from cases.admin.history import HistoryAdmin
from cases.admin.render import EMPTY, facts, link, proof, step_label
from cases.evidence.keeping.parts import name_as_sent, rows
from cases.files.notices import sentences
from cases.law.titles import list_keys, titles
from cases.models import (
    Bar,
    Case,
    Check,
    Consent,
    Deadline,
    Decision,
    Dispatch,
    Document,
    Effect,
    Event,
    FileFault,
    Handback,
    HearingEntry,
    Letter,
    Notice,
    PackageItem,
    Payment,
    ReadLog,
    RemovedDocument,
    ReturnedDocument,
    Ruling,
    Signature,
    SignatureCheck,
    Slot,
    WaitingCorrection,
)
from cases.programmes.nomad.check_results import result
from cases.values.sizes import in_words


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


@admin.register(Event)
class EventAdmin(RecordAdmin):
    list_display = ("at", "case", "label", "who", "source", "target", "paragraph")
    list_filter = ("actor",)
    list_select_related = ("case", "user")
    hidden = ("facts", "step", "user", "user_name")
    shown = ("label", "who", "facts_shown")

    @admin.display(description=_("step"))
    def label(self, event: Event) -> str:
        return event.label

    @admin.display(description=_("by whom"))
    def who(self, event: Event) -> str:
        return event.user_name or str(event.get_actor_display())

    @admin.display(description=_("facts"))
    def facts_shown(self, event: Event) -> SafeString | str:
        return facts(event.facts)


@admin.register(Deadline)
class DeadlineAdmin(RecordAdmin):
    list_display = ("key", "case", "starts_at", "due_at", "state", "stopped_at", "unconfirmed")
    list_filter = ("state", "key", "unconfirmed")
    hidden = ("days",)
    shown = ("days_shown",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        alone = request.resolver_match and "object_id" in request.resolver_match.kwargs
        return rows if alone else rows.defer("days")

    @admin.display(description=_("proof"))
    def days_shown(self, deadline: Deadline) -> SafeString:
        return proof(deadline.days)


@admin.register(Document)
class DocumentAdmin(RecordAdmin, HistoryAdmin):
    list_display = ("title", "case", "file", "name", "expires_on", "current", "uploaded_at")
    list_filter = ("current", "legalisation", "no_end")
    list_select_related = ("case", "blob", "uploaded_by")
    hidden = ("blob", "kind")
    shown = ("title", "file", "sha256", "originals")

    @admin.display(description=_("document"), ordering="kind")
    def title(self, document: Document) -> str:
        """As the list calls it that the case is at, else the first that knows it; the key where none does."""
        case, kind = document.case, document.kind
        names = (titles(case, key) for key in list_keys(case))
        return next((str(by_kind[kind]) for by_kind in names if kind in by_kind), kind)

    @admin.display(description=_("file"))
    def file(self, document: Document) -> SafeString:
        """The file itself comes from the view that asks who reads and remembers it."""
        url = reverse("cases:document", args=[document.case_id, document.pk])
        return link(url, gettext("open (%(size)s)") % {"size": in_words(document.blob.size)})

    @admin.display(description="SHA-256")
    def sha256(self, document: Document) -> SafeString:
        return format_html("<code>{}</code>", document.blob_id)

    @admin.display(description=_("originals as they came"))
    def originals(self, document: Document) -> SafeString | str:
        """Each with the name under which it was sent, its checksum, and what was recorded about it."""
        lines = (
            (
                link(
                    reverse("cases:original", args=[document.case_id, document.pk, part.position]), name_as_sent(part)
                ),
                part.original_id,
                "; ".join(str(sentence) for sentence in sentences(part.notices)),
            )
            for part in rows().filter(document=document, original__isnull=False)
        )
        return format_html_join(mark_safe("<br>"), "{} <code>{}</code> {}", lines) or EMPTY


@admin.register(RemovedDocument)
class RemovedDocumentAdmin(RecordAdmin):
    list_display = ("at", "case", "kind", "name", "uploaded_at", "retired_at")


@admin.register(FileFault)
class FileFaultAdmin(ReadOnlyAdmin):
    list_display = ("found_at", "storage", "name", "what")
    list_filter = ("what",)


@admin.register(Letter)
class LetterAdmin(RecordAdmin):
    list_display = ("number", "case", "kind", "at", "valid_until", "files_shown", "rendered_at")
    list_filter = ("kind",)
    exact = ("number", "code")
    hidden = ("files", "facts")
    shown = ("files_shown", "delivery", "facts_shown")

    @admin.display(description=_("files"))
    def files_shown(self, letter: Letter) -> SafeString | str:
        urls = ((reverse("cases:letter", args=[letter.case_id, letter.pk, code]), code) for code in letter.languages())
        return format_html_join(" ", '<a href="{}">{}</a>', urls) or gettext("not rendered yet")

    @admin.display(description=_("rendering"))
    def delivery(self, letter: Letter) -> str:
        return effect_state("render", letter.pk)

    @admin.display(description=_("facts"))
    def facts_shown(self, letter: Letter) -> SafeString | str:
        return facts(letter.facts)


@admin.register(Notice)
class NoticeAdmin(RecordAdmin):
    list_display = ("at", "case", "user", "subject", "letter", "delivery_state", "mailed_to", "mailed_at", "read_at")
    list_select_related = ("case", "user", "letter")
    hidden = ("facts", "what")
    shown = ("subject", "delivery", "facts_shown")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        mail = Effect.objects.filter(kind="mail", ref=OuterRef("pk")).values("state")[:1]
        return super().get_queryset(request).annotate(mail_state=Subquery(mail))

    @admin.display(description=_("subject"))
    def subject(self, notice: Any) -> str:
        return step_label(notice.what)

    @admin.display(description=_("delivery"))
    def delivery_state(self, notice: Any) -> str:
        return str(dict(Effect.STATES).get(notice.mail_state, EMPTY))

    @admin.display(description=_("delivery"))
    def delivery(self, notice: Any) -> str:
        return effect_state("mail", notice.pk)

    @admin.display(description=_("facts"))
    def facts_shown(self, notice: Any) -> SafeString | str:
        return facts(notice.facts)


def effect_state(kind: str, ref: UUID) -> str:
    effect = Effect.objects.filter(kind=kind, ref=ref).first()
    if effect is None:
        return EMPTY
    words = {"state": effect.get_state_display(), "attempts": effect.attempts, "error": effect.error}
    pattern = (
        gettext("%(state)s, attempts: %(attempts)s. %(error)s")
        if effect.error
        else gettext("%(state)s, attempts: %(attempts)s")
    )
    return pattern % words


@admin.register(Signature)
class SignatureAdmin(RecordAdmin):
    list_display = ("at", "case", "step_shown", "user", "subject_name", "revocation")
    list_filter = ("revocation",)
    list_select_related = ("case", "user")
    hidden = ("sheet", "step", "value")
    shown = ("step_shown", "sheet_shown", "value_shown")

    @admin.display(description=_("step"))
    def step_shown(self, signature: Signature) -> str:
        return step_label(signature.step)

    @admin.display(description=_("signed sheet"))
    def sheet_shown(self, signature: Signature) -> SafeString:
        return format_html("<pre>{}</pre>", signature.sheet)

    @admin.display(description=_("signature (CMS)"))
    def value_shown(self, signature: Signature) -> SafeString:
        return format_html("<pre>{}</pre>", signature.value)


@admin.register(SignatureCheck)
class SignatureCheckAdmin(RecordAdmin):
    list_display = ("at", "signature", "status", "source", "revoked_at")
    list_filter = ("status",)
    list_select_related = ("signature",)
    hidden = ("evidence",)

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return ("signature__case__number",)

    def search(self, text: str) -> Q:
        cases = list(Case.objects.filter(any_of(NUMBERS, text)).values_list("pk", flat=True)[:50])
        return Q(signature__case__in=cases)


@admin.register(HearingEntry)
class HearingEntryAdmin(RecordAdmin):
    list_display = ("at", "case", "act_label", "kind", "by", "late")
    list_filter = ("kind", "late")
    list_select_related = ("case", "by")
    hidden = ("act",)
    shown = ("act_label",)

    @admin.display(description=_("before the act"))
    def act_label(self, entry: HearingEntry) -> str:
        return step_label(entry.act)


@admin.register(Decision)
class DecisionAdmin(RecordAdmin):
    list_display = ("at", "case", "kind", "by", "grounds_shown")
    list_filter = ("kind",)
    list_select_related = ("case", "by")
    hidden = ("grounds",)
    shown = ("grounds_shown",)

    @admin.display(description=_("grounds"))
    def grounds_shown(self, decision: Decision) -> str:
        return ", ".join(map(str, decision.grounds)) or EMPTY


@admin.register(Check)
class CheckAdmin(RecordAdmin):
    list_display = ("at", "case", "kind", "result_shown", "by", "reference", "answered_on")
    list_filter = ("kind", "clear")
    list_select_related = ("case", "by")
    hidden = ("clear",)
    shown = ("result_shown",)

    @admin.display(description=_("result"), ordering="clear")
    def result_shown(self, check: Check) -> str:
        return str(result(check.kind, check.clear))


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
    list_display = ("at", "case", "kind", "number", "ruled_on", "body", "by", "executed_by", "executed_at")
    list_filter = ("kind",)
    list_select_related = ("case", "by", "executed_by")


@admin.register(WaitingCorrection)
class WaitingCorrectionAdmin(RecordAdmin):
    list_display = ("at", "case", "step", "subject", "by", "confirmed_by", "confirmed_at", "taken_back_by", "why")
    list_filter = ("kind",)
    list_select_related = ("case", "by", "confirmed_by", "taken_back_by")


@admin.register(PackageItem)
class PackageItemAdmin(RecordAdmin):
    list_display = ("at", "case", "round", "kind", "accepted", "by", "text")
    list_select_related = ("case", "by")


@admin.register(Dispatch)
class DispatchAdmin(RecordAdmin):
    list_display = ("at", "case", "courier", "waybill", "sheets", "by")
    list_select_related = ("case", "by")


@admin.register(Handback)
class HandbackAdmin(RecordAdmin):
    list_display = ("case", "holder", "city", "since", "due_on", "overdue_at", "returned_on", "receiver", "receipt")
    list_select_related = ("case", "city")


@admin.register(ReturnedDocument)
class ReturnedDocumentAdmin(RecordAdmin):
    list_display = ("at", "case", "round", "kind", "ground", "text")


@admin.register(ReadLog)
class ReadLogAdmin(RecordAdmin):
    list_display = ("at", "case", "user", "what", "ref", "address")
    list_select_related = ("case", "user")


@admin.register(Slot)
class SlotAdmin(ReadOnlyAdmin):
    list_display = ("starts_at", "minutes", "screener", "case_number")
    list_select_related = ("screener", "case")
    ordering = ("-starts_at", "-id")

    @admin.display(description=_("case"))
    def case_number(self, slot: Slot) -> str:
        case = getattr(slot, "case", None)
        return case.number if case else EMPTY
