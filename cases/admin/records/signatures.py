"""Signatures and their later checks of revocation."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.admin.narrow import Narrow
from cases.admin.records.base import MOST, RecordAdmin
from cases.admin.render import step_label
from cases.models import (
    Signature,
    SignatureCheck,
)
from cases.reports.narrowing import CASE, SINCE, WHO
from cases.reports.searching import matching_cases


@admin.register(Signature)
class SignatureAdmin(RecordAdmin):
    list_display = ("at", "case", "step_display", "user", "subject_name", "revocation")
    list_filter = (Narrow, "revocation")
    narrows: ClassVar = {WHO: "user", SINCE: "at", CASE: "case"}
    list_select_related = ("case", "user")
    hidden = ("sheet", "step", "value")
    displayed = ("step_display", "sheet_display", "value_display")

    @admin.display(description=_("step"))
    def step_display(self, signature: Signature) -> str:
        return step_label(signature.step)

    @admin.display(description=_("signed sheet"))
    def sheet_display(self, signature: Signature) -> SafeString:
        return format_html("<pre>{}</pre>", signature.sheet)

    @admin.display(description=_("signature (CMS)"))
    def value_display(self, signature: Signature) -> SafeString:
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
        return Q(signature__case__in=matching_cases(text, MOST))
