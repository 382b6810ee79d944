"""The questions of a draft. Each change is stored by itself, with its history; what has a day is changed by nobody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.admin.questionnaires.kinds import KINDS
from cases.admin.questionnaires.previews import LANGUAGES, PAPERS, version_of
from cases.admin.questionnaires.questionform import QuestionForm
from cases.admin.questionnaires.rules import MOST_FIELDS, schema_problems, sentences, unmet
from cases.admin.reference import ReferenceAdmin
from cases.law.errors import CaseError
from cases.models import QuestionnaireForm
from cases.values.questions import words

Items = list[dict[str, Any]]
Words = str | Promise

FOLDER = "admin/cases/questionnaireform"
HOLDS = _("This version has a day, so its questions stay as they are: make a new version from it.")


class NotEditedError(CaseError):
    """Nothing was saved; says why."""

    status = 422

    def __init__(self, why: Words, status: int = 422) -> None:
        super().__init__(why)
        self.why, self.status = why, status

    def __str__(self) -> str:
        return str(self.why)


def questions_page(own: ReferenceAdmin, request: HttpRequest, version: str) -> HttpResponse:
    """The list; a press on one of its buttons moves a question or drops it."""
    schema, problem, status = version_of(own, request, version), "", 200
    if request.method == "POST":
        name = next((name for name in _PRESSED if name in request.POST), "")
        try:
            _edit(own, request, version, lambda items: _PRESSED[name](items, request.POST[name]) if name else items)
            return redirect("admin:cases_questionnaireform_questions", version)
        except NotEditedError as error:
            problem, status = str(error), error.status
    context = _around(own, request, schema) | {
        "problem": problem,
        "rows": list(_rows(schema)),
        "missing": list(sentences(schema.fields)) if schema.is_draft else [],
        "kinds": KINDS.items(),
        "seen_in": LANGUAGES,
        "papers": PAPERS,
    }
    return TemplateResponse(request, f"{FOLDER}/questions.html", context, status=status)


def new_page(own: ReferenceAdmin, request: HttpRequest, version: str) -> HttpResponse:
    kind = (request.POST or request.GET).get("kind", "")
    if kind not in KINDS:
        return redirect("admin:cases_questionnaireform_questions", version)
    return _question(own, request, version_of(own, request, version), kind, None)


def question_page(own: ReferenceAdmin, request: HttpRequest, version: str, key: str) -> HttpResponse:
    schema = version_of(own, request, version)
    item = next((item for item in schema.fields if item["key"] == key), None)
    if item is None:
        raise Http404
    return _question(own, request, schema, item["type"], item)


def _question(
    own: ReferenceAdmin, request: HttpRequest, schema: QuestionnaireForm, kind: str, item: dict[str, Any] | None
) -> HttpResponse:
    form = QuestionForm(request.POST or None, kind=kind, items=schema.fields, item=item)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                _edit(own, request, schema.pk, lambda items: _with(items, form, request.POST.get("base", "")))
                return redirect("admin:cases_questionnaireform_questions", schema.pk)
        except NotEditedError as error:
            form.add_error(None, str(error))
            status = error.status
    context = _around(own, request, schema) | {"form": form, "item": item, "kind": kind, "kind_words": KINDS[kind]}
    context["base"] = request.POST.get("base", "") if form.is_bound else _digest(item)
    return TemplateResponse(request, f"{FOLDER}/question.html", context, status=status)


def _around(own: ReferenceAdmin, request: HttpRequest, schema: QuestionnaireForm) -> dict[str, Any]:
    editable = schema.is_draft and own.has_change_permission(request, schema)
    context = {"title": schema.version, "opts": own.opts, "schema": schema, "editable": editable, "holds": HOLDS}
    return admin.site.each_context(request) | context


def _rows(schema: QuestionnaireForm) -> Iterator[dict[str, Any]]:
    heading = None
    for item in schema.fields:
        section = words(item.get("section", {}))
        row = {"key": item["key"], "label": words(item["label"]), "kind": KINDS.get(item["type"], item["type"])}
        yield row | {"required": item["required"], "heading": section if section != heading else ""}
        heading = section


# ------------------------------------------------------------------------------------------------ what is changed


def _edit(own: ReferenceAdmin, request: HttpRequest, version: str, change: Callable[[Items], Items]) -> None:
    """`change` makes the new questions of those that are stored. Raises NotEditedError, PermissionDenied."""
    with transaction.atomic():
        schema = QuestionnaireForm.objects.select_for_update().get(pk=version)
        if not own.has_change_permission(request, schema):
            raise PermissionDenied
        if not schema.is_draft:
            raise NotEditedError(HOLDS, 409)
        items = change(list(schema.fields))
        if items == schema.fields:
            return
        if faults := list(schema_problems(items)):
            raise NotEditedError(" ".join(map(str, faults)))
        schema.fields = items
        schema.save(update_fields=["fields"])
        own.log_change(request, schema, [{"changed": {"fields": [str(_("questions"))]}}])  # type: ignore[arg-type]
    messages.success(request, _("Saved in the draft."))


def _with(items: Items, form: QuestionForm, base: str) -> Items:
    """A new question comes behind the last of its heading."""
    question = form.question()
    place = next((n for n, item in enumerate(items) if item["key"] == question["key"]), None)
    if form.item is None:
        if place is not None:
            raise NotEditedError(_("Another question has this key already."))
        same = [n for n, item in enumerate(items) if item.get("section") == question.get("section")]
        place = same[-1] + 1 if same else len(items)
        if len(items) >= MOST_FIELDS:
            raise NotEditedError(format_lazy(_("At most {number} fields are possible."), number=MOST_FIELDS))
        return [*items[:place], question, *items[place:]]
    if place is None or _digest(items[place]) != base:
        raise NotEditedError(
            _("This question was changed meanwhile by a colleague or in another tab. Open it again to see how."), 409
        )
    return [*items[:place], question, *items[place + 1 :]]


def _digest(item: dict[str, Any] | None) -> str:
    return hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest() if item else ""


def _place(items: Items, key: str) -> int:
    place = next((n for n, item in enumerate(items) if item["key"] == key), None)
    if place is None:
        raise NotEditedError(_("There is no such question any more."), 409)
    return place


def _up(items: Items, key: str) -> Items:
    place = _place(items, key)
    if place:
        items[place - 1], items[place] = items[place], items[place - 1]
    return items


def _down(items: Items, key: str) -> Items:
    place = _place(items, key)
    if place + 1 < len(items):
        items[place + 1], items[place] = items[place], items[place + 1]
    return items


def _without(items: Items, key: str) -> Items:
    """Not where something reads the answer, or another question is checked by it."""
    gone = items.pop(_place(items, key))
    named = words(gone["label"])
    for need in unmet(items):
        if need.fits(gone):
            why = _("“{question}” stays: {why}. Nothing was saved.")
            raise NotEditedError(format_lazy(why, question=named, why=need.why))
    by = [words(item["label"]) for item in items if key in (item.get("after"), item.get("besides"))]
    if by:
        why = _("“{question}” stays: “{other}” is checked by it. Change that one first. Nothing was saved.")
        raise NotEditedError(format_lazy(why, question=named, other=by[0]))
    return items


_PRESSED: dict[str, Callable[[Items, str], Items]] = {"up": _up, "down": _down, "drop": _without}
