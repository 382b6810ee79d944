"""Journals filtered by user, time, address and case: a form beside the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.reports.narrowing import (
    LABELS,
    SINCE,
    UNTIL,
    Narrowing,
    names_for,
)


@dataclass(frozen=True, slots=True)
class NarrowField:
    """An input of the form that narrows a list."""

    name: str
    label: str | Promise
    kind: str
    """The `type` of the HTML input."""
    value: str
    wrong: str | Promise = ""
    """Why no search was made; "" where there was nothing wrong."""


class Narrow(admin.ListFilter):
    """`narrows` of the list says by which columns. What cannot be read finds nothing, and says so at its field."""

    title = _("narrow the list")  # type: ignore[assignment]
    template = "admin/narrow.html"

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: type[Model], model_admin: admin.ModelAdmin[Any]
    ) -> None:
        super().__init__(request, params, model, model_admin)
        columns = model_admin.narrows  # type: ignore[attr-defined]
        names = names_for(columns)
        self.narrowing = Narrowing(columns, {name: params.pop(name, [""])[-1].strip()[:200] for name in names})
        mine = {*names, PAGE_VAR, ERROR_FLAG}
        self.rest = [(name, value) for name in request.GET if name not in mine for value in request.GET.getlist(name)]

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return list(self.narrowing.typed)

    def choices(self, changelist: object) -> Iterator[Any]:
        wrong = self.narrowing.wrong
        for name, typed in self.narrowing.typed.items():
            kind = "date" if name in (SINCE, UNTIL) and not wrong.get(name) else "text"
            yield NarrowField(name, LABELS[name], kind, typed, wrong.get(name, ""))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.narrowing.condition()
        return queryset.none() if wanted is None else queryset.filter(wanted)
