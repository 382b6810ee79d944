"""The versions of the questionnaire: edited as data, and displayed as an applicant will see them before they hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.admin.forms import machine_text
from cases.admin.reference import ReferenceAdmin
from cases.law.calendar import local_day
from cases.models import QuestionnaireForm
from cases.programmes.nomad.forms.questionnaire import AnswersForm
from cases.programmes.nomad.reference.questionnaire import check_schema, schema_problems
from cases.web.request.moment import moment

LANGUAGES = ("kk", "ru", "en")

TYPES_HELP = _(
    "A list of fields: “key”, “type”, “required”, “label”, and as needed “section”, “help”, “person”, “choices”. "
    "Types: “text” (a line), “long” (lines), “prose” (lines in the language of the “language” field), “name”, “born”, "
    "“date”, “country”, “countries”, “phone”, “email”, “passport_number”, “choice”, “language”. Letters: “letters” is "
    "“latin”, “cyrillic” or “any”; prose with “language”: “any” may be in any language. Dates: “not_future”: true, "
    "“after”: the key of an earlier date, “min”, “max”: 2026-12-31. Countries: “besides”: the key of the "
    "country that is named before. The hint at each field about its letters is made of these."
)


class QuestionnaireFormForm(forms.ModelForm):
    """The fields as JSON, refused with every fault named until an applicant could fill them in."""

    class Meta:
        widgets = {"fields": machine_text(rows=40, cols=120)}
        help_texts = {"fields": TYPES_HELP}

    def clean_fields(self) -> Any:
        schema = self.cleaned_data["fields"]
        check_schema(schema)
        return schema


@admin.register(QuestionnaireForm)
class QuestionnaireFormAdmin(ReferenceAdmin):
    """A new official form is a new version: copy the last one, and set the day from which it is valid."""

    form = QuestionnaireFormForm
    list_display = ("version", "valid_from", "confirmed", "source")
    fixed = ("version",)
    save_as = True

    def get_urls(self) -> list[Any]:
        """Before those of the library, which would take the word for a key."""
        view = self.admin_site.admin_view(partial(preview, self))
        return [path("preview/", view, name="cases_questionnaireform_preview"), *super().get_urls()]


def preview(own: QuestionnaireFormAdmin, request: HttpRequest) -> HttpResponse:
    """The fields as they stand on the page of a version, saved or not, in each language; or what is wrong with them.
    Nothing is stored."""
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
