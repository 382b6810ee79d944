"""The list of versions, and the page of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import DateField, Model, OuterRef, QuerySet, Subquery, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from cases.admin.forms import JudgedForm, machine_text
from cases.admin.questionnaires import editing, previews
from cases.admin.questionnaires.rules import check_schema, sentences
from cases.admin.reference import Faults, ReferenceAdmin
from cases.law.calendar import local_day
from cases.models import QuestionnaireForm
from cases.values import moments
from cases.web.request.moment import moment

TYPES_HELP = _(
    "A list of fields: “key”, “type”, “required”, “label”, and as needed “section”, “help”, “person”, “choices”. "
    "Types: “text” (a line), “long” (lines), “prose” (lines in the language of the “language” field), “name”, “born”, "
    "“date”, “country”, “countries”, “phone”, “email”, “passport_number”, “choice”, “language”. Letters: “letters” is "
    "“latin”, “cyrillic” or “any”; prose with “language”: “any” may be in any language. Dates: “not_future”: true, "
    "“after”: the key of an earlier date, “min”, “max”: 2026-12-31. Countries: “besides”: the key of the "
    "country that is named before. “personal”: true: no helper answers it. The hint at each field about its letters "
    "is made of these."
)

DECISIVE = frozenset({"valid_from", "confirmed"})
"""What makes a version hold, or be taken for the official one: another administrator confirms it."""


class QuestionnaireFormForm(JudgedForm):
    """The fields as JSON, refused with every fault named until an applicant could fill them in."""

    class Meta:
        widgets = {"fields": machine_text(rows=40, cols=120)}
        help_texts = {"fields": TYPES_HELP}

    def clean_fields(self) -> Any:
        schema = self.cleaned_data["fields"]
        check_schema(schema)
        return schema

    today: date
    """Set by the page."""

    def faults(self, data: dict[str, Any]) -> Faults:
        """A draft may still lack something; what gets a day may not, and the day is the last one set, and not past."""
        day: date | None = data.get("valid_from")
        if day is None:
            return
        if "valid_from" in self.changed_data and day < self.today:
            words = _("A day that is past is refused: whoever has filed since was asked otherwise.")
            yield "valid_from", ValidationError(words)
        if missing := list(sentences(data.get("fields", self.instance.fields) or [])):
            yield "valid_from", ValidationError([str(sentence) for sentence in missing])
        last = _last_day(self.instance.pk or "")
        if "valid_from" in self.changed_data and last and day <= last:
            words = _("Another version holds from %(day)s: this one can only hold from a later day.")
            yield "valid_from", ValidationError(words, params={"day": moments.day(last)})


def _last_day(besides: str) -> date | None:
    rows = QuestionnaireForm.objects.filter(valid_from__isnull=False).exclude(pk=besides).order_by("-valid_from")
    return rows.values_list("valid_from", flat=True).first()


@admin.register(QuestionnaireForm)
class QuestionnaireFormAdmin(ReferenceAdmin):
    form = QuestionnaireFormForm
    dated = False
    list_display = ("version", "standing", "valid_from", "confirmed", "source")
    fixed = ("version",)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        always = ["version", "valid_from", "source", "confirmed"]
        return always if isinstance(obj, QuestionnaireForm) and not obj.is_draft else [*always, "fields"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """The day of a version that is filled in, or was, stays."""
        day = obj.valid_from if isinstance(obj, QuestionnaireForm) else None
        begun = day is not None and day <= local_day(moment(request))
        return (*super().get_readonly_fields(request, obj), *(["valid_from"] if begun else []))

    def guards(self, form: forms.ModelForm[Any], change: bool) -> bool:
        decisive = DECISIVE & set(form.changed_data)
        return bool(decisive) if change else any(form.cleaned_data.get(name) for name in DECISIVE)

    def effect(self, before: Model | None, after: Model, form: forms.ModelForm[Any]) -> list[str]:
        assert isinstance(after, QuestionnaireForm)
        return _effect(after) if after.valid_from and "valid_from" in form.changed_data else []

    @admin.display(description=_("standing"))
    def standing(self, schema: QuestionnaireForm) -> Any:
        if schema.valid_from is None:
            return _("draft")
        if schema.valid_from > schema.today:  # type: ignore[attr-defined]
            return _("not in force yet")
        after: date | None = schema.next_day  # type: ignore[attr-defined]
        if after and after <= schema.today:  # type: ignore[attr-defined]
            return _("was in force, until %(day)s") % {"day": moments.day(after - timedelta(days=1))}
        return _("in force")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the day from which the next version holds, and today."""
        later = QuestionnaireForm.objects.filter(valid_from__gt=OuterRef("valid_from")).order_by("valid_from")
        today = Value(local_day(moment(request)), output_field=DateField())
        return super().get_queryset(request).annotate(next_day=Subquery(later.values("valid_from")[:1]), today=today)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        newest = QuestionnaireForm.objects.filter(valid_from__isnull=False).order_by("-valid_from").first()
        return super().changelist_view(request, (extra_context or {}) | {"newest": newest and newest.pk})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        ways = {"seen_in": previews.LANGUAGES, "papers": previews.PAPERS}
        return super().changeform_view(request, object_id, form_url, (extra_context or {}) | ways)

    def get_urls(self) -> list[Any]:
        """Before those of the library, which would take the words for a key."""
        pages: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "preview/": ("preview", previews.as_typed),
            "<slug:version>/copy/": ("copy", copy_page),
            "<slug:version>/page/<slug:language>/": ("page", previews.as_page),
            "<slug:version>/paper/<slug:language>/": ("paper", previews.as_paper),
            "<slug:version>/questions/": ("questions", editing.questions_page),
            "<slug:version>/questions/new/": ("new_question", editing.new_page),
            "<slug:version>/questions/<slug:key>/": ("question", editing.question_page),
        }
        own = [
            path(where, self.admin_site.admin_view(partial(view, self)), name=f"cases_questionnaireform_{name}")
            for where, (name, view) in pages.items()
        ]
        return [*own, *super().get_urls()]


def _effect(schema: QuestionnaireForm) -> list[str]:
    """Against the version that holds until then."""
    assert schema.valid_from is not None
    rows = QuestionnaireForm.objects.filter(valid_from__lt=schema.valid_from).exclude(pk=schema.pk)
    former = rows.order_by("-valid_from").first()
    changes = schema.changes_from(former.fields if former else ())
    named = (_("New questions:"), changes.new), (_("Not asked any more:"), changes.gone), (ASKED, changes.otherwise)
    lines = [f"{words} {'; '.join(labels)}." for words, labels in named if labels]
    return [*lines, str(BEGUN)] if lines else []


ASKED = _("Asked otherwise:")
BEGUN = _("Whoever has begun to answer reads what has changed, and keeps the answers to what is still asked.")


# ------------------------------------------------------------------------------------------------ a new version


class NewVersionForm(forms.ModelForm):
    class Meta:
        model = QuestionnaireForm
        fields = ("version", "source")


def copy_page(own: QuestionnaireFormAdmin, request: HttpRequest, version: str) -> HttpResponse:
    """A draft that begins as a copy."""
    schema = previews.version_of(own, request, version)
    if not own.has_add_permission(request):
        raise PermissionDenied
    form = NewVersionForm(request.POST or None, initial={"version": _next_name(version), "source": schema.source})
    if request.method == "POST" and form.is_valid():
        draft = QuestionnaireForm(**form.cleaned_data, fields=schema.fields)
        draft._change_reason = f"copy of {version}"  # type: ignore[attr-defined]
        if _is_created(draft):
            own.log_addition(request, draft, [{"added": {}}])  # type: ignore[arg-type]
            messages.success(request, _("The draft is there. Nobody fills it in before it has a day."))
            return redirect("admin:cases_questionnaireform_questions", draft.pk)
        form.add_error("version", _("A version of this name exists."))
    context = admin.site.each_context(request) | {"title": _("A new version"), "opts": own.opts, "form": form}
    page = "admin/cases/questionnaireform/copy.html"
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, page, context | {"schema": schema}, status=status)


def _is_created(draft: QuestionnaireForm) -> bool:
    """Not where somebody else has just made one of that name."""
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _next_name(version: str) -> str:
    """rules-3 → rules-4."""
    stem, dash, number = version.rpartition("-")
    name = f"{stem}-{int(number) + 1}" if dash and number.isdecimal() else f"{version}-2"
    return name[:40]
