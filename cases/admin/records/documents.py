"""Documents, those taken out, and what is wrong with a stored file."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin.base import ReadOnlyAdmin
from cases.admin.history import HistoryAdmin
from cases.admin.records.base import RecordAdmin
from cases.admin.render import EMPTY, document_title, grounds, link
from cases.evidence.storage.parts import name_as_sent, rows
from cases.files.notices import sentences
from cases.models import (
    Checkpoint,
    Dispatch,
    Document,
    DocumentReview,
    FileFault,
    Handback,
    LogFault,
    PackageItem,
    RemovedDocument,
    ReturnedDocument,
)
from cases.values.sizes import in_words


class TitledAdmin(RecordAdmin):
    """Rows about a document that is named by its kind."""

    hidden: tuple[str, ...] = ("kind",)
    displayed: tuple[str, ...] = ("title",)

    @admin.display(description=_("document"), ordering="kind")
    def title(self, row: Any) -> str:
        return document_title(row.case, row.kind)


@admin.register(Document)
class DocumentAdmin(TitledAdmin, HistoryAdmin):
    list_display = ("title", "case", "file", "name", "expires_on", "current", "uploaded_at")
    list_filter = ("current", "legalisation", "no_end")
    list_select_related = ("case", "blob", "uploaded_by")
    hidden = ("blob", "kind")
    displayed = ("title", "file", "scan", "sha256", "originals")

    @admin.display(description=_("file"))
    def file(self, document: Document) -> SafeString:
        """The file itself comes from the view that checks the reader's rights and records the reading."""
        url = reverse("cases:document", args=[document.case_id, document.pk])
        return link(url, gettext("open (%(size)s)") % {"size": in_words(document.blob.size)})

    @admin.display(description=_("scan for viruses"))
    def scan(self, document: Document) -> str:
        virus = document.blob.virus
        return document.blob.get_scan_display() + (f": {virus}" if virus else "")

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
class RemovedDocumentAdmin(TitledAdmin):
    list_display = ("at", "case", "title", "name", "uploaded_at", "retired_at")


@admin.register(FileFault)
class FileFaultAdmin(ReadOnlyAdmin):
    list_display = ("found_at", "storage", "name", "what")
    list_filter = ("what",)


@admin.register(LogFault)
class LogFaultAdmin(ReadOnlyAdmin):
    list_display = ("noticed_at", "kind", "ref", "what", "detail")
    list_filter = ("what",)


@admin.register(Checkpoint)
class CheckpointAdmin(ReadOnlyAdmin):
    list_display = ("at", "size", "root")


@admin.register(PackageItem)
class PackageItemAdmin(TitledAdmin):
    list_display = ("at", "case", "round", "title", "accepted", "by", "text", "text_kk")
    list_select_related = ("case", "by")


@admin.register(Dispatch)
class DispatchAdmin(RecordAdmin):
    list_display = ("at", "case", "courier", "waybill", "sheets", "by")
    list_select_related = ("case", "by")


@admin.register(Handback)
class HandbackAdmin(RecordAdmin):
    list_display = ("case", "holder", "city", "since", "due_on", "overdue_at", "returned_on", "receiver", "receipt")
    list_select_related = ("case", "city")


@admin.register(DocumentReview)
class DocumentReviewAdmin(RecordAdmin):
    list_display = ("at", "case", "kind", "verdict", "ground", "by", "text", "text_kk")
    list_filter = ("verdict", "actor")
    list_select_related = ("case", "by", "document")


@admin.register(ReturnedDocument)
class ReturnedDocumentAdmin(TitledAdmin):
    list_display = ("at", "case", "round", "title", "ground_display", "text", "text_kk")
    hidden = ("kind", "ground")
    displayed = ("title", "ground_display")

    @admin.display(description=_("reason"))
    def ground_display(self, row: ReturnedDocument) -> str:
        return next((words for (_kind, code), words in grounds().items() if code == row.ground), row.ground)
