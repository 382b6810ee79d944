"""Lists that left the portal as files: who asked for them, with what filters, and who took the file."""

from __future__ import annotations

from django.contrib import admin

from cases.admin.base import ReadOnlyAdmin
from cases.models import Export, ExportTaken


@admin.register(Export)
class ExportAdmin(ReadOnlyAdmin):
    list_display = ("asked_at", "user", "words", "kind", "state", "rows", "expires_at")
    list_filter = ("state", "role")
    list_select_related = ("user",)
    exact = ("sha256",)


@admin.register(ExportTaken)
class ExportTakenAdmin(ReadOnlyAdmin):
    list_display = ("at", "user", "export", "address")
    list_select_related = ("user", "export")
