"""Lists that left the portal as files: who requested them, with what filters, and who downloaded the file."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from cases.admin.base import ReadOnlyAdmin
from cases.admin.narrow import Narrow
from cases.models import Export, ExportTaken
from cases.reports.narrowing import ADDRESS, SINCE, WHO


@admin.register(Export)
class ExportAdmin(ReadOnlyAdmin):
    list_display = ("asked_at", "user", "words", "kind", "state", "rows", "expires_at")
    list_filter = (Narrow, "state", "role")
    narrows: ClassVar = {WHO: "user", SINCE: "asked_at"}
    list_select_related = ("user",)
    exact = ("sha256",)


@admin.register(ExportTaken)
class ExportTakenAdmin(ReadOnlyAdmin):
    list_display = ("at", "user", "export", "address")
    list_select_related = ("user", "export")
    list_filter = (Narrow,)
    narrows: ClassVar = {WHO: "user", SINCE: "at", ADDRESS: "address"}
