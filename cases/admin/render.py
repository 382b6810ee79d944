"""Stored facts in a reader's words: proofs, JSON, files, and the tables of a case page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import display_for_field, display_for_value, label_for_field, lookup_field, quote
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cases.engine.steps import STEPS
from cases.law.regulations import editions, in_all_languages, why_text
from cases.law.titles import list_at, title
from cases.models import Case, Decision, Event, Ground
from cases.models.workcalendar import work_calendar
from cases.values import moments
from cases.values.bilingual import half_in_language

EMPTY = "–"


def link(url: str, text: object) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text)


def change_url(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[quote(row.pk)])


def list_url(model: type[models.Model], **filters: object) -> str:
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"{reverse(f'admin:{model._meta.app_label}_{model._meta.model_name}_changelist')}?{query}"


def table(head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> SafeString:
    body = format_html_join(
        "", "<tr>{}</tr>", ((format_html_join("", "<td>{}</td>", ((c,) for c in r)),) for r in rows)
    )
    cells = format_html_join("", '<th scope="col">{}</th>', ((cell,) for cell in head))
    return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", cells, body)


def proof(days: Iterable[Mapping[str, Any]]) -> SafeString:
    """The days of a stored deadline: number where the day counts, and why it does or does not."""
    rows, count, calendar = [], 0, work_calendar()
    for day in days:
        count += bool(day["counted"])
        when = date.fromisoformat(day["date"])
        why = why_text(in_all_languages(day["why"], calendar.day(when).why))
        rows.append((count if day["counted"] else EMPTY, moments.day(when), date_format(when, "l"), why))
    return table((_("Day of the term"), _("Date"), _("Day of the week"), _("Why")), rows)


def lines(pairs: Iterable[tuple[Any, Any]]) -> SafeString | str:
    """(label, value), one a line."""
    displayed = [(label, _value(value)) for label, value in pairs]
    return format_html_join(mark_safe("<br>"), "<b>{}</b>: {}", displayed) or EMPTY


def _value(value: object) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return moments.moment(value)
    return moments.day(value) if isinstance(value, date) else value


def recorded(data: object) -> SafeString | str:
    """JSON as it is stored, letter for letter, folded: who compares it with an archive needs no words of ours."""
    if not data:
        return EMPTY
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return format_html("<details><summary>{}</summary><pre>{}</pre></details>", _("As it is stored"), text)


def document_title(case: Case, kind: str) -> str:
    """As the list calls it that the case is at, else the first that knows it; the key where none does."""
    return title(case, list_at(case), kind)


_GROUNDS: ContextVar[dict[tuple[str, str], str] | None] = ContextVar("grounds", default=None)


def begin() -> None:
    """A page begins: what an earlier one has read of the grounds is not known any more."""
    _GROUNDS.set(None)


def grounds() -> dict[tuple[str, str], str]:
    """(kind, code) → the ground in the reader's words: all there are, read once a page."""
    known = _GROUNDS.get()
    if known is None:
        known = {
            (g.kind, g.code): f"{g} ({half_in_language(g.article)})" if g.article else str(g)
            for g in Ground.objects.all()
        }
        _GROUNDS.set(known)
    return known


def decided_on(decision: Decision) -> str:
    """The grounds of a decision; of a package that went back, the documents."""
    kinds = {step.grounds for step in STEPS.values() if decision.kind in step.decisions}
    texts = (
        next((grounds()[kind, code] for kind in kinds if (kind, code) in grounds()), "")
        or document_title(decision.case, code)
        for code in decision.grounds
    )
    return "; ".join(texts) or EMPTY


def order_number(edition: str) -> str:
    """The order of this edition by its number; its key where nobody knows it any more."""
    return next((str(row.number) for row in editions() if row.key == edition), edition) or EMPTY


def step_label(name: str) -> str:
    """A step, or another event of a case, by its name in the record."""
    return Event.label_of(name)


@dataclass(frozen=True, slots=True)
class CaseSection:
    """One table of a case page: the newest rows, and where to see all."""

    title: str
    head: list[str]
    rows: list[list[Any]]
    url: str
    more: bool


def section(model_admin: ModelAdmin[Any], rows: list[Any], columns: Iterable[str], url: str, limit: int) -> CaseSection:
    """The columns of a changelist for rows read with one to spare, so that "more" needs no count."""
    names = list(columns)
    head = [str(label_for_field(name, model_admin.model, model_admin)) for name in names]
    cells = [[_cell(model_admin, row, name, first=i == 0) for i, name in enumerate(names)] for row in rows[:limit]]
    return CaseSection(str(model_admin.opts.verbose_name_plural), head, cells, url, len(rows) > limit)


def _cell(model_admin: ModelAdmin[Any], row: models.Model, name: str, first: bool) -> Any:
    try:
        field, attribute, value = lookup_field(name, row, model_admin)
    except ObjectDoesNotExist:
        return EMPTY
    if field is None:
        displayed: Any = display_for_value(value, EMPTY, getattr(attribute, "boolean", False))
    elif isinstance(field.remote_field, models.ManyToOneRel):
        displayed = getattr(row, field.name) or EMPTY
    else:
        displayed = display_for_field(value, field, EMPTY)
    return link(change_url(row), displayed) if first else displayed
