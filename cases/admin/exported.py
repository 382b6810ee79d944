"""The way from a list of the auditor to a file of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases.admin.base import signed_in
from cases.reports.caselists import NoSuchListError
from cases.reports.journals import open_exported

TURNED = (ORDER_VAR, PAGE_VAR)
"""What of the address narrows nothing: the order, the page."""


class Exported(admin.ModelAdmin):
    """Of a list that the exports have as `source`: no file is offered of a search, nor of a filter unknown there."""

    source: ClassVar[str]
    renamed: ClassVar[Mapping[str, str]] = {}
    """Filters that stand there under another name."""
    change_list_template = "admin/exported_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"export_url": self._export_url(request)} | (extra_context or {}))

    def _export_url(self, request: HttpRequest) -> str:
        names = {name: name.removesuffix("__exact") for name, value in request.GET.items() if value}
        filters = {
            self.renamed.get(plain, plain): request.GET[name] for name, plain in names.items() if name not in TURNED
        }
        try:
            open_exported(self.source, filters, signed_in(request))
        except NoSuchListError:
            return ""
        return f"{reverse('reports:ask')}?{urlencode({'source': self.source} | filters)}"
