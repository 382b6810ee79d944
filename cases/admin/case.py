"""A case as an auditor reads it: fields, what belongs to it, and the history of every field. No step is here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.admin import wholecase
from cases.admin.base import ReadOnlyAdmin, signed_in
from cases.admin.editionfilter import EditionFilter
from cases.admin.exported import Exported
from cases.admin.history import HistoryAdmin
from cases.admin.render import EMPTY, CaseSection, change_url, link, list_url, section
from cases.engine.programmes import programme_of
from cases.law.calendar import last_day
from cases.models import (
    Bar,
    Case,
    CaseMessage,
    CaseNote,
    Check,
    Consent,
    Deadline,
    Decision,
    Dispatch,
    Document,
    DocumentReview,
    DraftedAct,
    Event,
    Handback,
    Letter,
    Notice,
    PackageItem,
    Payment,
    QuestionnaireForm,
    ReadLog,
    ReturnedDocument,
    Ruling,
    Signature,
    WaitingCorrection,
)
from cases.reports.searching import case_search, similar_cases
from cases.values.dates import in_words
from cases.values.questions import display_answer, words

SECTION_ROWS = 50
SECTIONS: tuple[tuple[type[Any], tuple[str, ...], tuple[str, ...]], ...] = (
    (Event, ("at", "label", "who", "source", "target", "paragraph_display", "facts_display"), ()),
    (Deadline, ("key", "starts_at", "last_day", "state", "stopped_at", "paragraph"), ()),
    (Document, ("title", "file", "name", "expires_on", "legalisation", "current", "uploaded_at"), ("blob",)),
    (Letter, ("number", "kind", "at", "valid_until", "files_display"), ()),
    (Decision, ("at", "kind", "by", "grounds_display", "text", "text_kk"), ("by",)),
    (Check, ("at", "kind", "result_display", "by", "reference", "text"), ("by",)),
    (Signature, ("at", "step_display", "user", "subject_name", "way", "revocation"), ("user",)),
    (ReadLog, ("at", "user", "what_display", "address"), ("user",)),
    (Payment, ("code", "kind", "amount", "state", "created_at", "settled_at"), ()),
)
"""Model, columns and joins of the tables on a case page; each is one statement of at most SECTION_ROWS + 1 rows."""
ELSEWHERE = (
    Notice,
    CaseNote,
    CaseMessage,
    Consent,
    Bar,
    Ruling,
    WaitingCorrection,
    PackageItem,
    Dispatch,
    Handback,
    ReturnedDocument,
    DocumentReview,
    DraftedAct,
)


WHOSE = ("number", "programme_name", "person_link", "edition_display", "petition_edition_display", "city", "based_on")
ABOUT = ("profession", "profession_code", "body", "about_letter", "about_term")
STANDING = ("state", "plain_state", "state_since", "waits_on", "last_day", "opened_at", "closed_at", "version")
RESIDENCE = ("granted_at", "permit_number", "residence_address", "residence_on", "card_number", "card_issued_on")


NARROWED = {"city__code": "city"}
"""A filter in the address of the list that `cases.reports.oversight` has under another name."""


@admin.register(Case)
class CaseAdmin(Exported, ReadOnlyAdmin, HistoryAdmin):
    source = "cases"
    renamed = NARROWED
    list_display = ("number", "person", "state", "city", "edition", "last_day", "state_since")
    list_filter = ("state", "waits_on", "city", EditionFilter)
    list_select_related = ("person", "city", "slot", "based_on")
    exact = ("number",)
    search_help_text = _("Name, number, passport, IIN, telephone, e-mail")
    change_form_template = "admin/cases/case/change_form.html"
    fieldsets = (
        (None, {"fields": (*WHOSE, *ABOUT)}),
        (_("Where it stands"), {"fields": STANDING}),
        (_("Petition"), {"fields": ("submitted_at", "language", "slot", "sent_to_ministry_at", "petition_signed_at")}),
        (
            _("Preliminary approval"),
            {"fields": ("filed_at", "mp_number", "answers", "approved_at", "preliminary_number", "arrived_on")},
        ),
        (_("Final decision and residence"), {"fields": RESIDENCE}),
    )

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return [name for _title, options in self.fieldsets for name in options["fields"]]

    def search(self, text: str) -> Q:
        return case_search(text)

    def get_search_results(self, request: HttpRequest, rows: QuerySet[Any], term: str) -> tuple[QuerySet[Any], bool]:
        """Similar names where nothing is found as it is written, and a word that says so."""
        matching, more = super().get_search_results(request, rows, term)
        if term.strip() and not matching.exists() and (near := similar_cases(term, signed_in(request))):
            words = gettext("Nothing is found for “%(search)s”. Similar names:") % {"search": term.strip()}
            messages.info(request, words)
            return rows.filter(pk__in=near), more
        return matching, more

    def get_urls(self) -> list[Any]:
        whole, redacted = map(self.admin_site.admin_view, (wholecase.download, wholecase.download_redacted))
        return [
            path("<uuid:pk>/whole/", whole, name="cases_case_whole"),
            path("<uuid:pk>/redacted/", redacted, name="cases_case_redacted"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"sections": [], "elsewhere": []} | (extra_context or {})
        return super().change_view(request, object_id, form_url, context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        case = context["original"]
        context["sections"] = [self._section(case, *spec) for spec in SECTIONS]
        context["elsewhere"] = [(model._meta.verbose_name_plural, self._all(case, model)) for model in ELSEWHERE]
        return super().render_change_form(request, context, *args, **kwargs)

    def _section(self, case: Case, model: type[Model], columns: tuple[str, ...], joins: tuple[str, ...]) -> CaseSection:
        rows = model._default_manager.filter(case=case).order_by("-id")
        if joins:
            rows = rows.select_related(*joins)
        listed = list(rows[: SECTION_ROWS + 1])
        for row in listed:
            row.case = case  # type: ignore[attr-defined]  # known: spares a statement a row
        return section(self.admin_site.get_model_admin(model), listed, columns, self._all(case, model), SECTION_ROWS)

    def _all(self, case: Case, model: type[Model]) -> str:
        return list_url(model, case__id__exact=case.pk)

    @admin.display(description=_("person"))
    def person_link(self, case: Case) -> SafeString:
        return link(change_url(case.person), f"{case.person} ({case.person.iin_masked})")

    @admin.display(description=_("programme"))
    def programme_name(self, case: Case) -> str:
        return str(programme_of(case).name)

    @admin.display(description=_("last day"))
    def last_day(self, case: Case) -> str:
        """Of the running term, as the desks have it; the moment that is stored lies in the day after."""
        return in_words(last_day(case.due_at)) or EMPTY

    @admin.display(description=_("what the applicant reads"))
    def plain_state(self, case: Case) -> str:
        return str(case.place.plain)

    @admin.display(description=_("questionnaire"))
    def answers(self, case: Case) -> SafeString | str:
        """The answers under the labels of the version for which they were entered."""
        filled = case.questionnaire or {}
        if not filled.get("answers"):
            return EMPTY
        form = QuestionnaireForm.objects.filter(version=filled.get("version")).first()
        by_key = {item["key"]: item for item in form.fields} if form else {}
        names = case.petition_names
        rows = (_answer(by_key.get(key), key, value, names) for key, value in filled["answers"].items())
        return format_html_join("", "<div><b>{}</b>: {}</div>", rows)


def _answer(item: dict[str, Any] | None, key: str, value: object, petition: dict[str, str]) -> tuple[str, Any]:
    """The question and its answer, in words."""
    return (words(item["label"]), display_answer(item, str(value), petition)) if item else (key, value)
