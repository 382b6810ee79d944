"""The анкета (п. 10(5)): saved at any time, by hand and by itself, from any number of tabs."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from cases.fields import merging
from cases.fields.hints import RULE
from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.law.errors import CaseError, NoHelpError
from cases.law.places import May
from cases.models import Case
from cases.models import QuestionnaireForm as Schema
from cases.programmes.nomad.forms.questionnaire import AnswersForm, prefilled
from cases.service import queries
from cases.service.acts import filing, record_reading
from cases.web import documents
from cases.web.request import returning
from cases.web.request.access import AuthenticatedRequest, help_refused, open_to
from cases.web.request.addresses import case_url
from cases.web.request.callers import address
from cases.web.request.finding import the_case
from cases.web.request.moment import moment, request_id
from cases.web.request.typed_input import not_accepted
from egov.application import agreement
from egov.application.standing import home_of, looked_through, schema_of

VERSIONS = 200
"""How many earlier versions are looked through for the moment at which an answer was changed elsewhere."""


@dataclass(slots=True)
class Filling:
    """What one sending makes of the answers as they stand under the lock."""

    sent: QueryDict
    schema: Schema
    today: date
    form: AnswersForm = field(init=False)
    """For the page that follows."""

    def __call__(self, case: Case) -> tuple[dict[str, Any], bool]:
        """A field with an error keeps what was last saved for it: a slip of the pen deletes nothing."""
        answers_now = _held(case, self.schema)
        stored = _stored(case, self.schema, self.today)
        merged = merging.merge(self.sent, stored, lambda key: _changed_at(case, key))
        form = self._bound(merged.data, case)
        self.form = self._bound(merged.typed, case) if merged.conflicts else form
        self.form.conflicts = merged.conflicts
        unchanged = {key: answers_now[key] for key in form.errors if key in answers_now}
        return unchanged | form.answers(), not form.errors and form.complete

    def _bound(self, typed: QueryDict, case: Case) -> AnswersForm:
        form = _form(case, self.schema, self.today, typed)
        form.full_clean()
        form.refuse_personal(self.sent)
        return form


@open_to(Role.APPLICANT, helper="fill")
def page(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    case = the_case(request, pk)
    refused = _refused(request, case)
    schema = schema_of(case, moment(request))
    if refused or schema is None:
        messages.error(
            request, refused or _("The questionnaire is not set up yet. Please tell the portal's administrator.")
        )
        return not_accepted(redirect(case_url(request.user, case)))
    if case.helper and request.method != "POST":
        record_reading(case, request.user, "questionnaire", moment(request), address=address(request))
    if request.method == "POST":
        return _save(request, case, schema)
    return _page(request, case, schema, _stored(case, schema, local_day(moment(request))))


@open_to(Role.APPLICANT, helper="fill")
def autosave(request: AuthenticatedRequest, pk: UUID) -> HttpResponse:
    """The answers changed in this tab, sent by the page itself; a fragment that says what was saved and what was
    not."""
    try:
        return _autosave(request, the_case(request, pk))
    except NoHelpError as error:
        answer = _not_saved(request, help_refused(request, error), error.status)
        answer["X-Refused"] = "1"  # static/dnr/draft.js: the sentence stands, it is not tried again
        return answer


def _autosave(request: AuthenticatedRequest, case: Case) -> HttpResponse:
    schema = schema_of(case, moment(request))
    if request.method != "POST" or schema is None:
        return redirect("egov:application:questionnaire", case.pk)
    refused, filling = _refused(request, case), _filling(request, schema)
    try:
        if not refused:
            case = _keep(request, case, filling)
    except NoHelpError:
        raise
    except CaseError as error:
        refused = str(error)
    if refused:
        return _not_saved(request, refused)
    context = {
        "case": case,
        "preflight": looked_through(request, case, "questionnaire", _not_kept(filling.form)).about("questionnaire"),
        "saved_at": moment(request),
        "form": filling.form,
        "base": _base(case, schema, local_day(moment(request))),
        "wrong": json.dumps(list(filling.form.errors)),
    }
    return render(request, "egov/application/saved.html", context)


def _not_saved(request: AuthenticatedRequest, refused: str, status: int = 409) -> HttpResponse:
    return render(request, "egov/application/saved.html", {"refused": refused}, status=status)


def _not_kept(form: AnswersForm) -> dict[str, str]:
    return {field.name: str(field.value() or "") for field in form.not_kept} if form.is_bound else {}


def _save(request: AuthenticatedRequest, case: Case, schema: Schema) -> HttpResponse:
    filling = _filling(request, schema)
    try:
        case = _keep(request, case, filling)
    except NoHelpError:
        raise
    except CaseError as error:
        form = _form(case, schema, filling.today, request.POST)
        form.add_error(None, str(error))
        return _page(request, case, schema, form, status=409)
    form = filling.form
    if form.conflicts:
        return _page(request, case, schema, form, status=409)
    if form.errors:
        return _page(request, case, schema, form, status=422)
    agreement.share(request, case, schema)
    missing = form.missing()
    if missing:
        messages.warning(request, _("Saved. Still to be answered: %(names)s.") % {"names": ", ".join(missing)})
        page = reverse("egov:application:questionnaire", args=[case.pk])
        return redirect(returning.page_address(page, back=returning.back_of(request)))
    messages.success(request, _("The questionnaire is complete and saved."))
    return returning.redirect_back(request, home_of(case), case.pk, anchor="answers")


def _filling(request: AuthenticatedRequest, schema: Schema) -> Filling:
    return Filling(request.POST, schema, local_day(moment(request)))


def _keep(request: AuthenticatedRequest, case: Case, filling: Filling) -> Case:
    user, now, rid = request.user, moment(request), request_id(request)
    return filing.amend_questionnaire(case.pk, user, now, filling.schema.version, filling, request_id=rid)


def _held(case: Case, schema: Schema) -> dict[str, Any]:
    """What is answered so far; for a questionnaire that nobody has begun, what is known of the person."""
    answers: dict[str, Any] = case.questionnaire.get("answers") or prefilled(schema, case)
    return answers


def _base(case: Case, schema: Schema, today: date) -> str:
    return merging.base_of(_stored(case, schema, today))


def _stored(case: Case, schema: Schema, today: date) -> AnswersForm:
    return _form(case, schema, today)


def _form(case: Case, schema: Schema, today: date, typed: QueryDict | None = None) -> AnswersForm:
    """With what is held, or what was `typed`. To a helper the personal questions are shown, and locked."""
    held = _held(case, schema)
    locked = held if case.helper else None
    initial = held if typed is None else None
    return AnswersForm(typed, initial=initial, schema=schema, today=today, person=case.person, locked=locked)


def _changed_at(case: Case, key: str) -> datetime | None:
    rows = queries.values_before(case, "questionnaire", VERSIONS)
    answers = ((at, saved.get("answers", {}).get(key)) for at, saved in rows)
    return merging.changed_at(answers, case.questionnaire.get("answers", {}).get(key))


def _page(
    request: AuthenticatedRequest, case: Case, schema: Schema, form: AnswersForm, status: int = 200
) -> HttpResponse:
    answers = case.questionnaire.get("answers", {})
    context = {
        "case": case,
        "form": form,
        "schema": schema,
        "base": _base(case, schema, local_day(moment(request))),
        "section": "desk",
        "saved_at": parse_datetime(case.questionnaire.get("saved_at", "")) if answers else None,
        "preflight": looked_through(request, case, "questionnaire", _not_kept(form)).about("questionnaire"),
        "taken_over": _taken_over(case),
        "changed_form": _changed_form(case, schema),
        "rule": RULE,
        "note": documents.returned_notes(case).get("questionnaire", ""),
        "back": returning.back_of(request),
        "home": reverse(home_of(case), args=[case.pk]),
    }
    return render(request, "egov/application/questionnaire.html", context, status=status)


def _taken_over(case: Case) -> dict[str, Any] | None:
    """From which case the answers come, and when they were saved there, until they are saved here."""
    taken_over = case.questionnaire.get("taken_over")
    return {"case": taken_over["case"], "at": parse_datetime(taken_over.get("saved_at") or "")} if taken_over else None


def _changed_form(case: Case, schema: Schema) -> dict[str, str] | None:
    """What is asked otherwise since the answers were saved; None where they are of this version."""
    saved = case.questionnaire.get("version", "")
    if not saved or saved == schema.version:
        return None
    return {name: "; ".join(labels) for name, labels in schema.changes_since(saved)._asdict().items()}


def _refused(request: AuthenticatedRequest, case: Case) -> str:
    """Why the questionnaire cannot be filled in now, "" when it can."""
    if May.FILL not in case.place.may:
        return _("The case has moved on: this cannot be changed any more.")
    if not case.dossier.may_change("questionnaire"):
        return _("The questionnaire was not returned, so it cannot be changed.")
    return ""
