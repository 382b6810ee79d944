"""A version as an applicant will see it, before anybody fills it in. Nothing is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.admin.questionnaires.rules import NOMAD, AnswersForm, schema_problems
from cases.admin.reference import ReferenceAdmin
from cases.fields.hints import RULE
from cases.law import regulations
from cases.law.calendar import local_day
from cases.letters import anketa
from cases.models import QuestionnaireForm
from cases.web.request.moment import moment

LANGUAGES = ("kk", "ru", "en")
PAPERS = ("kk", "ru")
"""The languages in which the form is printed."""


def version_of(own: ReferenceAdmin, request: HttpRequest, version: str) -> QuestionnaireForm:
    """Raises PermissionDenied, Http404."""
    if not own.has_view_permission(request):
        raise PermissionDenied
    return get_object_or_404(QuestionnaireForm, pk=version)


def as_page(own: ReferenceAdmin, request: HttpRequest, version: str, language: str) -> HttpResponse:
    """In the look of the portal, in the language of the address."""
    schema = version_of(own, request, version)
    if language not in LANGUAGES:
        raise Http404
    with translation.override(language):
        form = AnswersForm(schema=schema, today=local_day(moment(request)))
        context = {"schema": schema, "form": form, "rule": RULE, "seen_in": LANGUAGES, "shown": language}
        page = "admin/cases/questionnaireform/as_page.html"
        return TemplateResponse(request, page, context | {"papers": PAPERS}).render()


def as_paper(own: ReferenceAdmin, request: HttpRequest, version: str, language: str) -> HttpResponse:
    """PDF."""
    schema = version_of(own, request, version)
    if language not in PAPERS:
        raise Http404
    pdf = anketa.specimen(schema, regulations.editions(NOMAD.key)[-1], moment(request), language)
    name = f"{schema.version}-{language}.pdf"
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def as_typed(own: ReferenceAdmin, request: HttpRequest) -> HttpResponse:
    """The fields as they stand in the text of a page, saved or not, in each language; or what is wrong with them."""
    if not own.has_view_permission(request):
        raise PermissionDenied
    faults, fields = _read(request.POST.get("fields", ""))
    context = {
        "title": _("Preview of the questionnaire"),
        "opts": own.opts,
        "faults": faults,
        "drawn": [] if faults else list(_drawn(request, fields)),
    }
    page = "admin/cases/questionnaireform/preview.html"
    return TemplateResponse(request, page, admin.site.each_context(request) | context, status=422 if faults else 200)


def _read(text: str) -> tuple[list[str], Any]:
    try:
        fields = json.loads(text)
    except ValueError as error:
        return [str(_("This is no sound JSON: %(why)s") % {"why": error})], []
    return [str(fault) for fault in schema_problems(fields)], fields


def _drawn(request: HttpRequest, fields: Any) -> Iterator[tuple[str, list[tuple[str, list[SafeString]]]]]:
    """(language, sections with their fields), drawn in that language."""
    schema, today = QuestionnaireForm(fields=fields), local_day(moment(request))
    for language in LANGUAGES:
        with translation.override(language):
            form = AnswersForm(schema=schema, today=today, prefix=language)
            yield language, [(name, [field.as_field_group() for field in group]) for name, group in form.sections()]
